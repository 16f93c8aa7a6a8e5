/** Whether a figure says something, and which coarser period would (figures.md 0.9). Pure. */
import { PERIODS, type PeriodKind } from './figure.ts'
import { wilson } from './statistics/share.ts'

/** Rules of the US National Center for Health Statistics: Vital Health Stat 2, no. 175 (proportions) and 200 (counts). */
const FEWEST_LEADS = 30
const WIDEST = 0.3
const NARROW = 0.05
const WIDEST_OF_RATE = 1.3
const FEWEST_COUNTED = 10
const FEWEST_EVENTS = 20

/** Of at least 30, with an interval narrower than 30 points that is at most 5 points wide, or at most 1.3 times the rate. */
export function rateSays(k: number, n: number): boolean {
  if (n < FEWEST_LEADS) return false
  const { rate, low, high } = wilson(k, n)
  const width = high! - low!
  return width < WIDEST && (width <= NARROW || width <= WIDEST_OF_RATE * rate!)
}

/** A share that was reckoned with those still open, of so many leads: as a rate, and its own interval must be narrow as well. */
export function shareSays(value: number | null, low: number | null, high: number | null, n: number): boolean {
  return value !== null && low !== null && high !== null && rateSays(Math.round(value * n), n) && high - low < WIDEST
}

export const countSays = (count: number): boolean => count >= FEWEST_COUNTED

/** @param high upper limit; null: never reached */
export const medianSays = (events: number, high: number | null): boolean => events >= FEWEST_EVENTS && high !== null

/** So many of the periods must say something. */
const MOST = 0.8

export interface Coarser {
  /** null: the whole range, or counts only. */
  kind: PeriodKind | null
  good: number
  of: number
}

/** The finest kind of period of which enough say something. @param says of each complete (and, for rates, mature) period of a kind whether it does */
export function coarser(says: (kind: PeriodKind) => readonly boolean[]): Coarser {
  for (const kind of PERIODS) {
    const all = says(kind)
    const good = all.filter((one) => one).length
    if (good > 0 && good >= MOST * all.length) return { kind, good, of: all.length }
  }
  return { kind: null, good: 0, of: 0 }
}
