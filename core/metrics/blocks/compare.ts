/** Group 4 as one object: the fair against the website, industries against each other, and values of orders. Pure. */
import { cellsOf } from '../cells.ts'
import { type AgainstRest, againstRest, COMPOSITION_CLASSES, type CompositionCompared, compareCompositions, compositionOf } from '../compared.ts'
import { cohortOf } from '../conversions.ts'
import { waitsBy } from '../durations.ts'
import { type View, wholeRange } from '../figure.ts'
import { type OrderValues, orderValuesOf } from '../order-values.ts'
import { ratesOf } from '../rates.ts'
import { type LogRank, logRank } from '../statistics/log-rank.ts'
import { compareShares, type SharesCompared } from '../statistics/table.ts'

export interface CompareBlock {
  composition: { ageDays: number; classes: readonly string[]; fair: number[]; web: number[] } & CompositionCompared
  b2b3ByIndustryAgainstRest: Record<string, AgainstRest>
  /** Of the two industries with the most leads. */
  b2b3Pair: (SharesCompared & { a: string; b: string }) | null
  b2b3LogRank: LogRank | null
  orderValue: Record<'channel' | 'industry' | 'size', Record<string, OrderValues>>
}

/** @param from the first instant that is asked about; null: the first creation */
export function compareBlock(view: View, from: number | null = null): CompareBlock {
  const range = { ...wholeRange, from }
  const cells = cellsOf(view, { ...range, by: 'industry' })
  const cohort = cohortOf(view, 'B2>B3', 'ordered')
  const rates = ratesOf(view, 'B2>B3', 'ordered', cells, cohort)
  const waits = waitsBy(cohort, cells)
  const industries = (cells.segments as readonly string[])
    .map((name, i) => ({ name, ...rates[i]!, waits: waits[i]! }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const mature = industries.filter(({ n }) => n > 0)
  const [a, b] = [...mature].sort((one, other) => other.n - one.n)
  return {
    composition: composition(view, from),
    b2b3ByIndustryAgainstRest: Object.fromEntries(againstRest(mature)),
    b2b3Pair: a && b ? { a: a.name, b: b.name, ...compareShares(a.k, a.n, b.k, b.n) } : null,
    b2b3LogRank: logRank(industries.filter(({ entered }) => entered > 0).map((one) => one.waits)),
    orderValue: { channel: orderValues(view, from, 'channel'), industry: orderValues(view, from, 'industry'), size: orderValues(view, from, 'size') },
  }
}

function composition(view: View, from: number | null): CompareBlock['composition'] {
  const cells = cellsOf(view, { ...wholeRange, from, by: 'channel' })
  const counts = compositionOf(view, cells)
  const of = (channel: string): number[] => counts[cells.segments.indexOf(channel)] ?? COMPOSITION_CLASSES.map(() => 0)
  const [fair, web] = [of('fair'), of('web')]
  return { ageDays: view.settings.compositionDays, classes: COMPOSITION_CLASSES, fair, web, ...compareCompositions(fair, web) }
}

function orderValues(view: View, from: number | null, by: 'channel' | 'industry' | 'size'): Record<string, OrderValues> {
  const cells = cellsOf(view, { ...wholeRange, from, by })
  const values = orderValuesOf(view, cells)
  return Object.fromEntries(cells.segments.map((name, i): [string, OrderValues] => [name!, values[i]!]).filter(([, { mean }]) => mean.n > 0))
}
