/** A backup that is taken while senders send and the CRM takes, restored elsewhere: what it holds, and how the rest comes back. */
import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { post, SECRET } from '../bench/senders.ts'
import { drained } from '../bench/verdict.ts'
import { parseConfig } from '../config/load.ts'
import { move } from '../core/compose/move.ts'
import { type Serving, serve } from '../core/compose/serve.ts'
import { setupOf } from '../core/compose/setup.ts'
import { type Report, reportOf } from '../core/flow/reconciliation-report.ts'
import { damage } from '../core/store/health.ts'
import * as ledger from '../core/store/ledger.ts'
import { connectionStates } from '../core/store/operation.ts'
import * as reconciled from '../core/store/reconciled.ts'
import { lookAt } from '../core/store/store.ts'
import { type Sandbox, type SandboxState, startSandbox } from '../sandbox/server.ts'
import { newFolder } from './helpers/folder.ts'
import { createDatabase } from './helpers/postgres.ts'
import { backends } from './helpers/stores.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const yaml = (crm: Sandbox) =>
  `products: [{ id: kran, name: Kran, default: true }]\nsources: { web: { kind: form, secret: ${SECRET} } }\nconnections: { crm: { kind: sandbox, url: "${crm.url}", token: t, concurrency: 6 } }\n`

async function start(database: string, text: string): Promise<Serving> {
  const hub = await serve(parseConfig(text, 'test.yaml', { database, listen: '127.0.0.1:0', log: 'silent' }), 'all')
  ends.push(hub.stop)
  return hub
}

/** Three people of each company, one after the other. */
const wish = (n: number) => {
  const firm = Math.floor(n / 3)
  const name = `${['Ahorn', 'Birken', 'Eichen', 'Linden', 'Ulmen'][firm % 5]}tal ${String.fromCharCode(65 + (firm % 26))}${firm} Maschinenbau GmbH`
  return JSON.stringify({
    vorname: 'Inge',
    nachname: `Boll${n}`,
    email: `i.boll${n}@maschinenbau-${firm}.example`,
    firma: name,
    plz: String(10_000 + firm),
    ort: 'Leipzig',
    rueckruf: 'ja',
  })
}

/** Sends one wish after the other, until it is told to stop. @returns ids by wish */
function send(url: string): { answered: Map<number, string>; until(n: number): Promise<void>; stop(): Promise<void> } {
  const answered = new Map<number, string>()
  const state = { next: 0, going: true }
  const one = async () => {
    while (state.going) {
      const n = state.next++
      const id = await post(`${url}/hooks/web`, wish(n))
      if (id !== null) answered.set(n, id)
    }
  }
  const running = Promise.all([one(), one(), one()])
  return {
    answered,
    until: async (n) => {
      for (const end = Date.now() + 60_000; answered.size < n; await new Promise((resolve) => setTimeout(resolve, 20)))
        if (Date.now() > end) throw new Error('too few are answered')
    },
    stop: async () => {
      state.going = false
      await running
    },
  }
}

const stateOf = async (crm: Sandbox) => (await (await fetch(`${crm.url}/_state`)).json()) as SandboxState

for (const backend of backends)
  describe(`a backup on ${backend.name}`, () => {
    it('under load loses nothing that was answered before it, and what came later comes back without doubles', { timeout: 180_000 }, async () => {
      const folder = newFolder('backup')
      ends.push(() => rmSync(folder, { recursive: true, force: true }))
      const crm = await startSandbox({ listen: '127.0.0.1:0', token: 't', people: false })
      ends.push(crm.close)
      const database = async (name: string) => {
        if (backend.name === 'sqlite') return `sqlite:${join(folder, name)}`
        const { url, drop } = await createDatabase(inject('postgresUrl'))
        ends.push(drop)
        return url
      }
      const hub = await start(await database('hub.sqlite'), yaml(crm))
      const senders = send(hub.url)
      await senders.until(40)
      const before = new Set(senders.answered.values())
      const file = join(folder, 'backup.sqlite')
      await hub.app.act.backup(file)
      const during = senders.answered.size
      await senders.until(during + 40)
      await senders.stop()
      await drained(hub.app.store.db, () => {})
      await hub.stop()
      ends.splice(ends.indexOf(hub.stop), 1)
      const lost = await stateOf(crm)

      // What it holds agrees with itself.
      const held = await lookAt(`sqlite:${file}`, async (db) => ({
        damage: await damage(db),
        ledger: await ledger.sources(db),
        ids: new Set((await db.all<{ id: string }>('select id from delivery')).map(({ id }) => id)),
        loose: await db.get(
          `select (select count(*) from delivery d where not exists (select 1 from delivery_raw r where r.delivery_id = d.id)) +
                  (select count(*) from event e where not exists (select 1 from delivery d where d.id = e.delivery_id)) +
                  (select count(*) from assignment a where not exists (select 1 from event e where e.id = a.event_id)) +
                  (select count(*) from lead l where not exists (select 1 from unit u where u.id = l.unit_id)) as n`,
        ),
      }))
      expect([...before].filter((id) => !held.ids.has(id))).toEqual([])
      expect(held).toMatchObject({ damage: [], loose: { n: 0 }, ledger: [{ source: 'web', unaccounted: 0 }] })
      expect(held.ids.size).toBeLessThan(senders.answered.size)

      // Restored elsewhere, it goes on; whatever it does again makes no doubles.
      const to = await database('restored.sqlite')
      if (backend.name === 'sqlite') copyFileSync(file, to.slice('sqlite:'.length))
      else await move({ from: `sqlite:${file}`, to, now: Date.now, tell: () => {}, setupIn: async () => setupOf(parseConfig(yaml(crm), 'test.yaml'), {}) })
      const restored = await start(to, yaml(crm))
      const { act, store } = restored.app
      const { db } = store
      expect((await connectionStates(db)).get('crm')).toMatchObject({ state: 'paused' })
      const until = async (is: () => Promise<boolean>) => {
        for (const end = Date.now() + 60_000; !(await is()); await new Promise((resolve) => setTimeout(resolve, 50)))
          if (Date.now() > end) throw new Error('it takes too long')
      }
      const mapped = () => until(async () => (await act.workload()).deliveries === 0)
      await mapped()
      expect(await ledger.sources(db)).toMatchObject([{ accepted: held.ids.size, unaccounted: 0, pending: 0 }])

      // Everybody sends once more what was sent; nothing goes to the CRM yet.
      for (const n of senders.answered.keys()) expect(await post(`${restored.url}/hooks/web`, wish(n))).not.toBeNull()
      await mapped()
      const sent = senders.answered.size
      expect(await ledger.sources(db)).toMatchObject([{ accepted: held.ids.size + sent, processed: sent, duplicate: held.ids.size, unaccounted: 0 }])
      expect((await stateOf(crm)).counts).toEqual(lost.counts)

      const reconcile = async (): Promise<Report> => {
        await act.startReconciliation({ connection: 'crm', accept: 'strong', writeKeys: false, anew: true }, 'test')
        await until(async () => (await reportOf(db, 'crm'))!.run.state !== 'running')
        return (await reportOf(db, 'crm'))!
      }
      /** Those that bear a key of the life that was lost, and are surely ours all the same. */
      const ofLostLife = async () =>
        (await Promise.all((['account', 'contact', 'lead'] as const).map((entity) => reconciled.inState(db, 'crm', entity, 'ambiguous', 500))))
          .flat()
          .filter(({ note }) => note === 'key')
      // The CRM says what it got: every company and person of it is found, whatever key it bears.
      const first = await reconcile()
      expect([first.entities.account!.onlyCrm, first.entities.contact!.onlyCrm]).toEqual([0, 0])
      expect(await ofLostLife()).not.toEqual([])
      for (let rounds = 0; ; rounds++) {
        const accept = (await ofLostLife()).map(({ entity, remoteId, hubId }) => ({ entity, remoteId, hubId: hubId! }))
        if (accept.length === 0) break
        expect(rounds).toBeLessThan(3)
        expect(await act.decideReconciled({ connection: 'crm', accept, refuse: [] }, 'test')).toMatchObject({ accepted: accept.length, problems: [] })
        await reconcile()
      }
      const { accounts, contacts, leads } = lost.counts as Record<string, number>
      expect(await reconcile()).toMatchObject({ ambiguous: 0, onlyCrm: 0, onlyHub: 0, linked: accounts! + contacts! + leads! })

      // Then the hub goes on, and makes nothing that is there.
      await act.resumeConnection('crm', 'test')
      await drained(db, () => {})
      const again = await stateOf(crm)
      expect(again).toMatchObject({ counts: { accounts, contacts, leads }, duplicateGroups: 0 })
      expect(await ledger.sources(db)).toMatchObject([{ processed: sent, unaccounted: 0, pending: 0, held: 0 }])
      expect(await ledger.connections(db)).toMatchObject([{ connection: 'crm', parked: 0, pending: 0 }])
      ends.splice(ends.indexOf(restored.stop), 1)
      await restored.stop()
    })
  })
