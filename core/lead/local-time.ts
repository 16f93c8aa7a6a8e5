/** What clocks on the wall show at an instant, and at which instant they show something. Pure. */

/** Where a point in time lies in the week of people. */
export interface LocalTime {
  /** `2026-10-06` */
  date: string
  /** 1: Monday, 7: Sunday. */
  weekday: number
  /** Minutes since midnight. */
  minute: number
}
export type LocalTimeOf = (at: number) => LocalTime

/** @param timeZone IANA name */
export function localTimeIn(timeZone: string): LocalTimeOf {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  })
  const known = new Map<number, LocalTime>()
  const told = (at: number): LocalTime => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
    const date = `${parts.year}-${parts.month}-${parts.day}`
    return { date, weekday: weekdayOf(date), minute: Number(parts.hour) * 60 + Number(parts.minute) }
  }
  return (at) => {
    const time = known.get(at) ?? told(at)
    if (known.size === MOST_KNOWN) known.clear()
    known.set(at, time)
    return time
  }
}

/** Whole hours are asked about again and again. */
const MOST_KNOWN = 5_000

const dayFormats = new Map<string, Intl.DateTimeFormat>()

/** `2026-10-06`; quicker than `localTimeIn` where nothing else is asked. */
export function localDay(at: number, timeZone: string): string {
  let format = dayFormats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })
    dayFormats.set(timeZone, format)
  }
  return format.format(at)
}

/** 1: Monday, 7: Sunday. */
export const weekdayOf = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay() || 7

/** @param days may be negative @returns `2026-10-07` */
export const dayAfter = (date: string, days = 1): string => new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/**
 * The first moment at which clocks show a time; where they leave it out, the moment at which they jump over it.
 * @param minute since midnight; 1440: the end of the day
 */
export function instantAt(localTime: LocalTimeOf, date: string, minute: number): number {
  const asUtc = Date.parse(`${date}T00:00:00Z`) + minute * MINUTE_MS
  const shown = (at: number) => shownAt(localTime, at)
  const offset = (at: number) => shown(at) - at
  const moments = [asUtc - offset(asUtc - DAY_MS), asUtc - offset(asUtc + DAY_MS)].sort((a, b) => a - b)
  const found = moments.find((at) => shown(at) === asUtc)
  if (found !== undefined) return found
  let [before, after] = [moments[0]! - MINUTE_MS, moments[1]!]
  while (after - before > MINUTE_MS) {
    const middle = before + Math.floor((after - before) / MINUTE_MS / 2) * MINUTE_MS
    if (shown(middle) < asUtc) before = middle
    else after = middle
  }
  return after
}

/** What clocks show, as if it were UTC, so that it can be reckoned with. */
function shownAt(localTime: LocalTimeOf, at: number): number {
  const { date, minute } = localTime(at)
  return Date.parse(`${date}T00:00:00Z`) + minute * MINUTE_MS
}
