/** What became of the offers to sales, and how quickly: counted in one pass over all of them (docs/figures.md, groups 7 and 10). Pure. */
import { eachLead } from './each-lead.ts'
import type { View } from './figure.ts'
import { OUTCOMES } from './population.ts'
import { type WorkingClock, workedBy, workingClock } from './working-clock.ts'

export const OFFER_COUNTS = [
  'offered',
  'accepted',
  'rejected',
  'withdrawn',
  'open',
  /** Accepted because the time limit passed. */
  'autoAccepted',
  /** The limit to answer has passed; of those: accepted in time, answered in time, and open although it has. */
  'answerDue',
  'acceptedInTime',
  'answeredInTime',
  'unanswered',
  /** The limit of the first contact has passed; of those: contacted in time. */
  'contactDue',
  'contactedInTime',
] as const
export type OfferCount = (typeof OFFER_COUNTS)[number]

const FLAG = Object.fromEntries(OFFER_COUNTS.map((count, i) => [count, 1 << i])) as Record<OfferCount, number>
const OF_OUTCOME = OUTCOMES.map((outcome) => FLAG[outcome])
const ACCEPTED = OUTCOMES.indexOf('accepted')
const OPEN = OUTCOMES.indexOf('open')

/**
 * By place and count.
 * @param placeOf the place of an offer; -1: not asked about
 */
export function countOffers(view: View, places: number, placeOf: (offer: number, lead: number) => number): (place: number, count: OfferCount) => number {
  const { population, leads } = view
  const counts = new Uint32Array(places * OFFER_COUNTS.length)
  const flagsOf = offerFlags(view)
  const { first } = population.offers
  eachLead(population, leads, (lead) => {
    for (let offer = first[lead]!; offer < first[lead + 1]!; offer++) {
      const place = placeOf(offer, lead)
      if (place < 0) continue
      const flags = flagsOf(offer)
      const base = place * OFFER_COUNTS.length
      for (let i = 0; i < OFFER_COUNTS.length; i++) counts[base + i]! += (flags >> i) & 1
    }
  })
  return (place, count) => counts[place * OFFER_COUNTS.length + OFFER_COUNTS.indexOf(count)]!
}

/** Whether an offer belongs to a count. */
export function offerHas(view: View): (offer: number, count: OfferCount) => boolean {
  const flagsOf = offerFlags(view)
  return (offer, count) => (flagsOf(offer) & FLAG[count]) !== 0
}

/** Limits that have not passed by `asOf` count in neither part of a share. */
function offerFlags(view: View): (offer: number) => number {
  const { asOf, settings } = view
  const { at, outcome, outcomeAt, auto, contactedAt } = view.population.offers
  const { answerHours, firstContactHours } = settings.sla
  const clock = offerClock(view)
  return (offer) => {
    const offered = at[offer]!
    let flags = FLAG.offered | OF_OUTCOME[outcome[offer]!]!
    if (outcome[offer] === ACCEPTED && auto[offer] === 1) flags |= FLAG.autoAccepted
    const answerBy = workedBy(clock, offered, answerHours)
    if (answerBy <= asOf) {
      flags |= FLAG.answerDue
      if (outcomeAt[offer]! <= answerBy) flags |= FLAG.answeredInTime
      if (outcome[offer] === ACCEPTED && outcomeAt[offer]! <= answerBy) flags |= FLAG.acceptedInTime
      if (outcome[offer] === OPEN) flags |= FLAG.unanswered
    }
    const contactBy = workedBy(clock, offered, firstContactHours)
    if (contactBy <= asOf) flags |= contactedAt[offer]! <= contactBy ? FLAG.contactDue | FLAG.contactedInTime : FLAG.contactDue
    return flags
  }
}

const clocks = new WeakMap<View['population'], { asOf: number; calendar: object; clock: WorkingClock }>()

/** The working time of the agreement from the first offer on; laid out once for each population. */
export function offerClock({ population, asOf, settings }: View): WorkingClock {
  const known = clocks.get(population)
  if (known?.asOf === asOf && known.calendar === settings.workingTime) return known.clock
  const { at } = population.offers
  let from = asOf
  for (let offer = 0; offer < at.length; offer++) if (at[offer]! < from) from = at[offer]!
  const clock = workingClock(settings.workingTime, from, asOf)
  clocks.set(population, { asOf, calendar: settings.workingTime, clock })
  return clock
}
