/** Who entered a step and how it ended for each hand-made lead (figures.md 0.6, 0.7). */
import { describe, expect, it } from 'vitest'
import { cellsOf } from '../core/metrics/cells.ts'
import { cohortOf, ENDINGS } from '../core/metrics/conversions.ts'
import { type Mode, type View, wholeRange } from '../core/metrics/figure.ts'
import { STEPS } from '../core/metrics/figure-settings.ts'
import { pathsOf } from '../core/metrics/paths.ts'
import { populationOf } from '../core/metrics/population.ts'
import { ratesOf } from '../core/metrics/rates.ts'
import { type Expected, factFrom, json, publicPopulation, publicSettings } from './helpers/figures.ts'

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

describe('the worked example of rates', () => {
  const { facts, asOf: then, step, window, expected } = json('worked.json').conversion
  const at = Date.parse(then)
  const of: View = {
    population: populationOf(pathsOf(facts.map(factFrom), at)),
    leads: null,
    asOf: at,
    settings: { ...view.settings, windows: { ...view.settings.windows, [step]: window } },
  }
  const rateOf = (mode: Mode) => ratesOf(of, step, mode, cellsOf(of, wholeRange))[0]!

  it('counts whoever had the whole window, and a skipped stage as passed', () => {
    const { entered, n, k, rate, low, high, open, soFar } = rateOf('ordered')
    expect({ entered, n, k, rate, open, soFar }).toEqual({ entered: 5, n: 4, k: 2, rate: 0.5, open: 1, soFar: 4 })
    expect([low, high]).toEqual([expect.closeTo(expected.low, 6), expect.closeTo(expected.high, 6)])
    expect(rateOf('strict')).toMatchObject(expected.strict)
  })

  it('leaves whoever skipped a stage out of its population', () => {
    const cohort = cohortOf(of, 'sal>sql', 'ordered')
    expect([...cohort.lead].map((lead) => of.population.ids[lead]).sort()).toEqual(expected.salToSqlPopulation)
  })

  it('counts each offer once, by its first answer', () => {
    const outcomes = pathsOf(facts.map(factFrom), at).flatMap(({ offers }) => offers.map(({ outcome }) => outcome))
    const count = (outcome: string) => outcomes.filter((one) => one === outcome).length
    expect({ offered: outcomes.length, accepted: count('accepted'), rejected: count('rejected'), withdrawn: count('withdrawn'), open: count('open') }).toEqual(
      expected.offers,
    )
  })
})
