/** Step: what a CRM reports becomes facts of the lead; links to its records are kept or repaired. */

import type { Entity } from '../crm.ts'
import type { Feedback } from '../lead/event.ts'
import { byTime, type Fact } from '../lead/fact.ts'
import { isNews, type Said, saidIn } from '../lead/report.ts'
import * as crosswalk from '../store/crosswalk.ts'
import type { Db } from '../store/db.ts'
import * as deliveries from '../store/deliveries.ts'
import * as events from '../store/events.ts'
import * as leadFacts from '../store/lead-facts.ts'
import * as leads from '../store/leads.ts'
import { advanceLead } from './advance.ts'
import type { Context } from './context.ts'
import { raiseIssue } from './raise-issue.ts'

export type FeedbackResult = { kind: 'absorbed'; leadId: string } | { kind: 'ignored'; reason: string }

interface ReportedBy {
  id: string
  revision: number
  occurredAt: number
  connection: string
}

/** What was said of a record, and when it was said last. */
interface Heard {
  at: number
  said: Said
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
  const said = saidIn(feedback)
  const before = link.known as Heard | null // written below
  const isLate = before !== null && event.occurredAt < before.at
  const isMoved = feedback.mergedInto !== undefined || feedback.deleted === true
  await crosswalk.setKnown(db, link, isLate ? before : ({ at: event.occurredAt, said: { ...before?.said, ...said } } satisfies Heard))
  if (before !== null && !isLate && !isMoved && !isNews(said, before.said))
    return { kind: 'ignored', reason: `nothing new: ${connection} repeats what it said, or echoes what the hub wrote` }
  if (!isLate && isMoved) await crosswalk.moved(db, link, feedback.mergedInto ?? null, on.now())
  const lead = await leadOf(db, link)
  if (!lead) return { kind: 'ignored', reason: `the ${feedback.entity} belongs to no single lead` }
  if (lead.mergedInto !== null) {
    // Should the merge be undone, it counts.
    await crosswalk.addWaiting(db, record, event.id)
    return { kind: 'ignored', reason: `the lead ${lead.id} of this ${feedback.entity} was merged into ${lead.mergedInto}` }
  }
  const cycle = cycleOf(link.hubId)
  const handedOver = lead.state.cycle === cycle ? (lead.state.offer?.at ?? 0) : 0
  const fact = (id: string, at: number, what: Said): Fact => ({
    id,
    at: at <= handedOver && handedOver - at <= SKEW_MS ? handedOver + 1 : at,
    recordedAt: on.now(),
    eventId: event.id,
    by: connection,
    body: { kind: 'report', record: `${feedback.entity}:${feedback.remoteId}`, cycle, said: what },
  })
  const id = `${event.id}.${event.revision}`
  const facts = [fact(id, event.occurredAt, said)]
  // What was said after a late report may have been left aside as nothing new: it stands again.
  if (isLate) facts.push(fact(`${id}#again`, before.at, before.said))
  await advanceLead(db, on, lead.id, facts, event.revision)
  if (feedback.converted) await linkConverted(db, on, connection, lead, cycle, feedback.converted)
  return { kind: 'absorbed', leadId: lead.id }
}

/** What was heard of a record, once a report of it counts no more. */
export async function forget(db: Db, feedback: Feedback, connection: string): Promise<void> {
  const { entity, remoteId } = feedback
  const link = await crosswalk.byRemote(db, feedback.connection ?? connection, entity, remoteId)
  if (!link) return
  const lead = await leadOf(db, link)
  const facts = lead ? await leadFacts.ofLead(db, lead.id) : []
  const reports = facts
    .sort(byTime)
    .flatMap(({ at, body }) => (body.kind === 'report' && body.record === `${entity}:${remoteId}` ? [{ at, said: body.said }] : []))
  const last = reports.at(-1)
  await crosswalk.setKnown(db, link, last ? ({ at: last.at, said: Object.assign({}, ...reports.map(({ said }) => said)) } satisfies Heard) : null)
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
  await raiseIssue(db, on, {
    cause: `copy|${connection}|${entity}|${remoteId}`,
    kind: 'connection',
    subject: connection,
    title: `${connection}: the ${entity} ${remoteId} carries the key ${key}, which belongs to ${original.remoteId}`,
    todo: `It looks like a copy, and what it reports is left aside. Empty its key field in the CRM, then close this issue.`,
  })
}

/** Leads and opportunities carry the lead's id as their key, with the cycle behind it from the second one on. */
async function leadOf(db: Db, link: crosswalk.Link): Promise<leads.LeadRow | undefined> {
  return link.hubId.startsWith('led_') ? leads.find(db, link.hubId.slice(0, LEAD_ID)) : undefined
}

const LEAD_ID = 'led_'.length + 26

/** The lead whose record a report is about, if it is linked. */
export async function reportedLead(db: Db, { connection, entity, remoteId }: Feedback, from: string): Promise<string | undefined> {
  const link = await crosswalk.byRemote(db, connection ?? from, entity, remoteId)
  return link?.hubId.startsWith('led_') ? link.hubId.slice(0, LEAD_ID) : undefined
}

/** The key of a lead's record in a CRM: each cycle has its own. */
export const cycleKey = (leadId: string, cycle: number): string => (cycle === 1 ? leadId : `${leadId}-${cycle}`)

const cycleOf = (key: string): number => Number(key.slice(LEAD_ID + 1)) || 1

/** What the CRM made of a lead is not the hub's: it bears no key, and people filled it. */
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
    await crosswalk.put(db, { connection, entity, hubId, remoteId, state: 'adopted', hash: null, remoteVersion: null, url: null }, on.now())
    await absorbWaiting(db, on, { connection, entity, remoteId })
  }
  await link('account', lead.accountId, converted.account)
  await link('opportunity', cycleKey(lead.id, cycle), converted.opportunity)
}
