/** Everything that is stored of a person, found by contact, address hash or event; and taken away. */
import { type Db, json, parsed } from './db.ts'
import type { EventPersonal } from './events.ts'
import type * as identity from './identity.ts'
import { inParts, padded, placeholders } from './sql.ts'

/** Events that were ever said to be of these contacts of these accounts. */
export async function eventsOf(db: Db, contacts: readonly identity.ContactRow[]): Promise<string[]> {
  const found: string[] = []
  for (const { id, unitId, accountId } of contacts) {
    const rows = await db.all<{ event_id: string }>(
      `select event_id from assignment where unit_id = $1 and closed_at is null and contact_id = $3
       union select event_id from assignment where account_id = $2 and closed_at is null and contact_id = $3`,
      [unitId, accountId, id],
    )
    found.push(...rows.map((row) => row.event_id))
  }
  return [...new Set(found)].sort()
}

export interface PersonalRow {
  eventId: string
  revision: number
  personal: EventPersonal
  accountId: string | null
}

/** What all revisions of these events say of persons. */
export async function personalOf(db: Db, eventIds: readonly string[]): Promise<PersonalRow[]> {
  const rows = await inParts(eventIds, (part) => {
    const list = padded(part)
    return db.all<StoredPersonal>(`${PERSONAL} where p.event_id in (${placeholders(1, list.length)}) order by p.event_id, p.revision`, list)
  })
  return rows.map(personalRow)
}

/** All of them, page by page. */
export async function personalAfter(db: Db, after: readonly [string, number] | null, limit: number): Promise<PersonalRow[]> {
  const [id, revision] = after ?? ['', 0]
  const rows = await db.all<StoredPersonal>(`${PERSONAL} where (p.event_id, p.revision) > ($1, $2) order by p.event_id, p.revision limit $3`, [
    id,
    revision,
    limit,
  ])
  return rows.map(personalRow)
}

const PERSONAL =
  'select p.event_id, p.revision, p.data, a.account_id from event_personal p left join assignment a on a.event_id = p.event_id and a.closed_at is null'

export async function savePersonal(db: Db, { eventId, revision, personal }: Pick<PersonalRow, 'eventId' | 'revision' | 'personal'>): Promise<void> {
  await db.run('update event_personal set data = $3 where event_id = $1 and revision = $2', [eventId, revision, json(personal)])
}

/** The events stay where they belong; whose they are in person is known no more. */
export async function detach(db: Db, eventId: string): Promise<void> {
  await db.run('update assignment set contact_id = null where event_id = $1', [eventId])
  await db.run('delete from consent where event_id = $1', [eventId])
}

export async function evidenceOf(db: Db, eventId: string): Promise<{ decidedAt: number; evidence: string }[]> {
  const rows = await db.all<{ decided_at: number; evidence: string }>('select decided_at, evidence from assignment where event_id = $1', [eventId])
  return rows.map((row) => ({ decidedAt: row.decided_at, evidence: row.evidence }))
}

export async function saveEvidence(db: Db, eventId: string, decidedAt: number, evidence: unknown): Promise<void> {
  await db.run('update assignment set evidence = $3 where event_id = $1 and decided_at = $2', [eventId, decidedAt, json(evidence)])
}

/** Deliveries that told an event, in whatever revision. */
export async function deliveriesOf(db: Db, eventIds: readonly string[]): Promise<string[]> {
  const rows = await inParts(eventIds, (part) => {
    const list = padded(part)
    return db.all<{ delivery_id: string }>(`select distinct delivery_id from event where id in (${placeholders(1, list.length)})`, list)
  })
  return [...new Set(rows.map((row) => row.delivery_id))].sort()
}

/** Leads that these events touched. */
export async function leadsOf(db: Db, eventIds: readonly string[]): Promise<string[]> {
  const rows = await inParts(eventIds, (part) => {
    const list = padded(part)
    return db.all<{ lead_id: string }>(`select distinct lead_id from lead_fact where event_id in (${placeholders(1, list.length)})`, list)
  })
  return [...new Set(rows.map((row) => row.lead_id))].sort()
}

/** Contacts themselves: rows, keys that lead to them, what people said of their fields. @returns rows deleted, by table */
export async function removeContacts(db: Db, ids: readonly string[]): Promise<Record<string, number>> {
  const n = { contact: 0, identity_posting: 0, said_field: 0 }
  for (const id of ids) {
    n.contact += await db.run('delete from contact where id = $1', [id])
    n.identity_posting += await db.run("delete from identity_posting where contact_id = $1 and contact_id <> ''", [id])
    n.said_field += await db.run('delete from said_field where subject = $1', [id])
  }
  return n
}

export async function removeKeys(db: Db, keys: readonly string[]): Promise<void> {
  for (const key of keys) await db.run('delete from identity_key where key = $1', [key])
}

/** @returns rows deleted */
export async function removeConsents(db: Db, addresses: readonly string[]): Promise<number> {
  let n = 0
  for (const address of addresses) n += await db.run('delete from consent where address = $1', [address])
  return n
}

interface StoredPersonal {
  event_id: string
  revision: number
  data: string
  account_id: string | null
}

const personalRow = (row: StoredPersonal): PersonalRow => ({
  eventId: row.event_id,
  revision: row.revision,
  personal: parsed<EventPersonal>(row.data) ?? {},
  accountId: row.account_id,
})
