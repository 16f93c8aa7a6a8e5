/** Working hours from an offer until sales is in contact first (docs/figures.md, group 10). Pure. */
import { eachLead } from './each-lead.ts'
import type { View } from './figure.ts'
import { offerClock } from './offers.ts'
import { CONVERTED, OPEN, packed, type Waits } from './statistics/waits.ts'
import { WaitsByCell } from './waits-by-cell.ts'
import { workedHours } from './working-clock.ts'

const HOUR_MS = 3_600_000

/**
 * In milliseconds of working time. Whoever was not contacted is open until the lead's next offer or `asOf`.
 * @param cellOf the cell of an offer; -1: not asked about
 */
export function contactWaits(view: View, cells: number, cellOf: (offer: number, lead: number) => number): Waits[] {
  const { population, leads, asOf } = view
  const { first, at, contactedAt, nextAt } = population.offers
  const clock = offerClock(view)
  const waits = new WaitsByCell(cells)
  eachLead(population, leads, (lead) => {
    for (let offer = first[lead]!; offer < first[lead + 1]!; offer++) {
      const cell = cellOf(offer, lead)
      if (cell < 0) continue
      const isOpen = Number.isNaN(contactedAt[offer]!)
      const until = isOpen ? Math.min(asOf, Number.isNaN(nextAt[offer]!) ? asOf : nextAt[offer]!) : contactedAt[offer]!
      waits.push(cell, packed(Math.round(workedHours(clock, at[offer]!, until) * HOUR_MS), isOpen ? OPEN : CONVERTED))
    }
  })
  return waits.done()
}
