/** Reckoning in working time: hours that people work, and days on which they do. Pure; holidays are handed in. */
import { dayAfter, instantAt, type LocalTimeOf, weekdayOf } from './local-time.ts'

/** Hours of one day in minutes since midnight, in order, without overlaps. */
export type Hours = readonly (readonly [from: number, to: number])[]

/** When people work. */
export interface WorkingWeek {
  /** 1: Monday, 7: Sunday; a day that is not named is free. */
  week: Readonly<Record<number, Hours>>
  /** Days of every year, `12-24`, that differ where they are working days at all. */
  yearly: Readonly<Record<string, Hours>>
  /** Single days, `2026-12-28`, that hold whatever else is said of them. */
  dates: Readonly<Record<string, Hours>>
}

export interface Calendar extends WorkingWeek {
  localTime: LocalTimeOf
  isHoliday: (date: string) => boolean
}

const HOUR_MS = 3_600_000
/** Nobody is free for longer: whoever looks further has no working day at all. */
const LONGEST_FREE_DAYS = 3 * 366

/** @param date `2026-12-24` */
export function hoursOn({ week, yearly, dates, isHoliday }: Calendar, date: string): Hours {
  const exact = dates[date]
  if (exact !== undefined) return exact
  const usual = week[weekdayOf(date)] ?? []
  if (usual.length === 0 || isHoliday(date)) return []
  return yearly[date.slice(5)] ?? usual
}

/** The instant at which so many working hours have passed. @param hours not negative; 0: `at` itself */
export function afterHours(calendar: Calendar, at: number, hours: number): number {
  let left = Math.round(hours * HOUR_MS)
  if (left === 0) return at
  for (const [from, to] of spans(calendar, at, 1)) {
    const begin = Math.max(from, at)
    if (to - begin >= left) return begin + left
    left -= Math.max(0, to - begin)
  }
  throw new Error('the calendar has no working day')
}

/** The instant from which on so many working hours pass until `at`. @param hours not negative; 0: `at` itself */
export function beforeHours(calendar: Calendar, at: number, hours: number): number {
  let left = Math.round(hours * HOUR_MS)
  if (left === 0) return at
  for (const [from, to] of spans(calendar, at, -1)) {
    const end = Math.min(to, at)
    if (end - from >= left) return end - left
    left -= Math.max(0, end - from)
  }
  throw new Error('the calendar has no working day')
}

/** The end of the n-th working day after the day of `at`, which does not count itself. @param days whole; 0: `at` itself */
export function endOfDay(calendar: Calendar, at: number, days: number): number {
  if (days === 0) return at
  let [date, left, free] = [calendar.localTime(at - 1).date, days, 0] // midnight ends a day, as work until 24:00 does
  while (free < LONGEST_FREE_DAYS) {
    date = dayAfter(date)
    const last = hoursOn(calendar, date).at(-1)
    free = last === undefined ? free + 1 : 0
    if (last !== undefined && --left === 0) return instantAt(calendar.localTime, date, last[1])
  }
  throw new Error('the calendar has no working day')
}

/** Working hours between two instants; negative where the second comes first. */
export function hoursBetween(calendar: Calendar, from: number, to: number): number {
  if (to < from) return -hoursBetween(calendar, to, from)
  let worked = 0
  for (const [begin, end] of spans(calendar, from, 1)) {
    if (begin >= to) break
    worked += Math.max(0, Math.min(end, to) - Math.max(begin, from))
  }
  return worked / HOUR_MS
}

/** When people work, span by span as instants, from the day of `at` on. @param step -1: back in time */
function* spans(calendar: Calendar, at: number, step: 1 | -1): Generator<[from: number, to: number]> {
  let [date, free] = [calendar.localTime(at).date, 0]
  for (; free < LONGEST_FREE_DAYS; date = dayAfter(date, step)) {
    const hours = hoursOn(calendar, date)
    free = hours.length === 0 ? free + 1 : 0
    for (const [from, to] of step === 1 ? hours : hours.toReversed()) yield [instantAt(calendar.localTime, date, from), instantAt(calendar.localTime, date, to)]
  }
}
