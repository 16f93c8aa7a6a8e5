/**
 * Counts whose mean is a product of factors: a Poisson model with logarithms of factors that are held near 0, with more variance than
 * Poisson's where the counts show it (negative binomial). Pure.
 */
import type { Random } from './random.ts'

export interface CountRow {
  count: number
  /** What the mean is multiplied by: part of a month that was seen. */
  exposure: number
  /** As many as there are factors. */
  x: readonly number[]
}

export interface CountModel {
  readonly rows: readonly CountRow[]
  /** Of each factor 1 / variance of what it is held to. */
  readonly precision: readonly number[]
  readonly factors: readonly number[]
  readonly dispersion: number
  /** Rows less what the factors took. */
  readonly freedom: number
}

export interface DrawnModel {
  factors: readonly number[]
  dispersion: number
}

const ROUNDS = 30
/** Counts of months vary by less than this factor squared, whatever a handful of them shows. */
const MOST_DISPERSION = 0.5

/** Penalised likelihood by Newton's method, the dispersion by Pearson's statistic (McCullagh and Nelder, Generalized Linear Models, 1989, 6.2). */
export function fitCounts(rows: readonly CountRow[], precision: readonly number[]): CountModel {
  const total = rows.reduce((sum, { count }) => sum + count, 0)
  const exposure = rows.reduce((sum, row) => sum + row.exposure, 0)
  const factors = precision.map(() => 0)
  factors[0] = Math.log(Math.max(total, 0.5) / exposure)
  let dispersion = 0
  let freedom = rows.length - 1
  for (let round = 0; round < ROUNDS; round++) {
    const { information, score } = curvature({ rows, precision, factors, dispersion })
    const step = solved(information, score)
    for (const [i, one] of step.entries()) factors[i]! += Math.max(-1, Math.min(1, one))
    freedom = Math.max(1, rows.length - taken({ rows, precision, factors, dispersion }))
    dispersion = dispersionFor(rows, factors, freedom)
  }
  return { rows, precision, factors, dispersion, freedom }
}

/** As it may be as well: the dispersion by the distribution of Pearson's statistic, the factors by the normal one of their estimates. */
export function drawModel(model: CountModel, random: Random): DrawnModel {
  const { rows, factors, freedom } = model
  const dispersion = dispersionFor(rows, factors, 2 * random.gamma(freedom / 2))
  const { information } = curvature({ ...model, dispersion })
  const off = backward(
    cholesky(information),
    factors.map(() => random.normal()),
  )
  return { factors: factors.map((one, i) => one + off[i]!), dispersion }
}

export const meanOf = (factors: readonly number[], { exposure, x }: Pick<CountRow, 'exposure' | 'x'>): number =>
  exposure * Math.exp(x.reduce((sum, one, i) => sum + one * factors[i]!, 0))

/** The dispersion at which Pearson's statistic is the one wanted. */
function dispersionFor(rows: readonly CountRow[], factors: readonly number[], wanted: number): number {
  const seen = rows.map((row) => ({ mean: meanOf(factors, row), count: row.count }))
  const statistic = (dispersion: number) => seen.reduce((sum, { mean, count }) => sum + (count - mean) ** 2 / (mean * (1 + dispersion * mean)), 0)
  let [low, high] = [0, MOST_DISPERSION]
  if (statistic(low) <= wanted) return low
  for (let round = 0; round < 30; round++) {
    const middle = (low + high) / 2
    if (statistic(middle) > wanted) low = middle
    else high = middle
  }
  return high
}

interface At {
  rows: readonly CountRow[]
  precision: readonly number[]
  factors: readonly number[]
  dispersion: number
}

/** Information and score of the penalised likelihood. */
function curvature({ rows, precision, factors, dispersion }: At): { information: number[][]; score: number[] } {
  const information = precision.map((one, i) => precision.map((_, j) => (i === j ? one : 0)))
  const score = factors.map((one, i) => -one * precision[i]!)
  for (const row of rows) {
    const mean = meanOf(factors, row)
    const shrunk = 1 / (1 + dispersion * mean)
    for (const [i, xi] of row.x.entries()) {
      if (xi === 0) continue
      score[i]! += xi * (row.count - mean) * shrunk
      for (const [j, xj] of row.x.entries()) information[i]![j]! += xi * xj * mean * shrunk
    }
  }
  return { information, score }
}

/** Effective number of factors: what the penalty leaves free. */
function taken(at: At): number {
  const { information } = curvature(at)
  const root = cholesky(information)
  const held = at.precision.map((one, i) => {
    const unit = at.precision.map((_, j) => (i === j ? 1 : 0))
    return one * backward(root, forward(root, unit))[i]!
  })
  return at.precision.length - held.reduce((sum, one) => sum + one, 0)
}

// --- small symmetric systems ----------------------------------------------------

const solved = (matrix: readonly (readonly number[])[], right: readonly number[]): number[] => {
  const root = cholesky(matrix)
  return backward(root, forward(root, right))
}

/** The lower triangle whose product with its transpose is the matrix (Golub and Van Loan, Matrix Computations, 4.2). */
function cholesky(matrix: readonly (readonly number[])[]): number[][] {
  const root: number[][] = matrix.map(() => [])
  for (const [i, line] of matrix.entries())
    for (let j = 0; j <= i; j++) {
      let rest = line[j]!
      for (let k = 0; k < j; k++) rest -= root[i]![k]! * root[j]![k]!
      root[i]![j] = i === j ? Math.sqrt(rest) : rest / root[j]![j]!
    }
  return root
}

function forward(root: readonly (readonly number[])[], right: readonly number[]): number[] {
  const found: number[] = []
  for (const [i, line] of root.entries()) found.push((right[i]! - found.reduce((sum, one, j) => sum + line[j]! * one, 0)) / line[i]!)
  return found
}

function backward(root: readonly (readonly number[])[], right: readonly number[]): number[] {
  const found = [...right]
  for (let i = root.length - 1; i >= 0; i--) {
    for (let j = i + 1; j < root.length; j++) found[i]! -= root[j]![i]! * found[j]!
    found[i]! /= root[i]![i]!
  }
  return found
}
