/** How long leads take from one step to the next, with those in it who are still on the way (figures.md group 3). Pure. */
import type { Cells } from './cells.ts'
import { CONVERTED_END, type Cohort, OPEN_END } from './conversions.ts'
import { aalenJohansen, type ShareBy, shareBy, timeOfConverted } from './statistics/aalen-johansen.ts'
import { inDays, kaplanMeier, type Quantile, quantiles } from './statistics/kaplan-meier.ts'
import { type LogRank, logRank } from './statistics/log-rank.ts'
import { CONVERTED, DAY_MS, daysOf, ENDED, OPEN, packed, type Waits } from './statistics/waits.ts'
import { WaitsByCell } from './waits-by-cell.ts'

export const QUARTILES = [0.25, 0.5, 0.75] as const
/** Days of the table. */
export const TABLE_DAYS = [30, 60, 90, 180, 365] as const

/** How long each lead of a cohort took, by cell. */
export function waitsBy(cohort: Cohort, cells: Pick<Cells, 'n' | 'of'>): Waits[] {
  const waits = new WaitsByCell(cells.n)
  for (let i = 0; i < cohort.n; i++) {
    const cell = cells.of(cohort.lead[i]!, cohort.t0[i]!)
    if (cell >= 0) waits.push(cell, packed(cohort.ms[i]!, endOf(cohort.ending[i]!)))
  }
  return waits.done()
}

const endOf = (ending: number) => (ending === CONVERTED_END ? CONVERTED : ending === OPEN_END ? OPEN : ENDED)

export interface Durations {
  /** By day. */
  share: Record<string, ShareBy | null>
  /** Days until any exit, by quartile. */
  timeInStep: Record<string, Quantile>
  /** Days of those who convert within the window, by quartile. */
  timeOfConverted: Record<string, number | null>
}

/** @param days of the table of shares */
export function durationsOf(waits: Waits, days: readonly number[], windowDays: number): Durations {
  const curve = aalenJohansen(waits)
  const inStep = kaplanMeier(waits)
  return {
    share: Object.fromEntries(days.map((day) => [day, shareBy(curve, waits, day * DAY_MS)])),
    timeInStep: Object.fromEntries(quantiles(inStep, QUARTILES).map((one, i) => [QUARTILES[i]!, inDays(one)])),
    timeOfConverted: Object.fromEntries(QUARTILES.map((q) => [q, daysOf(timeOfConverted(curve, windowDays * DAY_MS, q))])),
  }
}

/** Whether leads that entered in other years convert at another speed. @param years one after the other; empty ones are left out */
export const trendOf = (years: readonly Waits[]): LogRank | null => logRank(years.filter(({ length }) => length > 0))
