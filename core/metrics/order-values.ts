/** How much orders are worth, by segment (figures.md group 4). Pure. */
import type { Cells } from './cells.ts'
import type { View } from './figure.ts'
import { eachHappened } from './happened.ts'
import { type Mean, type Median, meanOf, medianOf } from './statistics/amounts.ts'

export interface OrderValues {
  median: Median
  mean: Mean
}

/** @param isAsked whether an order counts, by its place @returns by cell; cents */
export function orderValuesOf(view: View, cells: Cells, isAsked: (order: number) => boolean = () => true): OrderValues[] {
  const amounts = Array.from({ length: cells.n }, () => [] as number[])
  eachHappened(view, 'revenueCents', (lead, at, order, amount) => {
    const cell = cells.of(lead, at)
    if (cell >= 0 && isAsked(order)) amounts[cell]!.push(amount)
  })
  return amounts.map((all) => {
    const values = Float64Array.from(all).sort()
    return { median: medianOf(values), mean: meanOf(values) }
  })
}
