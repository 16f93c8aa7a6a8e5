/**
 * How long each lead waited, and for what: the food of all statistics of durations. Packed into one number each, so that a
 * million are sorted at once: whole milliseconds times 4, plus how it ended; what happened comes before what is open. Pure.
 */

export const CONVERTED = 0
/** Ended otherwise: it competes with conversion, and is no censoring. */
export const ENDED = 1
/** Open: not known any further. */
export const OPEN = 2
export type End = typeof CONVERTED | typeof ENDED | typeof OPEN

export const DAY_MS = 86_400_000
export const daysOf = (ms: number | null): number | null => (ms === null ? null : ms / DAY_MS)

/** Ascending. */
export type Waits = Float64Array

/** @param ms whole milliseconds, not negative */
export const packed = (ms: number, end: End): number => ms * 4 + end
/** Milliseconds. */
export const timeOf = (wait: number): number => Math.floor(wait / 4)
export const endOf = (wait: number): End => (wait % 4) as End

export const sorted = (waits: Iterable<number> | ArrayLike<number>): Waits => Float64Array.from(waits as ArrayLike<number>).sort()

/** How many are still waiting just before `ms`. */
export function atRisk(waits: Waits, ms: number): number {
  let [low, high] = [0, waits.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (waits[middle]! < ms * 4) low = middle + 1
    else high = middle
  }
  return waits.length - low
}

/** Calls back for each instant at which something ended: how many converted, ended otherwise, and were at risk. */
export function eachInstant(waits: Waits, visit: (ms: number, converted: number, ended: number, risk: number) => void): void {
  const n = waits.length
  for (let i = 0; i < n; ) {
    const ms = Math.floor(waits[i]! / 4)
    const [ended, open, later] = [ms * 4 + ENDED, ms * 4 + OPEN, ms * 4 + 4]
    let j = i
    while (j < n && waits[j]! < ended) j++
    const converted = j - i
    while (j < n && waits[j]! < open) j++
    if (j > i) visit(ms, converted, j - i - converted, n - i)
    while (j < n && waits[j]! < later) j++
    i = j
  }
}
