/** Who entered a step and how it ended for each hand-made lead (figures.md 0.6, 0.7). */
import { describe, expect, it } from 'vitest'
import { cohortOf, ENDINGS } from '../core/metrics/conversions.ts'
import { STEPS } from '../core/metrics/figure-settings.ts'
import { type Expected, json, publicPopulation, publicSettings } from './helpers/figures.ts'

const asOf = Date.parse(json('config.json').asOf)
const view = { population: publicPopulation(asOf), leads: null, asOf, settings: publicSettings() }
const cases = Object.entries<Expected>(json('cases.json')).filter(([, one]) => !one.absent)

describe.each(['ordered', 'strict'] as const)('steps, %s', (mode) => {
  it.each(STEPS)('%s: each case enters and ends as it says', (step) => {
    const cohort = cohortOf(view, step, mode)
    const found = new Map(
      Array.from({ length: cohort.n }, (_, i) => [
        view.population.ids[cohort.lead[i]!]!,
        { t0: new Date(cohort.t0[i]!).toISOString(), ms: cohort.ms[i], end: ENDINGS[cohort.ending[i]!] },
      ]),
    )
    for (const [lead, { steps }] of cases) {
      const expected = steps[step]?.[mode]
      expect([lead, found.get(lead)]).toEqual([lead, expected && { t0: expected.t0, ms: expected.ms, end: expected.end }])
    }
  })
})
