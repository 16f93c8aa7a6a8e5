/** Counts and their ratios, with exact intervals. Pure. */
import { type Interval, UNDEFINED } from './interval.ts'
import { betaQuantile, gammaQuantile, lnChoose } from './special-functions.ts'

/** Of the mean of a Poisson count (Garwood, Biometrika 1936;28:437): gamma quantiles with shapes x and x + 1. */
export const countInterval = (count: number): Interval => ({
  low: count === 0 ? 0 : gammaQuantile(0.025, count),
  high: gammaQuantile(0.975, count + 1),
})

export interface CountRatio extends Interval {
  ratio: number | null
  p: number | null
}

/**
 * now / before, each over its own time. Given their sum, `now` is binomial, so the limits are those of Clopper and Pearson
 * (Biometrika 1934;26:404) as odds, and p is the probability of all that is not likelier (Przyborowski and Wilenski,
 * Biometrika 1940;31:313; R poisson.test).
 */
export function ratioOfCounts(before: number, now: number, timeBefore = 1, timeNow = 1): CountRatio {
  const both = before + now
  if (both === 0) return { ratio: null, ...UNDEFINED, p: null }
  const perTime = timeBefore / timeNow
  const odds = (p: number): number | null => (p === 1 ? null : (p / (1 - p)) * perTime)
  return {
    ratio: before === 0 ? null : (now / before) * perTime,
    low: now === 0 ? 0 : odds(betaQuantile(0.025, now, before + 1)),
    high: before === 0 ? null : odds(betaQuantile(0.975, now + 1, before)),
    p: binomialTest(now, both, timeNow / (timeBefore + timeNow)),
  }
}

/** Two-sided: the probability of all outcomes that are not likelier than k; ties within a ten-millionth, as R has them. */
function binomialTest(k: number, n: number, share: number): number {
  const probability = (i: number): number => Math.exp(lnChoose(n, i) + i * Math.log(share) + (n - i) * Math.log1p(-share))
  const limit = probability(k) * (1 + 1e-7)
  let p = 0
  for (let i = 0; i <= n; i++) {
    const one = probability(i)
    if (one <= limit) p += one
  }
  return Math.min(1, p)
}
