/** Whether groups differ in their shares: tests of tables of counts. Pure. */
import { type Difference, newcombe } from './share.ts'
import { chiSquaredTail, lnChoose } from './special-functions.ts'

const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0)

export interface ChiSquared {
  chi2: number
  df: number
  p: number
  /** Cramér's V. */
  v: number
  n: number
  minExpected: number
}

/**
 * Pearson's chi-squared without correction (Agresti, Categorical Data Analysis, 2013, section 3.2), Cramér's V = √(chi² / (n (min(r, c) - 1))).
 * Empty rows and columns are left out. @returns null where fewer than two rows or columns are left
 */
export function chiSquared(table: readonly (readonly number[])[]): ChiSquared | null {
  const rows = table.filter((row) => sum(row) > 0)
  const columns = (rows[0] ?? []).map((_, j) => sum(rows.map((row) => row[j]!))).flatMap((total, j) => (total > 0 ? [{ j, total }] : []))
  if (rows.length < 2 || columns.length < 2) return null
  const n = sum(columns.map(({ total }) => total))
  let [chi2, minExpected] = [0, Number.POSITIVE_INFINITY]
  for (const row of rows) {
    const ofRow = sum(row)
    for (const { j, total } of columns) {
      const expected = (ofRow * total) / n
      chi2 += (row[j]! - expected) ** 2 / expected
      minExpected = Math.min(minExpected, expected)
    }
  }
  const df = (rows.length - 1) * (columns.length - 1)
  return { chi2, df, p: chiSquaredTail(chi2, df), v: Math.sqrt(chi2 / (n * (Math.min(rows.length, columns.length) - 1))), n, minExpected }
}

/** Fisher's exact test, two-sided: the probability of all tables with the same margins that are not likelier (Agresti, section 3.5; R fisher.test). */
export function fisher(k1: number, n1: number, k2: number, n2: number): number {
  const [k, n] = [k1 + k2, n1 + n2]
  const probability = (i: number): number => Math.exp(lnChoose(n1, i) + lnChoose(n2, k - i) - lnChoose(n, k))
  const limit = probability(k1) * (1 + 1e-7)
  let p = 0
  for (let i = Math.max(0, k - n2); i <= Math.min(k, n1); i++) {
    const one = probability(i)
    if (one <= limit) p += one
  }
  return Math.min(1, p)
}

export interface SharesCompared extends Difference {
  p: number | null
  /** `none`: all the same, there is nothing to test. */
  test: 'chi2' | 'fisher' | 'none'
}

/** Fewer are expected in a cell: chi-squared is too rough. */
const FEWEST_EXPECTED = 5

/** k1/n1 against k2/n2: Newcombe's interval; p by chi-squared, or by Fisher where a cell expects fewer than 5. */
export function compareShares(k1: number, n1: number, k2: number, n2: number): SharesCompared {
  const difference = newcombe(k1, n1, k2, n2)
  if (n1 === 0 || n2 === 0) return { ...difference, p: null, test: 'none' }
  const [hit, n] = [k1 + k2, n1 + n2]
  if (hit === 0 || hit === n) return { ...difference, p: 1, test: 'none' }
  const minExpected = (Math.min(hit, n - hit) * Math.min(n1, n2)) / n
  if (minExpected < FEWEST_EXPECTED) return { ...difference, p: fisher(k1, n1, k2, n2), test: 'fisher' }
  const chi = chiSquared([
    [k1, n1 - k1],
    [k2, n2 - k2],
  ])!
  return { ...difference, p: chi.p, test: 'chi2' }
}

/** Holm's step-down adjustment of several p-values (Scand J Stat 1979;6:65), in their order. */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((p, i) => ({ p, i })).sort((a, b) => a.p - b.p)
  const adjusted = new Array<number>(ps.length)
  let most = 0
  order.forEach(({ p, i }, rank) => {
    most = Math.min(1, Math.max(most, p * (ps.length - rank)))
    adjusted[i] = most
  })
  return adjusted
}
