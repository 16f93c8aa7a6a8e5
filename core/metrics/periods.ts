/** Local months, quarters, halves and years, half-open (figures.md 0.4): their keys, and which of them an instant lies in. Pure. */
import { instantAt, localTimeIn } from '../lead/local-time.ts'
import type { PeriodKind } from './figure.ts'

const MONTHS: Readonly<Record<PeriodKind, number>> = { month: 1, quarter: 3, half: 6, year: 12 }

export interface Period {
  /** `2025-03`, `2025-Q1`, `2025-H1`, `2025`. */
  key: string
  /** Unix ms, the first instant and the one behind the last. */
  from: number
  to: number
}

/** @param index number of the period of its kind since year 0 */
function keyOf(kind: PeriodKind, index: number): string {
  const perYear = 12 / MONTHS[kind]
  const [year, part] = [String(Math.floor(index / perYear)).padStart(4, '0'), (index % perYear) + 1]
  switch (kind) {
    case 'month':
      return `${year}-${String(part).padStart(2, '0')}`
    case 'quarter':
      return `${year}-Q${part}`
    case 'half':
      return `${year}-H${part}`
    case 'year':
      return year
    default:
      return kind satisfies never
  }
}

const KEY = /^(\d{4})(?:-(?:(\d\d)|Q([1-4])|H([12])))?$/

/** @returns null where the text names no period */
export function periodNamed(key: string, timeZone: string): Period | null {
  const found = KEY.exec(key)
  if (!found) return null
  const [year, month, quarter, half] = found.slice(1).map((part) => (part === undefined ? null : Number(part)))
  if (month !== null && (month! < 1 || month! > 12)) return null
  if (month) return periodAt('month', year! * 12 + month - 1, timeZone)
  if (quarter) return periodAt('quarter', year! * 4 + quarter - 1, timeZone)
  return half ? periodAt('half', year! * 2 + half - 1, timeZone) : periodAt('year', year!, timeZone)
}

function periodAt(kind: PeriodKind, index: number, timeZone: string): Period {
  const starts = startsIn(timeZone)
  return { key: keyOf(kind, index), from: starts(index * MONTHS[kind]), to: starts((index + 1) * MONTHS[kind]) }
}

/** All periods that have an instant of `from` until before `to`, in order. */
export function periodsBetween(kind: PeriodKind, from: number, to: number, timeZone: string): Period[] {
  const localTime = clockIn(timeZone)
  const [year, month] = localTime(from).date.split('-').map(Number) as [number, number]
  const periods: Period[] = []
  for (let index = Math.floor((year * 12 + month - 1) / MONTHS[kind]); ; index++) {
    const period = periodAt(kind, index, timeZone)
    if (period.from >= to) return periods
    periods.push(period)
  }
}

/** Which of the periods that follow on each other an instant lies in: quick, for many. @returns -1: before the first or behind the last */
export function placeIn(periods: readonly Pick<Period, 'from' | 'to'>[]): (at: number) => number {
  const starts = Float64Array.from(periods, ({ from }) => from)
  const end = periods.at(-1)?.to ?? Number.NEGATIVE_INFINITY
  return (at) => {
    if (!(at < end)) return -1
    let [low, high] = [0, starts.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (starts[middle]! <= at) low = middle + 1
      else high = middle
    }
    return low - 1
  }
}

const clocks = new Map<string, ReturnType<typeof localTimeIn>>()
function clockIn(timeZone: string): ReturnType<typeof localTimeIn> {
  const clock = clocks.get(timeZone) ?? localTimeIn(timeZone)
  clocks.set(timeZone, clock)
  return clock
}

const known = new Map<string, Map<number, number>>()

/** The first instant of each month, counted since year 0; remembered, since clocks are slow. */
function startsIn(timeZone: string): (month: number) => number {
  const starts = known.get(timeZone) ?? new Map<number, number>()
  known.set(timeZone, starts)
  return (month) => {
    const date = `${keyOf('month', month)}-01`
    const start = starts.get(month) ?? instantAt(clockIn(timeZone), date, 0)
    starts.set(month, start)
    return start
  }
}
