/** Whatever stands in CRM and hub, and wherever the work was broken off: what was decided stays, nothing is linked twice, and repeating changes nothing. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { setupOf } from '../core/compose/setup.ts'
import type { Entity, Recorded } from '../core/crm.ts'
import type { Context } from '../core/flow/context.ts'
import { decideReconciled, startReconciliation } from '../core/flow/reconcile.ts'
import { reportOf } from '../core/flow/reconciliation-report.ts'
import { idGenerator } from '../core/id.ts'
import { MODEL } from '../core/lead/match/model.ts'
import { silentLog } from '../core/log.ts'
import type { MatchRecord } from '../core/match-record.ts'
import * as reconciled from '../core/store/reconciled.ts'
import * as runs from '../core/store/reconciliations.ts'
import type { Store } from '../core/store/store.ts'
import { createConversation } from '../core/work/converse.ts'
import { matchRecords } from '../core/work/match-records.ts'
import { startReconciler } from '../core/work/reconciler.ts'
import { type ListedCrm, listedCrm } from './helpers/listed-crm.ts'
import { backends } from './helpers/stores.ts'

const FIRMS = ['Quast Antriebe GmbH', 'Rübsam Pumpen AG', 'Quast Hydraulik GmbH']
const PEOPLE = ['Ina Pohl', 'Jan Reuter', 'Greta Maurer', 'Eva Lutz']
const TOWNS = [
  ['70565', 'Stuttgart'],
  ['90402', 'Nürnberg'],
] as const
const domainOf = (firm: string) => `${firm.toLowerCase().split(' ').slice(0, 2).join('-').replace('ü', 'ue')}.example`

const known = fc.record({ firm: fc.nat(2), person: fc.nat(3), town: fc.nat(1) })
const account = fc.record({
  firm: fc.nat(2),
  short: fc.boolean(),
  town: fc.option(fc.nat(1)),
  website: fc.boolean(),
  people: fc.array(fc.nat(3), { maxLength: 2 }),
})
const act = fc.oneof(
  fc.record({ kind: fc.constant('load' as const), breakAfter: fc.option(fc.nat(30)), accept: fc.boolean() }),
  fc.record({ kind: fc.constantFrom('accept', 'refuse', 'remove', 'foreignKey', 'borrowKey'), nth: fc.nat(9) }),
)

type Of<T> = T extends fc.Arbitrary<infer Value> ? Value : never

function submissions(all: readonly { firm: number; person: number; town: number }[]): MatchRecord[] {
  return all.map(({ firm, person, town }, i) => {
    const [first, last] = PEOPLE[person]!.split(' ') as [string, string]
    const [postal_code, city] = TOWNS[town]!
    const email = `${first}.${last}@${domainOf(FIRMS[firm]!)}`.toLowerCase()
    return { record_id: `r${i}`, company: FIRMS[firm]!, first_name: first, last_name: last, email, postal_code, city }
  })
}

function load(crm: ListedCrm, accounts: readonly Of<typeof account>[]): void {
  for (const { firm, short, town, website, people } of accounts) {
    const rows = crm.records.get('account')!
    const remoteId = `A${rows.length + 1}`
    const name = short ? FIRMS[firm]!.split(' ').slice(0, 2).join(' ') : FIRMS[firm]!
    const at = town === null ? {} : { postalCode: TOWNS[town]![0], city: TOWNS[town]![1] }
    rows.push(record(remoteId, name, null, { name, ...at, ...(website && { website: domainOf(FIRMS[firm]!) }) }, undefined))
    for (const person of people) {
      const [firstName, lastName] = PEOPLE[person]!.split(' ') as [string, string]
      const contacts = crm.records.get('contact')!
      const email = `${firstName}.${lastName}@${domainOf(FIRMS[firm]!)}`.toLowerCase()
      contacts.push(record(`C${contacts.length + 1}`, PEOPLE[person]!, remoteId, undefined, { firstName, lastName, email }))
    }
  }
}

const record = (remoteId: string, label: string, accountId: string | null, company: Recorded['company'], person: Recorded['person']): Recorded => ({
  remoteId,
  hubKey: null,
  label,
  accountId,
  company,
  person,
})

function contextOf(crm: ListedCrm): Context {
  const setup = setupOf(parseConfig('connections: { crm: { kind: sandbox, url: "http://127.0.0.1:9", token: x } }', 'test'), {})
  const connections = new Map([['crm', { ...setup.connections.get('crm')!, crm: crm.crm }]])
  return { setup: { ...setup, connections }, now: Date.now, newId: idGenerator(), log: silentLog, addressKey: '', model: MODEL }
}

const links = ({ db }: Store) =>
  db.all<{ entity: Entity; hub_id: string; remote_id: string; state: string }>('select entity, hub_id, remote_id, state from crosswalk order by entity, hub_id')

for (const backend of backends) {
  describe(`first loads on ${backend.name}`, { timeout: 240_000 }, () => {
    it('repeat without changing anything, whatever happened before', async () => {
      const property = fc.asyncProperty(
        fc.array(known, { minLength: 2, maxLength: 8 }),
        fc.array(account, { minLength: 2, maxLength: 7 }),
        fc.array(act, { minLength: 2, maxLength: 6 }),
        live,
      )
      await fc.assert(property, { numRuns: backend.name === 'sqlite' ? 20 : 5, interruptAfterTimeLimit: 150_000, endOnFailure: true })
    })

    async function live(hub: readonly Of<typeof known>[], accounts: readonly Of<typeof account>[], acts: readonly Of<typeof act>[]): Promise<void> {
      const { store, drop } = await backend.fresh()
      const crm = listedCrm()
      const on = contextOf(crm)
      const conversation = createConversation({ timeoutMs: 1_000, maxBytes: 1_000_000, now: Date.now })
      try {
        await matchRecords(store, on, submissions(hub), { arrival: true, sweep: false, explain: false, progress: () => {} })
        load(crm, accounts)
        const reconcile = async (accept: boolean, breakAfter: number | null = null, anew = false) => {
          const { id } = await store.write((db) =>
            startReconciliation(db, on, { connection: 'crm', ...(accept && { accept: 'strong' }), writeKeys: accept, anew }, 'test'),
          )
          if (breakAfter !== null) {
            await work(breakAfter)
            await store.write(runs.unlease)
            return
          }
          await work(null, id)
        }
        /** One process that works until the run has ended, or is broken off. */
        const work = async (breakAfter: number | null, id?: string) => {
          const worker = startReconciler({ store, on, converse: conversation.converse, me: on.newId('job'), random: Math.random, queued: () => {} })
          if (breakAfter !== null) await new Promise((resolve) => setTimeout(resolve, breakAfter))
          while (id !== undefined && (await runs.find(store.db, id))!.state === 'running') await new Promise((resolve) => setTimeout(resolve, 3))
          await worker.stop()
        }
        const refused = new Set<string>()
        await reconcile(false)
        for (const one of acts) {
          if (one.kind === 'load') await reconcile(one.accept, one.breakAfter)
          else await happen(one, crm, store, on, refused)
        }
        // One that was broken off read what has changed since.
        await reconcile(true, null, true)
        const before = [await links(store), structuredClone([...crm.records]), crm.writes]
        await reconcile(true)
        const report = (await reportOf(store.db, 'crm'))!
        expect(report).toMatchObject({ pairs: 0, accepted: 0 })
        expect([await links(store), [...crm.records], crm.writes]).toEqual(before)

        const standing = (await links(store)).filter(({ entity }) => entity === 'account')
        expect(new Set(standing.map(({ remote_id }) => remote_id)).size).toBe(standing.length)
        for (const remoteId of refused) expect(standing.map(({ remote_id }) => remote_id)).not.toContain(remoteId)
        const { account: found } = report.entities
        expect(found!.pairs + found!.ambiguous + found!.onlyCrm + found!.linked).toBe(crm.records.get('account')!.length)
      } finally {
        conversation.close()
        await drop()
      }
    }
  })
}

async function happen({ kind, nth }: { kind: string; nth: number }, crm: ListedCrm, store: Store, on: Context, refused: Set<string>): Promise<void> {
  const rows = crm.records.get('account')!
  const row = rows[nth % Math.max(1, rows.length)]
  if (!row) return
  const id = { entity: 'account' as const, remoteId: row.remoteId }
  const decide = (accept: (typeof id)[], refuse: (typeof id)[]) => store.write((db) => decideReconciled(db, on, { connection: 'crm', accept, refuse }, 'test'))
  if (kind === 'accept' && (await decide([id], [])).accepted > 0) refused.delete(row.remoteId)
  if (kind === 'refuse' && (await decide([], [id])).refused > 0) refused.add(row.remoteId)
  if (kind === 'remove') rows.splice(rows.indexOf(row), 1)
  if (kind === 'foreignKey') rows[rows.indexOf(row)] = { ...row, hubKey: 'acc_of_somebody_else' }
  const stored = await reconciled.find(store.db, { connection: 'crm', ...id })
  if (kind === 'borrowKey' && stored?.hubId) rows[rows.indexOf(row)] = { ...row, hubKey: stored.hubId }
}
