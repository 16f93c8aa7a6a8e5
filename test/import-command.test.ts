/** Lists by the command line and by the API: beside a hub that runs, without one, and killed in the middle. */
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, vi } from 'vitest'
import { hubScript } from '../bench/processes.ts'
import { PIECE } from '../core/list.ts'
import * as imports from '../core/store/imports.ts'
import * as ledger from '../core/store/ledger.ts'
import { startServing } from './helpers/serving.ts'
import { backends } from './helpers/stores.ts'

const call = promisify(execFile)
const YAML = 'log: error\nmapping: { timeoutMs: 10000 }\nsources: { messe: { kind: list, origin: fair, name: Fördertage } }\n'
const HEAD = 'Firma;Nachname;E-Mail;PLZ;Ort'
const list = (n: number, from = 0): string =>
  `${HEAD}\n${Array.from({ length: n }, (_, i) => `Sägewerk Nr ${from + i} GmbH;Süß;s.suess@saege-${from + i}.example;${10_115 + i};Ort ${i}`).join('\n')}\n`

const inFolder = async (work: (folder: string) => Promise<void>): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'leitwerk-import-'))
  writeFileSync(join(folder, 'hub.yaml'), YAML)
  try {
    await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const argsOf = (folder: string, database: string, ...more: string[]): string[] => [
  hubScript,
  'import',
  ...more,
  '--config',
  join(folder, 'hub.yaml'),
  '--database',
  database,
  '--json',
]
const run = async (args: string[]) => JSON.parse((await call(process.execPath, args)).stdout.trimEnd().split('\n').at(-1)!)
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

for (const backend of backends) {
  describe(`leitwerk import on ${backend.name}`, { timeout: 300_000 }, () => {
    it('goes on after kill -9 with the same command, ends as if nothing had happened, and then brings nothing new', () =>
      inFolder(async (folder) => {
        const { store, url, drop } = await backend.fresh()
        try {
          const file = join(folder, 'messe.csv')
          writeFileSync(file, Buffer.from(list(450), 'latin1'))
          const args = argsOf(folder, url, file, '--source', 'messe')
          const child = spawn(process.execPath, args, { stdio: 'ignore' })
          const gone = new Promise((resolve) => child.once('exit', resolve))
          const judged = async () => (await imports.list(store.db, { limit: 5 })).rows[0]?.totals.new ?? 0
          while ((await judged()) === 0) await sleep(5)
          child.kill('SIGKILL')
          await gone
          const [half] = (await imports.list(store.db, { limit: 5 })).rows
          expect(half).toMatchObject({ state: 'running' })
          expect(half!.totals.new).toBeLessThan(450)
          // The time passes after which others may take over.
          await store.write(async (db) => {
            await imports.unlease(db)
            await db.run("update delivery set due_at = 0 where state = 'pending'")
          })
          expect(await run(args)).toMatchObject({ rows: 450, new: 450, merged: 0, duplicate: 0, held: 0, resumed: true, id: half!.id, state: 'done' })
          expect((await ledger.sources(store.db))[0]).toMatchObject({ accepted: 450, processed: 450, unaccounted: 0 })
          expect(await run(args)).toMatchObject({ rows: 450, new: 0, merged: 0, duplicate: 450, held: 0, resumed: false })
        } finally {
          await drop()
        }
      }))
  })

  describe(`a list beside a hub that runs on ${backend.name}`, { timeout: 300_000 }, () => {
    it('is taken in by command and by upload, and tells what became of each row', () =>
      inFolder(async (folder) => {
        const hub = await startServing(backend.name, YAML)
        try {
          const file = join(folder, 'messe.csv')
          writeFileSync(file, `${list(3)};;nobody@;1;x\nSägewerk Nr 1 GmbH;Kern;t.kern@saege-1.example;10116;Ort 1;zu viel\n`)
          const foretold = await run(argsOf(folder, hub.database, file, '--source', 'messe', '--dry-run'))
          expect(foretold).toMatchObject({ dryRun: true, rows: 5, looked: 5, new: 3, merged: 0, duplicate: 0, held: 2 })
          expect(foretold.columns[0]).toEqual({ column: 'Firma', targets: ['company.name'], example: 'Sägewerk Nr 0 GmbH' })
          expect(foretold.reasons).toContainEqual({ reason: 'more cells than columns', n: 1, lines: [6] })
          expect(await hub.app.store.db.get('select (select count(*) from delivery) + (select count(*) from import_run) as n')).toEqual({ n: 0 })
          const results = join(folder, 'results.csv')
          expect(await run(argsOf(folder, hub.database, file, '--source', 'messe', '--results', results))).toMatchObject({ rows: 5, new: 3, held: 2 })
          writeFileSync(
            join(folder, 'more.csv'),
            `${HEAD}\nSägewerk Nr 1 GmbH;Ott;o.ott@saege-1.example;10116;Ort 1\nSägewerk Nr 0 GmbH;Süß;s.suess@saege-0.example;10115;Ort 0\nNeu AG;Ott;o.ott@neu.example;50667;Köln\n`,
          )
          expect(await run(argsOf(folder, hub.database, join(folder, 'more.csv'), '--source', 'messe', '--dry-run'))).toMatchObject({
            new: 1,
            merged: 1,
            duplicate: 1,
          })
          const lines = readFileSync(results, 'utf8').split('\r\n')
          expect(lines[0]).toBe('\uFEFFline;outcome;reason;account;lead;delivery')
          expect(lines[1]).toMatch(/^2;new;;acc_\w+;led_\w+;dlv_\w+$/)
          expect(lines[5]).toMatch(/^6;held;line 6 has 6 cells, but only 5 columns have a name/)
          expect(lines).toHaveLength(7)

          const upload = async (path: string, body: string | Buffer) => {
            const answer = await fetch(hub.url + path, { method: 'POST', headers: { authorization: `Bearer ${hub.token}`, 'content-type': 'text/csv' }, body })
            return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
          }
          // Longer than one piece of the file.
          const long = `${list(20, 100)}${';;;;\n'.repeat(PIECE / 5)}${list(20, 120).split('\n').slice(1).join('\n')}`
          const { status, body } = await upload('/v1/imports?source=messe&file=nach.csv', Buffer.from(long, 'latin1'))
          expect([status, body]).toMatchObject([202, { file: 'nach.csv', rows: 40, columns: HEAD.split(';'), headerLine: 1 }])
          let now: Record<string, unknown> = {}
          for (let i = 0; i < 1500 && now.state !== 'done'; i++, await sleep(20)) now = (await (await hub.api(`/v1/imports/${body.id}`)).json()) as typeof now
          expect(now).toMatchObject({ state: 'done', new: 40, duplicate: 0, held: 0 })
          const page = (await (await hub.api(`/v1/imports/${body.id}/rows?limit=2&outcome=new`)).json()) as { items: unknown[]; next: string }
          expect(page.items).toMatchObject([{ line: 2, outcome: 'new', lead: expect.stringMatching(/^led_/) }, { line: 3 }])
          const next = (await (await hub.api(`/v1/imports/${body.id}/rows?limit=2&cursor=${page.next}`)).json()) as { items: unknown[] }
          expect(next.items).toMatchObject([{ line: 4 }, { line: 5 }])

          const small = `${HEAD}\n${list(2, 300).split('\n').slice(1).join('\n')}`
          const previewed = await upload('/v1/imports/preview?source=messe&file=../../vorschau.csv&first=1', Buffer.from(small, 'latin1'))
          expect(previewed).toMatchObject({
            status: 200,
            body: { rows: 2, looked: 1, headerLine: 1, read: 'windows-1252, parted by ;', totals: { new: 1, merged: 0, duplicate: 0, held: 0, filtered: 0 } },
          })
          expect(previewed.body.columns).toContainEqual({ column: 'E-Mail', becomes: ['person.email'], example: expect.stringContaining('@') })
          expect(await upload('/v1/imports/preview?source=nobody', small)).toMatchObject({
            status: 400,
            body: { detail: expect.stringContaining('known are') },
          })
          expect(await upload('/v1/imports/preview?source=messe&mapping=none', small)).toMatchObject({
            status: 400,
            body: { detail: expect.stringContaining("no active mapping 'none'") },
          })
          expect(await upload('/v1/imports/preview?source=messe', '')).toMatchObject({ status: 400 })
          expect(await hub.app.store.db.all('select id from import_run where file like $1', ['%vorschau%'])).toEqual([])

          const kept = () => hub.app.store.db.all("select id from import_run where state = 'uploading' union all select run_id from import_piece")
          let breakOff = () => {}
          const unfinished = new ReadableStream({
            start: (controller) => {
              controller.enqueue(Buffer.alloc(PIECE + 1, 'a;b\n'))
              breakOff = () => controller.error(new Error('gone'))
            },
          })
          const sending = { method: 'POST', headers: { authorization: `Bearer ${hub.token}` }, body: unfinished, duplex: 'half' } as RequestInit
          const aborted = fetch(`${hub.url}/v1/imports?source=messe`, sending).then(
            () => 'answered',
            () => 'broken off',
          )
          await vi.waitFor(async () => expect(await kept()).toHaveLength(2), { timeout: 5_000 })
          breakOff()
          expect(await aborted).toBe('broken off')
          await vi.waitFor(async () => expect(await kept()).toEqual([]), { timeout: 5_000 })
          expect(await upload('/v1/imports?source=nobody', 'a;b\n')).toMatchObject({
            status: 400,
            body: { detail: "there is no source 'nobody'; known are messe" },
          })
          expect(await upload('/v1/imports?source=messe', 'x\0y;z\0')).toMatchObject({ status: 400 })
          expect((await hub.api('/v1/imports/imp_none')).status).toBe(404)
          const viewer = (await hub.app.act.createToken({ role: 'viewer', label: 'v', expiresAt: null }, 'test')).token
          const refused = await fetch(`${hub.url}/v1/imports?source=messe`, { method: 'POST', headers: { authorization: `Bearer ${viewer}` }, body: 'a;b' })
          expect(refused.status).toBe(403)
        } finally {
          await hub.stop()
        }
      }))
  })
}
