/**
 * Moves a hub from SQLite to PostgreSQL: everything in one transaction, which is proven to be equal before it ends. Whatever
 * happens before, the target is as empty as it was, and the source is never written to.
 */
import { existsSync } from 'node:fs'
import { canonical } from '../canonical.ts'
import type { Moved, MoveTell } from '../cli/host.ts'
import type { Json } from '../connector.ts'
import { allFigures } from '../flow/figures/all-figures.ts'
import { figureSettings } from '../flow/figures/figure-settings.ts'
import { readPopulation } from '../flow/figures/read-population.ts'
import type { Setup } from '../setup.ts'
import type { Db } from '../store/db.ts'
import { dialectOf, sqlitePath } from '../store/dialect.ts'
import { analyze, assertEqual, assertUtf8, copyTable, setNumbers, sumOf, type TableSum, takeTime } from '../store/fill.ts'
import { others, schemaNumber, tableNames } from '../store/health.ts'
import * as ledger from '../store/ledger.ts'
import { migrate, SCHEMA_VERSION } from '../store/migrate.ts'
import { lookAt, writeAt } from '../store/store.ts'
import { countRows, type Table, tablesOf } from '../store/tables.ts'
import { lockDatabase } from './lock.ts'

type CountedBy = Pick<Setup, 'figures' | 'products' | 'connections'>

export interface MoveOptions {
  from: string
  to: string
  /** By what figures are counted, with what was made in the console. */
  setupIn: (source: Db) => Promise<CountedBy>
  now: () => number
  tell: MoveTell
}

/** @throws a sentence where it cannot be done, or where not all is equal */
export async function move(options: MoveOptions): Promise<Moved> {
  const { from, to } = options
  if (dialectOf(from).manyWriters) throw new Error('--from must be a SQLite database: sqlite:PATH')
  if (!dialectOf(to).manyWriters) throw new Error('--to must be a PostgreSQL database: postgres://...')
  const file = sqlitePath(from)
  if (!existsSync(file)) throw new Error(`there is no database at ${from}`)
  const lock = lockDatabase(file)
  if (!lock) throw new Error(`a hub, or a command, works on ${from}: stop it first, so that nothing arrives any more`)
  try {
    return await lookAt(from, async (source) => {
      await assertCurrent(source)
      return await writeAt(to, (target) => fill(source, target, options))
    })
  } finally {
    lock.release()
  }
}

async function assertCurrent(source: Db): Promise<void> {
  const schema = (await schemaNumber(source)) ?? 0
  if (schema < SCHEMA_VERSION)
    throw new Error(
      `the source has schema ${schema}, this Leitwerk ${SCHEMA_VERSION}: back it up, then bring it up to date with \`leitwerk migrate --database ...\``,
    )
  if (schema > SCHEMA_VERSION)
    throw new Error(`the source has schema ${schema}, this Leitwerk knows ${SCHEMA_VERSION}: use the version that made it, or a newer one`)
}

async function fill(source: Db, target: Db, { setupIn, now, tell }: MoveOptions): Promise<Moved> {
  const startedAt = performance.now()
  await takeTime(target)
  const tables = await tablesOf(source)
  await makeTables(target, tables, now())
  const total = await countAll(source, tables)
  const copied: TableSum[] = []
  let done = 0
  const told = (what: string) => (table: string, rows: number) => {
    done += rows
    tell(`${what} ${table}`, done, total * 2)
  }
  for (const table of tables) copied.push(await copyTable(source, target, table, told('copied:')))
  const numbers = await setNumbers(source, target, tables)
  await analyze(target, copied)
  for (const [i, table] of tables.entries()) assertEqual(copied[i]!, await sumOf(target, table, told('compared:')))
  tell('counting the figures on both sides', total * 2, total * 2)
  const asOf = now()
  const setup = await setupIn(source)
  const [ours, theirs] = [await counted(source, setup, asOf), await counted(target, setup, asOf)]
  for (const name of ['ledger', 'figures'] as const)
    if (canonical(ours[name]) !== canonical(theirs[name]))
      throw new Error(`the ${name} of both databases are not equal, so nothing was written to the target: please report this`)
  return { tables: copied, rows: total, numbers: Object.fromEntries(numbers), ms: Math.round(performance.now() - startedAt) }
}

/** @throws a sentence where something is in the way */
async function makeTables(target: Db, tables: readonly Table[], now: number): Promise<void> {
  await assertUtf8(target)
  const before = await tableNames(target)
  if (before.length > 0 && !before.includes('migration'))
    throw new Error(`the target has tables of others (${before.slice(0, 3).join(', ')}): name an empty database`)
  await migrate(target, target.dialect, now) // holds the lock that every hub waits for when it starts
  const connections = (await others(target)) ?? 0
  if (connections > 0) throw new Error(`hubs or commands work on the target (${connections} connections): stop them first`)
  for (const { name } of tables) {
    const rows = await countRows(target, name)
    if (rows > 0) throw new Error(`the target is not empty (${rows} rows in ${name}): name an empty database`)
  }
}

async function countAll(source: Db, tables: readonly Table[]): Promise<number> {
  let sum = 0
  for (const { name } of tables) sum += await countRows(source, name)
  return sum
}

/** What people would see of both. */
async function counted(db: Db, setup: CountedBy, asOf: number): Promise<{ ledger: Json; figures: Json }> {
  const known = await figureSettings(db, setup)
  const population = await readPopulation(db, { companyOf: known.companyOf, asOf, withTouches: true })
  const figures = await allFigures(db, population, known, asOf)
  const balance = { sources: await ledger.sources(db), connections: await ledger.connections(db) }
  return { ledger: plain(balance), figures: plain(figures) }
}

/** As it would be sent. The cast: nothing but JSON comes out of it. */
const plain = (value: object): Json => JSON.parse(JSON.stringify(value)) as Json
