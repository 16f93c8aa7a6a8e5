/** Why sales rejected what it was offered (docs/figures.md, group 7). Pure. */
import { eachLead } from './each-lead.ts'
import type { View } from './figure.ts'
import { OUTCOMES } from './population.ts'
import { named } from './segment.ts'

const REJECTED = OUTCOMES.indexOf('rejected')

/** Told of each rejected offer. */
export function eachRejection({ population, leads }: View, use: (lead: number, offer: number) => void): void {
  const { first, outcome } = population.offers
  eachLead(population, leads, (lead) => {
    for (let offer = first[lead]!; offer < first[lead + 1]!; offer++) if (outcome[offer] === REJECTED) use(lead, offer)
  })
}

/** Rejections by reason, of each place. @param placeOf -1: not asked about */
export function reasonsOf(view: View, places: number, placeOf: (offer: number, lead: number) => number): Record<string, number>[] {
  const { names, codes } = view.population.offers.reason
  const counts = new Uint32Array(places * names.length)
  eachRejection(view, (lead, offer) => {
    const place = placeOf(offer, lead)
    if (place >= 0) counts[place * names.length + codes[offer]!]!++
  })
  return Array.from({ length: places }, (_, place) =>
    Object.fromEntries(names.map((name, i): [string, number] => [named(name), counts[place * names.length + i]!]).filter(([, n]) => n > 0)),
  )
}
