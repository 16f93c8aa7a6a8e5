/** Group 2 as one object: each step's rate in total, by period and by segment, and in the other modes. Pure. */
import { type Cells, cellsOf } from '../cells.ts'
import { cohortOf } from '../conversions.ts'
import { type Dimension, type PeriodKind, type View, wholeRange } from '../figure.ts'
import { type ConversionStep, STEPS } from '../figure-settings.ts'
import { byPeriodKind, coarserRate, type Rate, ratesOf } from '../rates.ts'
import type { Coarser } from '../says.ts'

const SEGMENTS = ['channel', 'campaign', 'industry', 'size', 'region', 'class', 'owner'] as const satisfies readonly Dimension[]

export interface RatesOfStep {
  window: number
  total: Rate
  byPeriod: Record<PeriodKind, Record<string, Rate>>
  bySegment: Record<(typeof SEGMENTS)[number], Record<string, Rate>>
  modes: { strict: Rate; any: Pick<Rate, 'n' | 'k' | 'rate' | 'low' | 'high'> }
  coarser: Coarser
  /** Offered as a figure of its own, for reconciliation only. */
  flow: Record<string, never>
}

/** @param from the first instant that is asked about; null: the first creation */
export const ratesBlock = (view: View, from: number | null = null): Record<ConversionStep, RatesOfStep> =>
  Object.fromEntries(STEPS.map((step) => [step, ofStep(view, from, step)])) as Record<ConversionStep, RatesOfStep>

function ofStep(view: View, from: number | null, step: ConversionStep): RatesOfStep {
  const cohort = cohortOf(view, step, 'ordered')
  const whole = cellsOf(view, { ...wholeRange, from })
  const ordered = (cells: Cells): Rate[] => ratesOf(view, step, 'ordered', cells, cohort)
  const { n, k, rate, low, high } = ratesOf(view, step, 'any', whole)[0]!
  return {
    window: view.settings.windows[step],
    total: ordered(whole)[0]!,
    byPeriod: byPeriodKind((period) => {
      const cells = cellsOf(view, { ...wholeRange, from, period })
      return entered(
        cells.periods.map(({ key }) => key!),
        ordered(cells),
      )
    }),
    bySegment: Object.fromEntries(
      SEGMENTS.map((by) => {
        const cells = cellsOf(view, { ...wholeRange, from, by })
        return [by, entered(cells.segments as readonly string[], ordered(cells))]
      }),
    ) as RatesOfStep['bySegment'],
    modes: { strict: ratesOf(view, step, 'strict', whole)[0]!, any: { n, k, rate, low, high } },
    coarser: coarserRate(view, step, cohort, { from, to: null }),
    flow: {},
  }
}

/** Those that anybody entered in. */
const entered = (names: readonly string[], rates: readonly Rate[]): Record<string, Rate> =>
  Object.fromEntries(names.map((name, i): [string, Rate] => [name, rates[i]!]).filter(([, rate]) => rate.entered > 0))
