/** Step: what a CRM reports becomes facts of the lead; links to its records are kept or repaired. */
import type { Entity } from '../connector.ts'
import type { Feedback } from '../lead/event.ts'
import { type Fact, type FactBody, STAGES, type Stage } from '../lead/fact.ts'
import * as crosswalk from '../store/crosswalk.ts'
import type { Db } from '../store/db.ts'
import * as leads from '../store/leads.ts'
import { advanceLead } from './advance.ts'
import type { Context } from './context.ts'

export type FeedbackResult = { kind: 'absorbed'; leadId: string } | { kind: 'ignored'; reason: string }

export async function absorbFeedback(
  db: Db,
  on: Context,
  feedback: Feedback,
  event: { id: string; revision: number; occurredAt: number; connection: string },
): Promise<FeedbackResult> {
  const connection = feedback.connection ?? event.connection
  const link = (await crosswalk.byRemote(db, connection, feedback.entity, feedback.remoteId)) ?? (await adopt(db, on, connection, feedback))
  if (!link) return { kind: 'ignored', reason: `the ${feedback.entity} ${feedback.remoteId} of ${connection} is no record of the hub` }
  const { changedBy: _who, ...said } = feedback
  if (!(await crosswalk.heard(db, link, said)))
    return { kind: 'ignored', reason: `nothing new: ${connection} repeats what it said, or echoes what the hub wrote` }
  if (feedback.mergedInto !== undefined || feedback.deleted) await crosswalk.moved(db, link, feedback.mergedInto ?? null, on.now())
  const leadId = await leadOf(db, link)
  if (leadId === null) return { kind: 'ignored', reason: `the ${feedback.entity} belongs to no single lead` }
  if (feedback.converted) await linkConverted(db, on, connection, leadId, feedback.converted)
  const lead = await leads.find(db, leadId)
  const facts = factsOf(feedback, lead?.state.owner ?? null, lead?.state.stage ?? 'unknown').map(
    (body, i): Fact => ({ id: `${event.id}.${event.revision}#${i}`, at: event.occurredAt, recordedAt: on.now(), eventId: event.id, by: connection, body }),
  )
  if (facts.length > 0) await advanceLead(db, on, leadId, facts, event.revision)
  return { kind: 'absorbed', leadId }
}

/** A record that carries one of our keys though no link was recorded: the answer to its creation was lost. */
async function adopt(db: Db, on: Context, connection: string, feedback: Feedback): Promise<crosswalk.Link | undefined> {
  if (feedback.key === undefined) return undefined
  const leadId = /^led_[0-9a-z]{26}/.exec(feedback.key)?.[0]
  if (leadId === undefined || !(await leads.find(db, leadId))) return undefined
  await crosswalk.put(
    db,
    { connection, entity: feedback.entity, hubId: feedback.key, remoteId: feedback.remoteId, state: 'linked', hash: null, remoteVersion: null, url: null },
    on.now(),
  )
  return crosswalk.byRemote(db, connection, feedback.entity, feedback.remoteId)
}

/** Leads and opportunities carry the lead's id as their key, with the cycle behind it from the second one on. */
async function leadOf(db: Db, link: crosswalk.Link): Promise<string | null> {
  if (!link.hubId.startsWith('led_')) return null
  return (await leads.find(db, link.hubId.slice(0, 30)))?.id ?? null
}

async function linkConverted(db: Db, on: Context, connection: string, leadId: string, converted: NonNullable<Feedback['converted']>): Promise<void> {
  const lead = await leads.find(db, leadId)
  if (!lead) return
  const link = async (entity: Entity, hubId: string, remoteId: string | undefined) => {
    if (remoteId === undefined || (await crosswalk.find(db, connection, entity, hubId))) return
    await crosswalk.put(db, { connection, entity, hubId, remoteId, state: 'linked', hash: null, remoteVersion: null, url: null }, on.now())
  }
  await link('account', lead.accountId, converted.account)
  await link('opportunity', opportunityKey(lead.id, lead.state.cycle), converted.opportunity)
}

/** The key of a lead's opportunity: each cycle has its own. */
export const opportunityKey = (leadId: string, cycle: number): string => (cycle === 1 ? leadId : `${leadId}-${cycle}`)

function factsOf(feedback: Feedback, owner: string | null, standing: Stage): FactBody[] {
  const facts: FactBody[] = []
  const { decision, stage, outcome, activity, reason = null } = feedback
  const reported = feedback.owner?.email ?? feedback.owner?.name ?? feedback.owner?.id
  if (reported !== undefined && reported !== owner) facts.push({ kind: 'owner', to: reported })
  if (activity) facts.push({ kind: 'contact', activity: activity.kind })
  if (decision === 'accepted') facts.push({ kind: 'accept', offer: null, auto: false })
  // Given back after it had been accepted, the chance is lost; a rejection proper comes before.
  if (decision === 'rejected') facts.push(IN_SALES.has(standing) ? { kind: 'lost', reason } : { kind: 'reject', offer: null, reason })
  if (stage !== undefined && isStage(stage)) facts.push({ kind: 'stage', to: stage, reason: null })
  else if (stage !== undefined) facts.push({ kind: 'substage', to: stage })
  if (feedback.converted && stage === undefined && outcome !== 'won') facts.push({ kind: 'stage', to: 'sql', reason: null })
  if (outcome === 'won')
    facts.push({
      kind: 'won',
      order: feedback.order ?? `${feedback.entity}:${feedback.remoteId}`,
      amount: feedback.amount ?? null,
      currency: feedback.currency ?? null,
    })
  if (outcome === 'lost') facts.push({ kind: 'lost', reason })
  if (outcome === 'disqualified') facts.push({ kind: 'disqualified', reason })
  return facts
}

const IN_SALES: ReadonlySet<Stage> = new Set(['sal', 'sql'])

const isStage = (text: string): text is Stage => (STAGES as readonly string[]).includes(text)
