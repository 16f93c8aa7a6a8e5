/** The move from SQLite to PostgreSQL: everything, proven equal, whatever breaks off; and a hub that goes on with it. */
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { lockDatabase } from '../core/compose/lock.ts'
import { mappingFiles } from '../core/compose/mapping-files.ts'
import { type MoveOptions, move } from '../core/compose/move.ts'
import { setupOf } from '../core/compose/setup.ts'
import { copyTable, setNumbers, sumOf } from '../core/store/fill.ts'
import { tableNames } from '../core/store/health.ts'
import * as ledger from '../core/store/ledger.ts'
import { SCHEMA_VERSION } from '../core/store/migrate.ts'
import { TABLES } from '../core/store/personal-tables.ts'
import { lookAt, openStore, type Store } from '../core/store/store.ts'
import { countRows, rowPages, type Table, tablesOf } from '../core/store/tables.ts'
import { startSandbox } from '../sandbox/server.ts'
import { newFolder } from './helpers/folder.ts'
import { startHub } from './helpers/hub.ts'
import { manyDeliveries } from './helpers/many-deliveries.ts'
import { createDatabase } from './helpers/postgres.ts'
import { backends } from './helpers/stores.ts'
import { type Body, FORM, tell } from './helpers/telling.ts'
import { wholeState } from './helpers/whole-state.ts'

const [sqlite, postgres] = backends as [(typeof backends)[number], (typeof backends)[number]]
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function emptyPostgres(): Promise<string> {
  const { url, drop } = await createDatabase(inject('postgresUrl'))
  ends.push(drop)
  return url
}

async function newSqlite(): Promise<{ store: Store; url: string }> {
  const folder = newFolder('move')
  const url = `sqlite:${folder}/hub.sqlite`
  const store = await openStore(url, { now: Date.now })
  ends.push(async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { store, url }
}

const YAML = 'products: [{ id: kran, name: Kran, default: true }]\nfunnel: { mql: { points: 100000 } }\nsources: { web: { kind: form, secret: s } }\n'
const options = (from: string, to: string, yaml = YAML): MoveOptions => ({
  ...{ from, to, now: Date.now, tell: () => {} },
  setupIn: async () => setupOf(parseConfig(yaml, 'test.yaml'), {}),
})

const refusal = (from: string, to: string) => move(options(from, to)).then(() => 'it was done', (error: Error) => error.message) // biome-ignore format: one line

/** What the databases keep in different ways, if they can. */
const ODD: Readonly<Record<'text' | 'bytes' | 'number', readonly (string | number | Buffer)[]>> = {
  text: ['', 'Zoë 🏗 Quastenflößer', 'null\0byte', `half ${String.fromCharCode(0xd83c)}`, "'); drop table lead; --", '\\x41\r\n\t', 'a'.repeat(5_000)],
  bytes: [Buffer.alloc(0), Buffer.from([0, 255, 92, 120]), Buffer.alloc(70_000, 7)],
  number: [0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 5, 6, 7, 9],
}

/** Rows with odd values in every table: the n-th one has the n-th value of each kind, and another key. */
async function fillOddly({ db, write }: Store, tables: readonly Table[]): Promise<void> {
  for (const { name, columns } of tables)
    await write(async (db) => {
      for (let n = 0; n < 9; n++) {
        const row = columns.map(({ is }) => odd(is, n))
        await db.run(`insert into ${name} (${columns.map((column) => column.name).join(', ')}) values (${row.map((_, i) => `$${i + 1}`).join(', ')})`, row)
      }
    })
  expect(await db.get('select count(*) as n from lead')).toEqual({ n: 9 })
}

/** Each only once in its column, where it is no bytes. */
const odd = (is: 'text' | 'bytes' | 'number', n: number) => (is === 'text' && n > 0 ? `${n} ${ODD.text[n % ODD.text.length]}` : ODD[is][n % ODD[is].length]!)

describe('tables', () => {
  it('are copied with whatever is in them, in pages of bounded size, and sum up to the same', async () => {
    const { store, url } = await newSqlite()
    const to = await emptyPostgres()
    const target = await openStore(to, { now: Date.now, poolSize: 2 })
    ends.push(target.close)
    const tables = await tablesOf(store.db)
    expect(tables.map(({ name }) => name).sort()).toEqual(
      Object.keys(TABLES)
        .filter((name) => name !== 'migration')
        .sort(),
    )
    await fillOddly(store, tables)
    await store.write((db) => db.run("update delivery_raw set body = null where delivery_id like '3%'"))
    const small = { rows: 4, bytes: 60_000 }
    const largest = { rows: 0, together: 0 }
    const bytesIn = (row: object) =>
      Object.values(row).reduce((sum: number, value) => sum + (typeof value === 'number' || value === null ? 0 : Buffer.byteLength(value as string)), 0)
    for (const table of tables)
      for await (const page of rowPages(store.db, table, small)) {
        largest.rows = Math.max(largest.rows, page.length)
        if (page.length > 1)
          largest.together = Math.max(
            largest.together,
            page.reduce((sum, row) => sum + bytesIn(row), 0),
          )
      }
    expect(largest.rows).toBe(4)
    expect(largest.together).toBeGreaterThan(20_000)
    expect(largest.together).toBeLessThanOrEqual(small.bytes)

    await target.write(async (db) => {
      for (const table of tables) {
        const copied = await lookAt(url, (source) => copyTable(source, db, table, () => {}, small))
        expect(copied).toMatchObject({ table: table.name, rows: 9 })
        expect(await sumOf(db, table, () => {}, { rows: 5, bytes: 1e6 })).toEqual(copied)
        expect(await sumOf(store.db, table, () => {})).toEqual(copied)
      }
      await setNumbers(store.db, db, tables)
    })
    // Another value, another row, or one row less is seen.
    const lead = tables.find(({ name }) => name === 'lead')!
    const sum = async () => (await sumOf(target.db, lead, () => {})).hash
    const before = await sum()
    await target.write((db) => db.run("update lead set points = points + 0.5 where id = ''"))
    const changed = await sum()
    await target.write((db) => db.run("update lead set points = points - 0.5 where id = ''"))
    expect(await sum()).toBe(before)
    await target.write((db) => db.run("delete from lead where id like '1%'"))
    expect(new Set([before, changed, await sum()]).size).toBe(3)
    for (const { name, serial } of tables.filter((one) => one.serial !== null)) {
      const others = tables.find((one) => one.name === name)!.columns.filter((column) => column.name !== serial)
      const values = others.map((column) => (column.is === 'number' ? 3 : 'new'))
      const text = `insert into ${name} (${others.map((column) => column.name).join(', ')}) values (${values.map((_, i) => `$${i + 1}`).join(', ')}) returning ${serial} as n`
      expect([name, await target.write((db) => db.get(text, values))]).toEqual([name, { n: 2 ** 31 }])
    }
  })
})

const KARLA: Body = { firma: 'Rübsam Pumpen GmbH', mail: 'k.rau@ruebsam-pumpen.example', wer: 'Karla Rau', plz: '90402', ort: 'Nürnberg' }
const JOST: Body = { firma: 'Velora Fluidtechnik GmbH', mail: 'j.mohn@velora.example', wer: 'Jost Mohn', plz: '90402', ort: 'Nürnberg' }
const THIRD: Body = { firma: 'Hallbauer Kranbau GmbH', mail: 'i.boll@hallbauer.example', wer: 'Inge Boll', plz: '04103', ort: 'Leipzig', ruf: 'ja' }

describe('a hub', () => {
  it('goes on in PostgreSQL where it stopped on SQLite', { timeout: 90_000 }, async () => {
    const crm = await startSandbox({ listen: '127.0.0.1:0', token: 't', people: false })
    ends.push(crm.close)
    const yaml = `${YAML}connections: { crm: { kind: sandbox, url: "${crm.url}", token: t } }\n`
    const mappings = [FORM, ...mappingFiles().filter(({ kind }) => kind === 'crm')]
    const { store, url } = await newSqlite()
    const before = await startHub(sqlite, yaml, { store, mappings })
    const [first, second] = await tell(before, KARLA, JOST, { ...KARLA, ruf: 'ja' }, { ...JOST, ruf: 'ja' }, THIRD, THIRD)
    const leads = await before.leads()
    await before.act.decideLead(
      { lead: leads[0]!.id, decision: { kind: 'reject', reason: 'no budget' } } as Parameters<typeof before.act.decideLead>[0],
      'anna',
    )
    const accountOf = async (delivery: string) =>
      (await store.db.get<{ id: string }>(
        'select a.account_id as id from event e join assignment a on a.event_id = e.id and a.closed_at is null where e.delivery_id = $1',
        [delivery],
      ))!.id
    const [survivor, absorbed] = [await accountOf(first!), await accountOf(second!)]
    const merged = await before.act.merge({ level: 'account', survivor, absorbed, reason: 'renamed' }, 'ops')
    await before.quiet()
    await before.stopWork()
    await before.send('web', { ...KARLA, wer: 'Wanda Spät', mail: 'w.spaet@ruebsam-pumpen.example' }) // waits
    const state = await wholeState(before)
    const balance = await ledger.sources(store.db)
    await before.stop()
    await store.close()

    const to = await emptyPostgres()
    const moved = await move(options(url, to, yaml))
    const rowsOf = (name: string) => moved.tables.find(({ table }) => table === name)!.rows
    expect(rowsOf('delivery')).toBe(7)
    expect(moved.numbers.job).toBeGreaterThan(0)
    const target = await openStore(to, { now: Date.now, poolSize: 8 })
    ends.push(target.close)
    const after = await startHub(postgres, yaml, { store: target, mappings, works: false })
    expect(await wholeState(after)).toEqual(state)
    expect(await ledger.sources(target.db)).toEqual(balance)

    after.work()
    await after.quiet()
    await tell(after, { ...THIRD, wer: 'Otto Neu', mail: 'o.neu@hallbauer.example' })
    await after.act.unmerge(merged, null, 'ops')
    await after.quiet()
    expect(await ledger.sources(target.db)).toMatchObject([{ source: 'web', accepted: 8, processed: 7, duplicate: 1, pending: 0, unaccounted: 0 }])
    expect((await target.db.get<{ n: number }>('select max(seq) as n from job'))!.n).toBeGreaterThan(moved.numbers.job!)
    const { duplicateGroups } = (await (await fetch(`${crm.url}/_state`)).json()) as { duplicateGroups: number }
    expect(duplicateGroups).toBe(0)
    await after.stop()
  })

  it('is refused a move that could lose something, in a sentence', async () => {
    const { store, url } = await newSqlite()
    await store.close()
    const to = await emptyPostgres()
    expect(await refusal(to, to)).toBe('--from must be a SQLite database: sqlite:PATH')
    expect(await refusal(url, url)).toBe('--to must be a PostgreSQL database: postgres://...')
    expect(await refusal(`${url}.none`, to)).toBe(`there is no database at ${url}.none`)
    expect(await refusal(url, 'postgres://hub:s3cr3t@127.0.0.1:1/leitwerk')).toMatch(
      /^the database at 127\.0\.0\.1:1\/leitwerk cannot be used: nothing listens there/,
    )
    const lock = lockDatabase(url.slice('sqlite:'.length))!
    expect(await refusal(url, to)).toMatch(/^a hub, or a command, works on sqlite:.*: stop it first/)
    lock.release()

    const other = await openStore(to, { now: Date.now, poolSize: 1 })
    expect(await refusal(url, to)).toBe('hubs or commands work on the target (1 connections): stop them first')
    await other.write((db) => db.run("insert into meta (key, value) values ('address_key', 'x')"))
    await other.close()
    expect(await refusal(url, to)).toBe('the target is not empty (1 rows in meta): name an empty database')
    const foreign = await openStore(to, { now: Date.now, poolSize: 1 })
    await foreign.write((db) => db.run('drop table migration'))
    await foreign.close()
    expect(await refusal(url, to)).toMatch(/^the target has tables of others \(account, /)

    const older = await openStore(url, { now: Date.now })
    await older.write((db) => db.run('delete from migration where number = $1', [SCHEMA_VERSION]))
    await older.close()
    expect(await refusal(url, to)).toMatch(new RegExp(`^the source has schema ${SCHEMA_VERSION - 1}, this Leitwerk ${SCHEMA_VERSION}: back it up`))
  })

  it('finds the target as empty as before where something is not equal', async () => {
    const { store, url } = await newSqlite()
    await manyDeliveries(store, 'web', 50, Date.now())
    await store.write((db) => db.run("update source_counter set last_seq = 12.5 where source = 'web'")) // no number of PostgreSQL's column
    await store.close()
    const to = await emptyPostgres()
    expect(await refusal(url, to)).toMatch(/^a row of source_counter cannot be taken over: .*12\.5/)
    expect(await lookAt(to, tableNames)).toEqual([])
  })
})

describe('a move that is killed', () => {
  const main = fileURLToPath(new URL('../core/main.ts', import.meta.url))
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('LEITWERK_') && name !== 'NODE_OPTIONS'))

  /** @param kill ends it as soon as it says so @returns its exit code and what it printed */
  function command(from: string, to: string, kill?: RegExp): Promise<{ code: number | null; out: string; said: string }> {
    const child = spawn(process.execPath, [main, 'migrate', '--from', from, '--to', to, '--json'], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    ends.push(() => child.kill('SIGKILL'))
    let [out, said] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk
    })
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk
      if (kill?.test(said)) child.kill('SIGKILL')
    })
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, said })))
  }

  it.each([/copied: event/, /compared: delivery\b/])('leaves nothing behind, and is begun again (%s)', { timeout: 90_000 }, async (at) => {
    const { store, url } = await newSqlite()
    await manyDeliveries(store, 'web', 8_000, Date.now())
    await store.write((db) =>
      db.run(
        "insert into event (id, revision, delivery_id, source, item_key, ordinal, state, kind, occurred_at, recorded_at, mapping_id, data) select 'evt_' || id, 1, id, source, id, '0', 'active', 'form', 1, 1, 'map_1', '{}' from delivery",
      ),
    )
    await store.close()
    const to = await emptyPostgres()
    const killed = await command(url, to, at)
    expect([killed.code, killed.out]).toEqual([null, ''])
    for (const until = Date.now() + 20_000; (await lookAt(to, tableNames)).length > 0 && Date.now() < until; )
      await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await lookAt(to, tableNames)).toEqual([])
    const done = await command(url, to)
    expect([done.code, done.said.includes('Error')]).toEqual([0, false])
    expect(JSON.parse(done.out.trimEnd().split('\n').at(-1)!)).toMatchObject({ equal: true })
    expect(await lookAt(to, (db) => countRows(db, 'event'))).toBe(8_000)
  })
})
