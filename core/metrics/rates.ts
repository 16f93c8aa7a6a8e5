/** Conversion rates: of the leads that entered a step, how many have gone on within its window (figures.md group 2). Pure. */
import type { Cells } from './cells.ts'
import { cellsOf } from './cells.ts'
import { CONVERTED_END, type Cohort, cohortOf } from './conversions.ts'
import { type Mode, PERIODS, type PeriodKind, type View, wholeRange } from './figure.ts'
import type { ConversionStep } from './figure-settings.ts'
import { type Coarser, coarser, rateSays } from './says.ts'
import { type Share, wilson } from './statistics/share.ts'
import { DAY_MS } from './statistics/waits.ts'

export interface Rate extends Share {
  entered: number
  /** Their whole window has passed. */
  n: number
  k: number
  /** Not mature yet. */
  open: number
  /** Of all that entered, mature or not, whenever. */
  soFar: number
  saysSomething: boolean
}

/** Tells of each lead of a cohort whether it counts in n and in k. Maturity looks at t0 only: whoever converted early in an unfinished window counts in neither. */
export function maturity(view: View, step: ConversionStep, mode: Mode, cohort: Cohort): { isMature: (i: number) => boolean; isIn: (i: number) => boolean } {
  const windowMs = mode === 'any' ? Number.POSITIVE_INFINITY : view.settings.windows[step] * DAY_MS
  const lastStart = mode === 'any' ? Number.POSITIVE_INFINITY : view.asOf - windowMs
  return {
    isMature: (i) => cohort.t0[i]! <= lastStart,
    isIn: (i) => cohort.ending[i] === CONVERTED_END && cohort.ms[i]! <= windowMs,
  }
}

/** @returns by cell */
export function ratesOf(view: View, step: ConversionStep, mode: Mode, cells: Cells, cohort = cohortOf(view, step, mode)): Rate[] {
  const { isMature, isIn } = maturity(view, step, mode, cohort)
  const [entered, n, k, soFar] = [0, 1, 2, 3].map(() => new Uint32Array(cells.n)) as [Uint32Array, Uint32Array, Uint32Array, Uint32Array]
  for (let i = 0; i < cohort.n; i++) {
    const cell = cells.of(cohort.lead[i]!, cohort.t0[i]!)
    if (cell < 0) continue
    entered[cell]!++
    if (cohort.ending[i] === CONVERTED_END) soFar[cell]!++
    if (!isMature(i)) continue
    n[cell]!++
    if (isIn(i)) k[cell]!++
  }
  return Array.from({ length: cells.n }, (_, cell) => rate(entered[cell]!, n[cell]!, k[cell]!, soFar[cell]!))
}

const rate = (entered: number, n: number, k: number, soFar: number): Rate => ({
  entered,
  n,
  k,
  open: entered - n,
  soFar,
  ...wilson(k, n),
  saysSomething: rateSays(k, n),
})

/** The finest period in which the rate says something, of those that are over and whose leads are all mature. */
export function coarserRate(view: View, step: ConversionStep, cohort: Cohort, range: { from: number | null; to: number | null }): Coarser {
  const windowMs = view.settings.windows[step] * DAY_MS
  return coarser((period: PeriodKind) => {
    const cells = cellsOf(view, { ...wholeRange, ...range, period })
    const rates = ratesOf(view, step, 'ordered', cells, cohort)
    return cells.periods.flatMap(({ to, isRunning }, i) => (!isRunning && to + windowMs <= view.asOf ? [rates[i]!.saysSomething] : []))
  })
}

export const byPeriodKind = <T>(of: (period: PeriodKind) => T): Record<PeriodKind, T> =>
  Object.fromEntries(PERIODS.map((period) => [period, of(period)])) as Record<PeriodKind, T>
