/** What a store function works on: one connection, inside or outside a transaction. */
import type { Dialect } from './dialect.ts'
import { type Row, rowPlaceholders, type Sql, type Value } from './sql.ts'

export interface Db extends Sql {
  dialect: Dialect
}

const CHUNK = 64

/** Inserts rows in chunks of powers of two, so that few statements serve every size. `tail` is for `on conflict ...`. */
export async function insertRows(db: Db, table: string, columns: readonly string[], rows: readonly (readonly Value[])[], tail = ''): Promise<void> {
  let done = 0
  while (done < rows.length) {
    const size = Math.min(CHUNK, 2 ** Math.floor(Math.log2(rows.length - done)))
    await db.run(`insert into ${table} (${columns.join(', ')}) values ${rowPlaceholders(size, columns.length)} ${tail}`, rows.slice(done, done + size).flat())
    done += size
  }
}

/** Parses a JSON column. The cast: the store wrote it with that shape. */
export const parsed = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T))

export const json = (value: unknown): string => JSON.stringify(value)

/** A page of a list: rows and where the next page begins. */
export interface Page<T> {
  rows: T[]
  next: string | null
}

/** `limit + 1` rows were asked for; the extra one only tells that there are more. */
export function pageOf<R, T>(rows: readonly R[], limit: number, cursor: (row: R) => string, read: (row: R) => T): Page<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown.map(read), next: rows.length > limit && last !== undefined ? cursor(last) : null }
}

/** Conditions of a list query: each adds its SQL and value only when the value is given. */
export class Where {
  private readonly conditions: string[] = []
  readonly values: Value[] = []

  /** `condition` holds `?` where the value goes. */
  add(condition: string, value: Value | undefined): this {
    if (value === undefined || value === null) return this
    this.values.push(value)
    this.conditions.push(condition.replaceAll('?', `$${this.values.length}`))
    return this
  }

  always(condition: string): this {
    this.conditions.push(condition)
    return this
  }

  /** Placeholder of one more value, e.g. of the limit. */
  value(value: Value): string {
    this.values.push(value)
    return `$${this.values.length}`
  }

  get text(): string {
    return this.conditions.length === 0 ? '' : `where ${this.conditions.join(' and ')}`
  }
}

export type { Row, Value }
