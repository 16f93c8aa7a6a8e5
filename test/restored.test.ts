/** An older copy put in the place of a SQLite database is held to the log of erasures beside it, by itself. */
import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { type Serving, serve } from '../core/compose/serve.ts'
import { newFolder } from './helpers/folder.ts'

const YAML = 'products: [{ id: kran, name: Kran, default: true }]\nsources: { web: { kind: form, secret: s } }\n'
const EMAIL = 'wendelgard.quastenflosser@kranbau-oste.example'
const folder = newFolder('restored')
const file = join(folder, 'hub.sqlite')
let hub: Serving | undefined
afterEach(async () => {
  await hub?.stop()
  rmSync(folder, { recursive: true, force: true })
})
const start = async () => {
  hub = await serve(parseConfig(YAML, 'test.yaml', { database: `sqlite:${file}`, listen: '127.0.0.1:0', log: 'silent' }), 'all')
  return hub.app
}
const isNamed = (path: string) => existsSync(path) && readFileSync(path).includes('quastenflosser')
const until = async (is: () => Promise<boolean>) => {
  for (const end = Date.now() + 20_000; !(await is()); ) {
    if (Date.now() > end) throw new Error('it takes too long')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

it('erases again whoever was erased since the copy was made', { timeout: 60_000 }, async () => {
  const app = await start()
  const done = async (n: number) => (await hub!.app.store.db.all("select id from erasure where state = 'done'")).length === n
  // A delivery whose mapping nobody has: its bytes name the person.
  const body = Buffer.from(JSON.stringify({ mail: EMAIL }))
  const delivery = { id: 'dlv_01k00000000000000000000001', source: 'web', receivedAt: 1, method: 'POST', url: '', remote: '', headers: '{}', body }
  await app.act.takeIn({ deliveries: [delivery], refusals: [], tallies: [] })
  await until(async () => (await app.act.workload()).deliveries === 0)
  await app.act.backup(`${file}.copy`)
  expect(isNamed(`${file}.copy`)).toBe(true)
  await app.act.erasePerson({ who: EMAIL }, 'anna')
  await until(() => done(1))
  await hub!.stop()
  expect([isNamed(file), isNamed(`${file}-wal`), isNamed(`${file}.erasures`)]).toEqual([false, false, false])
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
  copyFileSync(`${file}.copy`, file)
  await start()
  // Its own erasure, and the one of before, which the copy did not know.
  await until(() => done(2))
  await hub!.stop()
  hub = undefined
  expect([isNamed(file), isNamed(`${file}-wal`)]).toEqual([false, false])
})
