/**
 * Lists of long tables, newest first: every group of rows that an index tells apart is read from its end, and only as far as the
 * page reaches. Asked for all at once, SQLite reads a history from its end until it has found enough, or sorts all of it.
 */
import type { Db } from './db.ts'
import { placeholders, type Value } from './sql.ts'

export interface Newest {
  table: string
  /** Equal within a group; first in the index that is read. */
  groupedBy: readonly string[]
  /** Values of `groupedBy`, one list a group. */
  groups: readonly (readonly Value[])[]
  /** Orders the rows of a group; next in the index. The last column tells all rows of the table apart. */
  orderedBy: readonly string[]
  /** Values of `orderedBy` of the row that the page before ended with. */
  behind?: readonly Value[] | undefined
  /** What else holds for a row: conditions with `?` and its value; one without a value is left out. */
  where: readonly (readonly [condition: string, value: Value | undefined])[]
  limit: number
}

/** SQLite joins 500 selects at most. */
const GROUPS_AT_ONCE = 100

/** Whole rows, `limit` at most. */
export async function newest<R extends object>(db: Db, asked: Newest): Promise<R[]> {
  const found: R[] = []
  for (let i = 0; i < asked.groups.length; i += GROUPS_AT_ONCE)
    found.push(...(await newestOf<R>(db, { ...asked, groups: asked.groups.slice(i, i + GROUPS_AT_ONCE) })))
  if (asked.groups.length <= GROUPS_AT_ONCE) return found
  const valuesOf = (row: R) => asked.orderedBy.map((column) => (row as Record<string, string | number>)[column]!)
  return found.sort((a, b) => descending(valuesOf(a), valuesOf(b))).slice(0, asked.limit)
}

function newestOf<R>(db: Db, { table, groupedBy, groups, orderedBy, behind, where, limit }: Newest): Promise<R[]> {
  const values: Value[] = []
  const bound = (value: Value): string => `$${values.push(value)}`
  const most = bound(limit)
  const conditions = where.flatMap(([condition, value]) => (value === undefined || value === null ? [] : condition.replace('?', bound(value))))
  if (behind) {
    // The first finds where to begin in an index, the second is exact.
    conditions.push(`${orderedBy[0]} <= ${bound(behind[0]!)}`, `(${orderedBy.join(', ')}) < (${placeholders(values.length + 1, behind.length)})`)
    values.push(...behind)
  }
  const order = `order by ${orderedBy.map((column) => `${column} desc`).join(', ')}`
  const one = (group: readonly Value[], i: number): string => {
    const all = [...groupedBy.map((column, at) => `${column} = ${bound(group[at]!)}`), ...conditions]
    return `select * from (select ${orderedBy.join(', ')} from ${table} where ${all.join(' and ')} ${order} limit ${most}) as g${i}`
  }
  const key = orderedBy.at(-1)
  const chosen = `select ${key} from (${groups.map(one).join(' union all ')}) as chosen ${order} limit ${most}`
  return db.all<R>(`select * from ${table} where ${key} in (${chosen}) ${order}`, values)
}

function descending(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  const at = a.findIndex((value, i) => value !== b[i])
  return at < 0 ? 0 : a[at]! > b[at]! ? -1 : 1
}
