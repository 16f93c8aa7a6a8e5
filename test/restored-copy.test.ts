/** A database that is an older copy: nothing goes to the CRM, which may have more, until a person says so. */
import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { move } from '../core/compose/move.ts'
import { setupOf } from '../core/compose/setup.ts'
import * as issues from '../core/store/issues.ts'
import { connectionStates, knownMeta, setMeta } from '../core/store/operation.ts'
import { openStore, type Store } from '../core/store/store.ts'
import type { Sandbox, SandboxState } from '../sandbox/server.ts'
import { startSandbox } from '../sandbox/server.ts'
import { newFolder } from './helpers/folder.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { createDatabase } from './helpers/postgres.ts'
import { type Backend, backends } from './helpers/stores.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const yaml = (crm: Sandbox) => `
products: [{ id: kran, name: Kran, default: true }]
sources: { web: { kind: form, secret: a-form-secret } }
connections: { crm: { kind: sandbox, url: "${crm.url}", token: t } }
`

/** @returns a hub that ends by itself where the test does not end it */
async function hubOn(backend: Backend, crm: Sandbox, store: Store): Promise<TestHub> {
  const hub = await startHub(backend, yaml(crm), { store })
  let ended: Promise<void> | null = null
  const stop = () => (ended ??= hub.stop())
  ends.push(stop)
  return { ...hub, stop }
}

const wish = (n: number) => ({
  submissionId: `wish-${n}`,
  vorname: 'Ines',
  nachname: `Kolbe${n}`,
  email: `i.kolbe@${['ahorntal', 'birkenfels'][n]}.example`,
  firma: `${['Ahorntal Pumpen', 'Birkenfels Antriebe'][n]} GmbH`,
  rueckruf: 'ja',
})

const countsOf = async (crm: Sandbox) => ((await (await fetch(`${crm.url}/_state`)).json()) as SandboxState).counts

it('is not opened beside the log of the database that was there before, which would be played into it', async () => {
  const folder = newFolder('copy')
  ends.push(() => rmSync(folder, { recursive: true, force: true }))
  const [file, copy, crashed] = ['hub', 'copy', 'crashed'].map((name) => join(folder, `${name}.sqlite`)) as [string, string, string]
  const open = (path: string) => openStore(`sqlite:${path}`, { now: Date.now })
  const note = (store: Store, key: string) => store.write((db) => setMeta(db, key, 'x'))
  const asAfterCrash = (path: string, to: string) => {
    for (const end of ['', '-wal']) copyFileSync(path + end, to + end)
  }
  const store = await open(file)
  await note(store, 'before')
  await store.backup(copy)
  await note(store, 'after')
  asAfterCrash(file, crashed)
  await store.close()

  copyFileSync(copy, crashed)
  await expect(open(crashed)).rejects.toThrow(`${crashed} is a copy, and beside it lies the log of another database: remove ${crashed}-wal and ${crashed}-shm`)
  rmSync(`${crashed}-wal`)
  const restored = await open(crashed)
  await note(restored, 'again')
  asAfterCrash(crashed, file) // its own log is none of another's
  await restored.close()
  const again = await open(file)
  expect(await Promise.all(['before', 'after', 'again'].map((key) => knownMeta(again.db, key)))).toEqual(['x', undefined, 'x'])
  await again.close()
})

for (const backend of backends)
  describe(`an older copy on ${backend.name}`, () => {
    /** A hub with one lead in the CRM. */
    const start = async (url: string) => {
      const crm = await startSandbox({ listen: '127.0.0.1:0', token: 't', people: false })
      ends.push(crm.close)
      const store = await openStore(url, { now: Date.now })
      let closed: Promise<void> | null = null
      const close = () => (closed ??= store.close())
      ends.push(close)
      const hub = await hubOn(backend, crm, store)
      await hub.send('web', wish(0))
      await hub.quiet()
      return { crm, store, close, hub }
    }

    /** Databases of the test, and a folder for copies. */
    const places = async () => {
      const folder = newFolder('copy')
      ends.push(() => rmSync(folder, { recursive: true, force: true }))
      const database = async (name: string) => {
        if (backend.name === 'sqlite') return `sqlite:${join(folder, name)}`
        const { url, drop } = await createDatabase(inject('postgresUrl'))
        ends.push(drop)
        return url
      }
      return { file: join(folder, 'copy.sqlite'), database }
    }

    /** Where a hub goes on by itself, this is long enough to see it. */
    const tellsNothing = async (restored: TestHub, crm: Sandbox) => {
      const before = await countsOf(crm)
      await restored.send('web', wish(1))
      await expect.poll(async () => (await restored.act.workload()).deliveries).toBe(0)
      await new Promise((resolve) => setTimeout(resolve, 500))
      expect(await countsOf(crm)).toEqual(before)
      expect(await restored.act.workload()).toMatchObject({ jobs: 1 })
    }

    const open = async (url: string): Promise<Store> => {
      const store = await openStore(url, { now: Date.now })
      ends.push(store.close)
      return store
    }

    it('waits with what the CRM has already, says so, and goes on when a person resumes it, once and for all', async () => {
      const { file, database } = await places()
      const { crm, store: own, hub } = await start(await database('hub.sqlite'))
      await own.backup(file)
      await hub.send('web', wish(1)) // after the backup: the CRM has it, the copy does not
      await hub.quiet()
      expect(await countsOf(crm)).toMatchObject({ accounts: 2 })
      await hub.stop()

      let url = `sqlite:${file}`
      if (backend.name === 'postgres') {
        url = await database('restored')
        await move({ from: `sqlite:${file}`, to: url, now: Date.now, tell: () => {}, setupIn: async () => setupOf(parseConfig(yaml(crm), 'test.yaml'), {}) })
      }
      const store = await open(url)
      const restored = await hubOn(backend, crm, store)
      expect((await connectionStates(store.db)).get('crm')).toMatchObject({ state: 'paused', by: 'hub', reason: expect.stringContaining('restored') })
      const [issue, ...more] = (await issues.list(store.db, { state: 'open', limit: 10 })).rows
      expect(more).toEqual([])
      expect(issue).toMatchObject({ kind: 'connection', subject: 'crm', todo: expect.stringContaining('leitwerk connection reconcile crm') })
      await tellsNothing(restored, crm)

      expect(await restored.act.resumeIssue(issue!.id, 'test')).toBe(1)
      await restored.quiet()
      expect((await connectionStates(store.db)).get('crm')).toMatchObject({ state: 'active' })
      expect((await issues.list(store.db, { state: 'open', limit: 10 })).rows).toEqual([])
      await restored.stop()
      await (await hubOn(backend, crm, store)).stop()
      expect((await connectionStates(store.db)).get('crm')).toMatchObject({ state: 'active' })
    })

    it('is not what was copied: that goes on', async () => {
      const { file, database } = await places()
      const { crm, store, hub } = await start(await database('hub.sqlite'))
      await store.backup(file)
      await hub.stop()
      const again = await hubOn(backend, crm, store)
      await again.send('web', wish(1))
      await again.quiet()
      expect(await countsOf(crm)).toMatchObject({ accounts: 2 })
      await again.stop()
    })

    it.runIf(backend.name === 'postgres')("is found out where the database's own tools made it", async () => {
      const server = inject('postgresUrl')
      const from = await createDatabase(server)
      ends.push(from.drop)
      const { crm, hub, close } = await start(from.url)
      await hub.stop()
      await close()
      const copy = await createDatabase(server, from.name)
      ends.push(copy.drop)
      const store = await open(copy.url)
      const restored = await hubOn(backend, crm, store)
      expect((await connectionStates(store.db)).get('crm')).toMatchObject({ state: 'paused', reason: expect.stringContaining('another place') })
      await tellsNothing(restored, crm)
      await restored.stop()
    })
  })
