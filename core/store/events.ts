/** Lead events by identity (source, item key, ordinal), each mapping of them a revision; personal values in a table of their own. */
import type { LeadEvent } from '../lead/event.ts'
import { type Db, holdText, json, parsed } from './db.ts'
import { padded, placeholders } from './sql.ts'

export type EventState = 'active' | 'superseded' | 'retracted' | 'test' | 'erased'

/** The part of an event that names nobody. */
export type EventData = Pick<LeadEvent, 'machine' | 'origin' | 'products' | 'content' | 'wantsSales' | 'interest' | 'crm'>
/** The part that does. */
export type EventPersonal = Pick<LeadEvent, 'company' | 'person' | 'consents' | 'opinion' | 'note' | 'answers'>

export interface EventRow {
  id: string
  revision: number
  deliveryId: string
  source: string
  itemKey: string
  itemVersion: string | null
  ordinal: string
  state: EventState
  kind: LeadEvent['kind']
  occurredAt: number
  recordedAt: number
  mappingId: string
  data: EventData
}

export const dataOf = ({ machine, origin, products, content, wantsSales, interest, crm }: LeadEvent): EventData => ({
  machine,
  origin,
  products,
  content,
  wantsSales,
  interest,
  crm,
})
export const personalOf = ({ company, person, consents, opinion, note, answers }: LeadEvent): EventPersonal => ({
  company,
  person,
  consents,
  opinion,
  note,
  answers,
})

/** @returns false when an active event with this identity exists: the unique index is the deduplication. */
export async function add(db: Db, row: EventRow, personal: EventPersonal): Promise<boolean> {
  const added = await db.get(
    `insert into event (id, revision, delivery_id, source, item_key, item_version, ordinal, state, kind, occurred_at, recorded_at, mapping_id, data)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     on conflict (source, item_key, ordinal) where state = 'active' do nothing returning id`,
    [
      row.id,
      row.revision,
      row.deliveryId,
      row.source,
      row.itemKey,
      row.itemVersion,
      row.ordinal,
      row.state,
      row.kind,
      row.occurredAt,
      row.recordedAt,
      row.mappingId,
      json(row.data),
    ],
  )
  if (!added) return false
  await db.send('insert into event_personal (event_id, revision, data) values ($1, $2, $3)', [row.id, row.revision, json(personal)])
  return true
}

/** The events an item has given so far, as they stand. */
export async function ofItem(db: Db, source: string, itemKey: string): Promise<EventRow[]> {
  const rows = await db.all<StoredEvent>("select * from event where source = $1 and item_key = $2 and state = 'active' order by ordinal", [source, itemKey])
  return rows.map(eventOf)
}

/** What a revision says of persons. */
export async function personal(db: Db, { id, revision }: Pick<EventRow, 'id' | 'revision'>): Promise<EventPersonal> {
  const row = await db.get<{ data: string }>('select data from event_personal where event_id = $1 and revision = $2', [id, revision])
  return parsed<EventPersonal>(row?.data ?? null) ?? {}
}

/** The newest revision of an event, whatever became of it. */
export async function latest(db: Db, id: string): Promise<EventRow | undefined> {
  const row = await db.get<StoredEvent>('select * from event where id = $1 order by revision desc limit 1', [id])
  return row && eventOf(row)
}

/** All revisions of an event, oldest first. */
export async function revisions(db: Db, id: string): Promise<EventRow[]> {
  return (await db.all<StoredEvent>('select * from event where id = $1 order by revision', [id])).map(eventOf)
}

/** Another delivery, by a newer version of the item, takes an event back. */
export async function withdraw(db: Db, row: EventRow, by: Pick<EventRow, 'deliveryId' | 'itemVersion' | 'mappingId' | 'recordedAt'>): Promise<void> {
  await close(db, row.id, row.revision, 'superseded')
  await add(db, { ...row, ...by, revision: row.revision + 1, state: 'retracted' }, {})
}

/** Other deliveries that told an event before. */
export async function otherTellers(db: Db, { id, deliveryId }: Pick<EventRow, 'id' | 'deliveryId'>): Promise<string[]> {
  const rows = await db.all<{ delivery_id: string }>('select distinct delivery_id from event where id = $1 and delivery_id <> $2', [id, deliveryId])
  return rows.map((row) => row.delivery_id)
}

/** The revision of an event that counts. */
export async function activeById(db: Db, id: string): Promise<EventRow | undefined> {
  const row = await db.get<StoredEvent>("select * from event where id = $1 and state = 'active'", [id])
  return row && eventOf(row)
}

/** Deliveries of one item are taken in one after the other. */
export const holdItem = (db: Db, source: string, itemKey: string): Promise<void> => holdText(db, `item ${source} ${itemKey}`)

export async function close(db: Db, id: string, revision: number, state: 'superseded' | 'retracted'): Promise<void> {
  await db.send('update event set state = $3 where id = $1 and revision = $2', [id, revision, state])
}

export async function ofDelivery(db: Db, deliveryId: string): Promise<EventRow[]> {
  return (await db.all<StoredEvent>('select * from event where delivery_id = $1 order by id, revision', [deliveryId])).map(eventOf)
}

/** What the mapping made of each of some deliveries, as it is stored, without what names a person. */
export async function dataOfDeliveries(db: Db, ids: readonly string[]): Promise<{ delivery: string; data: string }[]> {
  if (ids.length === 0) return []
  const list = padded(ids)
  return db.all<{ delivery: string; data: string }>(
    `select delivery_id as delivery, data from event where delivery_id in (${placeholders(1, list.length)})`,
    list,
  )
}

export interface TouchRow {
  row: EventRow
  personal: EventPersonal
  contactId: string | null
}

/** Events that a lead's touches came from, with what they say of persons; the newest `limit`, oldest first. */
export async function ofLead(db: Db, leadId: string, limit: number): Promise<TouchRow[]> {
  const rows = await db.all<StoredEvent & { personal: string | null; contact_id: string | null }>(
    `select e.*, p.data as personal, a.contact_id from lead_fact f
     join event e on e.id = f.event_id and e.revision = f.revision
     left join event_personal p on p.event_id = e.id and p.revision = e.revision
     left join assignment a on a.event_id = e.id and a.closed_at is null
     where f.lead_id = $1 and f.kind = 'touch' and f.voided_at is null order by f.at desc, f.id desc limit $2`,
    [leadId, limit],
  )
  return rows.reverse().map((row) => ({ row: eventOf(row), personal: parsed<EventPersonal>(row.personal) ?? {}, contactId: row.contact_id }))
}

/** The newest events of a contact, oldest first, whatever they tell. */
export async function ofContact(db: Db, { id, unitId }: { id: string; unitId: string }, limit: number): Promise<TouchRow[]> {
  const rows = await db.all<StoredEvent & { personal: string | null }>(
    `select e.*, p.data as personal from assignment a
     join event e on e.id = a.event_id and e.state = 'active'
     left join event_personal p on p.event_id = e.id and p.revision = e.revision
     where a.closed_at is null and a.unit_id = $1 and a.contact_id = $2 order by e.occurred_at desc, e.id desc limit $3`,
    [unitId, id, limit],
  )
  return rows.reverse().map((row) => ({ row: eventOf(row), personal: parsed<EventPersonal>(row.personal) ?? {}, contactId: id }))
}

interface StoredEvent {
  id: string
  revision: number
  delivery_id: string
  source: string
  item_key: string
  item_version: string | null
  ordinal: string
  state: EventState
  kind: LeadEvent['kind']
  occurred_at: number
  recorded_at: number
  mapping_id: string
  data: string
}

const eventOf = (row: StoredEvent): EventRow => ({
  id: row.id,
  revision: row.revision,
  deliveryId: row.delivery_id,
  source: row.source,
  itemKey: row.item_key,
  itemVersion: row.item_version,
  ordinal: row.ordinal,
  state: row.state,
  kind: row.kind,
  occurredAt: row.occurred_at,
  recordedAt: row.recorded_at,
  mappingId: row.mapping_id,
  data: JSON.parse(row.data) as EventData, // the store wrote it with that shape
})
