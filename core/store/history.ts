/**
 * What leads went through, as figures count it: the steps they took, those that were taken back when more became known, and
 * their touches. Read lead by lead, in the order of their ids.
 */
import type { CompanyOf, CompanyTold } from '../lead/company-told.ts'
import type { Class, Stage } from '../lead/fact.ts'
import type { MetricFact, MetricFactBody, Source } from '../metrics/fact.ts'
import { type Db, parsed } from './db.ts'
import { padded, placeholders } from './sql.ts'

interface LeadRef {
  id: string
  unit_id: string
  account_id: string
  product: string
}
interface StepRow {
  lead_id: string
  seq: number
  kind: string
  at: number
  recorded_at: number
  until_at: number | null
  data: string
}

export const countLeads = async (db: Db): Promise<number> => (await db.get<{ n: number }>('select count(*) as n from lead'))!.n

/** The next leads by id, also those of which only the past is left. */
export async function leadsBehind(db: Db, after: string, limit: number): Promise<string[]> {
  const rows = await db.all<{ id: string }>(
    `select id from (select id from lead where id > $1 order by id limit $2) as here
     union select lead_id as id from (select distinct lead_id from lead_step_was where lead_id > $1 order by lead_id limit $2) as gone order by id limit $2`,
    [after, limit],
  )
  return rows.map(({ id }) => id)
}

/** Leads whose history changed since, by id; some may be told that did not. */
export async function changedSince(db: Db, since: number): Promise<string[]> {
  // `union` would have SQLite read both tables from end to end, in the order of the ids.
  const rows = await db.all<{ id: string }>(
    'select id from lead where updated_at >= $1 union all select lead_id as id from lead_step_was where until_at >= $1',
    [since],
  )
  return [...new Set(rows.map(({ id }) => id))].sort()
}

/** Merges that were told as facts of their own: which leads belong together. @returns absorbed lead and survivor */
export async function mergesTold(db: Db): Promise<[string, string][]> {
  const rows = await db.all<{ lead_id: string; data: string }>("select lead_id, data from lead_step where kind = 'merged'")
  return rows.map(({ lead_id, data }) => [lead_id, parsed<{ into: string }>(data)!.into])
}

/** @param withTouches few figures count them, and they are most of all facts */
export async function factsOfLeads(db: Db, ids: readonly string[], companyOf: CompanyOf, withTouches: boolean): Promise<MetricFact[]> {
  if (ids.length === 0) return []
  const list = padded(ids)
  const marks = placeholders(1, list.length)
  const leads = await db.all<LeadRef>(`select id, unit_id, account_id, product from lead where id in (${marks})`, list)
  const steps = await db.all<StepRow>(`select lead_id, seq, kind, at, recorded_at, null as until_at, data from lead_step where lead_id in (${marks})`, list)
  const was = await db.all<StepRow & Omit<LeadRef, 'id'>>(
    `select lead_id, seq, kind, at, recorded_at, until_at, data, unit_id, account_id, product from lead_step_was where lead_id in (${marks})`,
    list,
  )
  const refs = new Map(leads.map((lead) => [lead.id, lead]))
  const facts = steps.flatMap((row) => {
    const lead = refs.get(row.lead_id)
    return lead ? factOf(row, lead, companyOf) : [] // made between the two queries: it has changed, and is read with the next question
  })
  for (const row of was) facts.push(...factOf(row, { ...row, id: row.lead_id }, companyOf))
  if (withTouches) for (const touch of await touchesOf(db, list)) facts.push(touch)
  return facts
}

async function touchesOf(db: Db, list: readonly string[]): Promise<MetricFact[]> {
  const rows = await db.all<{ id: string; lead_id: string; at: number; recorded_at: number; voided_at: number | null; data: string }>(
    `select id, lead_id, at, recorded_at, voided_at, data from lead_fact where lead_id in (${placeholders(1, list.length)}) and kind = 'touch'`,
    list,
  )
  return rows.map(({ id, lead_id, at, recorded_at, voided_at, data }) => {
    const { touch, origin, contact } = JSON.parse(data) as { touch: string; origin: Partial<Source>; contact: string | null }
    return {
      ...{ id, lead: lead_id, at, received: recorded_at, ...(voided_at !== null && { until: voided_at }) },
      ...{ kind: 'touch', touch, source: sourceOf(origin), contact },
    }
  })
}

const sourceOf = ({ channel, system, campaign }: Partial<Source>): Source => ({ channel: channel!, system: system!, campaign: campaign ?? null })

/** Steps that figures do not count (phases, reminders) give none. */
function factOf(row: StepRow, lead: LeadRef, companyOf: CompanyOf): MetricFact[] {
  const data = JSON.parse(row.data) as Told
  const body = bodyOf(row.kind, data, lead, companyOf)
  if (body === null) return []
  return [
    {
      id: data.id ?? `${row.lead_id} ${row.until_at === null ? '' : 'was '}${String(row.seq).padStart(9, '0')}`,
      ...(row.until_at !== null && { until: row.until_at }),
      ...{ lead: row.lead_id, at: row.at, received: row.recorded_at, ...body },
    },
  ]
}

/** The cast: the fold and the import of logs wrote them with these shapes (lead/lead-state.ts). */
type Told = Record<string, unknown> & CompanyTold & { /** Of an imported fact, as `unit` and `account` are. */ id?: string }

function bodyOf(kind: string, data: Told, lead: LeadRef, companyOf: CompanyOf): MetricFactBody | null {
  const text = (name: string) => (data[name] as string | null | undefined) ?? null
  switch (kind) {
    case 'created':
      return { kind, unit: text('unit') ?? lead.unit_id, product: lead.product, to: data.to as 'unknown' | 'lead', source: sourceOf(data.origin as Source) }
    case 'unit':
      return { kind, unit: text('unit') ?? lead.unit_id, account: text('account') ?? lead.account_id, ...companyOf(data) }
    case 'stage':
      return { kind, to: data.to as Stage }
    case 'class':
      return { kind, to: data.to as Class | null }
    case 'fast_lane':
      return { kind, stage: data.stage as Stage, class: data.class as Class | null }
    case 'owner':
      return { kind, to: text('to') }
    case 'offer':
      return { kind, offer: data.offer as string, owner: text('owner'), lane: data.lane as string }
    case 'contact':
      return { kind, owner: text('owner'), activity: text('activity') }
    case 'accept':
      return { kind, offer: text('offer'), auto: data.auto === true }
    case 'reject':
    case 'withdraw':
      return { kind, offer: text('offer'), reason: text('reason') }
    case 'substage':
      return { kind, to: data.to as string }
    case 'lost':
    case 'disqualified':
      return { kind, reason: text('reason') }
    case 'won':
      return { kind, order: data.order as string, amount: centsOf(data.amount as number | null), currency: text('currency') }
    case 'won_void':
      return { kind, order: data.order as string }
    case 'merged':
      return { kind, into: data.into as string, merge: data.merge as string }
    case 'unmerged':
      return { kind, merge: data.merge as string }
    default:
      return null
  }
}

const centsOf = (amount: number | null): number | null => (amount === null ? null : Math.round(amount * 100))
