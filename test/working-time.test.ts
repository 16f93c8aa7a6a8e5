/** Working time: hours and days in calendars with the public holidays of their region, over changes of the clocks and leap days. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { setupOf } from '../core/compose/setup.ts'
import { dayAfter, instantAt, localTimeIn } from '../core/lead/local-time.ts'
import { afterHours, beforeHours, type Calendar, endOfDay, hoursBetween, hoursOn } from '../core/lead/working-time.ts'

/** @param given a calendar as the configuration has it, in YAML */
function calendar(given: string): Calendar {
  const yaml = `agreement: { calendars: { own: ${given} }, limits: [{ acceptance: { hours: 1 } }] }`
  return setupOf(parseConfig(yaml, 'test'), {}).limits[0]!.calendar
}

const NUERNBERG = calendar('{ region: DE-BY, hours: 08:00-17:00, except: { 12-24: 08:00-12:00, 12-31: 08:00-12:00 } }')
const berlin = localTimeIn('Europe/Berlin')
/** `2027-03-26 16:30` in Berlin. */
const at = (text: string): number => instantAt(berlin, text.slice(0, 10), Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16)))
const told = (instant: number): string => {
  const { date, minute } = berlin(instant)
  return `${date} ${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

describe('public holidays', () => {
  const free = (region: string, year: number) => {
    const of = calendar(`{ region: ${region}, days: [mon, tue, wed, thu, fri, sat, sun], hours: 00:00-24:00 }`)
    const days = Array.from({ length: 366 }, (_, i) => dayAfter(`${year}-01-01`, i)).filter((date) => date.startsWith(String(year)))
    return days.filter((date) => hoursOn(of, date).length === 0)
  }

  it.each<[string, string, boolean, string]>([
    ['DE-BY-KATH', '2028-08-15', true, 'Mariä Himmelfahrt in Catholic parishes of Bavaria'],
    ['DE-BY-EVANG', '2028-08-15', false, 'and not in Protestant ones, such as Nürnberg'],
    ['DE-SL', '2028-08-15', true, 'in all of the Saarland'],
    ['DE-BY-A', '2028-08-08', true, 'Friedensfest in Augsburg'],
    ['DE-BY', '2028-08-08', false, 'and nowhere else'],
    ['DE-SN', '2027-11-17', true, 'Buß- und Bettag in Saxony'],
    ['DE-BY', '2027-11-17', false, 'and nowhere else'],
    ['DE-BY', '2027-05-27', true, 'Fronleichnam in Bavaria'],
    ['DE-NW', '2027-05-27', true, 'in North Rhine-Westphalia'],
    ['DE-NI', '2027-05-27', false, 'not in Lower Saxony'],
    ['DE-SN', '2027-05-27', false, 'not in Saxony'],
    ['DE-SN-BZ', '2027-05-27', true, 'but around Bautzen'],
    ['DE-BE', '2027-03-08', true, 'Frauentag in Berlin'],
    ['DE-MV', '2027-03-08', true, 'and Mecklenburg-Vorpommern'],
    ['DE-TH', '2027-09-20', true, 'Weltkindertag in Thuringia'],
    ['DE-BW', '2027-01-06', true, 'Heilige Drei Könige in the south'],
    ['DE-HH', '2027-01-06', false, 'not in the north'],
    ['DE-SH', '2028-10-31', true, 'Reformationstag in the north'],
    ['DE-BW', '2028-11-01', true, 'Allerheiligen in the south'],
    ['DE-BY', '2027-12-24', false, 'Christmas Eve is no public holiday'],
    ['DE-BY', '2027-02-08', false, 'nor is Rosenmontag'],
    ['AT', '2027-10-26', true, 'Nationalfeiertag'],
    ['AT-9', '2027-12-08', true, 'Mariä Empfängnis in Vienna'],
    ['CH-ZH', '2028-08-01', true, 'Bundesfeiertag'],
    ['CH-TI', '2028-06-29', true, 'San Pietro e Paolo in the Ticino'],
    ['none', '2027-12-25', false, 'none at all'],
  ])('of %s: %s is free: %s (%s)', (region, date, isFree) => expect(free(region, Number(date.slice(0, 4))).includes(date)).toBe(isFree))

  it('are those of all sixteen states', () => {
    const counted = 'BW 12, BY 12, BE 10, BB 12, HB 10, HH 10, HE 10, MV 11, NI 10, NW 11, RP 11, SL 12, SN 11, ST 11, SH 10, TH 11'
    const states = counted.split(', ').map((one) => one.split(' '))
    expect(states.map(([state]) => `${state} ${free(`DE-${state}`, 2026).length}`).join(', ')).toBe(counted)
  })
})

describe('working hours and days', () => {
  it.each<[string, string, { hours: number } | { days: number }, string]>([
    ['Friday afternoon', '2027-03-19 16:30', { hours: 1 }, '2027-03-22 08:30'],
    ['before Easter: Good Friday and Easter Monday are free', '2027-03-25 16:30', { hours: 8 }, '2027-03-30 15:30'],
    ['on Good Friday itself', '2027-03-26 16:30', { hours: 1 }, '2027-03-30 09:00'],
    ['before Easter, by days', '2027-03-25 16:30', { days: 2 }, '2027-03-31 17:00'],
    ['handed over on Good Friday, by days', '2027-03-26 16:30', { days: 2 }, '2027-03-31 17:00'],
    ['the day itself does not count', '2027-03-22 08:00', { days: 1 }, '2027-03-23 17:00'],
    ['half of Christmas Eve', '2026-12-23 15:00', { hours: 4 }, '2026-12-24 10:00'],
    ['over Christmas', '2026-12-24 11:00', { hours: 2 }, '2026-12-28 09:00'],
    ['Christmas Eve is a day, a short one', '2026-12-23 15:00', { days: 1 }, '2026-12-24 12:00'],
    ["half of New Year's Eve, and Epiphany in Bavaria", '2026-12-31 11:00', { hours: 19 }, '2027-01-05 17:00'],
    ['behind it', '2026-12-31 11:00', { hours: 20 }, '2027-01-07 09:00'],
    ['a half day of every year stays free at the weekend', '2022-12-23 16:00', { hours: 2 }, '2022-12-27 09:00'],
    ['the night in which clocks go forward', '2027-03-26 09:00', { hours: 1 }, '2027-03-30 09:00'],
    ['the night in which clocks go back', '2025-10-24 16:00', { hours: 8 }, '2025-10-27 15:00'],
    ['29 February', '2028-02-28 16:00', { days: 1 }, '2028-02-29 17:00'],
    ['in the night', '2027-03-22 23:00', { hours: 1 }, '2027-03-23 09:00'],
    ['nothing', '2027-03-21 12:00', { hours: 0 }, '2027-03-21 12:00'],
    ['nothing, by days', '2027-03-21 12:00', { days: 0 }, '2027-03-21 12:00'],
  ])('%s', (_, from, within, until) =>
    expect(told('hours' in within ? afterHours(NUERNBERG, at(from), within.hours) : endOfDay(NUERNBERG, at(from), within.days))).toBe(until),
  )

  it('follow the worked example of the figures: two hours, on the clock 67', () => {
    const office = calendar('{ region: DE-BE, hours: 09:00-17:00 }')
    const [offer, contact] = [at('2025-10-24 16:00'), at('2025-10-27 10:00')]
    expect(hoursBetween(office, offer, contact)).toBe(2)
    expect(hoursBetween(office, contact, offer)).toBe(-2)
    expect((contact - offer) / 3_600_000).toBe(67)
    expect(told(afterHours(office, offer, 8))).toBe('2025-10-27 16:00')
  })

  it('know lunch breaks, short Fridays, and a Saturday that is worked', () => {
    const works = calendar(
      '{ region: DE-BY, hours: [08:00-12:00, 13:00-17:00], except: { fri: 08:00-12:00, 2027-01-09: 09:00-11:00, 2027-01-06: 10:00-11:00, 2027-01-11: free } }',
    )
    expect(told(afterHours(works, at('2027-01-07 11:00'), 2))).toBe('2027-01-07 14:00')
    expect(told(afterHours(works, at('2027-01-08 11:00'), 2))).toBe('2027-01-09 10:00')
    expect(told(afterHours(works, at('2027-01-05 16:00'), 2))).toBe('2027-01-06 11:00') // a holiday on which is worked
    expect(told(endOfDay(works, at('2027-01-09 09:30'), 1))).toBe('2027-01-12 17:00')
    expect(told(beforeHours(works, at('2027-01-12 09:00'), 2))).toBe('2027-01-09 10:00')
  })

  it('are those of the place: Nürnberg sleeps while New York works', () => {
    const there = calendar('{ region: US-NY, timeZone: America/New_York, hours: 09:00-17:00 }')
    expect(told(afterHours(there, at('2027-03-25 08:00'), 1))).toBe('2027-03-25 15:00') // clocks there went forward two weeks before
  })
})

describe('clocks', () => {
  it.each([
    ['2027-03-28', 120, '2027-03-28T01:00:00.000Z'], // 2:00 is left out
    ['2027-03-28', 150, '2027-03-28T01:00:00.000Z'],
    ['2027-03-28', 180, '2027-03-28T01:00:00.000Z'],
    ['2027-10-31', 150, '2027-10-31T00:30:00.000Z'], // 2:30 is there twice
    ['2027-10-31', 180, '2027-10-31T02:00:00.000Z'],
    ['2027-10-31', 1440, '2027-10-31T23:00:00.000Z'],
  ])('on %s show minute %i at %s', (date, minute, expected) => expect(new Date(instantAt(berlin, date, minute)).toISOString()).toBe(expected))
})

const OFFICES = [
  NUERNBERG,
  calendar('{ region: DE-SN, hours: [08:00-12:00, 13:00-17:00], except: { fri: 08:00-12:00, 02-29: free } }'),
  calendar('{ region: AT-9, days: [sat, sun], hours: 22:00-24:00 }'),
  calendar('{ region: none, days: [mon, tue, wed, thu, fri, sat, sun], hours: 00:00-24:00 }'), // nights of the change, too
  calendar('{ region: CH-ZH, days: [sun], hours: [01:00-02:30, 02:30-04:00], timeZone: Europe/Zurich }'),
]
const office = fc.constantFrom(...OFFICES)
/** Minutes of 2026 to 2028: changes of the clocks, a leap day, three Christmases. */
const instant = fc.integer({ min: Date.UTC(2026, 0, 1) / 60_000, max: Date.UTC(2028, 11, 31) / 60_000 }).map((minute) => minute * 60_000)
const hours = fc.integer({ min: 0, max: 12_000 }).map((minutes) => minutes / 60)
const days = fc.integer({ min: 0, max: 40 })

describe('working time, whatever calendar and instant', () => {
  it('moves forward only, and the later the more', () =>
    fc.assert(
      fc.property(office, instant, instant, hours, hours, (of, a, b, less, more) => {
        const [first, second] = a < b ? [a, b] : [b, a]
        const [few, many] = less < more ? [less, more] : [more, less]
        expect(afterHours(of, first, few)).toBeGreaterThanOrEqual(first)
        expect(afterHours(of, first, few)).toBeLessThanOrEqual(afterHours(of, second, few))
        expect(afterHours(of, first, few)).toBeLessThanOrEqual(afterHours(of, first, many))
      }),
      { numRuns: 300 },
    ))

  it('adds up: so much and then so much is all of it at once', () =>
    fc.assert(
      fc.property(office, instant, hours, hours, (of, from, a, b) => {
        const [first, second] = [Math.round(a * 60), Math.round(b * 60)]
        expect(afterHours(of, afterHours(of, from, first / 60), second / 60)).toBe(afterHours(of, from, (first + second) / 60))
      }),
      { numRuns: 300 },
    ))

  it('is as long as was said, forward and back', () =>
    fc.assert(
      fc.property(office, instant, hours, (of, from, n) => {
        expect(hoursBetween(of, from, afterHours(of, from, n))).toBeCloseTo(n, 6)
        expect(hoursBetween(of, beforeHours(of, from, n), from)).toBeCloseTo(n, 6)
      }),
      { numRuns: 300 },
    ))

  it('counts days alike: forward, adding up, ending where work ends', () =>
    fc.assert(
      fc.property(office, instant, instant, days, days, (of, a, b, n, m) => {
        const [first, second] = a < b ? [a, b] : [b, a]
        const end = endOfDay(of, first, n)
        expect(end).toBeGreaterThanOrEqual(first)
        expect(end).toBeLessThanOrEqual(endOfDay(of, second, n))
        expect(endOfDay(of, endOfDay(of, first, n), m)).toBe(endOfDay(of, first, n + m))
        if (n > 0) expect(hoursBetween(of, first, end)).toBeGreaterThan(0)
      }),
      { numRuns: 300 },
    ))
})

describe('the configuration refuses', () => {
  it.each([
    ['{ region: DE-XX }', "agreement.calendars.own.region: DE has no part 'XX'; known are BB"],
    ['{ region: XX }', "there is no country 'XX' whose holidays are known"],
    ['{ region: DE-BY-Z }', "DE-BY has no part 'Z'; known are A, KATH, EVANG"],
    ['{ region: bayern }', 'expected a country or region such as DE-BY'],
    ['{ region: DE-BY, days: [] }', 'must have at least 1 entry'],
    ['{ region: DE-BY, hours: [] }', 'must have at least 1 entry'],
    ['{ region: DE-BY, hours: 09:00-09:00 }', 'hours must follow each other'],
    ['{ region: DE-BY, hours: [13:00-17:00, 08:00-12:00] }', 'hours must follow each other'],
    ['{ region: DE-BY, days: [fri], except: { fri: free } }', 'the calendar has no working hours at all'],
    ['{ region: DE-BY, except: { sat: 08:00-12:00 } }', 'sat is none of `days`'],
    ['{ region: DE-BY, except: { 02-30: free } }', 'there is no such day'],
    ['{ region: DE-BY, except: { 2027-02-29: free } }', 'there is no such day'],
    ['{ region: DE-BY, timeZone: Berlin }', "'Berlin' is not an IANA time zone"],
    ['{ hours: 08:00-17:00 }', 'agreement.calendars.own.region: this setting is missing'],
  ])('%s', (given, sentence) => expect(() => calendar(given)).toThrow(sentence))
})
