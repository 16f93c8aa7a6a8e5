/** When somebody who sends now and then is heard too little: by the hours of the week in which they were heard before, or by what people expect. Pure. */
import type { LocalTime, LocalTimeOf } from '../lead/local-time.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const HOURS_OF_WEEK = 168

// --- learnt ------------------------------------------------------------------

/** Probability of hearing something, for each hour of the week from Monday 0:00 on. */
export type Rhythm = readonly number[]

/** Nothing is learnt from less: two weeks, ten hours. */
const LEAST_HOURS = 14 * 24
const LEAST_HEARD = 10
/** So much back it is learnt from. */
export const LEARNT_HOURS = 8 * HOURS_OF_WEEK
/** How much the same hour of the other days of its kind (working days, weekend) counts, in weeks. */
const KIND_WEEKS = 2
/** Nobody is surer. */
const SUREST = 0.97

/**
 * @param heard hours (Unix time / one hour) in which something came, the newest the last one of all
 * @returns null while too little is known
 */
export function learnRhythm(heard: readonly number[], localTime: LocalTimeOf): Rhythm | null {
  const last = Math.max(...heard)
  const first = Math.max(Math.min(...heard), last - LEARNT_HOURS + 1)
  const known = new Set(heard.filter((hour) => hour >= first))
  if (last - first < LEAST_HOURS || known.size < LEAST_HEARD) return null
  const seen = new Array<number>(HOURS_OF_WEEK).fill(0)
  const there = new Array<number>(HOURS_OF_WEEK).fill(0)
  for (let hour = first; hour <= last; hour++) {
    const slot = slotOf(localTime(hour * HOUR_MS))
    there[slot]!++
    if (known.has(hour)) seen[slot]!++
  }
  return there.map((n, slot) => {
    const alike = slots().filter((other) => other % 24 === slot % 24 && isWeekend(other) === isWeekend(slot))
    const ofKind = sum(alike.map((other) => seen[other]!)) / Math.max(1, sum(alike.map((other) => there[other]!)))
    return Math.min(SUREST, (seen[slot]! + KIND_WEEKS * ofKind) / (n + KIND_WEEKS))
  })
}

export interface Quiet {
  /** Whole hours since something was heard in which something usually comes (probability of at least a tenth). */
  usual: number
  /** In how many of them something was to be expected. */
  expected: number
  /** How unlikely the silence is: the negative natural logarithm of its probability, were the hours independent. */
  surprise: number
}

/** @param from when the silence began, Unix ms */
export function quietSince(rhythm: Rhythm, from: number, now: number, localTime: LocalTimeOf): Quiet {
  const quiet = { usual: 0, expected: 0, surprise: 0 }
  const end = Math.min(Math.floor(now / HOUR_MS), Math.floor(from / HOUR_MS) + 1 + LEARNT_HOURS)
  for (let hour = Math.floor(from / HOUR_MS) + 1; hour < end; hour++) {
    const p = rhythm[slotOf(localTime(hour * HOUR_MS))] ?? 0
    quiet.surprise -= Math.log(1 - p)
    if (p < 0.1) continue
    quiet.usual++
    quiet.expected += p
  }
  return quiet
}

/** Such a silence comes by chance once in 22,000 times; hours that hang together make it likelier. */
export const ALARMING = 10

const slots = (): number[] => Array.from({ length: HOURS_OF_WEEK }, (_, i) => i)
const slotOf = ({ weekday, minute }: LocalTime): number => (weekday - 1) * 24 + Math.floor(minute / 60)
const isWeekend = (slot: number): boolean => slot >= 5 * 24
const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0)

// --- expected ----------------------------------------------------------------

/** People know when something must come: the days of a fair, a campaign that runs. */
export interface Expectation {
  name: string
  /** First and last day, `2026-10-06`; null: always. */
  from: string | null
  to: string | null
  /** 1: Monday, 7: Sunday. */
  weekdays: readonly number[]
  /** Minutes since midnight. */
  between: readonly [from: number, to: number]
  /** Something comes at least this often, counted in these times. */
  everyMinutes: number
}

/** Longer silences than this have been told of. */
const LOOKED_BACK_HOURS = 31 * 24

/**
 * Minutes in which something was expected and nothing came.
 * @param quietFrom when the silence began, Unix ms
 */
export function missedMinutes(expectation: Expectation, quietFrom: number, now: number, localTime: LocalTimeOf): number {
  const { from, to, weekdays, between } = expectation
  const begin = Math.max(quietFrom, now - LOOKED_BACK_HOURS * HOUR_MS)
  let missed = 0
  for (let hour = Math.floor(begin / HOUR_MS); hour * HOUR_MS < now; hour++) {
    const { date, weekday, minute } = localTime(hour * HOUR_MS)
    if ((from !== null && date < from) || (to !== null && date > to) || !weekdays.includes(weekday)) continue
    const since = Math.max(between[0], minute, minute + (begin - hour * HOUR_MS) / MINUTE_MS)
    const until = Math.min(between[1], minute + 60, minute + (now - hour * HOUR_MS) / MINUTE_MS)
    missed += Math.max(0, until - since)
  }
  return Math.floor(missed)
}
