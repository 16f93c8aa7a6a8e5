/** Fills an empty database with what is in one of the other kind, in the caller's transaction, and reads back what came to be there. */
import { type Db, together, type Value } from './db.ts'
import { rowPlaceholders } from './sql.ts'
import type { Store } from './store.ts'
import { type PageLimits, portable, RowsHash, rowPages, type Table, tablesOf } from './tables.ts'

export interface TableSum {
  table: string
  rows: number
  /** Over all rows, in whatever order. */
  hash: string
}

/** Told of every page: how many rows more. */
export type Tell = (table: string, rows: number) => void

export async function copyTable(source: Db, target: Db, table: Table, tell: Tell, limits?: PageLimits): Promise<TableSum> {
  const hash = new RowsHash()
  for await (const page of rowPages(source, table, limits)) {
    const rows = page.map((row) => portable(row, table.columns))
    for (const row of rows) hash.add(row)
    await insert(target, table, rows)
    tell(table.name, rows.length)
  }
  return { table: table.name, rows: hash.rows, hash: hash.hash }
}

/** Copies all tables into an empty store, and holds each against the source. @throws a sentence where one is not equal */
export async function copyAll(source: Db, target: Pick<Store, 'db' | 'write'>): Promise<void> {
  const tables = await tablesOf(target.db)
  const copied: TableSum[] = []
  for (const table of tables) copied.push(await copyTable(source, intoPages(target), table, () => {}))
  await target.write((db) => setNumbers(source, db, tables))
  for (const [i, table] of tables.entries()) assertEqual(copied[i]!, await sumOf(target.db, table, () => {}))
}

/** Each statement is a transaction of its own, which others of the same moment share. */
const intoPages = ({ db, write }: Pick<Store, 'db' | 'write'>): Db => ({ ...db, run: (text, values) => write((within) => within.run(text, values)) })

export function assertEqual(ours: TableSum, theirs: TableSum): void {
  if (ours.rows === theirs.rows && ours.hash === theirs.hash) return
  throw new Error(`${ours.table} is not equal on both sides (${ours.rows} rows, then ${theirs.rows}), so nothing was written: please report this`)
}

export async function sumOf(db: Db, table: Table, tell: Tell, limits?: PageLimits): Promise<TableSum> {
  const hash = new RowsHash()
  for await (const page of rowPages(db, table, limits)) {
    for (const row of page) hash.add(portable(row, table.columns))
    tell(table.name, page.length)
  }
  return { table: table.name, rows: hash.rows, hash: hash.hash }
}

/** The numbers that the database gave itself are kept, too. */
async function insert(target: Db, { name, columns }: Table, rows: readonly Value[][]): Promise<void> {
  const names = columns.map((column) => column.name).join(', ')
  const statements: Promise<number>[] = []
  for (let done = 0, size = 0; done < rows.length; done += size) {
    size = Math.min(target.dialect.rowsPerInsert, 2 ** Math.floor(Math.log2(rows.length - done))) // few different lengths share prepared statements
    const text = `insert into ${name} (${names}) ${target.dialect.ownNumbers} values ${rowPlaceholders(size, columns.length)}`
    statements.push(target.run(text, rows.slice(done, done + size).flat()))
  }
  try {
    await together(...statements)
  } catch (error) {
    throw new Error(`a row of ${name} cannot be taken over: ${(error as Error).message}`, { cause: error })
  }
}

/**
 * The next row gets the number that it would have got in the source.
 * @returns for each table the number given last
 */
export async function setNumbers(source: Db, target: Db, tables: readonly Table[]): Promise<Map<string, number>> {
  const given = new Map<string, number>()
  for (const { name, serial } of tables) {
    if (serial === null) continue
    const last = (await source.get<{ last: number | null }>(...lastNumber(source, name, serial)))?.last ?? 0
    if (last === 0) continue
    for (const statement of setNumber(target, name, serial, last)) await target.all(...statement)
    given.set(name, last)
  }
  return given
}

type Statement = [text: string, parameters: Value[]]

const lastNumber = ({ dialect }: Db, table: string, column: string): Statement =>
  dialect.manyWriters
    ? ['select pg_sequence_last_value(pg_get_serial_sequence($1, $2)::regclass) as last', [table, column]]
    : ['select seq as last from sqlite_sequence where name = $1', [table]]

const setNumber = ({ dialect }: Db, table: string, column: string, last: number): Statement[] =>
  dialect.manyWriters
    ? [['select setval(pg_get_serial_sequence($1, $2), $3::bigint)', [table, column, last]]]
    : [
        ['delete from sqlite_sequence where name = $1', [table]],
        ['insert into sqlite_sequence (name, seq) values ($1, $2)', [table, last]],
      ]

/** @throws a sentence where it cannot hold what the hub writes */
export async function assertUtf8(target: Db): Promise<void> {
  const row = await target.get<{ encoding: string }>("select current_setting('server_encoding') as encoding")
  if (row?.encoding !== 'UTF8') throw new Error(`the target's encoding is ${row?.encoding}: make a database with the encoding UTF8`)
}

/** A transaction may take its time, whatever the server's settings are. */
export async function takeTime(target: Db): Promise<void> {
  await target.run(
    "select set_config(name, '0', true) from pg_settings where name in ('statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')",
  )
}

/** So that the first questions are planned for what is there. A table that is empty still would be gone through for ever after. */
export async function analyze(target: Db, sums: readonly TableSum[]): Promise<void> {
  const full = sums.filter(({ rows }) => rows > 0).map(({ table }) => table)
  if (full.length > 0) await target.run(`analyze ${full.join(', ')}`)
}
