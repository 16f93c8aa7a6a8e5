/** Step: a lead that is offered to a partner is told to them by mail, and what becomes of the offer is kept. */
import type { Offer, Step } from '../lead/lead-state.ts'
import { partnerOf } from '../lead/route.ts'
import type { Db } from '../store/db.ts'
import * as lanes from '../store/lanes.ts'
import type { LeadRow } from '../store/leads.ts'
import * as partnerOffers from '../store/partner-offers.ts'
import type { Context } from './context.ts'

/** The job that tells a partner; its subject is the offer. */
export const TELL_PARTNER = 'partner'

/** No link is good for ever, even of an offer that a later version made without a time limit. */
const LONGEST_MS = 90 * 86_400_000

/**
 * @param before the lead's offer before these steps
 * @param steps those that followed
 */
export async function followOffer(
  db: Db,
  on: Context,
  lead: LeadRow,
  before: Pick<Offer, 'id' | 'owner' | 'state'> | null,
  steps: readonly Step[],
): Promise<void> {
  const { offer } = lead.state
  if (before?.state === 'open' && partnerOf(before.owner) !== null && (offer?.id !== before.id || offer.state !== 'open'))
    await partnerOffers.settle(db, before.id, answerIn(steps, before.id), on.now())
  const partner = on.setup.partners.get(partnerOf(offer?.owner ?? null) ?? '')
  if (!partner || offer?.state !== 'open' || offer.id === before?.id) return
  const isNew = await partnerOffers.add(db, {
    offerId: offer.id,
    leadId: lead.id,
    partner: partner.id,
    at: offer.at,
    dueAt: offer.until ?? offer.at + LONGEST_MS,
  })
  if (!isNew) return
  await lanes.enqueue(
    db,
    { id: on.newId('job'), connection: partner.notifier, lane: lead.id, kind: 'event', subject: offer.id, task: TELL_PARTNER, ...on.cause },
    on.now(),
  )
}

/** Reason of a rejection that nobody uttered. */
export const NO_ANSWER = 'no_answer'

function answerIn(steps: readonly Step[], offer: string): partnerOffers.PartnerAnswer {
  const last = steps.findLast(({ kind, data }) => (kind === 'accept' || kind === 'reject') && data.offer === offer)
  if (last === undefined) return 'withdrawn'
  if (last.kind === 'accept') return 'accepted'
  return last.data.reason === NO_ANSWER ? 'unanswered' : 'rejected'
}
