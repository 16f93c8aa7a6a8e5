/** The measurement of coverage itself, on one small company; what it finds over 200 is `npm run -s bench -- coverage`. */
import { expect, it } from 'vitest'
import { coverOf } from '../bench/figures/cover.ts'

it('holds every kind of figure against the truth, and wrong methods beside them', () => {
  const found = coverOf(3, 900, 6_000)
  expect(Object.keys(found).toSorted()).toEqual([
    'forecast, closings, quarter',
    'forecast, closings, year',
    'forecast, created, quarter',
    'forecast, created, year',
    'forecast, mql, quarter',
    'forecast, mql, year',
    'forecast, open leads per class',
    'forecast, sql, quarter',
    'forecast, sql, year',
    'median time of the converted, bootstrap',
    'rate, mature cohort, Wilson',
    'share by day 90, Aalen-Johansen',
    'time in step, median',
    'time in step, quartile 1',
    'wrong: 1 - Kaplan-Meier, day 90',
    'wrong: converted / closed, last half-year',
    'wrong: converted so far / all, last half-year',
    'wrong: median of finished cases',
  ])
  expect(found['forecast, open leads per class']!.of).toBe(3 * 4 * 6)
  for (const { inside, of } of Object.values(found)) expect(inside).toBeLessThanOrEqual(of)
  const right = Object.entries(found).filter(([method]) => !method.startsWith('wrong'))
  const [inside, of] = [0, 1].map((i) => right.reduce((sum, [, one]) => sum + [one.inside, one.of][i]!, 0)) as [number, number]
  expect(inside / of).toBeGreaterThan(0.85)
  expect(found['wrong: converted / closed, last half-year']!.above).toBeGreaterThan(0.2)
})
