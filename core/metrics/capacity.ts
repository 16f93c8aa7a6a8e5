/** How much of what salespeople can take was given to them (docs/figures.md, group 10). Pure. */
import { eachLead } from './each-lead.ts'
import type { View } from './figure.ts'
import { placeIn } from './periods.ts'

export interface CapacityUsed {
  used: number
  of: number
  /** null: the owner can take none. */
  share: number | null
}

/**
 * Offers to each owner that the settings name, by period and owner. A rejected one, or one that was given to somebody else, stays used.
 * @param periods with so many months each
 */
export function capacityUsed(view: View, periods: readonly { from: number; to: number; months: number }[]): Record<string, CapacityUsed>[] {
  const { population, leads, settings } = view
  const { first, at, owner } = population.offers
  const owners = Object.keys(settings.capacity)
  const placeOf = owner.names.map((name) => (name === null ? -1 : owners.indexOf(name)))
  const periodOf = placeIn(periods)
  const used = new Uint32Array(periods.length * owners.length)
  eachLead(population, leads, (lead) => {
    for (let offer = first[lead]!; offer < first[lead + 1]!; offer++) {
      const [place, period] = [placeOf[owner.codes[offer]!]!, periodOf(at[offer]!)]
      if (place >= 0 && period >= 0) used[period * owners.length + place]!++
    }
  })
  return periods.map(({ months }, period) =>
    Object.fromEntries(
      owners.map((name, i) => {
        const [n, of] = [used[period * owners.length + i]!, settings.capacity[name]! * months]
        return [name, { used: n, of, share: of === 0 ? null : n / of }]
      }),
    ),
  )
}
