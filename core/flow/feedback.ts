/** Step: what a CRM reports becomes facts of the lead; links to its records are kept or repaired. */
import { canonical } from '../canonical.ts'
import type { Entity, Json } from '../connector.ts'
import type { Feedback } from '../lead/event.ts'
import { type Fact, type FactBody, STAGES, type Stage } from '../lead/fact.ts'
import * as crosswalk from '../store/crosswalk.ts'
import type { Db } from '../store/db.ts'
import * as deliveries from '../store/deliveries.ts'
import * as events from '../store/events.ts'
import * as issues from '../store/issues.ts'
import * as leads from '../store/leads.ts'
import { advanceLead } from './advance.ts'
import type { Context } from './context.ts'

export type FeedbackResult = { kind: 'absorbed'; leadId: string } | { kind: 'ignored'; reason: string }

interface ReportedBy {
  id: string
  revision: number
  occurredAt: number
  connection: string
}

/** What a record said, and when it said it last; field by field, as some reports tell only what changed. */
interface Heard {
  at: number
  said: Partial<Feedback>
}

/** A CRM's clock may be behind ours by so much: what follows from a hand-over did not happen before it. */
const SKEW_MS = 5 * 60_000

export async function absorbFeedback(db: Db, on: Context, feedback: Feedback, event: ReportedBy): Promise<FeedbackResult> {
  const connection = feedback.connection ?? event.connection
  const record = { connection, entity: feedback.entity, remoteId: feedback.remoteId }
  await crosswalk.holdRemote(db, record)
  const link = (await crosswalk.byRemote(db, connection, feedback.entity, feedback.remoteId)) ?? (await adopt(db, on, connection, feedback))
  if (!link) {
    // Its link may follow: the report that names it, or our own answer from the CRM, can be slower.
    if (feedback.entity === 'lead' || feedback.entity === 'opportunity') await crosswalk.addWaiting(db, record, event.id)
    return { kind: 'ignored', reason: `the ${feedback.entity} ${feedback.remoteId} of ${connection} is no record of the hub` }
  }
  const { changedBy: _who, ...said } = feedback
  const before = link.known as Heard | null // written below
  const isLate = before !== null && event.occurredAt < before.at
  const known: Heard = isLate ? { at: before.at, said: { ...said, ...before.said } } : { at: event.occurredAt, said: { ...before?.said, ...said } }
  const isNews = before === null || differing(said, before.said).length > 0
  await crosswalk.setKnown(db, link, known)
  if (!isNews) return { kind: 'ignored', reason: `nothing new: ${connection} repeats what it said, or echoes what the hub wrote` }
  if (!isLate && (feedback.mergedInto !== undefined || feedback.deleted)) await crosswalk.moved(db, link, feedback.mergedInto ?? null, on.now())
  const lead = await leadOf(db, link)
  if (!lead) return { kind: 'ignored', reason: `the ${feedback.entity} belongs to no single lead` }
  const cycle = cycleOf(link.hubId)
  const handedOver = lead.state.cycle === cycle ? (lead.state.offer?.at ?? 0) : 0
  const when = (at: number) => (at <= handedOver && handedOver - at <= SKEW_MS ? handedOver + 1 : at)
  const facts = (bodies: readonly FactBody[], at: number, mark: string) =>
    bodies.map(
      (body, i): Fact => ({ id: `${event.id}.${event.revision}#${mark}${i}`, at: when(at), recordedAt: on.now(), eventId: event.id, by: connection, body }),
    )
  const all = [
    ...facts(factsOf(said, before?.said ?? {}, cycle), event.occurredAt, ''),
    // A report that comes late must not outlast what was said after it.
    ...(isLate ? facts(factsOf({ ...before.said, entity: said.entity, remoteId: said.remoteId }, said, cycle), before.at, 'again') : []),
  ]
  if (all.length > 0) await advanceLead(db, on, lead.id, all, event.revision)
  if (feedback.converted) await linkConverted(db, on, connection, lead, cycle, feedback.converted)
  return { kind: 'absorbed', leadId: lead.id }
}

/** Takes in what a record reported before it was known to be ours. */
export async function absorbWaiting(db: Db, on: Context, record: crosswalk.RemoteRecord): Promise<void> {
  for (const eventId of await crosswalk.takeWaiting(db, record)) {
    const row = await events.activeById(db, eventId)
    if (!row?.data.crm) continue
    const { id, revision, occurredAt } = row
    const result = await absorbFeedback(db, on, row.data.crm, { id, revision, occurredAt, connection: record.connection })
    if (result.kind === 'absorbed') await deliveries.unfilter(db, row.deliveryId)
  }
}

/** A record that carries one of our keys though no link was recorded: the answer to its creation was lost. */
async function adopt(db: Db, on: Context, connection: string, feedback: Feedback): Promise<crosswalk.Link | undefined> {
  const { key, entity, remoteId } = feedback
  const leadId = key === undefined ? undefined : /^led_[0-9a-z]{26}/.exec(key)?.[0]
  if (key === undefined || leadId === undefined || !(await leads.find(db, leadId))) return undefined
  const other = await crosswalk.find(db, connection, entity, key)
  if (other?.state === 'linked' || other?.state === 'adopted') {
    await raiseCopy(db, on, connection, feedback, other)
    return undefined
  }
  await crosswalk.put(db, { connection, entity, hubId: key, remoteId, state: 'linked', hash: null, remoteVersion: null, url: null }, on.now())
  return crosswalk.byRemote(db, connection, entity, remoteId)
}

/** Records are copied in CRMs with all their fields, our key too. The original stays the one that counts. */
async function raiseCopy(db: Db, on: Context, connection: string, { entity, remoteId, key }: Feedback, original: crosswalk.Link): Promise<void> {
  await issues.raise(
    db,
    {
      id: on.newId('iss'),
      cause: `copy|${connection}|${entity}|${remoteId}`,
      kind: 'connection',
      subject: connection,
      title: `${connection}: the ${entity} ${remoteId} carries the key ${key}, which belongs to ${original.remoteId}`,
      todo: `It looks like a copy, and what it reports is left aside. Empty its key field in the CRM, then close this issue.`,
    },
    on.now(),
  )
}

/** Leads and opportunities carry the lead's id as their key, with the cycle behind it from the second one on. */
async function leadOf(db: Db, link: crosswalk.Link): Promise<leads.LeadRow | undefined> {
  return link.hubId.startsWith('led_') ? leads.find(db, link.hubId.slice(0, LEAD_ID)) : undefined
}

const LEAD_ID = 'led_'.length + 26

/** The key of a lead's record in a CRM: each cycle has its own. */
export const cycleKey = (leadId: string, cycle: number): string => (cycle === 1 ? leadId : `${leadId}-${cycle}`)

const cycleOf = (key: string): number => Number(key.slice(LEAD_ID + 1)) || 1

async function linkConverted(
  db: Db,
  on: Context,
  connection: string,
  lead: leads.LeadRow,
  cycle: number,
  converted: NonNullable<Feedback['converted']>,
): Promise<void> {
  const link = async (entity: Entity, hubId: string, remoteId: string | undefined) => {
    if (remoteId === undefined) return
    await crosswalk.holdRemote(db, { connection, entity, remoteId })
    if (await crosswalk.find(db, connection, entity, hubId)) return
    await crosswalk.put(db, { connection, entity, hubId, remoteId, state: 'linked', hash: null, remoteVersion: null, url: null }, on.now())
    await absorbWaiting(db, on, { connection, entity, remoteId })
  }
  await link('account', lead.accountId, converted.account)
  await link('opportunity', cycleKey(lead.id, cycle), converted.opportunity)
}

const differing = (said: Partial<Feedback>, before: Partial<Feedback>): string[] =>
  Object.entries(said).flatMap(([name, value]) =>
    value === undefined || canonical(value as Json) === canonical((before[name as keyof Feedback] ?? null) as Json) ? [] : [name],
  )

/** Facts of what has changed; what is merely repeated beside it is none. */
function factsOf(said: Partial<Feedback> & Pick<Feedback, 'entity' | 'remoteId'>, before: Partial<Feedback>, cycle: number): FactBody[] {
  const facts: FactBody[] = []
  const news = new Set(differing(said, before))
  const { decision, stage, outcome, activity, reason = null } = said
  const owner = nameOf(said.owner)
  const order = said.order ?? before.order ?? `${said.entity}:${said.remoteId}`
  if (owner !== undefined && owner !== nameOf(before.owner)) facts.push({ kind: 'owner', to: owner, cycle })
  if (activity && news.has('activity')) facts.push({ kind: 'contact', activity: activity.kind })
  if (decision === 'accepted' && news.has('decision')) facts.push({ kind: 'accept', offer: null, auto: false, cycle })
  if (decision === 'rejected' && news.has('decision')) facts.push({ kind: 'reject', offer: null, reason, cycle })
  const isReopened = outcome === 'open' && (before.outcome === 'lost' || before.outcome === 'disqualified')
  const isConverted = said.converted !== undefined && before.converted === undefined && outcome !== 'won'
  if (stage !== undefined && isStage(stage)) {
    if (news.has('stage') || isReopened) facts.push({ kind: 'stage', to: stage, reason: null, cycle })
  } else {
    if (isReopened || (isConverted && stage === undefined)) facts.push({ kind: 'stage', to: 'sql', reason: null, cycle })
    if (stage !== undefined && (news.has('stage') || isReopened)) facts.push({ kind: 'substage', to: stage, cycle })
  }
  if (!news.has('outcome')) return facts
  if (outcome === 'won') facts.push({ kind: 'won', order, amount: said.amount ?? null, currency: said.currency ?? null })
  else if (before.outcome === 'won') facts.push({ kind: 'won_void', order })
  if (outcome === 'lost') facts.push({ kind: 'lost', reason, cycle })
  if (outcome === 'disqualified') facts.push({ kind: 'disqualified', reason, cycle })
  return facts
}

const nameOf = (owner: Feedback['owner']): string | undefined => owner?.email ?? owner?.name ?? owner?.id

const isStage = (text: string): text is Stage => (STAGES as readonly string[]).includes(text)
