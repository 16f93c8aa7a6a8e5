/** What people decide: about a lead, about a question of identity. Decisions are facts; later folds keep them. */

import type { Entity } from '../crm.ts'
import type { Fact, FactBody } from '../lead/fact.ts'
import { apply } from '../lead/fold.ts'
import { mayFollow, phaseOf } from '../lead/phase.ts'
import type { LeadDecision } from '../lead-data.ts'
import { Refusal } from '../refusal.ts'
import * as crosswalk from '../store/crosswalk.ts'
import type { Db } from '../store/db.ts'
import * as judgements from '../store/judgements.ts'
import * as lanes from '../store/lanes.ts'
import * as leads from '../store/leads.ts'
import * as operation from '../store/operation.ts'
import * as reviews from '../store/reviews.ts'
import { advanceLead } from './advance.ts'
import type { Context } from './context.ts'
import { absorbWaiting } from './feedback.ts'
import { merge } from './merge.ts'

export async function decideLead(db: Db, on: Context, input: LeadDecision, by: string): Promise<{ changed: boolean }> {
  const now = on.now()
  const before = await leads.find(db, input.lead)
  if (!before) return { changed: false }
  const fact = { id: on.newId('dec'), at: Math.min(input.at ?? now, now), recordedAt: now, eventId: null, by, body: factOf(input.decision) }
  if (input.decision.kind === 'class' || input.decision.kind === 'stage') mustBeAllowed(on, before, fact)
  await advanceLead(db, on, input.lead, [fact], null)
  await operation.audit(db, {
    id: on.newId('aud'),
    at: now,
    by,
    action: `lead.${input.decision.kind}`,
    subject: input.lead,
    detail: 'to' in input.decision ? input.decision.to : 'reason' in input.decision ? input.decision.reason : null,
  })
  return { changed: true }
}

/** Where people put a lead goes by the funnel. What sales answers to an offer, and what a CRM reports, has happened. @throws Refusal */
function mustBeAllowed({ setup: { rules } }: Context, { id, state }: leads.LeadRow, fact: Fact): void {
  const from = phaseOf(rules, state, fact.at)
  const to = phaseOf(rules, apply(rules, structuredClone(state), fact).state, fact.at)
  if (mayFollow(from, to)) return
  const next = from!.next!.length > 0 ? `what may follow is ${from!.next!.join(', ')}` : 'nothing may follow'
  throw new Refusal(`the lead ${id} is in '${from!.id}' of the funnel, and '${to!.id}' does not follow it: ${next}`)
}

function factOf(decision: LeadDecision['decision']): FactBody {
  switch (decision.kind) {
    case 'class':
      return { kind: 'class', to: decision.to, reason: decision.reason }
    case 'stage':
      if (decision.to === 'lost' || decision.to === 'disqualified') return { kind: decision.to, reason: decision.reason }
      return { kind: 'stage', to: decision.to, reason: decision.reason }
    case 'accept':
      return { kind: 'accept', offer: null, auto: false }
    case 'reject':
      return { kind: 'reject', offer: null, reason: decision.reason }
    case 'owner':
      return { kind: 'owner', to: decision.to }
    case 'contact':
      return { kind: 'contact', activity: decision.activity }
  }
}

export interface ReviewDecision {
  review: string
  decision: 'same' | 'different' | 'unsure' | 'adopt'
  remoteId?: string | undefined
  reason?: string | undefined
}

/** Which answers a question takes. */
const ANSWERS: Readonly<Record<reviews.ReviewKind, readonly ReviewDecision['decision'][]>> = {
  same_account: ['same', 'different', 'unsure'],
  same_unit: ['same', 'different', 'unsure'],
  crm_candidates: ['adopt', 'different'],
}

/** Judgements about accounts and units are kept for every later decision; a choice among CRM records takes effect at once. */
export async function decideReview(db: Db, on: Context, input: ReviewDecision, by: string): Promise<boolean> {
  const now = on.now()
  const review = await reviews.find(db, input.review)
  if (!review) return false
  const allowed = ANSWERS[review.kind]
  if (!allowed.includes(input.decision)) throw new Refusal(`this question takes ${allowed.join(', ')}, not '${input.decision}'`)
  if (!(await reviews.decide(db, input.review, input.decision, by, now))) return false
  await operation.audit(db, { id: on.newId('aud'), at: now, by, action: 'review.decided', subject: input.review, detail: input.decision })
  if (review.kind === 'crm_candidates') await chooseRecord(db, on, review, input)
  else await judge(db, on, review.kind === 'same_account' ? 'account' : 'unit', review, input, by)
  return true
}

async function judge(db: Db, on: Context, level: judgements.Judgement['level'], review: reviews.ReviewRow, input: ReviewDecision, by: string): Promise<void> {
  const [a, b] = [review.subject!, review.other!].sort() as [string, string]
  const reason = input.reason ?? null
  if (input.decision === 'same') {
    const survivor = (await isInCrm(db, level, b)) && !(await isInCrm(db, level, a)) ? b : a
    await merge(db, on, { level, survivor, absorbed: survivor === a ? b : a, reason }, by)
  } else await judgements.add(db, { id: on.newId('jdg'), level, a, b, verdict: input.decision as judgements.Verdict, by, at: on.now(), reason })
}

/** The one that a CRM knows stays, else the older one: of a unit, it knows the leads. */
async function isInCrm(db: Db, level: judgements.Judgement['level'], id: string): Promise<boolean> {
  const ids = level === 'account' ? [id] : (await leads.ofUnits(db, [id])).map((lead) => lead.id)
  return (await crosswalk.ofHubIds(db, ids)).length > 0
}

/** `adopt`: it is that record. `different`: none of them, so it is made. Then the parked job goes on. */
async function chooseRecord(db: Db, on: Context, review: reviews.ReviewRow, input: ReviewDecision): Promise<void> {
  const { entity, key } = review.detail as { entity: Entity; key?: string } // written by the deliver step
  const lead = await leads.find(db, review.subject ?? '')
  if (!lead || review.connection === null) return
  const hubId = key ?? lead.id
  const adopt = input.decision === 'adopt' && input.remoteId !== undefined
  const record = adopt && (entity === 'lead' || entity === 'opportunity') ? { connection: review.connection, entity, remoteId: input.remoteId! } : null
  if (record) await crosswalk.holdRemote(db, record)
  await crosswalk.put(
    db,
    {
      connection: review.connection,
      entity,
      hubId,
      remoteId: adopt ? input.remoteId! : '',
      state: adopt ? 'adopted' : 'insist',
      hash: null,
      remoteVersion: null,
      url: null,
    },
    on.now(),
  )
  if (record) await absorbWaiting(db, on, record)
  const parked = await lanes.list(db, { connection: review.connection, state: 'parked', subject: lead.id, limit: 10 })
  await lanes.resume(db, { connection: review.connection, ids: parked.rows.map(({ id }) => id) }, on.now())
}
