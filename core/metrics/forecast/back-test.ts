/** The same forecast made at earlier quarter starts with the facts known then, beside what came. Pure. */
import type { FigureSettings } from '../figure-settings.ts'
import { periodsBetween } from '../periods.ts'
import { CELLS, happened } from './cells.ts'
import { type Drawing, forecast, type Known, missingFor } from './forecast.ts'
import { DAY_MS } from './hazards.ts'

export interface BackTest {
  /** Cells of a forecast (measure or class, in a quarter) in whose 95 % interval the count lay, of so many. */
  inside: number
  cells: number
  /** Quarters from whose beginning it was foretold: `2025-Q1`; those before which too little was known are left out. */
  from: readonly string[]
}

const QUARTERS = 4

/**
 * @param earlier the same leads as known at an earlier instant
 * @returns what it says of the quarters that are over
 */
export function backTest(
  known: Known,
  earlier: (asOf: number) => Omit<Known, 'asOf'>,
  settings: Pick<FigureSettings, 'timeZone' | 'fairs'>,
  drawing?: Drawing,
): BackTest {
  const { population, leads, asOf } = known
  const past = periodsBetween('quarter', asOf - (QUARTERS + 1) * 92 * DAY_MS, asOf, settings.timeZone).filter(({ to }) => to <= asOf)
  const from: string[] = []
  let [inside, cells] = [0, 0]
  for (const [i, begin] of past.entries()) {
    if (i < past.length - QUARTERS) continue
    const then = { ...earlier(begin.from), asOf: begin.from }
    if (missingFor(then) !== null) continue
    const quarters = past.slice(i)
    const foretold = forecast(then, quarters, settings, drawing)
    const ends = quarters.map(({ to }) => to)
    const came = happened(population, leads, asOf, begin.from, ends)
    from.push(begin.key)
    for (const [q, { cells: expected }] of foretold.periods.entries())
      for (const [cell, { low, high }] of expected.entries()) {
        const count = came[q * CELLS + cell]!
        cells++
        if (low <= count && count <= high) inside++
      }
  }
  return { inside, cells, from }
}
