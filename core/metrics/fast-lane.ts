/** Leads that asked for sales directly (docs/figures.md, group 9). Pure. */
import { eachLead } from './each-lead.ts'
import type { View } from './figure.ts'

/** Told of each time; only the first of a lead is one more lead. */
export function eachFastLane({ population, leads }: View, use: (lead: number, entry: number, isFirst: boolean) => void): void {
  const { first } = population.fastLanes
  eachLead(population, leads, (lead) => {
    for (let entry = first[lead]!; entry < first[lead + 1]!; entry++) use(lead, entry, entry === first[lead]!)
  })
}
