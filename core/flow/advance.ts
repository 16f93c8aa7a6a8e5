/** Step: new facts of a lead folded into its state; the hand-over that falls due becomes a fact of its own. */
import { callDue } from '../lead/call.ts'
import { byTime, type Fact } from '../lead/fact.ts'
import { nextFading } from '../lead/fade.ts'
import { apply, comesLast, type Folded, fold, handoverDue } from '../lead/fold.ts'
import { handoverClock } from '../lead/handover-limits.ts'
import type { Offer } from '../lead/lead-state.ts'
import { phaseOf } from '../lead/phase.ts'
import { partnerOf } from '../lead/route.ts'
import { scoreAt } from '../lead/score.ts'
import type { Db } from '../store/db.ts'
import * as leadFacts from '../store/lead-facts.ts'
import * as leadSteps from '../store/lead-steps.ts'
import * as leads from '../store/leads.ts'
import { unitConcerned } from './audiences.ts'
import type { Context } from './context.ts'
import { enqueueLead } from './enqueue.ts'
import { followOffer } from './follow-offer.ts'
import { endLateness } from './lateness.ts'
import { notifyOfLead } from './notify.ts'
import { ownerFor } from './route-lead.ts'

/** Where a lead is looked for or made. */
export interface LeadPlace {
  unitId: string
  accountId: string
  product: string
}

/** Adds facts to the lead of a unit and product, folds it, and queues what follows. @returns the lead's id */
export async function advance(db: Db, on: Context, place: LeadPlace, facts: readonly Fact[], revision: number | null): Promise<string> {
  const lead = await leads.hold(db, { id: on.newId('led'), ...place }, on.now())
  await addFacts(db, on, lead, facts, revision, false)
  return lead.id
}

/** Folds a lead anew, because facts of it were voided or changed hands. One of which nothing is left is removed. */
export async function refold(db: Db, on: Context, leadId: string): Promise<void> {
  const lead = await leads.holdById(db, leadId)
  if (!lead) return
  if ((await leadFacts.ofLead(db, leadId)).length === 0) {
    await leads.remove(db, leadId, on.now())
    await unitConcerned(db, on, lead.unitId)
  } else await addFacts(db, on, lead, [], null, true)
}

/** Adds facts to a lead that is already known, e.g. a person's decision or a CRM's feedback. */
export async function advanceLead(db: Db, on: Context, leadId: string, facts: readonly Fact[], revision: number | null): Promise<void> {
  const lead = await leads.holdById(db, leadId)
  if (!lead) throw new Error(`there is no lead ${leadId}`)
  await addFacts(db, on, lead, facts, revision, false)
}

async function addFacts(db: Db, on: Context, lead: leads.LeadRow, facts: readonly Fact[], revision: number | null, anew: boolean): Promise<void> {
  const { rules } = on.setup
  const { createdAt, stage, offer: offered } = lead.state // the fold goes on in the same object
  const { owner } = lead.state
  const before = offered && { id: offered.id, owner: offered.owner, state: offered.state, reminders: offered.reminders }
  const classBefore = lead.state.class?.value
  const sorted = [...facts].sort(byTime)
  for (const fact of sorted) await leadFacts.add(db, lead.id, fact, revision)
  const inOrder = !anew && (sorted[0] === undefined || comesLast(lead.state, sorted[0]))
  let folded: Folded = inOrder
    ? sorted.reduce<Folded>((so, fact) => apply(rules, so.state, fact, so.steps), { state: lead.state, steps: [] })
    : fold(rules, await leadFacts.ofLead(db, lead.id))
  const offer = await handover(db, on, folded, lead)
  if (offer) {
    await leadFacts.add(db, lead.id, offer, null)
    if (offer.body.kind === 'offer') db.note?.({ kind: 'handover', product: lead.product, lane: offer.body.lane })
    // An offer is made now, so it comes behind all facts that happened, unless a clock stands wrong.
    folded = comesLast(folded.state, offer) ? apply(rules, folded.state, offer, folded.steps) : fold(rules, await leadFacts.ofLead(db, lead.id))
  }
  const first = inOrder ? lead.steps : 0
  if (inOrder) await leadSteps.add(db, lead.id, first, folded.steps)
  else await leadSteps.revise(db, lead.id, folded.steps, on.now())
  const { state } = folded
  const row = { ...lead, state, steps: first + folded.steps.length }
  await leads.save(db, row, shownOf(on.setup, row), on.now())
  await followOffer(db, on, row, before, folded.steps)
  if (before) await endLateness(db, on, row, { owner, offer: before })
  if (anew || facts.some(({ body }) => body.kind !== 'reminder')) await tellCrms(db, on, row)
  if (stage !== state.stage || (createdAt === null && state.createdAt !== null)) db.note?.({ kind: 'stage', product: lead.product, stage: state.stage })
  if (stage !== state.stage || classBefore !== state.class?.value) await unitConcerned(db, on, lead.unitId)
  if (createdAt === null && state.createdAt !== null) await notifyOfLead(db, on, 'lead.created', row)
  else if (stage !== state.stage) await notifyOfLead(db, on, 'lead.stage_changed', row, { from: stage, to: state.stage })
}

/** At the last touch, so that the same facts show the same, whenever they are folded. */
function shownOf({ rules, limits }: Context['setup'], lead: leads.LeadRow): leads.Shown {
  const { state } = lead
  const at = state.lastTouchAt ?? lead.createdAt
  return {
    score: scoreAt(rules, state.attributes, state.engagement, at),
    fadesAt: nextFading(rules, state.engagement, at),
    phase: phaseOf(rules, state, at)?.id ?? null,
    call: callDue(rules, state),
    handover: handoverClock(limits, lead),
  }
}

/** Queues a lead for the CRMs. One of which only the hand-over is left has nothing to say; what it said over there stays. */
export async function tellCrms(db: Db, on: Context, lead: leads.LeadRow): Promise<void> {
  const { offer, touches } = lead.state
  if (offer && touches > 0) await (on.concernsCrms ? on.concernsCrms(db, lead) : enqueueLead(db, on, lead))
}

async function handover(db: Db, on: Context, { state }: Folded, lead: leads.LeadRow): Promise<Fact | null> {
  const lane = handoverDue(state)
  if (lane === null) return null
  const from = lane === 'fast' && state.fastLane ? state.fastLane : { stage: state.stage, class: state.class?.value ?? null }
  const owner = await ownerFor(db, on, state, lead)
  return offerFact(on, { lane, owner, stage: from.stage, class: from.class }, 'hub')
}

/** An offer made now. A partner has so long to answer as was agreed. */
export function offerFact(on: Context, offer: Pick<Offer, 'lane' | 'owner' | 'stage' | 'class'>, by: string): Fact {
  const now = on.now()
  const partner = on.setup.partners.get(partnerOf(offer.owner) ?? '')
  const { lane, owner, stage, class: value } = offer
  const body = { kind: 'offer' as const, offer: on.newId('off'), lane, owner, stage, class: value, ...(partner && { until: now + partner.answerMs }) }
  return { id: on.newId('fct'), at: now, recordedAt: now, eventId: null, by, body }
}
