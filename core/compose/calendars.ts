/** Working-time calendars of the configuration, with the public holidays of their regions. */
import { createRequire } from 'node:module'
import type Holidays from 'date-holidays'
import type { CalendarConfig } from '../../config/schema/agreement.ts'
import { WEEKDAYS } from '../../config/schema/common.ts'
import { localTimeIn } from '../lead/local-time.ts'
import { type Calendar, hoursOn } from '../lead/working-time.ts'
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

/** How much is worked in a year. */
export function yearIn(calendar: Calendar): { days: number; hours: number } {
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
  const library = new (libraryOf())()
  const countries = library.getCountries()
  if (!countries[country]) return `there is no country '${country}' whose holidays are known`
  const states = library.getStates(country) ?? {}
  if (state !== undefined && !states[state]) return `${country} has no part '${state}'; known are ${Object.keys(states).join(', ') || 'none'}`
  const parts = state === undefined ? {} : (library.getRegions(country, state) ?? {})
  if (part !== undefined && !parts[part]) return `${country}-${state} has no part '${part}'; known are ${Object.keys(parts).join(', ') || 'none'}`
  library.init(country, ...([state, part].filter((one) => one !== undefined) as [string, string]))
  const known = new Map<number, ReadonlySet<string>>()
  return (date) => {
    const year = Number(date.slice(0, 4))
    let free = known.get(year)
    if (!free) {
      free = new Set(
        library
          .getHolidays(year)
          .filter(({ type }) => type === 'public')
          .map(({ date: of }) => of.slice(0, 10)),
      )
      known.set(year, free)
    }
    return free.has(date)
  }
}

/** Loaded by those who have calendars only: it takes 30 MB of memory and a tenth of a second. */
const libraryOf = (): typeof Holidays => createRequire(import.meta.url)('date-holidays') as typeof Holidays
