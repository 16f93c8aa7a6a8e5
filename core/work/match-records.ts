/** Labelled or unlabelled submissions taken through the real resolve step, one after the other, into a fresh store. */
import type { Context } from '../flow/context.ts'
import { explainStored } from '../flow/explain.ts'
import { sweep } from '../flow/reevaluate.ts'
import { resolve } from '../flow/resolve.ts'
import type { LeadEvent } from '../lead/event.ts'
import { type Someone, someoneOf } from '../lead/match/people.ts'
import { type Bearer, peopleAcross } from '../lead/match/people-across.ts'
import { isResolvable, submissionOf } from '../lead/submission.ts'
import type { MatchedRecord, MatchFigures, MatchOptions, MatchRecord } from '../match-record.ts'
import * as deliveries from '../store/deliveries.ts'
import * as events from '../store/events.ts'
import * as frequencies from '../store/frequencies.ts'
import * as identity from '../store/identity.ts'
import type { Store } from '../store/store.ts'

/** What words there are is added up after so many records, as the hub does by and by. */
const TAKEN_IN = 50

/** Takes the records in, in the order given. @returns where each belongs, and how long it took */
export async function matchRecords(
  store: Store,
  on: Context,
  records: readonly MatchRecord[],
  { arrival, sweep: isSwept, explain, progress }: MatchOptions,
): Promise<{ matched: MatchedRecord[]; figures: MatchFigures }> {
  const times: number[] = []
  const arrived: MatchedRecord[] = new Array(records.length)
  const eventIds: string[] = []
  // On SQLite transactions that wait at the same moment share a commit, one after the other; PostgreSQL would let them overtake each other.
  const together = store.db.dialect.manyWriters ? 1 : 16
  const waiting: Promise<void>[] = []
  const started = performance.now()
  let peak = 0
  for (const [i, record] of records.entries()) {
    const eventId = on.newId('evt')
    eventIds.push(eventId)
    waiting.push(
      store.write(async (db) => {
        const at = performance.now()
        arrived[i] = await takeIn(db, on, record, eventId)
        times.push(performance.now() - at)
      }),
    )
    if (waiting.length === together || i === records.length - 1) await Promise.all(waiting.splice(0))
    if (i % TAKEN_IN === 0) await store.write(frequencies.takeIn)
    if (i % 500 === 499 || i === records.length - 1) {
      progress(i + 1, records.length)
      peak = Math.max(peak, process.memoryUsage.rss())
    }
  }
  const seconds = (performance.now() - started) / 1000
  if (isSwept) await sweep(store, on)
  const matched = arrival && !explain ? arrived : await asTheyStand(store, records, eventIds, arrived, { arrival, explain })
  times.sort((a, b) => a - b)
  const figures = {
    records: records.length,
    perSecond: Math.round(records.length / seconds),
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    peakMb: Math.round(Math.max(peak, process.memoryUsage.rss()) / 2 ** 20),
  }
  return { matched, figures }
}

const quantile = (sorted: readonly number[], q: number): number =>
  Math.round((sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0) * 100) / 100

/** The event is stored as the hub stores it, so that it can be decided anew. */
async function takeIn(db: Store['db'], on: Context, record: MatchRecord, eventId: string): Promise<MatchedRecord> {
  const event = eventOf(record)
  const receivedAt = Date.parse(event.occurredAt)
  const deliveryId = on.newId('dlv')
  await deliveries.accept(db, [{ id: deliveryId, source: SOURCE, receivedAt, method: 'POST', url: '', remote: '', headers: '{}', body: new Uint8Array() }])
  await deliveries.settle(db, deliveryId, { state: 'processed' }, receivedAt)
  const row: events.EventRow = {
    id: eventId,
    revision: 1,
    deliveryId,
    source: SOURCE,
    itemKey: record.record_id,
    itemVersion: null,
    ordinal: '0',
    state: 'active',
    kind: event.kind,
    occurredAt: receivedAt,
    recordedAt: receivedAt,
    mappingId: '',
    data: events.dataOf(event),
  }
  if (!(await events.add(db, row, events.personalOf(event)))) throw new Error(`record_id ${record.record_id} stands twice in the file`)
  const submission = submissionOf(event, receivedAt)
  if (!isResolvable(submission)) return alone(record)
  const place = await resolve(db, on, submission, eventId)
  return {
    record_id: record.record_id,
    account: place.accountId,
    unit: place.unitId,
    contact: place.contactId,
    person: place.contactId,
    review: place.decision === 'provisional',
  }
}

const SOURCE = 'match'

/** Nothing in it tells anybody apart. */
const alone = ({ record_id }: MatchRecord): MatchedRecord => ({
  record_id,
  account: `nobody_${record_id}`,
  unit: `nobody_${record_id}`,
  contact: null,
  person: null,
  review: false,
})

async function asTheyStand(
  store: Store,
  records: readonly MatchRecord[],
  eventIds: readonly string[],
  arrived: readonly MatchedRecord[],
  { arrival, explain }: Pick<MatchOptions, 'arrival' | 'explain'>,
): Promise<MatchedRecord[]> {
  const matched: MatchedRecord[] = []
  const bearers = new Map<string, Bearer & { seen: Someone[] }>()
  for (const [i, record] of records.entries()) {
    const now = await identity.assignmentOf(store.db, eventIds[i]!)
    if (now?.contactId) {
      const bearer = bearers.get(now.contactId) ?? { contact: now.contactId, seen: [] }
      bearer.seen.push(someoneOf(submissionOf(eventOf(record), 0)))
      bearers.set(now.contactId, bearer)
    }
    if (!now) {
      matched.push(arrived[i]!)
      continue
    }
    const stands = {
      record_id: record.record_id,
      account: now.accountId,
      unit: now.unitId,
      contact: now.contactId,
      person: now.contactId,
      review: now.decision === 'provisional',
    }
    matched.push({
      ...(arrival ? arrived[i]! : stands),
      ...(explain && { decision: await explainStored(store.db, now, submissionOf(eventOf(record), 0)) }),
    })
  }
  if (arrival) return matched
  const personOf = new Map(peopleAcross([...bearers.values()]).flatMap((contacts) => contacts.map((contact) => [contact, contacts[0]!] as const)))
  return matched.map((one) => ({ ...one, person: one.contact === null ? null : (personOf.get(one.contact) ?? one.contact) }))
}

const CHANNEL: Readonly<Record<string, [LeadEvent['kind'], LeadEvent['origin']['channel']]>> = {
  web_form: ['form', 'web'],
  fair_scan: ['fair_scan', 'fair'],
  email_event: ['click', 'email'],
  ad_form: ['form', 'ads'],
  crm_import: ['list_entry', 'crm'],
}

export function eventOf(record: MatchRecord): LeadEvent {
  const [kind, channel] = CHANNEL[record.channel ?? ''] ?? ['form', 'other']
  return {
    kind,
    occurredAt: record.received_at ?? new Date(0).toISOString(),
    origin: { channel },
    company: {
      name: record.company,
      department: record.department,
      website: record.website,
      vatId: record.vat_id,
      street: record.street,
      postalCode: record.postal_code,
      city: record.city,
      country: record.country,
    },
    person: {
      salutation: record.salutation,
      title: record.title,
      firstName: record.first_name,
      lastName: record.last_name,
      fullName: record.full_name,
      email: record.email,
      phone: record.phone,
      mobile: record.mobile,
      jobTitle: record.job_title,
    },
    note: record.message,
  }
}
