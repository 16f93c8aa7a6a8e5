/** A first load by the command line, killed with kill -9 again and again, ends as if nothing had happened; and repeated it changes nothing. */
import { execFile, spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { hubScript } from '../bench/processes.ts'
import { reportOf } from '../core/flow/reconciliation-report.ts'
import * as crosswalk from '../core/store/crosswalk.ts'
import * as runs from '../core/store/reconciliations.ts'
import type { Store } from '../core/store/store.ts'
import { newFolder } from './helpers/folder.ts'
import { startHub } from './helpers/hub.ts'
import { type SandboxCrm, sandboxCrm } from './helpers/sandbox-crm.ts'
import { backends } from './helpers/stores.ts'
import { FIXED, file, submission } from './helpers/trial-mapping.ts'

const call = promisify(execFile)
const SUBMISSIONS = 40
const STRANGERS = 250

/** Companies of the hub with their people, two of them twice, among many others. */
async function fill(crm: SandboxCrm): Promise<void> {
  const accounts = new Map<string, string>()
  for (let n = 0; n < SUBMISSIONS; n++) {
    const { firma, plz, ort, vor, nach, mail } = submission(n)
    if (!accounts.has(firma!)) accounts.set(firma!, await crm.make('accounts', { name: firma, postalCode: plz, city: ort }))
    if (n % 2 === 0) await crm.make('contacts', { firstName: vor, lastName: nach, email: mail, accountId: accounts.get(firma!) })
  }
  const [first] = accounts.keys()
  await crm.make('accounts', { name: first, postalCode: submission(0).plz })
  for (let i = 0; i < STRANGERS; i++) await crm.make('accounts', { name: `Unbekannt ${i} Holzbau GmbH`, postalCode: String(10_115 + i) })
}

const linksIn = ({ db }: Store) => db.all('select entity, hub_id, remote_id, state from crosswalk order by entity, hub_id')
const proposals = ({ db }: Store) => db.all('select entity, remote_id, state, hub_id, total, note, hub_key from reconciled order by entity, remote_id')

for (const backend of backends) {
  describe(`a first load by command on ${backend.name}`, { timeout: 300_000 }, () => {
    it('goes on after kill -9, whenever that came, and changes nothing when it is repeated', async () => {
      const folder = newFolder('reconcile')
      const { store, url, drop } = await backend.fresh()
      const crm = await sandboxCrm()
      const yaml = `products: [{ id: kran, name: Kran, default: true }, { id: service, name: Service }]
log: error
sources: { web: { kind: form, secret: s } }
connections: { crm: { kind: sandbox, url: "${crm.url}", token: ${crm.token} } }`
      const config = join(folder, 'hub.yaml')
      writeFileSync(config, yaml)
      const args = [hubScript, 'connection', 'reconcile', 'crm', '--config', config, '--database', url, '--json']
      const reconcile = async (...more: string[]) => JSON.parse((await call(process.execPath, [...args, ...more])).stdout.trimEnd().split('\n').at(-1)!)
      const killed = async (...more: string[]) => {
        const before = JSON.stringify(await runs.last(store.db, 'crm'))
        const child = spawn(process.execPath, [...args, ...more], { stdio: 'ignore' })
        const gone = new Promise((resolve) => child.once('exit', resolve))
        for (const until = Date.now() + 60_000; JSON.stringify(await runs.last(store.db, 'crm')) === before && Date.now() < until; ) await sleep(5)
        await sleep(Math.random() * 400)
        child.kill('SIGKILL')
        await gone
        // The time passes after which others may take over.
        await store.write((db) => db.run('update reconciliation set leased_until = 0'))
      }
      try {
        const hub = await startHub(backend, yaml, { store, mappings: [file(FIXED)] })
        for (let n = 0; n < SUBMISSIONS; n++) if (n % 7 > 0) await hub.send('web', submission(n))
        await hub.quiet()
        await hub.stop()
        await fill(crm)

        await crm.faults([{ kind: 'slow', ms: 150, match: { method: 'GET' } }])
        const isUnderWay = async () => (await runs.last(store.db, 'crm'))!.state === 'running'
        await killed('--accept', 'strong')
        expect(await isUnderWay()).toBe(true)
        for (let i = 0; i < 3 && (await isUnderWay()); i++) await killed()
        if (await isUnderWay()) await reconcile()
        const ended = (await reportOf(store.db, 'crm'))!
        expect(ended).toMatchObject({ run: { state: 'done', accept: true }, read: STRANGERS + 6 + SUBMISSIONS / 2 })
        expect((await store.db.all('select 1 as run from reconciliation')).length).toBe(1)
        await crm.faults([])
        const disturbed = [await linksIn(store), await proposals(store)]
        expect((await linksIn(store)).length).toBeGreaterThan(10)

        await store.write(async (db) => {
          for (const table of ['reconciliation', 'reconciled', 'crosswalk']) await db.run(`delete from ${table}`)
        })
        const straight = await reconcile('--accept', 'strong')
        expect(straight.pairs).toBeGreaterThan(10)
        expect([await linksIn(store), await proposals(store)]).toEqual(disturbed)

        const keyed = await reconcile('--write-keys')
        expect(keyed).toMatchObject({ pairs: 0, accepted: 0, linked: straight.accepted, ambiguous: straight.ambiguous })
        const [links, rows, writes] = [await linksIn(store), [await crm.rows('accounts'), await crm.rows('contacts')], await crm.writes()]
        expect(await reconcile('--accept', 'strong', '--write-keys')).toMatchObject({ ...keyed, run: expect.any(String) })
        expect([await linksIn(store), [await crm.rows('accounts'), await crm.rows('contacts')], await crm.writes()]).toEqual([links, rows, writes])
        const [contact] = rows[1]!.filter(({ externalKey }) => externalKey !== undefined)
        expect(await crosswalk.byRemote(store.db, 'crm', 'contact', String(contact!.id))).toMatchObject({ state: 'adopted', hubId: contact!.externalKey })
      } finally {
        await crm.close()
        await drop()
        rmSync(folder, { recursive: true, force: true })
      }
    })
  })
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
