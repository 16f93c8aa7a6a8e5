/** What a closing took, and what a customer bought afterwards (docs/figures.md, group 10). Pure. */
import { eachLead } from './each-lead.ts'
import type { View } from './figure.ts'

/** So long after the first order follow-up revenue counts. */
export const FOLLOW_UP_DAYS = 365

/** Told of each contact by sales of the given activities. */
export function eachContact({ population, leads }: View, activities: readonly string[], use: (lead: number, at: number) => void): void {
  const { first, at, to } = population.contacts
  const isAsked = to.names.map((name) => name !== null && activities.includes(name))
  eachLead(population, leads, (lead) => {
    for (let entry = first[lead]!; entry < first[lead + 1]!; entry++) if (isAsked[to.codes[entry]!]) use(lead, at[entry]!)
  })
}

/** Contacts of a lead of the given activities up to an instant, that instant included. */
export function contactsUntil({ population: { contacts } }: View, isAsked: readonly boolean[], lead: number, until: number): number {
  let n = 0
  for (let entry = contacts.first[lead]!; entry < contacts.first[lead + 1]! && contacts.at[entry]! <= until; entry++)
    if (isAsked[contacts.to.codes[entry]!]) n++
  return n
}

const DAY_MS = 86_400_000

/**
 * Told of each customer: when it first ordered, and what its further orders within the follow-up time were worth, in cents; NaN where that
 * time is not over yet. Orders of the instant of the first are part of it.
 */
export function eachCustomer({ population, leads, asOf }: View, use: (lead: number, at: number, cents: number) => void): void {
  const { first, at, amount } = population.orders
  eachLead(population, leads, (lead) => {
    const [begin, end] = [first[lead]!, first[lead + 1]!]
    if (begin === end) return
    const until = at[begin]! + FOLLOW_UP_DAYS * DAY_MS
    let cents = until <= asOf ? 0 : Number.NaN
    for (let order = begin + 1; order < end && at[order]! <= until; order++) if (at[order]! > at[begin]!) cents += amount[order]! || 0
    use(lead, at[begin]!, cents)
  })
}
