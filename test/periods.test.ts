/** Local periods (figures.md 0.4). */
import { describe, expect, it } from 'vitest'
import { PERIODS } from '../core/metrics/figure.ts'
import { periodNamed, periodsBetween, placeIn } from '../core/metrics/periods.ts'

const zone = 'Europe/Berlin'
const at = (time: string): number => Date.parse(time)
const keysOf = (kind: (typeof PERIODS)[number], time: string) => {
  const periods = periodsBetween(kind, at('2023-06-01T00:00:00Z'), at('2026-01-31T00:00:00Z'), zone)
  return periods[placeIn(periods)(at(time))]?.key
}

describe('periods', () => {
  it('are local and half-open', () => {
    expect(keysOf('month', '2025-03-31T22:30:00Z')).toBe('2025-04')
    expect(keysOf('year', '2024-12-31T23:30:00Z')).toBe('2025')
    expect(keysOf('month', '2025-09-30T22:00:00.000Z')).toBe('2025-10')
    expect(keysOf('quarter', '2025-09-30T21:59:59.999Z')).toBe('2025-Q3')
    expect(keysOf('half', '2025-06-30T22:00:00.000Z')).toBe('2025-H2')
  })

  it('are none before the first and behind the last', () => {
    expect(keysOf('year', '2022-12-31T22:59:59.999Z')).toBeUndefined()
    expect(keysOf('month', '2026-01-31T23:00:00.000Z')).toBeUndefined()
    expect(placeIn([])(0)).toBe(-1)
  })

  it.each(PERIODS)('follow on each other, and are found by their keys: %s', (kind) => {
    const periods = periodsBetween(kind, at('2023-06-01T00:00:00Z'), at('2026-01-31T00:00:00Z'), zone)
    periods.forEach((period, i) => {
      expect(periodNamed(period.key, zone)).toEqual(period)
      if (i > 0) expect(period.from).toBe(periods[i - 1]!.to)
    })
  })

  it('have no other names', () => {
    for (const key of ['2025-13', '2025-00', '2025-Q5', '2025-H3', '25', 'March', '']) expect(periodNamed(key, zone)).toBeNull()
  })

  it('are found for a million instants in less than 200 ms', () => {
    const periods = periodsBetween('month', at('2023-01-01T00:00:00Z'), at('2026-01-01T00:00:00Z'), zone)
    const place = placeIn(periods)
    const began = performance.now()
    let sum = 0
    for (let i = 0; i < 1_000_000; i++) sum += place(1.68e12 + i * 80_000)
    expect(sum).toBeGreaterThan(0)
    expect(performance.now() - began).toBeLessThan(200)
  })
})
