/** The table of working time says what the calendar says (core/lead/working-time.ts), and the worked example holds. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { afterHours, hoursBetween } from '../core/lead/working-time.ts'
import { workedBy, workedHours, workingClock } from '../core/metrics/working-clock.ts'
import { json, publicSettings } from './helpers/figures.ts'

const { workingTime: calendar } = publicSettings()
const [FROM, TO] = [Date.UTC(2025, 0, 1), Date.UTC(2025, 11, 31)]
const clock = workingClock(calendar, FROM, TO)

describe('the table of working time', () => {
  const instant = fc.integer({ min: FROM, max: TO })

  it('counts hours as the calendar does', () => {
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)]
        expect(workedHours(clock, from, to)).toBeCloseTo(hoursBetween(calendar, from, to), 9)
      }),
    )
  })

  it('finds the end of a time limit where the calendar does, or none behind its end', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 0, max: 60 }), (at, hours) => {
        const due = afterHours(calendar, at, hours)
        const last = clock.to.at(-1)!
        expect(workedBy(clock, at, hours)).toBe(due <= last || hours === 0 ? due : Number.POSITIVE_INFINITY)
      }),
    )
  })

  it('holds the worked example: a weekend with the end of summer time', () => {
    const { offer, contact, workingHours, limitHours, due, clockHours } = json('worked.json').workingTime
    expect(workedHours(clock, Date.parse(offer), Date.parse(contact))).toBe(workingHours)
    expect(workedBy(clock, Date.parse(offer), limitHours)).toBe(Date.parse(due))
    expect((Date.parse(contact) - Date.parse(offer)) / 3_600_000).toBe(clockHours)
  })
})
