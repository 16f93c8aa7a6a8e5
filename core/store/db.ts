/** What a store function works on: one connection, inside or outside a transaction. */
import type { Dialect } from './dialect.ts'
import type { Noted } from './noted.ts'
import { type Row, rowPlaceholders, type Sql, type Value } from './sql.ts'

export interface Db extends Sql {
  dialect: Dialect
  /** Within a transaction, where somebody counts. */
  note?: (what: Noted) => void
}

/** Lets transactions about the same thing queue up, though no row of it may exist yet. */
export async function holdText(db: Db, text: string): Promise<void> {
  if (db.dialect.holdText !== '') await db.send(db.dialect.holdText, [text])
}

/**
 * Statements that do not wait for each other's results: PostgreSQL gets them in one round trip, in this order. Ends when all
 * of them have, so that after a failure nothing comes behind the end of the transaction.
 */
export async function together<T extends readonly Promise<unknown>[]>(...statements: T): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(statements)
  return (await Promise.all(statements)) as { [K in keyof T]: Awaited<T[K]> }
}

/** Writes rows into a table, in order. */
export type Insert = (db: Db, rows: readonly (readonly Value[])[]) => Promise<void>

/**
 * The insert into these columns of a table; `tail` is for `on conflict ...`. Rows go in chunks of powers of two up to
 * what the database does best with, so that few statements serve every size.
 */
export function insertInto(table: string, columns: readonly string[], tail = ''): Insert {
  const texts = new Map<number, string>()
  const textOf = (size: number): string => {
    let text = texts.get(size)
    if (text === undefined) {
      text = `insert into ${table} (${columns.join(', ')}) values ${rowPlaceholders(size, columns.length)} ${tail}`
      texts.set(size, text)
    }
    return text
  }
  return async (db, rows) => {
    const most = db.dialect.rowsPerInsert
    if (most === 1) for (const row of rows) await db.send(textOf(1), row)
    else
      for (let done = 0, size = 0; done < rows.length; done += size) {
        size = Math.min(most, 2 ** Math.floor(Math.log2(rows.length - done)))
        await db.send(textOf(size), rows.slice(done, done + size).flat())
      }
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
