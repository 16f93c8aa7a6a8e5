/** What an item of a delivery means beside what is known already: nothing new, a repeat, new events, changed ones, events told no longer. */
import { canonical } from '../canonical.ts'
import type { Json } from '../connector.ts'
import { isTouch, type LeadEvent } from '../lead/event.ts'
import { isResolvable, type Submission, submissionOf } from '../lead/submission.ts'
import { CONTENT_KEY, type Hold, type MappedItem, SAYS_NOTHING } from '../mapped.ts'
import type { SourceEntry } from '../setup.ts'
import { type Db, together } from '../store/db.ts'
import * as deliveries from '../store/deliveries.ts'
import * as events from '../store/events.ts'
import type { Context } from './context.ts'
import { productsOf } from './products.ts'
import type { Change, Gone } from './revise.ts'
import { isSuppressed, SUPPRESSED } from './suppress.ts'

/** A delivery as its items see it. */
export interface Told {
  entry: SourceEntry
  deliveryId: string
  receivedAt: number
  mappingId: string
  /** It was looked at before, so that events of it may be there. */
  again: boolean
}

export type ItemOutcome = deliveries.ItemState & { duplicateOf?: string }

export interface ItemPlan {
  key: string
  /** What becomes of it without its changes. */
  outcomes: ItemOutcome[]
  changes: Change[]
  gone: Gone[]
  /** Deliveries that told it until now, though they came later. */
  repeats: string[]
  /** It tells nothing any more: what was left aside beside it may count now. */
  isVacant: 'no' | 'for repeats' | 'for older versions too'
}

/** The same content counts as a repeat for so long; later it is somebody who writes the same once more. */
const CONTENT_REPEATS_MS = 24 * 3_600_000

/** Events by item as deliveries of the same transaction are about to leave them. */
export type Ahead = Map<string, events.EventRow[]>
const aheadKey = (source: string, itemKey: string): string => `${source} ${itemKey}`

/** Looks, without writing; the item's identity is held to the end of the transaction. */
export async function planItem(db: Db, on: Context, told: Told, mapped: MappedItem, ahead: Ahead = new Map()): Promise<ItemPlan> {
  const { entry, deliveryId } = told
  const { result } = mapped
  await events.holdItem(db, entry.id, mapped.key)
  const standing = async (key: string) => ahead.get(aheadKey(entry.id, key)) ?? (await events.ofItem(db, entry.id, key))
  const [found, prepared] = await together(standing(mapped.key), prepare(db, on, told, 'events' in result ? result.events : []))
  const item = await ownKey(db, told, mapped, found)
  const past = told.again ? (await events.ofDelivery(db, deliveryId)).filter(({ itemKey }) => itemKey === item.key) : []
  const rows = [...(item === mapped ? found : await standing(item.key)), ...past.filter(({ state }) => state === 'test')]
  const own = rows.filter((row) => row.deliveryId === deliveryId)
  const plan: ItemPlan = { key: item.key, outcomes: [], changes: [], gone: [], repeats: [], isVacant: 'no' }
  if (result.kind === 'held')
    return SAYS_NOTHING.has(result.code)
      ? { ...plan, outcomes: [heldItem(item.key, result)] }
      : { ...plan, outcomes: [heldItem(item.key, result)], gone: goneOf(on, told, item.version, own), isVacant: 'for older versions too' }
  if (result.kind === 'unhydrated') throw new Error('an item that was not fetched cannot be taken in')
  const stands = await verdict(db, told, item, rows, past)
  if (result.kind === 'ignored')
    return {
      ...plan,
      outcomes: [filteredItem(item.key, result.reason)],
      ...(stands.is !== 'repeat' && { gone: goneOf(on, told, item.version, rows), isVacant: 'for repeats' }),
    }
  // What it told was taken in, and superseded by a newer version since.
  if (stands.is === 'repeat') return { ...plan, outcomes: [await repeatOf(db, on, told, item.key, result.events, past.length > 0, stands)] }
  // All or nothing: an item with one event that must wait for a person waits as a whole.
  if ('kind' in prepared)
    return { ...plan, outcomes: [heldItem(item.key, prepared)], gone: goneOf(on, told, item.version, own), isVacant: 'for older versions too' }
  const before = new Map((rows.length > 0 ? rows : await takenBack(db, told, item.key)).map((row) => [row.ordinal, row]))
  const stays: events.EventRow[] = []
  const seen = new Set<string>()
  for (const [i, one] of prepared.entries()) {
    const ordinal = one.event.key ?? String(i)
    if (seen.has(ordinal)) {
      plan.outcomes.push(repeated(item.key, deliveryId))
      continue
    }
    seen.add(ordinal)
    if (one.filtered !== null) {
      plan.outcomes.push(filteredItem(item.key, one.filtered))
      if (one.filtered === SUPPRESSED) before.delete(ordinal) // what it was stays a fact
      continue
    }
    const earlier = before.get(ordinal)
    before.delete(ordinal)
    const change = changeOf(on, told, item, ordinal, one, earlier)
    if (earlier?.deliveryId === deliveryId && (await isSame(db, earlier, change))) {
      plan.outcomes.push(outcomeOf(item.key, earlier))
      stays.push(earlier)
    } else plan.changes.push(change)
  }
  if (rows.length > 0) plan.gone.push(...goneOf(on, told, item.version, [...before.values()]))
  if (stands.is === 'earlier') plan.repeats.push(...new Set(rows.map((row) => row.deliveryId)))
  if (plan.changes.length > 0) ahead.set(aheadKey(entry.id, item.key), [...stays, ...plan.changes.map(({ row }) => row)])
  return plan
}

type Verdict = { is: 'ours' | 'earlier' } | { is: 'repeat'; of: string; isNewer: boolean }

/** `ours`: nobody else told it, or an older version of it. `earlier`: somebody told it who came later. `repeat`: it was told before, or by a newer version. */
async function verdict(db: Db, told: Told, item: MappedItem, rows: readonly events.EventRow[], past: readonly events.EventRow[]): Promise<Verdict> {
  const first = rows[0] ?? (await withdrawnBy(db, past))
  if (!first || first.deliveryId === told.deliveryId) return { is: 'ours' }
  const order = (item.version ?? '').localeCompare(first.itemVersion ?? '', 'en', { numeric: true })
  const isVersioned = item.version !== null && first.itemVersion !== null
  if (isVersioned && order > 0) return { is: 'ours' }
  const repeat: Verdict = { is: 'repeat', of: first.deliveryId, isNewer: isVersioned && order < 0 }
  if (repeat.isNewer || !told.again) return repeat
  const other = await deliveries.find(db, first.deliveryId)
  const isEarlier = other !== undefined && (told.receivedAt < other.receivedAt || (told.receivedAt === other.receivedAt && told.deliveryId < other.id))
  return isEarlier ? { is: 'earlier' } : repeat
}

/** Events that this delivery, or the one it repeated, told and then told no longer: told again, they are the same events. */
async function takenBack(db: Db, { again, deliveryId }: Told, itemKey: string): Promise<events.EventRow[]> {
  if (!again) return []
  const repeats = (await deliveries.find(db, deliveryId))?.duplicateOf
  const told = (await Promise.all([deliveryId, ...(repeats ? [repeats] : [])].map((id) => events.ofDelivery(db, id)))).flat()
  const ids = new Set(told.filter((row) => row.itemKey === itemKey).map(({ id }) => id))
  const last = await Promise.all([...ids].map((id) => events.latest(db, id)))
  return last.filter((row) => row?.state === 'retracted') as events.EventRow[] // the filter leaves no undefined
}

/** The revision by which another delivery took back what this one had told. */
async function withdrawnBy(db: Db, past: readonly events.EventRow[]): Promise<events.EventRow | undefined> {
  const [one] = past
  const last = one && (await events.latest(db, one.id))
  return last?.state === 'retracted' && last.deliveryId !== one?.deliveryId ? last : undefined
}

/** An item without identity whose content was here long ago gets one of its own, so that both may stand. */
async function ownKey(db: Db, told: Told, item: MappedItem, [first]: readonly events.EventRow[]): Promise<MappedItem> {
  if (!item.key.startsWith(CONTENT_KEY)) return item
  if (first === undefined || first.deliveryId === told.deliveryId) return item
  const before = await deliveries.find(db, first.deliveryId)
  const isLongAgo = told.receivedAt - (before?.receivedAt ?? first.recordedAt) > CONTENT_REPEATS_MS
  return isLongAgo ? { ...item, key: `${item.key}@${told.deliveryId}` } : item
}

/** A repeat says nothing new; of an erased person it is not kept either. */
async function repeatOf(
  db: Db,
  on: Context,
  { entry, receivedAt }: Told,
  key: string,
  told: readonly LeadEvent[],
  wasTold: boolean,
  { of, isNewer }: Extract<Verdict, { is: 'repeat' }>,
): Promise<ItemOutcome> {
  for (const event of told)
    if (event.kind !== 'feedback' && (await isSuppressed(db, on, submissionOf(event, happenedAt(event, receivedAt), entry.trust))))
      return filteredItem(key, SUPPRESSED)
  return wasTold && isNewer ? processed(key) : repeated(key, of)
}

interface Prepared {
  event: LeadEvent
  submission: Submission
  /** Why it is not taken in, or null. */
  filtered: string | null
}

async function prepare(db: Db, on: Context, { entry, receivedAt }: Told, told: readonly LeadEvent[]): Promise<Prepared[] | Hold> {
  const prepared: Prepared[] = []
  for (const event of told) {
    const submission = submissionOf(event, happenedAt(event, receivedAt), entry.trust)
    const refused = await refusal(db, on, entry, event, submission)
    if (refused && 'kind' in refused) return refused
    prepared.push({ event, submission, filtered: refused?.reason ?? null })
  }
  return prepared
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
  const wrong = event.test ? null : wrongTouch(on, entry, event, submission)
  if (wrong) return wrong
  if (await isSuppressed(db, on, submission)) return { state: 'filtered', reason: SUPPRESSED }
  return null
}

/** Of test traffic nobody makes a lead, so it may be about anything and nobody. */
function wrongTouch(on: Context, entry: SourceEntry, event: LeadEvent, submission: Submission): Hold | { state: 'filtered'; reason: string } | null {
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
  return null
}

/** Why a touch that the contract allows would be held all the same; for trying mappings. */
export function wouldHold(on: Context, entry: SourceEntry, event: LeadEvent): Hold | null {
  if (event.kind === 'feedback' || event.test) return null
  const wrong = wrongTouch(on, entry, event, submissionOf(event, Date.parse(event.occurredAt), entry.trust))
  return wrong && 'kind' in wrong ? wrong : null
}

/** Nothing happened after it was told, whatever the sender's clock says. */
export const happenedAt = (event: LeadEvent, receivedAt: number): number => Math.min(Date.parse(event.occurredAt), receivedAt)

function changeOf(on: Context, told: Told, item: MappedItem, ordinal: string, { event, submission }: Prepared, before: events.EventRow | undefined): Change {
  const row: events.EventRow = {
    id: before?.id ?? on.newId('evt'),
    revision: (before?.revision ?? 0) + 1,
    deliveryId: told.deliveryId,
    source: told.entry.id,
    itemKey: item.key,
    itemVersion: item.version,
    ordinal,
    state: event.test ? 'test' : 'active',
    kind: event.kind,
    occurredAt: happenedAt(event, told.receivedAt),
    recordedAt: on.now(),
    mappingId: told.mappingId,
    data: events.dataOf(event),
  }
  return { entry: told.entry, receivedAt: told.receivedAt, event, submission, row, before }
}

export const goneOf = (on: Context, { entry, deliveryId, mappingId }: Told, itemVersion: string | null, rows: readonly events.EventRow[]): Gone[] =>
  rows.map((row) => ({ entry, row, by: { deliveryId, mappingId, itemVersion, recordedAt: on.now() } }))

/** The mapping says of the event what it said before. */
async function isSame(db: Db, before: events.EventRow, { row, event }: Change): Promise<boolean> {
  if (before.kind !== row.kind || before.state !== row.state || before.occurredAt !== row.occurredAt) return false
  return same(before.data, row.data) && same(await events.personal(db, before), events.personalOf(event))
}

/** The casts: both are plain data; JSON drops what is absent. */
const same = (a: unknown, b: unknown): boolean => canonical(JSON.parse(JSON.stringify(a)) as Json) === canonical(JSON.parse(JSON.stringify(b)) as Json)

export const outcomeOf = (key: string, row: Pick<events.EventRow, 'state'>): ItemOutcome =>
  row.state === 'test' ? { key, state: 'test', code: null, path: null, reason: 'test traffic: shown, not delivered' } : processed(key)
export const processed = (key: string): ItemOutcome => ({ key, state: 'processed', code: null, path: null, reason: null })
export const filteredItem = (key: string, reason: string): ItemOutcome => ({ key, state: 'filtered', code: null, path: null, reason })
export const heldItem = (key: string, { code, path, reason }: Hold): ItemOutcome => ({ key, state: 'held', code, path, reason })
export const repeated = (key: string, of: string): ItemOutcome => ({
  key,
  state: 'duplicate',
  code: null,
  path: null,
  reason: `the same as ${of}`,
  duplicateOf: of,
})
