/** What people decide: about a lead, about a question of identity. Decisions are facts; later folds keep them. */
import type { LeadDecision } from '../app.ts'
import type { Entity } from '../connector.ts'
import type { FactBody } from '../lead/fact.ts'
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
  await advanceLead(
    db,
    on,
    input.lead,
    [{ id: on.newId('dec'), at: Math.min(input.at ?? now, now), recordedAt: now, eventId: null, by, body: factOf(input.decision) }],
    null,
  )
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
  crm_candidates: ['adopt', 'different'],
}

/** Judgements about accounts are kept for every later decision; a choice among CRM records takes effect at once. */
export async function decideReview(db: Db, on: Context, input: ReviewDecision, by: string): Promise<boolean> {
  const now = on.now()
  const review = await reviews.find(db, input.review)
  if (!review) return false
  const allowed = ANSWERS[review.kind]
  if (!allowed.includes(input.decision)) throw new Refusal(`this question takes ${allowed.join(', ')}, not '${input.decision}'`)
  if (!(await reviews.decide(db, input.review, input.decision, by, now))) return false
  await operation.audit(db, { id: on.newId('aud'), at: now, by, action: 'review.decided', subject: input.review, detail: input.decision })
  if (review.kind === 'same_account' && input.decision === 'same') {
    await mergeAsked(db, on, review, input.reason, by)
    return true
  }
  if (review.kind === 'same_account') {
    await judgements.add(db, {
      id: on.newId('jdg'),
      level: 'account',
      a: review.accountId!,
      b: review.otherId!,
      verdict: input.decision as judgements.Verdict,
      by,
      at: now,
      reason: input.reason ?? null,
    })
    return true
  }
  if (input.decision === 'adopt' || input.decision === 'different') await chooseRecord(db, on, review, input)
  return true
}

/** The one that a CRM knows stays, else the older one. */
async function mergeAsked(db: Db, on: Context, { accountId, otherId }: reviews.ReviewRow, reason: string | undefined, by: string): Promise<void> {
  const pair = [accountId!, otherId!].sort()
  const linked = await crosswalk.ofHubIds(db, pair)
  const survivor = pair.find((id) => linked.some(({ hubId }) => hubId === id)) ?? pair[0]!
  await merge(db, on, { level: 'account', survivor, absorbed: pair.find((id) => id !== survivor)!, reason }, by)
}

/** `adopt`: it is that record. `different`: none of them, so it is made. Then the parked job goes on. */
async function chooseRecord(db: Db, on: Context, review: reviews.ReviewRow, input: ReviewDecision): Promise<void> {
  const { entity, key } = review.detail as { entity: Entity; key?: string } // written by the deliver step
  const lead = await leads.find(db, review.accountId ?? '')
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
