/** Tables as a whole: what they are made of, their rows page by page, and a sum over all rows that is the same on both databases. */
import { createHash } from 'node:crypto'
import type { Db, Row, Value } from './db.ts'

export interface Column {
  name: string
  is: 'text' | 'bytes' | 'number'
}

export interface Table {
  name: string
  columns: readonly Column[]
  /** Columns of the primary key, in its order; none: rows are told apart by where they lie. */
  key: readonly string[]
  /** The column that the database numbers by itself. */
  serial: string | null
}

interface Described {
  table: string
  name: string
  type: string
  pk: number
}

/** All tables of a SQLite database, but for the one that says which migrations were applied. */
export async function tablesOf(sqlite: Db): Promise<Table[]> {
  const rows = await sqlite.all<Described>(
    `select m.name as "table", c.name as name, lower(c.type) as type, c.pk as pk from sqlite_master m join pragma_table_info(m.name) c
     where m.type = 'table' and m.name not like 'sqlite\\_%' escape '\\' and m.name <> 'migration' order by m.name, c.cid`,
  )
  const numbered = new Set(
    (await sqlite.all<{ name: string }>("select name from sqlite_master where type = 'table' and sql like '%autoincrement%'")).map(({ name }) => name),
  )
  return [...Map.groupBy(rows, ({ table }) => table)].map(([name, columns]) => {
    const key = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk)
    return {
      name,
      columns: columns.map(({ name, type }) => ({ name, is: type === 'text' ? 'text' : type === 'blob' ? 'bytes' : 'number' })),
      key: key.map((column) => column.name),
      serial: numbered.has(name) ? (key[0]?.name ?? null) : null,
    }
  })
}

export const countRows = async (db: Db, table: string): Promise<number> => (await db.get<{ n: number }>(`select count(*) as n from ${table}`))?.n ?? 0

export interface PageLimits {
  rows: number
  /** A single row may have more. */
  bytes: number
}

const LIMITS: PageLimits = { rows: 1_000, bytes: 4 * 1024 * 1024 }

/** All rows by their key, in pages that are small in memory however large some rows are. */
export async function* rowPages(db: Db, { name, columns, key: own }: Table, limits = LIMITS): AsyncGenerator<Row[]> {
  const key = own.length > 0 ? own : [db.dialect.catalogue.rowPlace]
  const keys = key.join(', ')
  const beyond = (sign: string, from: number) => `(${keys}) ${sign} (${key.map((_, i) => `$${from + i}`).join(', ')})`
  const large = columns.filter(({ is }) => is !== 'number').map((column) => `coalesce(octet_length(${column.name}), 0)`)
  const size = large.length === 0 ? '0' : large.join(' + ')
  for (let last: Value[] | null = null; ; ) {
    const where: string = last === null ? '' : `where ${beyond('>', 1)}`
    const sizes: (Row & { bytes: number })[] = await db.all(
      `select ${keys}, ${size} as bytes from ${name} ${where} order by ${keys} limit ${limits.rows}`,
      last ?? [],
    )
    const end = sizes[fitting(sizes, limits.bytes) - 1]
    if (end === undefined) return
    const until = key.map((column) => end[column] as Value) // selected above
    const within: string = last === null ? beyond('<=', 1) : `${beyond('>', 1)} and ${beyond('<=', 1 + key.length)}`
    yield await db.all(`select * from ${name} where ${within} order by ${keys}`, [...(last ?? []), ...until])
    last = until
  }
}

/** How many rows from the first one have no more bytes together; one at least. */
function fitting(sizes: readonly { bytes: number }[], most: number): number {
  let sum = 0
  const over = sizes.findIndex(({ bytes }, i) => {
    sum += bytes
    return sum > most && i > 0
  })
  return over === -1 ? sizes.length : over
}

/** A row as PostgreSQL keeps it: text without NUL and in whole characters. */
export function portable(row: Row, columns: readonly Column[]): Value[] {
  return columns.map(({ name, is }) => {
    const value = row[name] as Value // the store knows no other
    if (value === null || is === 'number') return value
    if (is === 'bytes') return typeof value === 'string' ? Buffer.from(value) : value
    return String(value).replaceAll('\0', '\uFFFD').toWellFormed()
  })
}

const MODULUS = 1n << 256n

/** A hash over rows in any order: the sum of the hashes of all of them. */
export class RowsHash {
  private sum = 0n
  rows = 0

  /** @param row as `portable` makes it */
  add(row: readonly Value[]): void {
    const text = JSON.stringify(row.map((value) => (value instanceof Uint8Array ? createHash('sha256').update(value).digest('base64') : value)))
    this.sum = (this.sum + BigInt(`0x${createHash('sha256').update(text).digest('hex')}`)) % MODULUS
    this.rows++
  }

  get hash(): string {
    return this.sum.toString(16).padStart(64, '0')
  }
}
