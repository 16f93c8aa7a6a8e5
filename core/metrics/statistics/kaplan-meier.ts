/** How long until something ends in whatever way, with those in it who are still waiting. Pure. */
import { Curve } from './curve.ts'
import { type Interval, Z } from './interval.ts'
import { daysOf, eachInstant, type Waits } from './waits.ts'

/** Against rounding: S <= 0.5 must not be missed by 1e-17. */
const SLACK = 1e-9

/**
 * Kaplan and Meier (J Am Stat Assoc 1958;53:457): S = product of 1 - d/n; `errors` are those of Greenwood, S √(sum of d / (n (n - d))).
 * @param isConversionOnly everything but conversion is censored: the naive curve, for log-rank and to show what is wrong with it
 */
export function kaplanMeier(waits: Waits, isConversionOnly = false): Curve {
  const curve = new Curve(waits.length)
  let [survival, greenwood] = [1, 0]
  eachInstant(waits, (ms, converted, ended, risk) => {
    const gone = isConversionOnly ? converted : converted + ended
    if (gone === 0) return
    survival *= 1 - gone / risk
    greenwood += gone / (risk * (risk - gone))
    curve.push(ms, survival, survival === 0 ? 0 : survival * Math.sqrt(greenwood))
  })
  return curve
}

/** On the log(-log S) scale (Kalbfleisch and Prentice, 1980; R survfit, conf.type "log-log"); the upper edge is undefined where S is 0. */
export function logLogBand(survival: number, error: number): Interval {
  if (survival === 1) return { low: 1, high: 1 }
  if (survival === 0) return { low: 0, high: null }
  const spread = Math.exp((Z * error) / survival / Math.abs(Math.log(survival)))
  return { low: survival ** spread, high: survival ** (1 / spread) }
}

export interface Quantile extends Interval {
  value: number | null
}

/**
 * inf{t: S(t) <= 1 - q} for each q; its limits are where the band's edges cross the same line (Brookmeyer and Crowley, Biometrics 1982;38:29).
 * @returns milliseconds; null: never reached
 */
export function quantiles(curve: Curve, qs: readonly number[]): Quantile[] {
  const lines = Float64Array.from(qs, (q) => 1 - q + SLACK)
  // On the scale of the band, log(-log S), on which it rises.
  const crossed = lines.map((line) => Math.log(-Math.log(line)))
  const found = qs.map((): Quantile => ({ value: null, low: null, high: null }))
  let open = qs.length * 3
  for (let i = 0; i < curve.length && open > 0; i++) {
    const survival = curve.values[i]!
    const left = -Math.log(survival)
    const middle = Math.log(left)
    const half = survival === 0 ? Number.POSITIVE_INFINITY : (Z * curve.errors[i]!) / survival / left
    for (let k = 0; k < lines.length; k++) {
      const one = found[k]!
      if (one.low === null && middle + half >= crossed[k]!) {
        one.low = curve.times[i]!
        open--
      }
      if (one.value === null && survival <= lines[k]!) {
        one.value = curve.times[i]!
        open--
      }
      if (one.high === null && middle - half >= crossed[k]!) {
        one.high = curve.times[i]!
        open--
      }
    }
  }
  return found
}

export const quantile = (curve: Curve, q: number): Quantile => quantiles(curve, [q])[0]!

export const inDays = ({ value, low, high }: Quantile): Quantile => ({ value: daysOf(value), low: daysOf(low), high: daysOf(high) })
