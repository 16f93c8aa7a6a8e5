/** Leads (unit x product): the projection folded from their facts, and how they are found. */
import type { CallDue } from '../lead/call.ts'
import type { HandoverClock } from '../lead/handover-limits.ts'
import { type LeadState, nothing } from '../lead/lead-state.ts'
import type { Score } from '../lead/score.ts'
import { type Db, json, type Page, pageOf, parsed, Where } from './db.ts'
import { takeBack } from './lead-steps.ts'
import { padded, placeholders } from './sql.ts'

export interface LeadRow {
  id: string
  unitId: string
  accountId: string
  product: string
  createdAt: number
  state: LeadState
  /** Steps recorded so far: the next one's number. */
  steps: number
  updatedAt: number
  mergedInto: string | null
}

/** The lead of a unit and product, made if there is none, held to the end of the transaction. */
export async function hold(db: Db, row: { id: string; unitId: string; accountId: string; product: string }, now: number): Promise<LeadRow> {
  const stored = await db.get<StoredLead>(
    `insert into lead (id, unit_id, account_id, product, created_at, cycle, stage, points, fit, engagement, state, steps, updated_at)
     values ($1, $2, $3, $4, $5, 1, 'unknown', 0, 'D', 4, $6, 0, $5)
     on conflict (unit_id, product) do update set updated_at = lead.updated_at returning *`,
    [row.id, row.unitId, row.accountId, row.product, now, json(nothing())],
  )
  return leadOf(stored!)
}

export async function holdById(db: Db, id: string): Promise<LeadRow | undefined> {
  const row = await db.get<StoredLead>(`select * from lead where id = $1 ${db.dialect.forUpdate}`, [id])
  return row && leadOf(row)
}

export async function find(db: Db, id: string): Promise<LeadRow | undefined> {
  const row = await db.get<StoredLead>('select * from lead where id = $1', [id])
  return row && leadOf(row)
}

/** Where these leads stand, by id. */
export async function standingOf(db: Db, ids: readonly string[]): Promise<Map<string, LeadStanding>> {
  if (ids.length === 0) return new Map()
  const list = padded(ids)
  const rows = await db.all<{ id: string; product: string; stage: string; class: string | null; unit_id: string; account_id: string }>(
    `select id, product, stage, class, unit_id, account_id from lead where id in (${placeholders(1, list.length)})`,
    list,
  )
  return new Map(rows.map(({ unit_id, account_id, ...row }) => [row.id, { ...row, unitId: unit_id, accountId: account_id }]))
}

export type LeadStanding = Pick<LeadRow, 'id' | 'product' | 'unitId' | 'accountId'> & { stage: string; class: string | null }

/** The lead itself, or the one that it was merged into. */
export async function standing(db: Db, id: string): Promise<LeadRow | undefined> {
  const lead = await find(db, id)
  return lead && lead.mergedInto !== null ? standing(db, lead.mergedInto) : lead
}

/** The lead of a unit and product, or undefined. */
export async function ofUnit(db: Db, unitId: string, product: string): Promise<LeadRow | undefined> {
  const row = await db.get<StoredLead>('select * from lead where unit_id = $1 and product = $2', [unitId, product])
  return row && leadOf(row)
}

/** The lead whose record in a CRM bears this key: its id, with the cycle behind it from the second one on. */
export async function ofKey(db: Db, key: string): Promise<LeadRow | undefined> {
  const id = /^led_[0-9a-z]{26}/.exec(key)?.[0]
  return id === undefined ? undefined : find(db, id)
}

/** What is kept beside the state, to be found by. */
export interface Shown {
  /** At the last touch: points fade, and are counted anew at `fadesAt`. */
  score: Score
  fadesAt: number | null
  phase: string | null
  /** When somebody must look at it. */
  call: CallDue | null
  handover: HandoverClock | null
}

/** Writes the projection. */
export async function save(db: Db, lead: LeadRow, { score, fadesAt, phase, call, handover }: Shown, now: number): Promise<void> {
  const { state } = lead
  await db.send(
    `update lead set cycle = $2, stage = $3, substage = $4, class = $5, class_by = $6, points = $7, fit = $8, engagement = $9, owner = $10, handover = $11, state = $12, steps = $13, updated_at = $14, account_id = $15, call_at = $16, call_why = $17, fades_at = $18, phase = $19, waits_since = $20, due_at = $21, remind_at = $22 where id = $1`,
    [
      lead.id,
      state.cycle,
      state.stage,
      state.substage,
      state.class?.value ?? null,
      state.class?.by ?? null,
      score.points,
      score.fit,
      score.engagement,
      state.owner,
      state.offer?.lane ?? null,
      json(state),
      lead.steps,
      now,
      lead.accountId,
      call?.at ?? null,
      call?.why ?? null,
      fadesAt,
      phase,
      handover?.waitsSince ?? null,
      handover?.dueAt ?? null,
      handover?.remindAt ?? null,
    ],
  )
}

/** Leads whose points are to be counted anew, those that wait longest first; held to the end of the transaction. */
export async function fading(db: Db, now: number, limit: number): Promise<LeadRow[]> {
  const rows = await db.all<StoredLead>(
    `select * from lead where fades_at is not null and fades_at <= $1 order by fades_at limit $2 ${db.dialect.skipLocked}`,
    [now, limit],
  )
  return rows.map(leadOf)
}

export function saveScore(db: Db, id: string, { points, fit, engagement }: Score, fadesAt: number | null): Promise<unknown> {
  return db.send('update lead set points = $2, fit = $3, engagement = $4, fades_at = $5 where id = $1', [id, points, fit, engagement, fadesAt])
}

/** The next customers of a product, by id. */
export async function customersOf(db: Db, product: string, id: string, limit: number): Promise<LeadRow[]> {
  const rows = await db.all<StoredLead>(
    "select * from lead where product = $1 and stage = 'customer' and id > $2 and merged_into is null order by id limit $3",
    [product, id, limit],
  )
  return rows.map(leadOf)
}

/** The next leads by id. */
export async function behind(db: Db, id: string, limit: number): Promise<LeadRow[]> {
  return (await db.all<StoredLead>('select * from lead where id > $1 and merged_into is null order by id limit $2', [id, limit])).map(leadOf)
}

/** A lead of which no fact is left; voided ones stay in the history of their events. */
export async function remove(db: Db, leadId: string, now: number): Promise<void> {
  await takeBack(db, leadId, now)
  await db.send('delete from lead where id = $1', [leadId])
}

/** Who has the handed-over leads of these accounts, once each: those of the product first, then the newest. */
export async function ownersOf(db: Db, accountIds: readonly string[], product: string): Promise<{ account: string; owner: string }[]> {
  if (accountIds.length === 0) return []
  const list = padded(accountIds)
  const rows = await db.all<{ account: string; owner: string }>(
    `select account_id as account, owner from lead
     where account_id in (${placeholders(2, list.length)}) and owner is not null and handover is not null and merged_into is null
     order by case when product = $1 then 0 else 1 end, created_at desc, id`,
    [product, ...list],
  )
  return rows.filter(({ account }, i) => rows.findIndex((one) => one.account === account) === i)
}

export interface LeadFilter {
  stage?: string | undefined
  phase?: string | undefined
  class?: string | undefined
  product?: string | undefined
  account?: string | undefined
  unit?: string | undefined
  owner?: string | undefined
  /** Part of the name of the company, as names are compared, or of its site. */
  name?: { company: string; site: string } | undefined
  before?: string | undefined
  limit: number
}

/** Newest first. */
export async function list(db: Db, filter: LeadFilter): Promise<Page<LeadRow>> {
  const where = new Where()
    .add('stage = ?', filter.stage)
    .add('phase = ?', filter.phase)
    .add('class = ?', filter.class)
    .add('product = ?', filter.product)
    .add('account_id = ?', filter.account)
    .add('unit_id = ?', filter.unit)
    .add('owner = ?', filter.owner)
    .add('id < ?', filter.before)
    .always('merged_into is null')
  if (filter.name) {
    const [company, site] = [filter.name.company, filter.name.site].map((text) => where.value(`%${text.replaceAll(/[%_\\]/g, '')}%`))
    where.always(
      `(account_id in (select id from account where name_key like ${company}) or unit_id in (select id from unit where lower(profile) like ${site}))`,
    )
  }
  const rows = await db.all<StoredLead>(`select * from lead ${where.text} order by id desc limit ${where.value(filter.limit + 1)}`, where.values)
  return pageOf(rows, filter.limit, (row) => row.id, leadOf)
}

/** Leads that touches of these deliveries belong to. */
export async function ofDeliveries(db: Db, deliveryIds: readonly string[]): Promise<string[]> {
  if (deliveryIds.length === 0) return []
  const list = padded(deliveryIds)
  const rows = await db.all<{ lead_id: string }>(
    `select distinct f.lead_id from event e join lead_fact f on f.event_id = e.id and f.voided_at is null
     where e.state = 'active' and e.delivery_id in (${placeholders(1, list.length)})`,
    list,
  )
  return rows.map((row) => row.lead_id)
}

/** Leads of these accounts that were handed over. */
export async function handedOverOf(db: Db, accountIds: readonly string[]): Promise<LeadRow[]> {
  if (accountIds.length === 0) return []
  const list = padded(accountIds)
  return (
    await db.all<StoredLead>(
      `select * from lead where account_id in (${placeholders(1, list.length)}) and handover is not null and merged_into is null order by id`,
      list,
    )
  ).map(leadOf)
}

/** The newest leads that were handed over. */
export async function newestHandedOver(db: Db, limit: number): Promise<LeadRow[]> {
  return (await db.all<StoredLead>('select * from lead where handover is not null and merged_into is null order by id desc limit $1', [limit])).map(leadOf)
}

/** Every lead there is: for small databases made for trying. */
export async function all(db: Db): Promise<(LeadRow & { points: number })[]> {
  return (await db.all<StoredLead & { points: number }>('select * from lead')).map((row) => ({ ...leadOf(row), points: row.points }))
}

export async function ofUnits(db: Db, unitIds: readonly string[]): Promise<LeadRow[]> {
  if (unitIds.length === 0) return []
  return (
    await db.all<StoredLead>(`select * from lead where unit_id in (${placeholders(1, unitIds.length)}) and merged_into is null order by id`, unitIds)
  ).map(leadOf)
}

export interface StoredLead {
  id: string
  unit_id: string
  account_id: string
  product: string
  created_at: number
  state: string
  steps: number
  updated_at: number
  merged_into: string | null
}

export const leadOf = (row: StoredLead): LeadRow => ({
  id: row.id,
  unitId: row.unit_id,
  accountId: row.account_id,
  product: row.product,
  createdAt: row.created_at,
  state: parsed<LeadState>(row.state) ?? nothing(),
  steps: row.steps,
  updatedAt: row.updated_at,
  mergedInto: row.merged_into,
})
