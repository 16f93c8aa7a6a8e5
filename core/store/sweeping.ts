/** Tables looked through in the order of their keys, page by page, as `personal-tables.ts` declares them. */
import type { Db, Row, Value } from './db.ts'
import { type Sweep, TABLES } from './personal-tables.ts'
import { placeholders } from './sql.ts'

export interface SweptRow {
  key: Value[]
  /** By column. */
  texts: Record<string, string | null>
  account: string | null
}

/** Names of the tables that are looked through. */
export const sweptTables = (onlyLate: boolean): string[] =>
  Object.entries(TABLES).flatMap(([table, { sweep }]) => (sweep && (!onlyLate || sweep.late) ? [table] : []))

export const sweepOf = (table: string): Sweep => {
  const sweep = TABLES[table]?.sweep
  if (!sweep) throw new Error(`the table ${table} is not looked through`)
  return sweep
}

/** @param after key of the last row seen; null: from the beginning */
export async function page(db: Db, table: string, after: readonly Value[] | null, limit: number): Promise<SweptRow[]> {
  const { key } = sweepOf(table)
  const where = after === null ? '' : `where (${key.join(', ')}) > (${placeholders(1, key.length)})`
  const rows = await db.all<Row>(`${selectOf(table)} ${where} order by ${key.join(', ')} limit $${(after?.length ?? 0) + 1}`, [...(after ?? []), limit])
  return rows.map((row) => rowOf(table, row))
}

/** The row as it stands, held to the end of the transaction. */
export async function hold(db: Db, table: string, key: readonly Value[]): Promise<SweptRow | undefined> {
  const row = await db.get<Row>(`${selectOf(table)} where ${sameKey(table, 1)} ${db.dialect.forUpdate}`, key)
  return row && rowOf(table, row)
}

export async function write(db: Db, table: string, key: readonly Value[], texts: Readonly<Record<string, string | null>>): Promise<void> {
  const columns = Object.keys(texts)
  const set = columns.map((column, i) => `${column} = $${i + 1}`).join(', ')
  await db.run(`update ${table} set ${set} where ${sameKey(table, columns.length + 1)}`, [...Object.values(texts), ...key])
}

export async function remove(db: Db, table: string, key: readonly Value[]): Promise<void> {
  await db.run(`delete from ${table} where ${sameKey(table, 1)}`, key)
}

const sameKey = (table: string, first: number): string =>
  sweepOf(table)
    .key.map((column, i) => `${column} = $${first + i}`)
    .join(' and ')

function selectOf(table: string): string {
  const { key, texts, account } = sweepOf(table)
  const columns = [...key.map((column, i) => `${column} as k${i}`), ...texts.map((column, i) => `${column} as t${i}`), `${account ?? 'null'} as of_account`]
  return `select ${columns.join(', ')} from ${table}`
}

function rowOf(table: string, row: Row): SweptRow {
  const { key, texts } = sweepOf(table)
  // The casts: keys and texts of our own tables.
  return {
    key: key.map((_, i) => row[`k${i}`] as Value),
    texts: Object.fromEntries(texts.map((column, i) => [column, row[`t${i}`] as string | null])),
    account: row.of_account as string | null,
  }
}
