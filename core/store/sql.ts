/** One database connection as the store sees it: prepared statements by their text, `$1`, `$2`... as parameters on both databases. */

export type Value = string | number | Uint8Array | null
export type Row = Record<string, unknown>

export interface Sql {
  all<R = Row>(text: string, parameters?: readonly Value[]): Promise<R[]>
  get<R = Row>(text: string, parameters?: readonly Value[]): Promise<R | undefined>
  /** Number of rows changed. */
  run(text: string, parameters?: readonly Value[]): Promise<number>
  /**
   * Like `run`, for a write whose number of rows nobody asks for: a transaction on PostgreSQL goes on meanwhile, so that the
   * statement shares a round trip with the next ones. Whoever reads behind it sees it; if it fails, the transaction does.
   */
  send(text: string, parameters?: readonly Value[]): Promise<void>
}

/**
 * `$3, $4, $5`: a list of `count` placeholders from `start` on.
 * Pad the values with `padded`, so that lists of similar length share one prepared statement.
 */
export function placeholders(start: number, count: number): string {
  let text = ''
  for (let i = 0; i < count; i++) text += `${i === 0 ? '' : ', '}$${start + i}`
  return text
}

/** Repeats the last value (or `filler`) up to the next power of two: the same set, in few different lengths. */
export function padded<T>(values: readonly T[], filler = values.at(-1)): T[] {
  if (filler === undefined || values.length === 0) return []
  const size = 2 ** Math.ceil(Math.log2(values.length))
  return [...values, ...Array.from<T>({ length: size - values.length }).fill(filler)]
}

/** PostgreSQL takes at most 65,535 parameters in one statement; long lists go in parts. */
const PART = 1_000

/** Runs a statement per part of a long list and joins what comes back. */
export async function inParts<T, R>(values: readonly T[], run: (part: readonly T[]) => Promise<R[]>): Promise<R[]> {
  const found: R[] = []
  for (let i = 0; i < values.length; i += PART) found.push(...(await run(values.slice(i, i + PART))))
  return found
}

/** `($1, $2), ($3, $4)`: rows of a multi-row insert. */
export function rowPlaceholders(rows: number, columns: number, start = 1): string {
  return Array.from({ length: rows }, (_, row) => `(${placeholders(start + row * columns, columns)})`).join(', ')
}
