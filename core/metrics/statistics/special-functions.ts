/**
 * Incomplete gamma and beta functions and their inverses: chi-squared, Poisson, binomial and t come from these. Good to
 * twelve digits for the counts that occur here. Written out, since libraries are either rougher (1e-7) or hundreds of packages. Pure.
 */

/** Lanczos, SIAM J Numer Anal 1964;1:86, with the coefficients of Godfrey (2001), g = 607/128. */
const LANCZOS = [
  0.9999999999999971, 57.15623566586292, -59.59796035547549, 14.136097974741746, -0.4919138160976202, 3.399464998481189e-5, 4.652362892704858e-5,
  -9.837447530487956e-5, 0.0001580887032249125, -0.00021026444172410488, 0.00021743961811521265, -0.0001643181065367639, 8.441822398385275e-5,
  -2.6190838401581408e-5, 3.6899182659531625e-6,
]

/** Natural logarithm of the gamma function. @param x positive */
export function lnGamma(x: number): number {
  const base = x + 607 / 128 - 0.5
  let sum = LANCZOS[0]!
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i]! / (x - 1 + i)
  return (x - 0.5) * Math.log(base) - base + Math.log(Math.sqrt(2 * Math.PI) * sum)
}

export const lnChoose = (n: number, k: number): number => lnGamma(n + 1) - lnGamma(k + 1) - lnGamma(n - k + 1)

const TINY = 1e-300
const PRECISE = 1e-16
const MOST_STEPS = 100_000

/** Regularised upper incomplete gamma function Q(a, x): series of DLMF 8.7.1 below a + 1, continued fraction of DLMF 8.9.2 above. */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1
  const scale = Math.exp(a * Math.log(x) - x - lnGamma(a))
  if (x < a + 1) {
    let [term, sum] = [1 / a, 1 / a]
    for (let n = 1; n < MOST_STEPS && Math.abs(term) > Math.abs(sum) * PRECISE; n++) {
      term *= x / (a + n)
      sum += term
    }
    return 1 - sum * scale
  }
  return (
    scale *
    continued(
      x + 1 - a,
      (n) => -n * (n - a),
      (n) => x + 1 - a + 2 * n,
    )
  )
}

/** Regularised incomplete beta function I_x(a, b), by the continued fraction of DLMF 8.17.22. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  const scale = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + lnGamma(a + b) - lnGamma(a) - lnGamma(b)) / a
  const numerator = (n: number): number => {
    const m = n >> 1
    return n % 2 === 0 ? (m * (b - m) * x) / ((a + n - 1) * (a + n)) : (-(a + m) * (a + b + m) * x) / ((a + n - 1) * (a + n))
  }
  return scale * continued(1, numerator, () => 1)
}

/** 1 / (b0 + a1 / (b1 + a2 / (b2 + ...))), by Lentz's method as modified by Thompson and Barnett, J Comput Phys 1986;64:490. */
function continued(first: number, a: (n: number) => number, b: (n: number) => number): number {
  let value = first || TINY
  let [c, d] = [value, 0]
  for (let n = 1; n < MOST_STEPS; n++) {
    d = 1 / (b(n) + a(n) * d || TINY)
    c = b(n) + a(n) / c || TINY
    value *= c * d
    if (Math.abs(c * d - 1) < PRECISE * 10) break
  }
  return 1 / value
}

/** Where a function that falls crosses 0, halving until the numbers have no more digits. */
function crossing(low: number, high: number, f: (x: number) => number): number {
  let [from, to] = [low, high]
  for (;;) {
    const middle = (from + to) / 2
    if (middle === from || middle === to) return middle
    if (f(middle) > 0) from = middle
    else to = middle
  }
}

/** x with I_x(a, b) = p. */
export const betaQuantile = (p: number, a: number, b: number): number => crossing(0, 1, (x) => p - incompleteBeta(x, a, b))

/** x with P(a, x) = p. */
export function gammaQuantile(p: number, a: number): number {
  let high = a + 10
  while (1 - upperGamma(a, high) < p) high *= 2
  return crossing(0, high, (x) => p - (1 - upperGamma(a, x)))
}

/** Upper tail of the chi-squared distribution. */
export const chiSquaredTail = (chi2: number, df: number): number => upperGamma(df / 2, chi2 / 2)

/** Of Student's distribution. @param p above one half */
export function tQuantile(p: number, df: number): number {
  const x = betaQuantile(2 * (1 - p), df / 2, 0.5)
  return Math.sqrt((df * (1 - x)) / x)
}
