/**
 * Puts right what events had told: new revisions supersede old ones, events no longer told are retracted, and whatever
 * followed from them - owners, consents, leads - follows from what is told now. All of it in one transaction, so that
 * nobody sees a lead that is half corrected.
 */
import type { LeadEvent } from '../lead/event.ts'
import { isResolvable, type Submission, submissionOf } from '../lead/submission.ts'
import type { SourceEntry } from '../setup.ts'
import * as consents from '../store/consents.ts'
import type { Db } from '../store/db.ts'
import * as events from '../store/events.ts'
import * as leadFacts from '../store/lead-facts.ts'
import * as leads from '../store/leads.ts'
import { type Place, placesOf } from '../store/reassignment.ts'
import { refold, tellCrms } from './advance.ts'
import type { Concerned } from './anew.ts'
import { accountsConcerned, tellerConcerned } from './audiences.ts'
import type { Context } from './context.ts'
import { forget } from './feedback.ts'
import { type Finding, findingsOf, strandedOf } from './findings.ts'
import { moveTouches } from './move-touches.ts'
import { type Reassigned, reassign } from './reassign.ts'
import { connectionOf, takeEffect } from './take-effect.ts'

/** An event that is new, or told otherwise than before. */
export interface Change {
  entry: SourceEntry
  receivedAt: number
  event: LeadEvent
  submission: Submission
  row: events.EventRow
  /** The revision that this one supersedes. */
  before: events.EventRow | undefined
}

/** An event that is told no longer. */
export interface Gone {
  entry: SourceEntry
  row: events.EventRow
  /** The delivery that takes it back. */
  by: Pick<events.EventRow, 'deliveryId' | 'itemVersion' | 'mappingId' | 'recordedAt'>
}

export interface Revised {
  /** Per change: why it means nothing, or null. */
  ignored: Map<Change, string | null>
  findings: Finding[]
}

export async function revise(db: Db, on: Context, changes: readonly Change[], gone: readonly Gone[]): Promise<Revised> {
  const stale = new Set<string>()
  for (const { entry, row, by } of gone) {
    if (row.deliveryId === by.deliveryId) await events.close(db, row.id, row.revision, 'retracted')
    else await events.withdraw(db, row, by)
    for (const id of await unsay(db, on, entry, row)) stale.add(id)
  }
  for (const { entry, before } of changes) {
    if (!before) continue
    await events.close(db, before.id, before.revision, 'superseded')
    for (const id of await unsay(db, on, entry, before)) stale.add(id)
  }
  for (const { row, event } of changes)
    if (!(await events.add(db, row, events.personalOf(event)))) throw new Error(`event ${row.id} was told by two deliveries at once`)
  const owners = await ownersOf(db, on, changes, gone, stale)
  const ignored = new Map<Change, string | null>()
  for (const change of changes) {
    const { entry, event, submission, row } = change
    const why = event.test
      ? null
      : await takeEffect(db, on, entry, event, submission, row, {
          whose: async ({ id }) => owners.places.get(id) ?? null,
          tell: async (place, fact, revision) => {
            const lead = await leads.hold(db, { id: on.newId('led'), ...place }, on.now())
            await leadFacts.add(db, lead.id, fact, revision)
            stale.add(lead.id)
          },
        })
    ignored.set(change, why)
  }
  const findings: Finding[] = []
  for (const id of [...stale].sort()) {
    await refold(db, on, id)
    findings.push(...(await findingsOf(db, on, id)))
  }
  for (const lead of await leads.handedOverOf(db, [...owners.accounts])) if (!stale.has(lead.id)) await tellCrms(db, on, lead)
  await accountsConcerned(db, on, [...owners.accounts])
  findings.push(...(await strandedOf(db, await owners.cleanUp(db), 'nothing is known of it here any more')))
  findings.push(...(await strandedOf(db, [...owners.migrated], 'it belongs to another company here now: move it there')))
  return { ignored, findings }
}

/** What an event's revision told counts no more. @returns the leads it had been told to */
async function unsay(db: Db, on: Context, entry: SourceEntry, row: events.EventRow): Promise<string[]> {
  await consents.voidOf(db, row.id, on.now())
  const told = await leadFacts.voidOfEvent(db, row.id, on.now())
  await tellerConcerned(db, on, row)
  if (row.kind === 'feedback' && row.data.crm) await forget(db, row.data.crm, connectionOf(entry))
  return told
}

interface Owners extends Pick<Reassigned, 'migrated' | 'accounts' | 'cleanUp'> {
  places: ReadonlyMap<string, Place>
}

/** Where the changed events belong: where they were, as long as nothing by which identity knows them has changed. */
async function ownersOf(db: Db, on: Context, changes: readonly Change[], gone: readonly Gone[], stale: Set<string>): Promise<Owners> {
  const before = await placesOf(
    db,
    changes.map(({ row }) => row.id),
  )
  const places = new Map<string, Place>()
  const concerned: Concerned[] = []
  for (const { entry, event, submission, row, before: earlier, receivedAt } of changes) {
    if (event.test || event.machine || event.kind === 'feedback' || event.kind === 'erasure' || !isResolvable(submission)) continue
    const place = before.get(row.id)
    if (place && earlier && isSame(submission, submissionOf(await events.personal(db, earlier), earlier.occurredAt, entry.trust))) places.set(row.id, place)
    else concerned.push({ id: row.id, kind: event.kind, ordinal: row.ordinal, deliveryId: row.deliveryId, receivedAt, submission })
  }
  const homeless = changes.filter(({ row }) => before.has(row.id) && !places.has(row.id) && !concerned.some(({ id }) => id === row.id))
  const left = [...gone, ...homeless].map(({ row }) => row.id)
  const hadPlace = await placesOf(db, left)
  if (concerned.length === 0 && hadPlace.size === 0) return { places, migrated: new Set(), accounts: new Set(), cleanUp: async () => [] }
  const decided = await reassign(db, on, concerned, left)
  for (const [id, place] of decided.places) places.set(id, place)
  for (const [id, place] of decided.moved) {
    // Told anew just below, or by an event that itself says what it said.
    if (places.has(id)) places.set(id, place)
    else await moveTouches(db, on, id, place, stale)
  }
  return { ...decided, places }
}

const isSame = (a: Submission, b: Submission): boolean => JSON.stringify(a) === JSON.stringify(b)
