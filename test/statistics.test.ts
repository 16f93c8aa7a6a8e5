/** Statistics against published examples (test/figures/public/published.json), worked ones, and what must always hold. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../core/metrics/forecast/random.ts'
import { aalenJohansen, shareBy, timeOfConverted } from '../core/metrics/statistics/aalen-johansen.ts'
import { meanOf, medianOf } from '../core/metrics/statistics/amounts.ts'
import { timeOfConvertedIntervals } from '../core/metrics/statistics/bootstrap.ts'
import { countInterval, ratioOfCounts } from '../core/metrics/statistics/count.ts'
import { kaplanMeier, logLogBand, quantile } from '../core/metrics/statistics/kaplan-meier.ts'
import { logRank } from '../core/metrics/statistics/log-rank.ts'
import { newcombe, wilson } from '../core/metrics/statistics/share.ts'
import { betaQuantile, chiSquaredTail, gammaQuantile, incompleteBeta, tQuantile } from '../core/metrics/statistics/special-functions.ts'
import { chiSquared, compareShares, fisher, holm } from '../core/metrics/statistics/table.ts'
import { CONVERTED, DAY_MS, ENDED, type End, OPEN, packed, sorted, type Waits } from '../core/metrics/statistics/waits.ts'
import { type Expected, json } from './helpers/figures.ts'

const published: Expected[] = json('published.json')
const worked = json('worked.json')
const examples = (figure: string): Expected[] => published.filter((one) => one.figure.startsWith(figure))

function near(actual: unknown, expected: Expected, { absolute, relativeBelow0001 }: Expected): void {
  if (Array.isArray(expected)) for (const [i, one] of expected.entries()) near((actual as unknown[])[i], one, { absolute, relativeBelow0001 })
  else if (expected === null) expect(actual).toBeNull()
  else {
    const tolerance = Math.abs(expected) < 0.001 && expected !== 0 ? Math.abs(expected) * relativeBelow0001 : absolute
    expect(Math.abs((actual as number) - expected), `${actual} instead of ${expected}`).toBeLessThanOrEqual(tolerance)
  }
}

/** 0 open, 1 and 2 causes, as published; the first cause is conversion. */
const END: Record<number, End> = { 0: OPEN, 1: CONVERTED, 2: ENDED }
const waitsOf = (data: [number, number][], andOpenBeyond = 0): Waits =>
  sorted([...data, ...new Array(andOpenBeyond).fill([1_000, 0])].map(([time, cause]) => packed(time, END[cause]!)))

describe('published examples', () => {
  it('are all known here, but those of forecast, attribution and velocity', () => {
    const known = ['wilson', 'newcombe', 'kaplan-meier', 'log-log band', 'brookmeyer', 'log-rank', 'aalen', 'naive', 'chi', 'fisher', 'holm', 'count', 'median']
    const others = published.map(({ figure }) => figure).filter((figure) => !known.some((one) => figure.startsWith(one)))
    expect(others).toEqual(['absorbing chain', 'attribution', 'velocity'])
  })

  it.each(examples('wilson'))('Wilson: $data.k of $data.n', ({ data, expected, tolerance }) => {
    const { low, high } = wilson(data.k, data.n)
    near([low, high], [expected.low, expected.high], tolerance)
  })

  it.each(examples('newcombe'))('Newcombe: $data.k1/$data.n1 - $data.k2/$data.n2', ({ data, expected, tolerance }) => {
    const { low, high } = newcombe(data.k1, data.n1, data.k2, data.n2)
    near([low, high], [expected.low, expected.high], tolerance)
  })

  it.each(examples('kaplan-meier'))('Kaplan-Meier with Greenwood', ({ data, expected, tolerance }) => {
    const curve = kaplanMeier(waitsOf(data.data))
    near([...curve.times].slice(0, curve.length), expected.time, tolerance)
    near([...curve.values], expected.survival, tolerance)
    near([...curve.errors], expected.se, tolerance)
  })

  it.each(examples('log-log band'))('log-log band', ({ data, expected, tolerance }) => {
    const curve = kaplanMeier(waitsOf(data.data))
    expected.time.forEach((time: number, i: number) => {
      const at = curve.placeAt(time)
      const { low, high } = logLogBand(curve.values[at]!, curve.errors[at]!)
      near([low, high], [expected.low[i], expected.high[i]], tolerance)
    })
  })

  it.each(examples('brookmeyer'))('Brookmeyer-Crowley: $data.group', ({ data, expected, tolerance }) => {
    const curve = kaplanMeier(waitsOf(data.data))
    for (const [q, limits] of Object.entries(expected)) {
      const { value, low, high } = quantile(curve, Number(q))
      near([value, low, high], limits, tolerance)
    }
  })

  it.each(examples('log-rank'))('log-rank', ({ data, expected, tolerance }) => {
    const test = logRank(data.groups.map((group: [number, number][]) => waitsOf(group)))!
    near([test.chi2, test.p, test.expected], [expected.chi2, expected.p, expected.expected], tolerance)
  })

  it.each(examples('aalen-johansen'))('Aalen-Johansen: $data.cause', ({ data, expected, tolerance }) => {
    const waits = waitsOf(data.data, data.andOpenBeyond)
    const curve = aalenJohansen(waits, data.cause === 1 ? CONVERTED : ENDED)
    expected.time.forEach((time: number, i: number) => {
      const { value, se, low, high } = shareBy(curve, waits, time)!
      near(value, expected.share[i], tolerance)
      if (expected.se) near(se, expected.se[i], tolerance)
      if (expected.low) near([low, high], [expected.low[i], expected.high[i]], tolerance)
    })
  })

  it.each(examples('naive'))('1 - Kaplan-Meier is too high', ({ data, expected, tolerance }) => {
    const curve = kaplanMeier(waitsOf(data.data), true)
    near(1 - curve.values[curve.placeAt(169)]!, expected.day169, tolerance)
  })

  it.each(examples('chi'))('chi-squared', ({ data, expected, tolerance }) => {
    const { chi2, df, p } = chiSquared(data.table)!
    near([chi2, df, p], [expected.chi2, expected.df, expected.p], tolerance)
  })

  it.each(examples('fisher'))('Fisher', ({ data: { k1, n1, k2, n2 }, expected, tolerance }) => near(fisher(k1, n1, k2, n2), expected.p, tolerance))

  it.each(examples('holm'))('Holm', ({ data, expected, tolerance }) => near(holm(data.p), expected.adjusted, tolerance))

  it.each(examples('count'))('two counts', ({ data, expected, tolerance }) => {
    const { ratio, low, high, p } = ratioOfCounts(data.x1, data.x2, data.t1, data.t2)
    near([ratio, low, high, p], [expected.ratio, expected.low, expected.high, expected.p], tolerance)
  })

  it.each(examples('median'))('median by order statistics', ({ data, expected, tolerance }) => {
    const { median, low, high } = medianOf(data.values)
    near([median, low, high], [expected.median, expected.low, expected.high], tolerance)
  })
})

describe('worked examples', () => {
  const digits = { absolute: 5.1e-5, relativeBelow0001: 5e-4 }
  const ENDS: Record<string, End> = { converted: CONVERTED, lost: ENDED, open: OPEN }
  const waits = sorted(worked.durations.days.map(([day, end]: [number, string]) => packed(day * DAY_MS, ENDS[end]!)))

  it('durations: share by day, its band, and the naive one', () => {
    const curve = aalenJohansen(waits)
    const naive = kaplanMeier(waits, true)
    for (const [day, share] of Object.entries(worked.durations.share)) near(shareBy(curve, waits, Number(day) * DAY_MS)!.value, share, digits)
    for (const [day, share] of Object.entries(worked.durations.naive)) near(1 - naive.values[naive.placeAt(Number(day) * DAY_MS)]!, share, digits)
    const { low, high } = shareBy(curve, waits, 5 * DAY_MS)!
    near([low, high], worked.durations.bandAt5, digits)
  })

  it('durations: quartiles of time in step, and of those who convert', () => {
    const inDays = (ms: number | null) => (ms === null ? null : ms / DAY_MS)
    for (const [q, limits] of Object.entries(worked.durations.timeInStep)) {
      const { value, low, high } = quantile(kaplanMeier(waits), Number(q))
      expect([value, low, high].map(inDays)).toEqual(limits)
    }
    for (const [q, day] of Object.entries(worked.durations.timeOfConverted)) {
      expect(inDays(timeOfConverted(aalenJohansen(waits), 100 * DAY_MS, Number(q)))).toBe(day)
    }
  })

  it('comparison of rates and of compositions, and few values', () => {
    const { rates, small, composition } = worked.compare
    const found = compareShares(rates.k1, rates.n1, rates.k2, rates.n2)
    near([found.difference, found.low, found.high, found.p], [rates.difference, rates.low, rates.high, rates.p], digits)
    expect(found.test).toBe(rates.test)
    expect(compareShares(small.k1, small.n1, small.k2, small.n2)).toMatchObject({ p: expect.closeTo(small.p, 4), test: small.test })
    const whole = chiSquared(composition.table)!
    near([whole.chi2, whole.df, whole.p, whole.v], [composition.chi2, composition.df, composition.p, composition.v], digits)
    const [one, other] = composition.table as [number[], number[]]
    const total = (all: number[]) => all.reduce((sum, n) => sum + n, 0)
    const ps = one.map((k, i) => compareShares(k, total(one), other[i]!, total(other)).p!)
    near(ps, composition.pByClass, digits)
    near(holm(ps), composition.holm, digits)
  })

  it('counts: a half more needs about fifty', () => {
    for (const { before, now, ratio, low, high, p } of worked.smallN.counts) {
      const found = ratioOfCounts(before, now)
      near([found.ratio, found.low, found.high, found.p], [ratio, low, high, p], digits)
    }
  })

  it('amounts: a median, and a mean that should not be shown', () => {
    const amounts = [4_000, 5_500, 6_000, 7_200, 9_000, 12_000, 15_000, 80_000]
    expect(medianOf(amounts)).toEqual({ n: 8, median: 8_100, low: 4_000, high: 80_000 })
    expect(meanOf(amounts).mean).toBe(17_337.5)
    expect(meanOf(amounts).low).toBeLessThan(0)
  })
})

describe('special functions', () => {
  it('agree with R', () => {
    // pbeta(0.3, 2, 5); pbeta(0.5, 5000, 5100); qbeta(0.025, 3, 8); qgamma(0.975, 11); qt(0.975, 7); pchisq(40, 3, lower = FALSE)
    expect(incompleteBeta(0.3, 2, 5)).toBeCloseTo(0.579825, 12)
    expect(betaQuantile(0.025, 3, 8)).toBeCloseTo(0.06673951, 7)
    expect(gammaQuantile(0.975, 11)).toBeCloseTo(18.39036, 5)
    expect(tQuantile(0.975, 7)).toBeCloseTo(2.364624251592785, 10)
    expect(chiSquaredTail(3.841458820694124, 1)).toBeCloseTo(0.05, 12)
    expect(chiSquaredTail(0.5, 4)).toBeCloseTo(Math.exp(-0.25) * 1.25, 12)
  })

  it('give back what they inverted, whatever the size', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 100_000 }), (p, a, b) => {
        expect(incompleteBeta(betaQuantile(p, a, b), a, b)).toBeCloseTo(p, 6)
      }),
      { numRuns: 50 },
    )
  })
})

describe('always', () => {
  const shares = fc.integer({ min: 1, max: 500 }).chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)))

  it('an interval holds its value, and turned round is the same', () => {
    fc.assert(
      fc.property(shares, shares, ([k1, n1], [k2, n2]) => {
        const { rate, low, high } = wilson(k1, n1)
        expect(low! <= rate! && rate! <= high!).toBe(true)
        const [there, back] = [compareShares(k1, n1, k2, n2), compareShares(k2, n2, k1, n1)]
        expect(there.low!).toBeCloseTo(-back.high!, 12)
        expect(there.p!).toBeCloseTo(back.p!, 9)
      }),
    )
  })

  it('nothing of nothing is undefined, not 0', () => {
    expect(wilson(0, 0)).toEqual({ rate: null, low: null, high: null })
    expect(newcombe(0, 0, 1, 2)).toEqual({ difference: null, low: null, high: null })
    expect(medianOf([])).toMatchObject({ median: null })
    expect(meanOf([5])).toEqual({ n: 1, mean: 5, low: null, high: null })
    expect(ratioOfCounts(0, 3)).toMatchObject({ ratio: null, high: null })
    expect(countInterval(0)).toMatchObject({ low: 0, high: expect.closeTo(3.688879, 6) })
    expect(shareBy(aalenJohansen(sorted([])), sorted([]), 1)).toBeNull()
    expect(logRank([waitsOf([[1, 1]])])).toBeNull()
    expect(logRank([waitsOf([[1, 0]]), waitsOf([[2, 2]])])).toMatchObject({ chi2: 0, df: 1, p: 1 })
    expect(
      chiSquared([
        [0, 0],
        [1, 2],
      ]),
    ).toBeNull()
  })

  const waits = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 2 })), { minLength: 1, maxLength: 60 })

  it('shares of both ends and of those still waiting add up', () => {
    fc.assert(
      fc.property(waits, (data) => {
        const all = waitsOf(data)
        const [one, other, left] = [aalenJohansen(all), aalenJohansen(all, ENDED), kaplanMeier(all)]
        for (let t = 0; t <= 50; t += 5) {
          const i = left.placeAt(t)
          const sum = shareBy(one, all, t)!.value + shareBy(other, all, t)!.value + (i < 0 ? 1 : left.values[i]!)
          expect(sum).toBeCloseTo(1, 9)
        }
      }),
    )
  })

  it('with nobody open, share by day is k of n, with the variance of a binomial', () => {
    fc.assert(
      fc.property(waits, (data) => {
        const closed = data.map(([time, cause]): [number, number] => [time, cause === 0 ? 2 : cause])
        const all = waitsOf(closed)
        const k = closed.filter(([, cause]) => cause === 1).length
        const { value, se } = shareBy(aalenJohansen(all), all, 50)!
        expect(value).toBeCloseTo(k / closed.length, 9)
        expect(se ** 2).toBeCloseTo((value * (1 - value)) / closed.length, 12)
      }),
    )
  })

  it('intervals of the time of those who convert hold it, and are the same each time', () => {
    const random = new Random(7)
    const data = Array.from({ length: 5_000 }, (): [number, number] => [Math.round(random.exponential() * 1e6), random.below(5) < 3 ? 1 : random.below(2) * 2])
    const all = waitsOf(data)
    const parts = [0.25, 0.5, 0.75]
    const intervals = timeOfConvertedIntervals(all, 5e6, parts)
    expect(timeOfConvertedIntervals(all, 5e6, parts)).toEqual(intervals)
    const curve = aalenJohansen(all)
    parts.forEach((part, i) => {
      const value = timeOfConverted(curve, 5e6, part)!
      expect(intervals[i]!.low!).toBeLessThan(value)
      expect(intervals[i]!.high!).toBeGreaterThan(value)
      expect(intervals[i]!.high! - intervals[i]!.low!).toBeLessThan(value * 0.2)
    })
    expect(timeOfConvertedIntervals(waitsOf([[1, 0]]), 10, [0.5])).toEqual([{ low: null, high: null }])
  })
})
