/** Attribution (docs/figures.md, group 6): what each touch gets, as in the worked and published examples, and that nothing is lost. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ATTRIBUTION_GOALS, attribute } from '../core/metrics/attribution.ts'
import { ATTRIBUTION_MODELS, type AttributionModel, shareGoal } from '../core/metrics/attribution-share.ts'
import type { View } from '../core/metrics/figure.ts'
import { populationOf } from '../core/metrics/population.ts'
import { wholeParts } from '../core/metrics/whole-parts.ts'
import { type Expected, json, publicPopulation, publicSettings } from './helpers/figures.ts'
import { pathOf } from './helpers/lead-paths.ts'

const DAY_MS = 86_400_000
const settings = publicSettings()

function shares(model: AttributionModel, days: readonly number[], halfLifeDays = 30): number[] {
  const of = new Float64Array(days.length)
  shareGoal(
    model,
    Float64Array.from(days, (day) => day * DAY_MS),
    days.length,
    halfLifeDays,
    of,
  )
  return [...of]
}

describe('the share of each touch', () => {
  it.each(
    Object.entries<{ touches: [number, string][]; conversionDay: number; halfLifeDays: number; shares: Record<AttributionModel, [string, number][]> }>(
      json('worked.json').attribution,
    ),
  )('is as in the worked example "%s"', (_, { touches, conversionDay, shares: expected }) => {
    const touched = touches.map(([day, channel]) => ({ at: day * DAY_MS, touch: 'form', source: { channel, system: 's', campaign: null }, contact: null }))
    const moves = [
      { at: 0, to: 'lead' as const },
      { at: conversionDay * DAY_MS, to: 'mql' as const },
    ]
    const view: View = { population: populationOf([pathOf({ touches: touched, moves })]), leads: null, asOf: 1_000 * DAY_MS, settings }
    for (const model of ATTRIBUTION_MODELS) {
      const { sums } = attribute(view, { goal: 'mql', model, column: 'channel', places: 1, placeOf: () => 0 })
      const names = [...view.population.touches.channel.names, '(none)']
      for (const [channel, share] of expected[model]) expect(sums[names.indexOf(channel)]).toBeCloseTo(share, 6)
    }
  })

  const published: Expected[] = json('published.json').filter(({ figure }: { figure: string }) => figure === 'attribution')
  it.each(published)('is as published: $source', ({ data, expected }) => {
    for (const model of ATTRIBUTION_MODELS)
      for (const [i, share] of shares(model, data.days, data.halfLifeDays).entries())
        expect(Math.abs(share * data.value - expected[model][i])).toBeLessThan(0.01)
  })

  it('adds up to the goal, whatever the touches', () => {
    const touched = fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 1, maxLength: 200 }).map((days) => days.sort((a, b) => a - b))
    fc.assert(
      fc.property(touched, fc.constantFrom(...ATTRIBUTION_MODELS), (days, model) => {
        const of = shares(model, days)
        expect(of.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9)
        // One instant, one share: neither ids nor the order of arrival decide.
        for (let i = 1; i < days.length; i++) if (days[i] === days[i - 1]) expect(of[i]).toBeCloseTo(of[i - 1]!, 12)
      }),
    )
  })
})

describe('goals shared among touches', () => {
  const asOf = Date.parse(json('config.json').asOf)
  const view: View = { population: publicPopulation(asOf, 'P1'), leads: null, asOf, settings }
  const total = (goal: (typeof ATTRIBUTION_GOALS)[number], model: AttributionModel, column: 'channel' | 'system' | 'campaign' | 'touch') =>
    attribute(view, { goal, model, column, places: 1, placeOf: () => 0 }).sums.reduce((sum, one) => sum + one, 0)

  it.each(ATTRIBUTION_GOALS)('add up to the total: %s', (goal) => {
    const expected = json('expected.json').products.P1.g6_attribution[goal].total
    for (const model of ATTRIBUTION_MODELS)
      for (const column of ['channel', 'system', 'campaign', 'touch'] as const) expect(total(goal, model, column)).toBeCloseTo(expected, 4)
  })
})

describe('parts that are shown', () => {
  it('add up to the whole, each less than one away from what it is', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { maxLength: 50 }), (parts) => {
        const whole = wholeParts(parts)
        expect(whole.reduce((sum, one) => sum + one, 0)).toBe(Math.round(parts.reduce((sum, one) => sum + one, 0)))
        for (const [i, one] of whole.entries()) expect(Math.abs(one - parts[i]!)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('gives what is left to the largest remainders, the earlier first', () => {
    expect(wholeParts([1.5, 1.5, 1])).toEqual([2, 1, 1])
    expect(wholeParts([0.2, 0.7, 0.1])).toEqual([0, 1, 0])
    expect(wholeParts(shares('decay', [0, 5, 12, 30, 38], 7).map((share) => share * 12_000))).toEqual([175, 287, 575, 3_417, 7_546])
  })
})
