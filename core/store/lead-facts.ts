/** Facts of leads: what was told of them, kept also where it was voided. */
import type { Fact, FactBody } from '../lead/fact.ts'
import { type Db, json, parsed } from './db.ts'
import { padded, placeholders } from './sql.ts'

export async function add(db: Db, leadId: string, fact: Fact, revision: number | null): Promise<void> {
  const { kind, ...data } = fact.body
  await db.send(
    'insert into lead_fact (id, lead_id, kind, at, recorded_at, event_id, revision, by_whom, voided_at, data) values ($1, $2, $3, $4, $5, $6, $7, $8, null, $9)',
    [fact.id, leadId, kind, fact.at, fact.recordedAt, fact.eventId, revision, fact.by, json(data)],
  )
}

/** Facts that count, in no particular order. */
export async function ofLead(db: Db, leadId: string): Promise<Fact[]> {
  const rows = await db.all<StoredFact>('select * from lead_fact where lead_id = $1 and voided_at is null', [leadId])
  return rows.map(factOf)
}

/** The same of several leads. */
export async function ofLeads(db: Db, leadIds: readonly string[]): Promise<Map<string, Fact[]>> {
  if (leadIds.length === 0) return new Map()
  const list = padded(leadIds)
  const rows = await db.all<StoredFact & { lead_id: string }>(
    `select * from lead_fact where lead_id in (${placeholders(1, list.length)}) and voided_at is null`,
    list,
  )
  return Map.groupBy(rows, (row) => row.lead_id)
    .entries()
    .reduce((all, [id, of]) => all.set(id, of.map(factOf)), new Map<string, Fact[]>())
}

/** Voids what an event's earlier revision had told. @returns the leads that must be folded anew */
export async function voidOfEvent(db: Db, eventId: string, now: number): Promise<string[]> {
  const rows = await db.all<{ lead_id: string }>('update lead_fact set voided_at = $2 where event_id = $1 and voided_at is null returning lead_id', [
    eventId,
    now,
  ])
  return [...new Set(rows.map((row) => row.lead_id))]
}

/** An event's touches that count, with the lead and product they are told of. */
export async function touchesOfEvent(db: Db, eventId: string): Promise<{ id: string; leadId: string; product: string }[]> {
  const rows = await db.all<{ id: string; lead_id: string; product: string }>(
    "select f.id, f.lead_id, l.product from lead_fact f join lead l on l.id = f.lead_id where f.event_id = $1 and f.kind = 'touch' and f.voided_at is null",
    [eventId],
  )
  return rows.map((row) => ({ id: row.id, leadId: row.lead_id, product: row.product }))
}

/** Gives a touch to another lead or contact: whose it is, is a matter of identity, not of what was said. */
export async function moveTouch(db: Db, factId: string, leadId: string, contactId: string | null): Promise<void> {
  const row = await db.get<{ data: string }>('select data from lead_fact where id = $1', [factId])
  const data = parsed<{ contact: string | null }>(row?.data ?? null) ?? { contact: null }
  // A touch of nobody in particular stays one.
  const contact = data.contact === null ? null : (contactId ?? 'unnamed')
  await db.send('update lead_fact set lead_id = $2, data = $3 where id = $1', [factId, leadId, json({ ...data, contact })])
}

interface StoredFact {
  id: string
  kind: FactBody['kind']
  at: number
  recorded_at: number
  event_id: string | null
  by_whom: string | null
  data: string
}

const factOf = (row: StoredFact): Fact => ({
  id: row.id,
  at: row.at,
  recordedAt: row.recorded_at,
  eventId: row.event_id,
  by: row.by_whom,
  body: { kind: row.kind, ...parsed<object>(row.data) } as FactBody, // written by addFact with that shape
})
