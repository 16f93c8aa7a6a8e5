/** Working time laid out as one table, for figures that ask of many instants what `core/lead/working-time.ts` tells of one. Pure. */
import { dayAfter, instantAt } from '../lead/local-time.ts'
import { type Calendar, hoursOn } from '../lead/working-time.ts'

const HOUR_MS = 3_600_000

/** Spans in which people work, by time, and how much was worked before each. */
export interface WorkingClock {
  /** Unix ms. */
  readonly from: Float64Array
  readonly to: Float64Array
  /** Milliseconds. */
  readonly before: Float64Array
}

/** @param from the first instant that will be asked about, Unix ms; `to` the last */
export function workingClock(calendar: Calendar, from: number, to: number): WorkingClock {
  const spans: [from: number, to: number][] = []
  const last = calendar.localTime(to).date
  for (let date = calendar.localTime(from).date; date <= last; date = dayAfter(date))
    for (const [begin, end] of hoursOn(calendar, date)) spans.push([instantAt(calendar.localTime, date, begin), instantAt(calendar.localTime, date, end)])
  const before = new Float64Array(spans.length)
  for (let i = 1; i < spans.length; i++) before[i] = before[i - 1]! + spans[i - 1]![1] - spans[i - 1]![0]
  return { from: Float64Array.from(spans, ([begin]) => begin), to: Float64Array.from(spans, ([, end]) => end), before }
}

/** Working hours between two instants of the table, `from` not behind `to`. */
export const workedHours = (clock: WorkingClock, from: number, to: number): number => (workedAt(clock, to) - workedAt(clock, from)) / HOUR_MS

/**
 * The instant at which so many working hours have passed.
 * @param hours not negative; 0: `at` itself
 * @returns Infinity where it lies behind the table
 */
export function workedBy(clock: WorkingClock, at: number, hours: number): number {
  const left = Math.round(hours * HOUR_MS)
  if (left === 0) return at
  const goal = workedAt(clock, at) + left
  const span = lastBelow(clock.before, goal)
  if (span < 0) return Number.POSITIVE_INFINITY
  const due = clock.from[span]! + goal - clock.before[span]!
  return due > clock.to[span]! ? Number.POSITIVE_INFINITY : due
}

/** Milliseconds worked from the begin of the table on. */
function workedAt({ from, to, before }: WorkingClock, at: number): number {
  const span = lastBelow(from, at)
  return span < 0 ? 0 : before[span]! + Math.min(at, to[span]!) - from[span]!
}

/** The last place at which something smaller stands; -1: none. */
function lastBelow(ascending: Float64Array, value: number): number {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (ascending[middle]! < value) low = middle + 1
    else high = middle
  }
  return low - 1
}
