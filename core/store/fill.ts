/** Fills an empty PostgreSQL database with what is in another, in the caller's transaction, and reads back what came to be there. */
import { type Db, together, type Value } from './db.ts'
import { rowPlaceholders } from './sql.ts'
import { type PageLimits, portable, RowsHash, rowPages, type Table } from './tables.ts'

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
    const text = `insert into ${name} (${names}) overriding system value values ${rowPlaceholders(size, columns.length)}`
    statements.push(target.run(text, rows.slice(done, done + size).flat()))
  }
  try {
    await together(...statements)
  } catch (error) {
    throw new Error(`a row of ${name} cannot be taken over: ${(error as Error).message}`, { cause: error })
  }
}

/**
 * The next row gets the number that it would have got in the SQLite database.
 * @returns for each table the number given last
 */
export async function setNumbers(source: Db, target: Db, tables: readonly Table[]): Promise<Map<string, number>> {
  const given = new Map<string, number>()
  for (const { name, serial } of tables) {
    if (serial === null) continue
    const last = (await source.get<{ seq: number }>('select seq from sqlite_sequence where name = $1', [name]))?.seq ?? 0
    if (last === 0) continue
    const set = await target.get<{ last: number }>('select setval(pg_get_serial_sequence($1, $2), $3::bigint) as last', [name, serial, last])
    given.set(name, set?.last ?? 0)
  }
  return given
}

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

/** So that the first questions are planned for what is there. */
export const analyze = (target: Db): Promise<number> => target.run('analyze')
