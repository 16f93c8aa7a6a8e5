/** What partners decide about leads that they were offered: by their link, by silence, or not at all because others were quicker. */

import type { Fact, FactBody } from '../lead/fact.ts'
import { handoverDue } from '../lead/fold.ts'
import type { Offer } from '../lead/lead-state.ts'
import { ownerOfPartner, partnerOf } from '../lead/route.ts'
import type { OfferAnswer, ShownOffer } from '../lead-data.ts'
import { said } from '../log.ts'
import { Refusal } from '../refusal.ts'
import type { Partner } from '../setup.ts'
import type { Db } from '../store/db.ts'
import * as leads from '../store/leads.ts'
import * as operation from '../store/operation.ts'
import * as partnerOffers from '../store/partner-offers.ts'
import type { Store } from '../store/store.ts'
import { advanceLead, offerFact } from './advance.ts'
import type { Context } from './context.ts'
import { NO_ANSWER } from './follow-offer.ts'
import { offeredLead } from './partner-letter.ts'
import { opened } from './partner-link.ts'
import { routed } from './route-lead.ts'

interface Found {
  row: partnerOffers.PartnerOffer
  partner: Partner
}

/** The offer that a link leads to. Nothing is changed, so that programs may open links. */
export async function showOffer(db: Db, on: Context, token: string): Promise<ShownOffer> {
  const found = await offerBehind(db, on, token)
  if (!found) return { kind: 'unknown' }
  const { language } = found.partner
  const { row } = found
  if (row.settledAt !== null && row.answer !== null) return { kind: 'answered', language, answer: row.answer, at: row.settledAt }
  if (row.dueAt <= on.now()) return { kind: 'expired', language, at: row.dueAt }
  const lead = await leads.standing(db, row.leadId)
  if (!isOpen(lead, row)) return { kind: 'answered', language, answer: 'withdrawn', at: on.now() }
  const reasons = on.setup.rejectionReasons.map(({ id, name }) => ({ id, name: name[language] }))
  return { kind: 'open', language, partner: found.partner.label, until: row.dueAt, reasons, ...(await offeredLead(db, on, lead, language)) }
}

/** A second answer changes nothing, and hears what was decided. */
export async function answerOffer(db: Db, on: Context, token: string, answer: OfferAnswer): Promise<ShownOffer> {
  const found = await offerBehind(db, on, token)
  if (!found) return { kind: 'unknown' }
  if (!answer.accept && !on.setup.rejectionReasons.some(({ id }) => id === answer.reason)) return showOffer(db, on, token)
  const held = await heldOffer(db, found.row.offerId)
  if (!held || held.row.dueAt <= on.now()) return showOffer(db, on, token)
  const by = ownerOfPartner(found.partner.id)
  await (answer.accept
    ? advanceLead(db, on, held.lead.id, [decision(on, { kind: 'accept', offer: held.row.offerId, auto: false }, by)], null)
    : decline(db, on, held, answer.reason, by))
  return showOffer(db, on, token)
}

/** Offers that nobody answered in time go on as if they had been rejected. @returns how many */
export async function endOverdueOffers(store: Store, on: Context): Promise<number> {
  const overdue = await partnerOffers.due(store.db, on.now(), OVERDUE_AT_ONCE)
  let ended = 0
  for (const { offerId } of overdue)
    try {
      await store.write((db) => endOverdue(db, on, offerId))
      ended++
    } catch (error) {
      on.log.warn('offer.fault', { offer: offerId, error: said(error) }) // the others are not to wait for it
    }
  return ended
}

async function endOverdue(db: Db, on: Context, offerId: string): Promise<void> {
  const held = await heldOffer(db, offerId)
  if (held) await decline(db, on, held, NO_ANSWER, 'hub')
  else await partnerOffers.settle(db, offerId, 'withdrawn', on.now())
}

const OVERDUE_AT_ONCE = 100

/** A person offers a lead to a partner, in the place of whoever was asked before. @throws a sentence when there is nothing to offer */
export async function offerToPartner(db: Db, on: Context, leadId: string, partnerId: string, by: string): Promise<void> {
  if (!on.setup.partners.has(partnerId))
    throw new Refusal(`there is no partner '${partnerId}'; known are ${[...on.setup.partners.keys()].join(', ') || 'none'}`)
  const lead = await leads.holdById(db, leadId)
  if (!lead || lead.mergedInto !== null) throw new Refusal(lead ? `the lead ${leadId} was merged into ${lead.mergedInto}` : `there is no lead ${leadId}`)
  const { offer, stage, class: standing } = lead.state
  if (offer?.state === 'accepted') throw new Refusal(`the lead ${leadId} was accepted already; its stage is ${stage}`)
  if (stage === 'lost' || stage === 'disqualified') throw new Refusal(`the lead ${leadId} is ${stage}`)
  const lane = offer?.lane ?? handoverDue(lead.state)
  if (lane === null)
    throw new Refusal(`the lead ${leadId} was not handed over yet: it is offered once it qualifies, asks for sales, or was given class A by a person`)
  const from = offer ?? { stage, class: standing?.value ?? null }
  await advanceLead(db, on, leadId, [offerFact(on, { lane, owner: ownerOfPartner(partnerId), stage: from.stage, class: from.class }, by)], null)
  await operation.audit(db, { id: on.newId('aud'), at: on.now(), by, action: 'lead.offered', subject: leadId, detail: partnerId })
}

/** Null where the link was not made here, or leads to nothing any more. */
async function offerBehind(db: Db, on: Context, token: string): Promise<Found | null> {
  const link = opened(on.addressKey, token)
  const row = link ? await partnerOffers.find(db, link.offer) : undefined
  if (!link || !row || row.leadId !== link.lead || row.partner !== link.partner || row.dueAt !== link.until) return null
  const partner = on.setup.partners.get(row.partner)
  return partner ? { row, partner } : null
}

interface Held {
  row: partnerOffers.PartnerOffer
  lead: leads.LeadRow
}

/** The offer with its lead, held to the end of the transaction; null when it is not open any more. */
async function heldOffer(db: Db, offerId: string): Promise<Held | null> {
  const before = await partnerOffers.find(db, offerId)
  const standing = before && (await leads.standing(db, before.leadId))
  const lead = standing && (await leads.holdById(db, standing.id))
  const row = await partnerOffers.find(db, offerId) // whoever had the lead before has settled it by now
  return lead && row && row.settledAt === null && isOpen(lead, row) ? { row, lead } : null
}

/** The next whom the rules name is asked at once; where there is none, marketing has the lead again. */
async function decline(db: Db, on: Context, { row, lead }: Held, reason: string, by: string): Promise<void> {
  const { state } = lead
  const { lane, stage, class: value } = state.offer!
  const next = await routed(db, on, { attributes: state.attributes, declined: [...(state.declined ?? []), row.partner] }, lead)
  const reject = decision(on, { kind: 'reject', offer: row.offerId, reason, ...(next !== null && { passedOnBy: row.partner }) }, by)
  if (next === null) return advanceLead(db, on, lead.id, [reject], null)
  // A moment earlier, so that the history tells it in the order in which it went.
  const before = { ...reject, at: Math.max(state.offer!.at, reject.at - 1) }
  await advanceLead(db, on, lead.id, [before, offerFact(on, { lane, owner: next, stage, class: value }, 'hub')], null)
}

function decision(on: Context, body: FactBody, by: string): Fact {
  const now = on.now()
  return { id: on.newId('dec'), at: now, recordedAt: now, eventId: null, by, body }
}

export const isOpen = (lead: leads.LeadRow | undefined, row: partnerOffers.PartnerOffer): lead is leads.LeadRow & { state: { offer: Offer } } =>
  lead?.state.offer?.id === row.offerId && lead.state.offer.state === 'open' && partnerOf(lead.state.offer.owner) === row.partner
