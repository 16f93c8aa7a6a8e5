/** Working-time calendars of the configuration, with the public holidays of their regions. */
import type { CalendarConfig } from '../../config/schema/agreement.ts'
import { WEEKDAYS } from '../../config/schema/common.ts'
import { localTimeIn } from '../lead/local-time.ts'
import { type Calendar, hoursOn } from '../lead/working-time.ts'
import regions from './holiday-regions.json' with { type: 'json' }
import { holidaysIn, type Regions } from './holidays.ts'
import type { Report } from './report.ts'

/** @returns null where something is wrong with it, which was reported */
export function calendarOf(given: CalendarConfig, usualZone: string, report: Report): Calendar | null {
  const timeZone = given.timeZone ?? usualZone
  if (!isTimeZone(timeZone)) {
    if (given.timeZone !== undefined) report(['timeZone'], `'${timeZone}' is not an IANA time zone such as Europe/Berlin`)
    return null
  }
  const isHoliday = holidaysOf(given.region)
  if (typeof isHoliday === 'string') {
    report(['region'], isHoliday)
    return null
  }
  const except = Object.entries(given.except)
  const days: readonly string[] = given.days
  for (const [day] of except)
    if (isWeekday(day) && !days.includes(day)) report(['except', day], `${day} is none of \`days\`: add it there, or leave this out`)
    else if (!isWeekday(day) && !exists(day)) report(['except', day], `there is no such day`)
  const calendar: Calendar = {
    week: Object.fromEntries(given.days.map((day) => [WEEKDAYS.indexOf(day) + 1, given.except[day] ?? given.hours])),
    yearly: Object.fromEntries(except.filter(([day]) => !isWeekday(day) && day.length === 5)),
    dates: Object.fromEntries(except.filter(([day]) => day.length === 10)),
    localTime: localTimeIn(timeZone),
    isHoliday,
  }
  if (yearIn({ ...calendar, dates: {} }).days === 0) {
    report([], 'the calendar has no working hours at all: nothing could ever be due in it')
    return null
  }
  return calendar
}

const isWeekday = (day: string): boolean => (WEEKDAYS as readonly string[]).includes(day)

/** A leap year has every day of the year. */
const LEAP_YEAR = 2028
function exists(day: string): boolean {
  const date = day.length === 5 ? `${LEAP_YEAR}-${day}` : day
  return new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10) === date
}

/** How much is worked in a year without public holidays. */
export function yearIn(given: Calendar): { days: number; hours: number } {
  const calendar = { ...given, isHoliday: () => false }
  const dates = Array.from({ length: 366 }, (_, i) => new Date(Date.UTC(LEAP_YEAR, 0, 1 + i)).toISOString().slice(0, 10))
  const worked = dates.map((date) => hoursOn(calendar, date).reduce((minutes, [from, to]) => minutes + to - from, 0)).filter((minutes) => minutes > 0)
  return { days: worked.length, hours: worked.reduce((sum, minutes) => sum + minutes, 0) / 60 }
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** @param region `DE-BY`, `DE-BY-KATH`, or `none` @returns what is wrong with the region, as a sentence */
function holidaysOf(region: string): Calendar['isHoliday'] | string {
  if (region === 'none') return () => false
  const [country = '', state, part] = region.split('-')
  const states = (regions as Regions)[country]
  if (!states) return `there is no country '${country}' whose holidays are known`
  if (state !== undefined && !states[state]) return `${country} has no part '${state}'; known are ${Object.keys(states).join(', ') || 'none'}`
  const parts = state === undefined ? [] : states[state]!
  if (part !== undefined && !parts.includes(part)) return `${country}-${state} has no part '${part}'; known are ${parts.join(', ') || 'none'}`
  return holidaysIn(region)
}
