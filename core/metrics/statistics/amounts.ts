/** Medians and means of amounts, with intervals. Pure. */
import { type Interval, UNDEFINED } from './interval.ts'
import { incompleteBeta, tQuantile } from './special-functions.ts'

export interface Median extends Interval {
  n: number
  median: number | null
}

/**
 * With the order statistics whose ranks a binomial(n, 1/2) falls below with at most 2.5 % on either side (Conover, Practical
 * Nonparametric Statistics, 1999, section 3.2); fewer than 6 values have none.
 * @param values ascending
 */
export function medianOf(values: ArrayLike<number>): Median {
  const n = values.length
  if (n === 0) return { n, median: null, ...UNDEFINED }
  const median = n % 2 === 1 ? values[(n - 1) / 2]! : (values[n / 2 - 1]! + values[n / 2]!) / 2
  let [rank, above] = [0, Math.ceil(n / 2) + 1]
  while (above - rank > 1) {
    const middle = (rank + above) >> 1
    // P(at most rank - 1 of n)
    if (incompleteBeta(0.5, n - middle + 1, middle) <= 0.025) rank = middle
    else above = middle
  }
  return rank === 0 ? { n, median, ...UNDEFINED } : { n, median, low: values[rank - 1]!, high: values[n - rank]! }
}

export interface Mean extends Interval {
  n: number
  mean: number | null
}

/** With Student's interval: mean ± t s / √n; one value has none. */
export function meanOf(values: ArrayLike<number>): Mean {
  const n = values.length
  if (n === 0) return { n, mean: null, ...UNDEFINED }
  let sum = 0
  for (let i = 0; i < n; i++) sum += values[i]!
  const mean = sum / n
  if (n === 1) return { n, mean, ...UNDEFINED }
  let squares = 0
  for (let i = 0; i < n; i++) squares += (values[i]! - mean) ** 2
  const half = tQuantile(0.975, n - 1) * Math.sqrt(squares / (n - 1) / n)
  return { n, mean, low: mean - half, high: mean + half }
}
