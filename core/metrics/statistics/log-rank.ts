/** Whether groups convert at different speed. Pure. */
import { chiSquaredTail } from './special-functions.ts'
import { CONVERTED, endOf, type Waits } from './waits.ts'

export interface LogRank {
  chi2: number
  df: number
  p: number
  observed: number[]
  expected: number[]
}

/**
 * Mantel (Cancer Chemother Rep 1966;50:163) and Peto and Peto (J R Stat Soc A 1972;135:185): observed against expected conversions, with the
 * hypergeometric covariance; other ends count as censored. Groups in which nobody was at risk at a conversion are left out of the test;
 * where nothing can be told apart, nothing differs.
 * @returns null of fewer than two groups
 */
export function logRank(groups: readonly Waits[]): LogRank | null {
  const k = groups.length
  if (k < 2) return null
  const observed = new Array<number>(k).fill(0)
  const expected = new Array<number>(k).fill(0)
  const covariance = groups.map(() => new Array<number>(k).fill(0))
  const conversions = groups.map(conversionsOf)
  const next = new Uint32Array(k)
  /** In each group, whoever is no longer at risk. */
  const gone = new Uint32Array(k)
  const events = new Uint32Array(k)
  for (;;) {
    let wait = Number.POSITIVE_INFINITY
    for (let g = 0; g < k; g++) if (next[g]! < conversions[g]!.length) wait = Math.min(wait, conversions[g]![next[g]!]!)
    if (wait === Number.POSITIVE_INFINITY) return tested(observed, expected, covariance)
    let [n, d] = [0, 0]
    for (let g = 0; g < k; g++) {
      const [waits, times] = [groups[g]!, conversions[g]!]
      let [i, j] = [gone[g]!, next[g]!]
      while (i < waits.length && waits[i]! < wait) i++
      while (j < times.length && times[j] === wait) j++
      events[g] = j - next[g]!
      gone[g] = i
      next[g] = j
      n += waits.length - i
      d += events[g]!
    }
    const spread = n > 1 ? (d * (n - d)) / (n - 1) : 0
    for (let g = 0; g < k; g++) {
      const share = (groups[g]!.length - gone[g]!) / n
      observed[g]! += events[g]!
      expected[g]! += d * share
      for (let h = 0; h <= g; h++) covariance[g]![h]! += spread * share * ((g === h ? 1 : 0) - (groups[h]!.length - gone[h]!) / n)
    }
  }
}

/** Conversions come first at each instant, so whatever sorts before one is no longer at risk then. */
const conversionsOf = (waits: Waits): Float64Array => waits.filter((wait) => endOf(wait) === CONVERTED)

function tested(observed: number[], expected: number[], covariance: readonly (readonly number[])[]): LogRank {
  const used = expected.flatMap((one, g) => (one > 0 ? [g] : []))
  // The last one follows from the others.
  const free = used.slice(0, -1)
  const matrix = free.map((g) => [...free.map((h) => covariance[Math.max(g, h)]![Math.min(g, h)]!), observed[g]! - expected[g]!])
  const solved = solve(matrix)
  if (solved === null || free.length === 0) return { chi2: 0, df: expected.length - 1, p: 1, observed, expected }
  const chi2 = free.reduce((sum, g, i) => sum + solved[i]! * (observed[g]! - expected[g]!), 0)
  return { chi2, df: free.length, p: chiSquaredTail(chi2, free.length), observed, expected }
}

/** Gaussian elimination with pivots. @param matrix with the right side as last column; changed @returns null where it is singular */
function solve(matrix: number[][]): number[] | null {
  const n = matrix.length
  for (let i = 0; i < n; i++) {
    const pivot = matrix.reduce((best, row, r) => (r >= i && Math.abs(row[i]!) > Math.abs(matrix[best]![i]!) ? r : best), i)
    ;[matrix[i], matrix[pivot]] = [matrix[pivot]!, matrix[i]!]
    if (Math.abs(matrix[i]![i]!) < 1e-12) return null
    for (let r = i + 1; r < n; r++) {
      const factor = matrix[r]![i]! / matrix[i]![i]!
      for (let c = i; c <= n; c++) matrix[r]![c]! -= factor * matrix[i]![c]!
    }
  }
  const solution = new Array<number>(n).fill(0)
  for (let i = n - 1; i >= 0; i--) {
    const known = solution.reduce((sum, value, c) => (c > i ? sum + value * matrix[i]![c]! : sum), 0)
    solution[i] = (matrix[i]![n]! - known) / matrix[i]![i]!
  }
  return solution
}
