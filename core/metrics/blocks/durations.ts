/** Group 3 as one object: each step's durations in total, by entry year, by channel and by industry, and whether years differ. Pure. */
import { type Cells, cellsOf } from '../cells.ts'
import { CONVERTED_END, type Cohort, cohortOf, ENDINGS, OPEN_END } from '../conversions.ts'
import { type Durations, durationsOf, TABLE_DAYS, trendOf, waitsBy } from '../durations.ts'
import { type View, wholeRange } from '../figure.ts'
import { type ConversionStep, STEPS } from '../figure-settings.ts'
import type { LogRank } from '../statistics/log-rank.ts'

/** `causes`: 0 open, 1 converted, else how they ended. */
export type DurationsOfCohort = Durations & { entered: number; causes: Record<string, number> }

export interface DurationsOfStep {
  total: DurationsOfCohort
  byYear: Record<string, DurationsOfCohort>
  byChannel: Record<string, DurationsOfCohort>
  byIndustry: Record<string, DurationsOfCohort>
  trend: LogRank | null
}

/** @param from the first instant that is asked about; null: the first creation */
export const durationsBlock = (view: View, from: number | null = null): Record<ConversionStep, DurationsOfStep> =>
  Object.fromEntries(STEPS.map((step) => [step, ofStep(view, from, step)])) as Record<ConversionStep, DurationsOfStep>

function ofStep(view: View, from: number | null, step: ConversionStep): DurationsOfStep {
  const cohort = cohortOf(view, step, 'ordered')
  const window = view.settings.windows[step]
  const range = { ...wholeRange, from }
  const years = cellsOf(view, { ...range, period: 'year' })
  const by = (dimension: 'channel' | 'industry') => {
    const cells = cellsOf(view, { ...range, by: dimension })
    return named(cells.segments as readonly string[], byCell(cohort, cells, [window], window))
  }
  return {
    total: byCell(cohort, cellsOf(view, range), TABLE_DAYS, window)[0]!,
    byYear: named(
      years.periods.map(({ key }) => key!),
      byCell(cohort, years, TABLE_DAYS, window),
    ),
    byChannel: by('channel'),
    byIndustry: by('industry'),
    trend: trendOf(waitsBy(cohort, years)),
  }
}

function byCell(cohort: Cohort, cells: Cells, days: readonly number[], window: number): DurationsOfCohort[] {
  const causes = Array.from({ length: cells.n }, () => ({}) as Record<string, number>)
  for (let i = 0; i < cohort.n; i++) {
    const ending = cohort.ending[i]!
    const cause = ending === OPEN_END ? '0' : ending === CONVERTED_END ? '1' : ENDINGS[ending]!
    const ofCell = causes[cells.of(cohort.lead[i]!, cohort.t0[i]!)]
    if (ofCell !== undefined) ofCell[cause] = (ofCell[cause] ?? 0) + 1
  }
  return waitsBy(cohort, cells).map((waits, cell) => ({ entered: waits.length, causes: causes[cell]!, ...durationsOf(waits, days, window) }))
}

const named = (names: readonly string[], all: readonly DurationsOfCohort[]): Record<string, DurationsOfCohort> =>
  Object.fromEntries(names.map((name, i): [string, DurationsOfCohort] => [name, all[i]!]).filter(([, { entered }]) => entered > 0))
