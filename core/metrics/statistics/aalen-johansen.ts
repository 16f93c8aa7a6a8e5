/** Which share has converted by a day, where leads can also end otherwise, and some are still open. Pure. */
import { Curve } from './curve.ts'
import { type Interval, Z } from './interval.ts'
import { atRisk, CONVERTED, type End, eachInstant, type Waits } from './waits.ts'

/**
 * Aalen and Johansen (Scand J Stat 1978;5:141): F = sum of S(t-) d1/n. The variance is the Greenwood-type one (Andersen, Borgan, Gill and
 * Keiding, Statistical Models Based on Counting Processes, 1993, IV.4.1.3), equal to the delta method of Marubini and Valsecchi (1995): with
 * a = d/n and b = d1/n as multinomial shares, S' = S (1 - a) and F' = F + S b carry on var S, cov(S, F) and var F.
 * @param of CONVERTED, or the other end
 */
export function aalenJohansen(waits: Waits, of: Exclude<End, 2> = CONVERTED): Curve {
  const curve = new Curve(waits.length)
  let [survival, share, varS, covSF, varF] = [1, 0, 0, 0, 0]
  eachInstant(waits, (ms, converted, ended, risk) => {
    const counted = of === CONVERTED ? converted : ended
    const a = (converted + ended) / risk
    const b = counted / risk
    const square = survival ** 2 / risk
    varF += 2 * b * covSF + b * b * varS + square * b * (1 - b)
    covSF = (1 - a) * (covSF + b * varS) - square * b * (1 - a)
    varS = (1 - a) ** 2 * varS + square * a * (1 - a)
    share += survival * b
    survival *= 1 - a
    if (counted > 0) curve.push(ms, share, Math.sqrt(Math.max(0, varF)))
    else if (curve.length > 0) curve.push(ms, share, curve.errors[curve.length - 1]!)
  })
  return curve
}

export interface ShareBy extends Interval {
  value: number
  se: number
  /** Still waiting then. */
  atRisk: number
}

/** With its band on log(-log(1 - F)) (Choudhury, Stat Med 2002;21:1129); nobody yet: [0, z² / (r + z²)], r still at risk; undefined where none is left. */
export function shareBy(curve: Curve, waits: Waits, ms: number): ShareBy | null {
  const i = curve.placeAt(ms)
  return i < 0 ? shareOf(waits, ms, 0, 0) : shareOf(waits, ms, curve.values[i]!, curve.errors[i]!)
}

function shareOf(waits: Waits, ms: number, value: number, se: number): ShareBy | null {
  if (waits.length === 0) return null
  const risk = atRisk(waits, ms)
  if (value === 0) return { value, se, atRisk: risk, low: 0, high: risk === 0 ? null : Z ** 2 / (risk + Z ** 2) }
  return { value, se, atRisk: risk, ...band(value, se) }
}

function band(share: number, se: number): Interval {
  if (share >= 1 - 1e-12) return { low: null, high: null }
  const left = Math.log1p(-share)
  const spread = Math.exp((Z * se) / ((1 - share) * Math.abs(left)))
  return { low: -Math.expm1(left / spread), high: -Math.expm1(left * spread) }
}

/** The first instant at which F reaches a part of what it is at the window's end. @returns milliseconds; null where nobody converted */
export function timeOfConverted(curve: Curve, windowMs: number, q: number): number | null {
  const last = curve.placeAt(windowMs)
  if (last < 0 || curve.values[last]! === 0) return null
  const line = q * curve.values[last]! - 1e-12
  let [low, high] = [0, last]
  while (low < high) {
    const middle = (low + high) >> 1
    if (curve.values[middle]! >= line) high = middle
    else low = middle + 1
  }
  return curve.times[low]!
}
