/** Merges: one company instead of two, with everything; taken back exactly; never again by the hub itself. */
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { emptyAccount } from '../core/lead/match/profile.ts'
import * as identity from '../core/store/identity.ts'
import * as issues from '../core/store/issues.ts'
import * as leadStore from '../core/store/leads.ts'
import { type Sandbox, startSandbox } from '../sandbox/server.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { type Backend, backends } from './helpers/stores.ts'
import { accountOf, type Body, FORM, replayAll, tell, unitOf } from './helpers/telling.ts'
import { wholeState } from './helpers/whole-state.ts'

const yaml = (url?: string) => `
products: [{ id: kran, name: Kran, default: true }]
funnel: { mql: { points: 100000 } }
sources: { web: { kind: form, secret: s } }
${url ? `connections: { crm: { kind: sandbox, url: "${url}", token: t, timeoutSeconds: 5 } }` : ''}
`

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

async function hubOf(backend: Backend, url?: string): Promise<TestHub> {
  const crm = url ? (await import('../core/compose/mapping-files.ts')).mappingFiles().filter(({ kind }) => kind === 'crm') : []
  const hub = await startHub(backend, yaml(url), { mappings: [FORM, ...crm] })
  stops.push(() => hub.stop())
  return hub
}

/** A company under its old and its new name. */
const OLD: Body = { firma: 'Rübsam Pumpen GmbH', mail: 'k.rau@ruebsam-pumpen.example', wer: 'Karla Rau', plz: '90402', ort: 'Nürnberg' }
const NEW: Body = { firma: 'Velora Fluidtechnik GmbH', mail: 'j.mohn@velora.example', wer: 'Jost Mohn', plz: '90402', ort: 'Nürnberg' }

for (const backend of backends) {
  describe(`merges on ${backend.name}`, () => {
    it('make one account of two, under the id of the survivor; the other id leads there', async () => {
      const hub = await hubOf(backend)
      const [first, second] = (await tell(hub, OLD, NEW)) as [string, string]
      const [a, b] = [await accountOf(hub, first), await accountOf(hub, second)]
      expect(a).not.toBe(b)
      await hub.act.merge({ level: 'account', survivor: a, absorbed: b, reason: 'renamed in 2025' }, 'ops')
      expect([await accountOf(hub, first), await accountOf(hub, second)]).toEqual([a, a])
      // The same town and nothing else that would tell them apart: one unit, so one lead with both touches.
      const leads = await hub.leads()
      expect(leads).toHaveLength(1)
      expect(leads[0]).toMatchObject({ accountId: a, state: { touches: 2 } })
      const [absorbed] = await identity.accounts(hub.store.db, [b])
      expect(absorbed).toMatchObject({ mergedInto: a })
      // What comes under either name goes there.
      const [third, fourth] = (await tell(hub, { ...OLD, mail: 'neu@ruebsam-pumpen.example' }, { ...NEW, mail: 'neu@velora.example' })) as [string, string]
      expect([await accountOf(hub, third), await accountOf(hub, fourth)]).toEqual([a, a])
    })

    it('are taken back exactly', async () => {
      const hub = await hubOf(backend)
      const [first, second] = (await tell(
        hub,
        OLD,
        NEW,
        { ...OLD, mail: 'p.lang@ruebsam-pumpen.example', wer: 'Petra Lang', werk: 'Werk 2' },
        { ...NEW, mail: 'info@velora.example', wer: '', ort: 'Fürth', plz: '90762' },
        { ...NEW, ruf: 'ja' },
      )) as [string, string]
      const [a, b] = [await accountOf(hub, first), await accountOf(hub, second)]
      const lead = (await hub.leads()).find(({ accountId }) => accountId === b)!
      await hub.act.decideLead({ lead: lead.id, decision: { kind: 'class', to: 'B2', reason: 'called' } }, 'maria')
      const before = await wholeState(hub)
      const id = await hub.act.merge({ level: 'account', survivor: a, absorbed: b }, 'ops')
      expect(await wholeState(hub)).not.toEqual(before)
      await hub.act.unmerge(id, 'two companies in one house', 'ops')
      expect(await wholeState(hub)).toEqual(before)
    })

    it('give what came since to whom it belongs', async () => {
      const hub = await hubOf(backend)
      const [first, second] = (await tell(hub, OLD, NEW)) as [string, string]
      const [a, b] = [await accountOf(hub, first), await accountOf(hub, second)]
      const id = await hub.act.merge({ level: 'account', survivor: a, absorbed: b }, 'ops')
      const since = await tell(
        hub,
        { ...NEW, mail: 'u.thal@velora.example', wer: 'Uwe Thal' },
        { ...OLD, mail: 's.rau@ruebsam-pumpen.example', wer: 'Sven Rau' },
      )
      await hub.act.unmerge(id, null, 'ops')
      expect(await Promise.all(since.map((delivery) => accountOf(hub, delivery)))).toEqual([b, a])
      expect((await hub.leads()).map(({ accountId, state }) => [accountId, state.touches]).sort()).toEqual(
        [
          [a, 2],
          [b, 2],
        ].sort(),
      )
    })

    it('give back also what a new version of the mapping told anew meanwhile', async () => {
      const hub = await hubOf(backend)
      const told = await tell(hub, OLD, NEW)
      const accounts = () => Promise.all(told.map((delivery) => accountOf(hub, delivery)))
      const before = await accounts()
      const id = await hub.act.merge({ level: 'account', survivor: before[0]!, absorbed: before[1]! }, 'ops')
      const expression = FORM.expression.replace('"system": "form"', '"system": "form", "campaign": "of now"')
      const draft = await hub.act.draftMapping({ kind: 'source', name: 'form', expression }, 'ops')
      await hub.act.activateMapping({ id: draft.id, untested: true }, 'ops')
      await replayAll(hub)
      await hub.act.unmerge(id, null, 'ops')
      expect(await accounts()).toEqual(before)
    })

    it('stay through a replay, and so does what was told apart', async () => {
      const hub = await hubOf(backend)
      const [first, second] = (await tell(hub, OLD, NEW)) as [string, string]
      const [a, b] = [await accountOf(hub, first), await accountOf(hub, second)]
      expect(a).not.toBe(b)
      const id = await hub.act.merge({ level: 'account', survivor: a, absorbed: b }, 'ops')
      await replayAll(hub)
      expect([await accountOf(hub, first), await accountOf(hub, second)]).toEqual([a, a])
      await hub.act.unmerge(id, null, 'ops')
      const apart = await wholeState(hub)
      await replayAll(hub)
      expect(await wholeState(hub)).toEqual(apart)
      // Even where the mapping now reads the one name for both.
      const draft = await hub.act.draftMapping(
        { kind: 'source', name: 'form', expression: FORM.expression.replace('"name": firma', '"name": "Rübsam Pumpen GmbH"') },
        'test',
      )
      await hub.act.activateMapping({ id: draft.id }, 'test')
      await replayAll(hub)
      expect(await accountOf(hub, first)).not.toBe(await accountOf(hub, second))
    })

    it('of units join leads, with what people decided, and give it back', async () => {
      const hub = await hubOf(backend)
      const [first, second] = (await tell(
        hub,
        { ...OLD, werk: 'Werk Nord' },
        { ...OLD, mail: 'p.lang@ruebsam-pumpen.example', wer: 'Petra Lang', werk: 'Werk Süd' },
      )) as [string, string]
      const [north, south] = [await unitOf(hub, first), await unitOf(hub, second)]
      expect(north).not.toBe(south)
      const lead = (await hub.leads()).find(({ unitId }) => unitId === south)!
      await hub.act.decideLead({ lead: lead.id, decision: { kind: 'class', to: 'A', reason: 'called' } }, 'maria')
      const before = await wholeState(hub)
      const id = await hub.act.merge({ level: 'unit', survivor: north, absorbed: south }, 'ops')
      const leads = await hub.leads()
      expect(leads).toHaveLength(1)
      expect(leads[0]).toMatchObject({ unitId: north, state: { touches: 2, class: { value: 'A' } } })
      expect(await leadStore.find(hub.store.db, lead.id)).toMatchObject({ mergedInto: leads[0]!.id })
      await replayAll(hub)
      expect([await unitOf(hub, first), await unitOf(hub, second)]).toEqual([north, north])
      await hub.act.unmerge(id, null, 'ops')
      expect(await wholeState(hub)).toEqual(before)
    })

    const PLANTS: Body[] = [
      { ...OLD, werk: 'Werk Nord' },
      { ...OLD, mail: 'p.lang@ruebsam-pumpen.example', wer: 'Petra Lang', werk: 'Werk Süd' },
    ]

    it('of units stand when their account is merged, and so does what was told apart', async () => {
      const hub = await hubOf(backend)
      const [first, second, third] = (await tell(hub, ...PLANTS, NEW)) as [string, string, string]
      const [north, south] = [await unitOf(hub, first), await unitOf(hub, second)]
      const [a, b] = [await accountOf(hub, first), await accountOf(hub, third)]
      const units = await hub.act.merge({ level: 'unit', survivor: north, absorbed: south }, 'ops')
      const before = await wholeState(hub)
      const accounts = await hub.act.merge({ level: 'account', survivor: b, absorbed: a }, 'ops')
      expect([await unitOf(hub, first), await unitOf(hub, second)]).toEqual([north, north])
      await hub.act.unmerge(accounts, null, 'ops')
      expect(await wholeState(hub)).toEqual(before)
      await hub.act.unmerge(units, null, 'ops')
      // What the second tells speaks for the first unit now; a person said that it is not.
      await hub.store.write((db) => db.run("update event_personal set data = replace(data, 'Werk Süd', 'Werk Nord')"))
      await hub.act.merge({ level: 'account', survivor: a, absorbed: b }, 'ops')
      expect([await unitOf(hub, first), await unitOf(hub, second)]).toEqual([north, south])
    })

    it('of very many submissions change the place of nothing but what is merged', async () => {
      const hub = await hubOf(backend)
      const [first, second, third] = (await tell(hub, ...PLANTS, NEW)) as [string, string, string]
      for (let i = 0; i < 500; i++) await hub.send('web', { ...PLANTS[0]!, nr: String(i) })
      await hub.quiet(60_000)
      const [north, south] = [await unitOf(hub, first), await unitOf(hub, second)]
      await hub.store.write((db) => db.run("update event_personal set data = replace(data, 'Werk Süd', 'Werk Nord')"))
      const [survivor, absorbed] = [await accountOf(hub, first), await accountOf(hub, third)]
      const id = await hub.act.merge({ level: 'account', survivor, absorbed }, 'ops')
      expect([await unitOf(hub, first), await unitOf(hub, second), await accountOf(hub, third)]).toEqual([north, south, survivor])
      await hub.act.unmerge(id, null, 'ops')
      expect([await unitOf(hub, first), await unitOf(hub, second), await accountOf(hub, third)]).toEqual([north, south, absorbed])
    }, 120_000)

    it('of units bind what is decided anew, and so does what was told apart', async () => {
      const hub = await hubOf(backend)
      const west: Body = { ...OLD, mail: 'u.thal@ruebsam-pumpen.example', wer: 'Uwe Thal', werk: 'Werk West', zeit: '2026-05-01T08:00:00Z' }
      const [first, second, third] = (await tell(hub, ...PLANTS, west)) as [string, string, string]
      const [north, south] = [await unitOf(hub, first), await unitOf(hub, second)]
      const id = await hub.act.merge({ level: 'unit', survivor: north, absorbed: south }, 'ops')
      await hub.act.unmerge(id, null, 'ops')
      await hub.store.write((db) => db.run("update event_personal set data = replace(data, 'Werk Süd', 'Werk Nord')"))
      await hub.act.changeUnit({ kind: 'closed', unit: await unitOf(hub, third), at: Date.parse('2026-04-01T00:00:00Z') }, 'ops')
      expect([await unitOf(hub, first), await unitOf(hub, second)]).toEqual([north, south])
    })

    it('are not taken back before what was recorded of their units since', async () => {
      const hub = await hubOf(backend)
      const [first, second] = (await tell(hub, OLD, { ...NEW, ort: 'Fürth', plz: '90762', zeit: '2026-05-01T08:00:00Z' })) as [string, string]
      const [a, b] = [await accountOf(hub, first), await accountOf(hub, second)]
      const id = await hub.act.merge({ level: 'account', survivor: a, absorbed: b }, 'ops')
      const change = await hub.act.changeUnit({ kind: 'closed', unit: await unitOf(hub, second), at: Date.parse('2026-06-01T00:00:00Z') }, 'ops')
      await expect(hub.act.unmerge(id, null, 'ops')).rejects.toThrow(`the change ${change} came after ${id} and concerns its units: take ${change} back first`)
      await hub.act.takeBackChange(change, 'ops')
      await hub.act.unmerge(id, null, 'ops')
      expect([await accountOf(hub, first), await accountOf(hub, second)]).toEqual([a, b])
    })

    it('are not filled again by what comes back', async () => {
      const hub = await hubOf(backend)
      const [first] = (await tell(hub, OLD)) as [string]
      const [a, lead] = [await accountOf(hub, first), (await hub.leads())[0]!]
      await hub.act.decideLead({ lead: lead.id, decision: { kind: 'class', to: 'B2', reason: 'called' } }, 'maria')
      const activate = async (expression: string) => {
        await hub.act.activateMapping({ id: (await hub.act.draftMapping({ kind: 'source', name: 'form', expression }, 'test')).id }, 'test')
        await replayAll(hub)
      }
      await activate('{"events": []}')
      const other = await hub.store.write((db) => identity.addAccount(db, 'acc_other', { ...emptyAccount() }, 1).then(() => 'acc_other'))
      await hub.act.merge({ level: 'account', survivor: other, absorbed: a }, 'ops')
      await activate(FORM.expression)
      expect((await identity.accounts(hub.store.db, [await accountOf(hub, first)]))[0]).toMatchObject({ mergedInto: null })
    })

    it('teach nobody the domain of an agency that wrote for them', async () => {
      const hub = await hubOf(backend)
      const agency: Body = { firma: 'Blickfang Werbeagentur GmbH', mail: 't.nau@blickfang.example', wer: 'Tim Nau', plz: '50667', ort: 'Köln' }
      const sent = await tell(hub, OLD, agency, { ...OLD, mail: agency.mail!, wer: agency.wer! }, NEW)
      const [a, sender, client, b] = (await Promise.all(sent.map((delivery) => accountOf(hub, delivery)))) as [string, string, string, string]
      expect([client, new Set([a, sender, b]).size]).toEqual([a, 3])
      const domains = async (id: string) => (await identity.accounts(hub.store.db, [id]))[0]!.profile.domains
      expect(await domains(a)).toEqual(['ruebsam-pumpen.example'])
      const before = await wholeState(hub)
      const id = await hub.act.merge({ level: 'account', survivor: b, absorbed: a }, 'ops')
      expect((await domains(b)).sort()).toEqual(['ruebsam-pumpen.example', 'velora.example'])
      await hub.act.unmerge(id, null, 'ops')
      expect(await domains(a)).toEqual(['ruebsam-pumpen.example'])
      expect(await wholeState(hub)).toEqual(before)
    })

    it('are undone in reverse order, and say what is not possible', async () => {
      const hub = await hubOf(backend)
      const third = { ...NEW, firma: 'Ostwald Pressen AG', mail: 'a.ost@ostwald.example', wer: 'Ada Ost' }
      const ids = await tell(hub, OLD, NEW, third)
      const [a, b, c] = (await Promise.all(ids.map((delivery) => accountOf(hub, delivery)))) as [string, string, string]
      const before = await wholeState(hub)
      const one = await hub.act.merge({ level: 'account', survivor: a, absorbed: b }, 'ops')
      const between = await wholeState(hub)
      const two = await hub.act.merge({ level: 'account', survivor: c, absorbed: a }, 'ops')
      const refused = (input: Parameters<TestHub['act']['merge']>[0]) => expect(hub.act.merge(input, 'ops')).rejects
      await refused({ level: 'account', survivor: c, absorbed: a }).toThrow(`the account ${a} was merged into ${c} before: merge that one`)
      await refused({ level: 'account', survivor: c, absorbed: c }).toThrow('cannot be merged with itself')
      await refused({ level: 'account', survivor: c, absorbed: 'acc_none' }).toThrow('there is no account acc_none')
      await expect(hub.act.unmerge(one, null, 'ops')).rejects.toThrow(`the merge ${two} came after ${one} and builds on it`)
      await hub.act.unmerge(two, null, 'ops')
      expect(await wholeState(hub)).toEqual(between)
      await hub.act.unmerge(one, null, 'ops')
      expect(await wholeState(hub)).toEqual(before)
      await expect(hub.act.unmerge(one, null, 'ops')).rejects.toThrow('was taken back before')
    })

    it('are the answer to a review, and make no further one', async () => {
      const hub = await hubOf(backend)
      const ids = await tell(hub, OLD, NEW)
      const [a, b] = (await Promise.all(ids.map((delivery) => accountOf(hub, delivery)))) as [string, string]
      await hub.store.write((db) =>
        db.run("insert into review (id, kind, state, account_id, other_id, detail, created_at) values ('rev_1', 'same_account', 'open', $1, $2, '{}', 1)", [
          b,
          a,
        ]),
      )
      await hub.act.decideReview({ review: 'rev_1', decision: 'same' }, 'maria')
      expect(await Promise.all(ids.map((delivery) => accountOf(hub, delivery)))).toEqual([a, a])
    })

    it('end as they began, whatever is told, merged and taken back', async () => {
      const firms = [OLD, NEW, { ...NEW, firma: 'Ostwald Pressen AG', mail: 'a.ost@ostwald.example', wer: 'Ada Ost' }]
      const shape = fc.record({ firm: fc.nat(2), n: fc.nat(3), site: fc.constantFrom('', 'Werk 1', 'Werk 2'), role: fc.boolean() })
      const bodyOf = ({ firm, n, site, role }: { firm: number; n: number; site: string; role: boolean }): Body => {
        const base = firms[firm]!
        return { ...base, ...(site && { werk: site }), wer: role ? '' : `Person ${'ABCD'[n]}`, mail: `${role ? 'info' : `p${n}`}@${base.mail!.split('@')[1]}` }
      }
      await fc.assert(
        fc.asyncProperty(fc.array(shape, { minLength: 3, maxLength: 8 }), async (shapes) => {
          const hub = await startHub(backend, yaml(), { mappings: [FORM] })
          try {
            const ids = await tell(hub, ...shapes.map((one, i) => ({ ...bodyOf(one), nr: String(i) })))
            const [a, b] = [...new Set(await Promise.all(ids.map((delivery) => accountOf(hub, delivery))))]
            if (b === undefined) return
            const before = await wholeState(hub)
            const id = await hub.act.merge({ level: 'account', survivor: a!, absorbed: b }, 'ops')
            await hub.act.unmerge(id, null, 'ops')
            expect(await wholeState(hub)).toEqual(before)
          } finally {
            await hub.stop()
          }
        }),
        { numRuns: 15 },
      )
    }, 120_000)

    describe('and the CRM', () => {
      const world = async (): Promise<{ hub: TestHub; sandbox: Sandbox }> => {
        const sandbox = await startSandbox({ listen: '127.0.0.1:0', token: 't' })
        stops.push(() => sandbox.close())
        return { hub: await hubOf(backend, sandbox.url), sandbox }
      }
      const read = async ({ url }: Sandbox, entity: string): Promise<Record<string, unknown>[]> => {
        const answer = await fetch(`${url}/api/${entity}?limit=100`, { headers: { authorization: 'Bearer t' } })
        return ((await answer.json()) as { items: Record<string, unknown>[] }).items
      }

      it('hears of both: the lead moves to the surviving company, and back', async () => {
        const { hub, sandbox } = await world()
        const ids = await tell(hub, { ...OLD, ruf: 'ja', werk: 'Werk 1' }, { ...NEW, ruf: 'ja', werk: 'Werk 2' })
        const [a, b] = (await Promise.all(ids.map((delivery) => accountOf(hub, delivery)))) as [string, string]
        const leadsBefore = await read(sandbox, 'leads')
        expect(leadsBefore).toHaveLength(2)
        const id = await hub.act.merge({ level: 'account', survivor: a, absorbed: b }, 'ops')
        await hub.quiet()
        const titles = async () => (await read(sandbox, 'leads')).map(({ title }) => title).sort()
        expect(await titles()).toEqual(['Rübsam Pumpen GmbH, Werk 1, Kran', 'Rübsam Pumpen GmbH, Werk 2, Kran'])
        await hub.act.unmerge(id, null, 'ops')
        await hub.quiet()
        expect(await titles()).toEqual(leadsBefore.map(({ title }) => title).sort())
        expect(await read(sandbox, 'leads')).toHaveLength(2)
      })

      it('is named where its record has nothing behind it any more', async () => {
        const { hub } = await world()
        const ids = await tell(hub, { ...OLD, ruf: 'ja' }, { ...NEW, ruf: 'ja' })
        const [a, b] = (await Promise.all(ids.map((delivery) => accountOf(hub, delivery)))) as [string, string]
        await hub.act.merge({ level: 'account', survivor: a, absorbed: b }, 'ops')
        await hub.quiet()
        const { rows } = await issues.list(hub.store.db, { state: 'open', limit: 10 })
        expect(rows.map(({ title }) => title)).toEqual(
          ['lead', 'account'].map((what) => expect.stringMatching(`the ${what} .* stays: ${b} was merged into ${a}; merge or close it there`)),
        )
      })
    })
  })
}
