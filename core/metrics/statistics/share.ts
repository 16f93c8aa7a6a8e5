/** Shares and their differences, with intervals. Pure. */
import { type Interval, UNDEFINED, Z } from './interval.ts'

export interface Share extends Interval {
  rate: number | null
}

/**
 * k of n with Wilson's score interval (J Am Stat Assoc 1927;22:209; method 3 in Newcombe, Stat Med 1998;17:857):
 * (k + z²/2 ± z √(k(n-k)/n + z²/4)) / (n + z²).
 */
export function wilson(k: number, n: number): Share {
  if (n === 0) return { rate: null, ...UNDEFINED }
  const middle = (k + Z ** 2 / 2) / (n + Z ** 2)
  const half = (Z * Math.sqrt((k * (n - k)) / n + Z ** 2 / 4)) / (n + Z ** 2)
  return { rate: k / n, low: k === 0 ? 0 : middle - half, high: k === n ? 1 : middle + half }
}

export interface Difference extends Interval {
  difference: number | null
}

/** k1/n1 - k2/n2 with Newcombe's hybrid score interval (Stat Med 1998;17:873, method 10), made of both Wilson limits. */
export function newcombe(k1: number, n1: number, k2: number, n2: number): Difference {
  if (n1 === 0 || n2 === 0) return { difference: null, ...UNDEFINED }
  const [one, other] = [wilson(k1, n1), wilson(k2, n2)]
  const difference = one.rate! - other.rate!
  return {
    difference,
    low: difference - Math.hypot(one.rate! - one.low!, other.high! - other.rate!),
    high: difference + Math.hypot(one.high! - one.rate!, other.rate! - other.low!),
  }
}
