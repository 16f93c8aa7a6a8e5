/**
 * Step: what a delivery told becomes events, assigned, folded and queued, in one transaction per item; then the delivery
 * is settled in a named state. Everything here may run again: what is there already is recognised by its identity.
 */
import { isTouch, type LeadEvent } from '../lead/event.ts'
import { isResolvable, type Submission, submissionOf } from '../lead/submission.ts'
import { CONTENT_KEY, type Hold, type MappedItem, type MapResult } from '../mapped.ts'
import type { SourceEntry } from '../setup.ts'
import * as consents from '../store/consents.ts'
import type { Db } from '../store/db.ts'
import * as deliveries from '../store/deliveries.ts'
import * as events from '../store/events.ts'
import * as identity from '../store/identity.ts'
import * as issues from '../store/issues.ts'
import * as leads from '../store/leads.ts'
import type { Store } from '../store/store.ts'
import { refold } from './advance.ts'
import { isSuppressed } from './consent.ts'
import type { Context } from './context.ts'
import { productsOf } from './products.ts'
import { takeEffect } from './take-effect.ts'

type ItemOutcome = deliveries.ItemState & { duplicateOf?: string }

/** Takes in a mapped delivery. Items still to be hydrated are left alone: the caller comes back with them. */
export async function absorb(
  store: Store,
  on: Context,
  entry: SourceEntry,
  deliveryId: string,
  mapped: MapResult,
  mappingId: string,
): Promise<deliveries.DeliveryState> {
  if (mapped.kind === 'held') return store.write((db) => settle(db, on, entry, deliveryId, mappingId, [heldItem('', mapped)]))
  const ready = mapped.items.filter((item) => item.result.kind !== 'unhydrated')
  const only = ready[0]
  if (ready.length === 1 && only)
    return store.write(async (db) => settle(db, on, entry, deliveryId, mappingId, [await absorbItem(db, on, entry, deliveryId, mappingId, only)]))
  const outcomes: ItemOutcome[] = []
  for (const item of ready) outcomes.push(await store.write((db) => absorbItem(db, on, entry, deliveryId, mappingId, item)))
  return store.write((db) => settle(db, on, entry, deliveryId, mappingId, outcomes))
}

/** The delivery's state from those of its items: held if any is, else processed if any is, else what all of them are. */
async function settle(
  db: Db,
  on: Context,
  entry: SourceEntry,
  deliveryId: string,
  mappingId: string,
  items: readonly ItemOutcome[],
): Promise<deliveries.DeliveryState> {
  const shown = (['held', 'processed', 'duplicate', 'filtered', 'test'] as const)
    .map((state) => items.find((item) => item.state === state))
    .find((item) => item !== undefined)
  const one = shown ?? { key: '', state: 'filtered' as const, code: null, path: null, reason: 'the delivery tells nothing: its list of items is empty' }
  await deliveries.settle(
    db,
    deliveryId,
    {
      ...one,
      duplicateOf: items.find(({ duplicateOf }) => duplicateOf)?.duplicateOf ?? null,
      mappingId,
      items: items.length > 1 ? items.map(({ duplicateOf: _of, ...item }) => item) : null,
    },
    on.now(),
  )
  for (const item of items) if (item.state === 'held') await raiseHeld(db, on, entry, item)
  return one.state
}

async function raiseHeld(db: Db, on: Context, entry: SourceEntry, item: ItemOutcome): Promise<void> {
  await issues.raise(
    db,
    {
      id: on.newId('iss'),
      cause: `held|${entry.id}|${item.code}|${item.path}`,
      kind: 'held',
      subject: entry.id,
      title: `${entry.label}: ${item.reason}`,
      todo:
        item.code === 'not_hydrated'
          ? `Check the access data of the source ${entry.id}, then release the held deliveries.`
          : `Correct the mapping '${entry.mapping}' or the sending form, then release the held deliveries of ${entry.id}.`,
    },
    on.now(),
  )
}

async function absorbItem(db: Db, on: Context, entry: SourceEntry, deliveryId: string, mappingId: string, mapped: MappedItem): Promise<ItemOutcome> {
  const { result } = mapped
  await events.holdItem(db, entry.id, mapped.key)
  const item = await ownKey(db, entry.id, mapped, deliveryId, on.now())
  if (result.kind === 'held') return heldItem(item.key, result)
  if (result.kind === 'unhydrated') throw new Error('an item that was not fetched cannot be taken in')
  const earlier = await knownItem(db, entry.id, item, deliveryId)
  if (result.kind === 'ignored') {
    if (earlier?.verdict === 'revise') for (const row of earlier.rows) await retract(db, on, row)
    return filteredItem(item.key, result.reason)
  }
  if (earlier?.verdict === 'duplicate')
    return { key: item.key, state: 'duplicate', code: null, path: null, reason: `the same as ${earlier.deliveryId}`, duplicateOf: earlier.deliveryId }
  if (earlier?.verdict === 'done') return processed(item.key)
  // All or nothing: an item with one event that must wait for a person waits as a whole.
  const prepared: Prepared[] = []
  for (const event of result.events) {
    const submission = submissionOf(event)
    const refusedBy = await refusal(db, on, entry, event, submission)
    if (refusedBy && 'kind' in refusedBy) return heldItem(item.key, refusedBy)
    prepared.push({ event, submission, filtered: refusedBy?.reason ?? null })
  }
  const before = new Map(earlier?.rows.map((row) => [row.ordinal, row]))
  const outcomes: ItemOutcome[] = []
  for (const [i, one] of prepared.entries()) {
    const ordinal = one.event.key ?? String(i)
    if (one.filtered !== null) {
      outcomes.push(filteredItem(item.key, one.filtered))
      continue
    }
    outcomes.push(await absorbEvent(db, on, entry, { deliveryId, mappingId, item, ordinal, before: before.get(ordinal) }, one))
    before.delete(ordinal)
  }
  for (const row of before.values()) await retract(db, on, row)
  return outcomes.find(({ state }) => state === 'processed') ?? outcomes[0]!
}

interface Prepared {
  event: LeadEvent
  submission: Submission
  /** Why it is not taken in, or null. */
  filtered: string | null
}

/** The same content counts as a repeat for so long; later it is somebody who writes the same once more. */
const CONTENT_REPEATS_MS = 24 * 3_600_000

interface KnownItem {
  verdict: 'duplicate' | 'done' | 'revise'
  deliveryId: string
  rows: events.EventRow[]
}

/** Whether the item was here before: as a repeat, as our own unfinished work, or to be revised by a higher version. */
async function knownItem(db: Db, source: string, item: MappedItem, deliveryId: string): Promise<KnownItem | null> {
  const rows = await events.ofItem(db, source, item.key)
  const first = rows[0]
  if (!first) return null
  const newer = item.version !== null && first.itemVersion !== null && item.version.localeCompare(first.itemVersion, 'en', { numeric: true }) > 0
  if (newer) return { verdict: 'revise', deliveryId: first.deliveryId, rows }
  return { verdict: first.deliveryId === deliveryId ? 'done' : 'duplicate', deliveryId: first.deliveryId, rows }
}

/** An item without identity whose content was here long ago gets one of its own, so that both may stand. */
async function ownKey(db: Db, source: string, item: MappedItem, deliveryId: string, now: number): Promise<MappedItem> {
  if (!item.key.startsWith(CONTENT_KEY)) return item
  const [first] = await events.ofItem(db, source, item.key)
  const again = first !== undefined && first.deliveryId !== deliveryId && now - first.recordedAt > CONTENT_REPEATS_MS
  return again ? { ...item, key: `${item.key}@${deliveryId}` } : item
}

interface EventPlace {
  deliveryId: string
  mappingId: string
  item: MappedItem
  ordinal: string
  /** The revision that this one supersedes. */
  before: events.EventRow | undefined
}

async function absorbEvent(db: Db, on: Context, entry: SourceEntry, place: EventPlace, { event, submission }: Prepared): Promise<ItemOutcome> {
  const { item, before } = place
  const now = on.now()
  const row: events.EventRow = {
    id: before?.id ?? on.newId('evt'),
    revision: (before?.revision ?? 0) + 1,
    deliveryId: place.deliveryId,
    source: entry.id,
    itemKey: item.key,
    itemVersion: item.version,
    ordinal: place.ordinal,
    state: event.test ? 'test' : 'active',
    kind: event.kind,
    occurredAt: Math.min(Date.parse(event.occurredAt), now),
    recordedAt: now,
    mappingId: place.mappingId,
    data: events.dataOf(event),
  }
  const stale = before ? await supersede(db, on, before) : []
  if (!(await events.add(db, row, events.personalOf(event)))) {
    // Somebody else took in the same item at the same moment; the index let one through. What was superseded stays so only with its successor.
    if (before) throw new Error(`event ${before.id} was revised by two deliveries at once`)
    const [first] = await events.ofItem(db, entry.id, item.key)
    return { key: item.key, state: 'duplicate', code: null, path: null, reason: `the same as ${first?.deliveryId}`, duplicateOf: first?.deliveryId ?? '' }
  }
  const ignored = event.test ? null : await takeEffect(db, on, entry, event, submission, row, before !== undefined)
  for (const leadId of stale) await refold(db, on, leadId)
  if (event.test) return { key: item.key, state: 'test', code: null, path: null, reason: 'test traffic: shown, not delivered' }
  return ignored === null ? processed(item.key) : filteredItem(item.key, ignored)
}

/** Reasons not to take an event in at all. */
async function refusal(
  db: Db,
  on: Context,
  entry: SourceEntry,
  event: LeadEvent,
  submission: Submission,
): Promise<Hold | { state: 'filtered'; reason: string } | null> {
  if (event.kind === 'feedback' && !event.crm)
    return { kind: 'held', code: 'event_invalid', path: 'crm', reason: 'a feedback event needs `crm` with entity and remoteId' }
  if (event.kind === 'feedback') return null
  const products = productsOf(on.setup, event, entry.product)
  if (!Array.isArray(products)) return products
  if (isTouch(event.kind) && !isResolvable(submission)) {
    if (event.kind === 'page_visit') return { state: 'filtered', reason: 'an anonymous page visit: neither person nor company is known' }
    return {
      kind: 'held',
      code: 'unresolvable',
      path: 'person',
      reason: 'neither an e-mail address, a phone number nor a company is given, so nobody could be reached',
    }
  }
  if (await isSuppressed(db, on, submission)) return { state: 'filtered', reason: 'the person was erased and asked not to be taken in again' }
  return null
}

/** Closes an event's revision. @returns the leads whose facts it had given */
async function supersede(db: Db, on: Context, row: events.EventRow): Promise<string[]> {
  await events.close(db, row.id, row.revision, 'superseded')
  await consents.voidOf(db, row.id, on.now())
  return leads.voidFactsOf(db, row.id, on.now())
}

/** An event that a new version of its item no longer tells. */
async function retract(db: Db, on: Context, row: events.EventRow): Promise<void> {
  const stale = await supersede(db, on, row)
  await events.close(db, row.id, row.revision, 'retracted')
  await identity.closeAssignment(db, row.id, on.now())
  for (const leadId of stale) await refold(db, on, leadId)
}

const processed = (key: string): ItemOutcome => ({ key, state: 'processed', code: null, path: null, reason: null })
const filteredItem = (key: string, reason: string): ItemOutcome => ({ key, state: 'filtered', code: null, path: null, reason })
const heldItem = (key: string, { code, path, reason }: Hold): ItemOutcome => ({ key, state: 'held', code, path, reason })
