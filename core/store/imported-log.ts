/** Writes the facts of an imported log as if the hub had recorded them, so that everything that reads them finds them where it looks. */

import { nothing } from '../lead/lead-state.ts'
import * as opportunities from './crm-opportunities.ts'
import { type Db, insertInto, json } from './db.ts'
import { padded, placeholders } from './sql.ts'

export interface LoggedFact {
  id: string
  lead: string
  kind: string
  at: number
  received: number
  /** When it was taken back; null: it stands. */
  until: number | null
  /** Its number among the facts of the lead. */
  place: number
  data: Readonly<Record<string, unknown>>
  /** Of a fact that tells of the lead's creation. */
  created?: { unit: string; product: string }
}

/** The log names connections of another hub by none. */
const CONNECTION = 'log'
/** Of what waits nobody here is to do anything. */
const NEVER = Number.MAX_SAFE_INTEGER

const insertSteps = insertInto('lead_step', ['lead_id', 'seq', 'kind', 'at', 'recorded_at', 'data'])
const insertPast = insertInto('lead_step_was', ['lead_id', 'unit_id', 'account_id', 'product', 'kind', 'at', 'recorded_at', 'until_at', 'data'])
const insertTouches = insertInto('lead_fact', ['id', 'lead_id', 'kind', 'at', 'recorded_at', 'voided_at', 'data'])
const insertLeads = insertInto(
  'lead',
  ['id', 'unit_id', 'account_id', 'product', 'created_at', 'cycle', 'stage', 'points', 'fit', 'engagement', 'state', 'steps', 'updated_at'],
  'on conflict (id) do nothing',
)
const insertDeliveries = insertInto('delivery', ['id', 'source', 'seq', 'received_at', 'state', 'items', 'due_at', 'attempts'])
const insertEvents = insertInto('event', [
  'id',
  'revision',
  'delivery_id',
  'source',
  'item_key',
  'ordinal',
  'state',
  'kind',
  'occurred_at',
  'recorded_at',
  'mapping_id',
  'data',
])
const insertAssignments = insertInto('assignment', [
  'event_id',
  'decided_at',
  'account_id',
  'unit_id',
  'decision',
  'total',
  'threshold',
  'grade',
  'evidence',
  'model',
  'decided_by',
])
const insertUnits = insertInto('unit', ['id', 'account_id', 'kind', 'profile', 'created_at'], 'on conflict (id) do nothing')
const insertJobs = insertInto('job', ['id', 'connection', 'lane', 'kind', 'subject', 'task', 'state', 'created_at', 'due_at', 'attempts'])

/** Whether leads, deliveries or jobs are there already. */
export async function isFresh(db: Db): Promise<boolean> {
  for (const table of ['lead', 'delivery', 'job']) if ((await db.get(`select 1 from ${table} limit 1`)) !== undefined) return false
  return true
}

export async function addFacts(db: Db, facts: readonly LoggedFact[], now: number): Promise<void> {
  const created = facts.filter((fact) => fact.created !== undefined && fact.until === null)
  const taken = await unitsTaken(db, created)
  await insertLeads(
    db,
    created.map(({ lead, at, created: of }) => {
      const seat = `${of!.unit} ${of!.product}`
      // Two leads of one unit and product that the log never merged: the second is told apart.
      const unit = taken.has(seat) ? `${of!.unit} ${lead}` : of!.unit
      taken.add(seat)
      return [lead, unit, of!.unit, of!.product, at, 1, 'lead', 0, 'D', 4, json(nothing()), 0, now]
    }),
  )
  await insertTouches(
    db,
    facts.filter(({ kind }) => kind === 'touch').map(({ id, lead, kind, at, received, until, data }) => [id, lead, kind, at, received, until, json(data)]),
  )
  const steps = facts.filter(({ kind }) => kind !== 'touch')
  await insertSteps(
    db,
    steps.filter(({ until }) => until === null).map(({ lead, place, kind, at, received, data }) => [lead, place, kind, at, received, json(data)]),
  )
  await insertPast(
    db,
    steps
      .filter(({ until }) => until !== null)
      .map(({ lead, kind, at, received, until, data, created: of }) => [lead, of?.unit ?? '', '', of?.product ?? '', kind, at, received, until, json(data)]),
  )
}

async function unitsTaken(db: Db, created: readonly LoggedFact[]): Promise<Set<string>> {
  if (created.length === 0) return new Set()
  const list = padded(created.map((fact) => fact.created!.unit))
  const rows = await db.all<{ unit_id: string; product: string }>(`select unit_id, product from lead where unit_id in (${placeholders(1, list.length)})`, list)
  return new Set(rows.map((row) => `${row.unit_id} ${row.product}`))
}

/** What a log says in the end of leads: where they stand, and in which others they went up. */
export async function settleLeads(
  db: Db,
  leads: readonly { id: string; stage: string; class: string | null }[],
  merged: ReadonlyMap<string, string>,
): Promise<void> {
  for (const lead of leads) await db.send('update lead set stage = $2, class = $3 where id = $1', [lead.id, lead.stage, lead.class])
  for (const [lead, into] of merged) await db.send('update lead set merged_into = $2 where id = $1', [lead, into])
}

interface LoggedDelivery {
  id: string
  source: string
  received: number
  state: string
  events: readonly { state: 'advanced' | 'ignored' | 'held'; unit?: 'new' | 'existing' | undefined }[]
}

const ITEM_STATES = { advanced: 'processed', ignored: 'filtered', held: 'held' } as const

export async function addDeliveries(db: Db, deliveries: readonly LoggedDelivery[]): Promise<void> {
  const numbers = new Map<string, number>()
  for (const source of new Set(deliveries.map((one) => one.source)))
    numbers.set(source, (await db.get<{ n: number }>('select last_seq as n from source_counter where source = $1', [source]))?.n ?? 0)
  const rows = deliveries.map(({ id, source, received, state, events }) => {
    const seq = numbers.get(source)! + 1
    numbers.set(source, seq)
    const items = events.map((event, i) => ({ key: String(i), state: ITEM_STATES[event.state], code: null, path: null, reason: null }))
    return [id, source, seq, received, state, items.length > 0 ? json(items) : null, NEVER, 1]
  })
  await insertDeliveries(db, rows)
  for (const [source, seq] of numbers)
    await db.send('insert into source_counter (source, last_seq) values ($1, $2) on conflict (source) do update set last_seq = excluded.last_seq', [
      source,
      seq,
    ])
  const events = deliveries.flatMap(({ id, source, received, events }) =>
    events.flatMap(({ state, unit }, i) => (state === 'advanced' ? [{ id: `${id} ${i}`, delivery: id, source, received, i, isNew: unit === 'new' }] : [])),
  )
  await insertEvents(
    db,
    events.map(({ id, delivery, source, received, i }) => [
      id,
      1,
      delivery,
      source,
      `${delivery} ${i}`,
      '0',
      'active',
      'profile',
      received,
      received,
      CONNECTION,
      '{}',
    ]),
  )
  const unitOf = (event: (typeof events)[number]): string => (event.isNew ? `unit of ${event.id}` : 'unit before the log')
  await insertUnits(db, [
    ['unit before the log', CONNECTION, 'site', '{}', 0],
    ...events.filter(({ isNew }) => isNew).map((event) => [unitOf(event), CONNECTION, 'site', '{}', event.received]),
  ])
  await insertAssignments(
    db,
    events.map((event) => [event.id, event.received, CONNECTION, unitOf(event), event.isNew ? 'new' : 'attach', 0, 0, '', '[]', CONNECTION, CONNECTION]),
  )
}

export const addJobs = (db: Db, jobs: readonly { id: string; connection: string; created: number; state: string }[]): Promise<void> =>
  insertJobs(
    db,
    jobs.map(({ id, connection, created, state }) => [id, connection, id, 'state', id, 'tell', state, created, NEVER, 1]),
  )

export async function addOpportunities(
  db: Db,
  rows: readonly { id: string; connection?: string | undefined; hubLead: string | null; product: string | null; created: string }[],
  now: number,
): Promise<void> {
  await opportunities.put(
    db,
    rows.map(({ id, connection = CONNECTION, hubLead, product, created }) => ({ connection, id, leadId: hubLead, product, createdOn: created })),
    now,
  )
  await opportunities.readUntil(db, CONNECTION, now)
}
