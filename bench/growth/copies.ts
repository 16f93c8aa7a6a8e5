/**
 * History in bulk: what real deliveries left behind, written again and again as the past of other companies. Every id of a
 * copy carries an earlier time, and whatever tells companies apart is another, so that tables and indexes grow as in years.
 */
import { type Db, insertInto } from '../../core/store/db.ts'
import type { Row, Value } from '../../core/store/sql.ts'
import type { Store } from '../../core/store/store.ts'

/** Tables that grow with what arrives; `apart`: columns in which companies differ though they hold no id; `given`: the database fills it. */
const GROWING: Readonly<Record<string, { apart?: readonly string[]; given?: string }>> = {
  account: { apart: ['name_key'] },
  unit: {},
  contact: {},
  identity_key: { apart: ['key'] },
  identity_posting: { apart: ['key'] },
  assignment: {},
  delivery: {},
  delivery_raw: {},
  event: { apart: ['item_key'] },
  event_personal: {},
  lead: {},
  lead_fact: {},
  lead_step: {},
  crosswalk: { apart: ['remote_id'] },
  job: { given: 'seq' },
  attempt: {},
}

/** Of one delivery in ten or more: a table of this size that is not in the list grows, too. */
const GROWS_FROM = 0.1
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'
const TIME_DIGITS = 10
/** Ids of what all copies share are left alone. */
const ID = /\b(?:acc|unt|con|led|dlv|evt|fct|job|rev)_[0-9a-hjkmnp-tv-z]{26}\b/g
/** A number as large as this is a moment. */
const MOMENT = 1_500_000_000_000

type Cell = { text: readonly string[]; apart: boolean } | { moment: number } | { seq: number; source: string } | { value: Value }

interface Mould {
  table: string
  columns: readonly string[]
  rows: readonly (readonly Cell[])[]
}

export interface Moulds {
  deliveries: number
  tables: readonly Mould[]
  /** How many numbers each source has used. */
  numbers: ReadonlyMap<string, number>
}

/** Reads what is to be copied. @throws Error where a table grows that copies would leave out */
export async function mouldsOf(store: Store): Promise<Moulds> {
  const deliveries = await countOf(store, 'delivery')
  for (const table of await tablesOf(store)) {
    const grows = (await countOf(store, table)) >= deliveries * GROWS_FROM
    if (grows && !GROWING[table]) throw new Error(`table ${table} grows with deliveries, and copies.ts does not know it`)
  }
  const tables: Mould[] = []
  for (const [table, { apart = [], given }] of Object.entries(GROWING)) {
    const rows = await store.db.all<Row>(`select * from ${table}`)
    const columns = Object.keys(rows[0] ?? {}).filter((column) => column !== given)
    tables.push({ table, columns, rows: rows.map((row) => columns.map((column) => cellOf(table, row, column, apart.includes(column)))) })
  }
  return { deliveries, tables, numbers: await numbersUsed(store.db) }
}

/** Writes one more copy, so much in the past. @param nth from 1, another for each copy */
export async function addCopy(db: Db, { tables, numbers }: Moulds, nth: number, earlierMs: number): Promise<void> {
  const mark = `~${nth}`
  const used = await numbersUsed(db)
  const earlier = new Map<string, string>()
  const idOf = (id: string): string => {
    const time = id.slice(4, 4 + TIME_DIGITS)
    let shifted = earlier.get(time)
    if (shifted === undefined) {
      shifted = encoded(decoded(time) - earlierMs)
      earlier.set(time, shifted)
    }
    return `${id.slice(0, 4)}${shifted}${id.slice(4 + TIME_DIGITS)}`
  }
  const filled = (cell: Cell): Value => {
    if ('text' in cell) return cell.text.map((part, i) => (i % 2 === 1 ? idOf(part) : part)).join('') + (cell.apart ? mark : '')
    if ('moment' in cell) return cell.moment - earlierMs
    if ('seq' in cell) return cell.seq + (used.get(cell.source) ?? 0)
    return cell.value
  }
  for (const { table, columns, rows } of tables)
    await insertInto(table, columns)(
      db,
      rows.map((row) => row.map(filled)),
    )
  for (const [source, n] of numbers) await db.run('update source_counter set last_seq = last_seq + $2 where source = $1', [source, n])
}

function cellOf(table: string, row: Row, column: string, apart: boolean): Cell {
  const value = row[column] as Value
  if (typeof value === 'string') {
    const ids = value.match(ID) ?? []
    return ids.length > 0 || apart ? { text: value.split(ID).flatMap((part, i) => (i < ids.length ? [part, ids[i]!] : [part])), apart } : { value }
  }
  const number = typeof value === 'bigint' ? Number(value) : value
  if (typeof number === 'number' && table === 'delivery' && column === 'seq') return { seq: number, source: String(row.source) }
  if (typeof number === 'number' && number > MOMENT) return { moment: number }
  return { value }
}

async function numbersUsed(db: Db): Promise<Map<string, number>> {
  const counters = await db.all<{ source: string; last_seq: number }>('select source, last_seq from source_counter')
  return new Map(counters.map(({ source, last_seq }) => [source, Number(last_seq)]))
}

const decoded = (time: string): number => [...time].reduce((sum, digit) => sum * 32 + DIGITS.indexOf(digit), 0)

function encoded(at: number): string {
  let text = ''
  for (let rest = at, i = 0; i < TIME_DIGITS; i++, rest = Math.floor(rest / 32)) text = DIGITS[rest % 32] + text
  return text
}

const countOf = async (store: Store, table: string): Promise<number> => Number((await store.db.get<{ n: number }>(`select count(*) as n from ${table}`))!.n)

async function tablesOf(store: Store): Promise<string[]> {
  const rows = await store.db.all<{ name: string }>(
    store.db.dialect.manyWriters
      ? "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'"
      : "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'",
  )
  return rows.map(({ name }) => name)
}
