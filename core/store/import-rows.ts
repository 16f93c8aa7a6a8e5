/** Rows of imported lists: which delivery each became, what that came to, and which rows of a source were here before. */
import type { RowOutcome } from '../list.ts'
import { type Db, insertInto, type Page, pageOf, Where } from './db.ts'
import type { DeliveryState } from './deliveries.ts'
import { padded, placeholders } from './sql.ts'

export interface NewRow {
  /** Its number among the rows of the list, counted from 0. */
  n: number
  line: number
  deliveryId: string
  /** The very row was here before, in this list or another of its source. */
  isKnown: boolean
  /** What is wrong with the row itself. */
  note: string | null
}

const insertRows = insertInto('import_row', ['run_id', 'n', 'line', 'delivery_id', 'known', 'note', 'outcome', 'lead_id'])
const rememberRows = insertInto('list_row', ['source', 'hash', 'delivery_id'], 'on conflict (source, hash) do nothing')

export async function add(db: Db, runId: string, rows: readonly NewRow[]): Promise<void> {
  await insertRows(
    db,
    rows.map(({ n, line, deliveryId, isKnown, note }) => [runId, n, line, deliveryId, Number(isKnown), note, null, null]),
  )
}

/** The deliveries that rows of a source became when they first came, by the hash of what they say. */
export async function known(db: Db, source: string, hashes: readonly string[]): Promise<Map<string, string>> {
  if (hashes.length === 0) return new Map()
  const list = padded(hashes)
  const rows = await db.all<{ hash: string; delivery_id: string }>(
    `select hash, delivery_id from list_row where source = $1 and hash in (${placeholders(2, list.length)})`,
    [source, ...list],
  )
  return new Map(rows.map((row) => [row.hash, row.delivery_id]))
}

export async function remember(db: Db, source: string, rows: readonly { hash: string; deliveryId: string }[]): Promise<void> {
  await rememberRows(
    db,
    rows.map(({ hash, deliveryId }) => [source, hash, deliveryId]),
  )
}

export interface SettledRow {
  n: number
  deliveryId: string
  isKnown: boolean
  state: DeliveryState
}

/** Rows whose delivery is settled, and that were not judged yet. */
export async function settled(db: Db, runId: string, limit: number): Promise<SettledRow[]> {
  const rows = await db.all<{ n: number; delivery_id: string; known: number; state: DeliveryState }>(
    `select r.n, r.delivery_id, r.known, d.state from import_row r join delivery d on d.id = r.delivery_id
     where r.run_id = $1 and r.outcome is null and d.state <> 'pending' order by r.n limit $2`,
    [runId, limit],
  )
  return rows.map((row) => ({ n: row.n, deliveryId: row.delivery_id, isKnown: row.known === 1, state: row.state }))
}

/** How many rows wait to be judged, and of how many of them the delivery is settled. */
export async function underWay(db: Db, runId: string): Promise<{ waiting: number; settled: number }> {
  const row = await db.get<{ waiting: number; settled: number | null }>(
    `select count(*) as waiting, sum(case when d.state <> 'pending' then 1 else 0 end) as settled from import_row r join delivery d on d.id = r.delivery_id
     where r.run_id = $1 and r.outcome is null`,
    [runId],
  )
  return { waiting: row!.waiting, settled: row!.settled ?? 0 }
}

/** Of these deliveries, those that told a lead its first fact; with that lead. */
export async function leadsMade(db: Db, deliveryIds: readonly string[]): Promise<Map<string, string>> {
  if (deliveryIds.length === 0) return new Map()
  const list = padded(deliveryIds)
  const rows = await db.all<{ delivery_id: string; lead_id: string }>(
    `select e.delivery_id, f.lead_id from event e join lead_fact f on f.event_id = e.id and f.voided_at is null
     where e.delivery_id in (${placeholders(1, list.length)}) and not exists (
       select 1 from lead_fact g where g.lead_id = f.lead_id and (g.recorded_at < f.recorded_at or (g.recorded_at = f.recorded_at and g.id < f.id)))
     order by e.delivery_id, f.lead_id`,
    list,
  )
  return new Map(rows.reverse().map((row) => [row.delivery_id, row.lead_id]))
}

/** Of these leads, those that a row of the run was counted to have made. */
export async function counted(db: Db, runId: string, leadIds: readonly string[]): Promise<Set<string>> {
  if (leadIds.length === 0) return new Set()
  const list = padded(leadIds)
  const rows = await db.all<{ lead_id: string }>(`select lead_id from import_row where run_id = $1 and lead_id in (${placeholders(2, list.length)})`, [
    runId,
    ...list,
  ])
  return new Set(rows.map((row) => row.lead_id))
}

export interface Judged {
  n: number
  outcome: RowOutcome
  /** That it made. */
  leadId: string | null
}

export async function judge(db: Db, runId: string, rows: readonly Judged[]): Promise<void> {
  for (const { n, outcome, leadId } of rows)
    await db.run('update import_row set outcome = $3, lead_id = $4 where run_id = $1 and n = $2', [runId, n, outcome, leadId])
}

export interface RowResult {
  n: number
  line: number
  /** Null: it is not through yet. */
  outcome: RowOutcome | null
  delivery: string
  /** State of the delivery now. */
  state: DeliveryState
  reason: string | null
  account: string | null
  lead: string | null
}

/** What became of the rows, in their order; accounts and leads as they stand now. */
export async function list(
  db: Db,
  runId: string,
  filter: { outcome?: RowOutcome | undefined; after?: number | undefined; limit: number },
): Promise<Page<RowResult>> {
  const where = new Where().add('r.run_id = ?', runId).add('r.outcome = ?', filter.outcome).add('r.n > ?', filter.after)
  const rows = await db.all<StoredResult>(
    `select r.n, r.line, r.outcome, r.known, r.note, r.delivery_id, d.state, d.reason, d.duplicate_of from import_row r join delivery d on d.id = r.delivery_id
     ${where.text} order by r.n limit ${where.value(filter.limit + 1)}`,
    where.values,
  )
  const page = pageOf(
    rows,
    filter.limit,
    (row) => String(row.n),
    (row) => row,
  )
  const whose = await whoseAre(db, [...new Set(page.rows.map((row) => row.duplicate_of ?? row.delivery_id))])
  return {
    next: page.next,
    rows: page.rows.map((row) => ({
      n: row.n,
      line: row.line,
      outcome: row.outcome,
      delivery: row.delivery_id,
      state: row.state,
      reason: row.note ?? (row.outcome === 'duplicate' && row.known === 1 ? 'the very row was here before' : row.reason),
      account: whose.get(row.duplicate_of ?? row.delivery_id)?.account ?? null,
      lead: whose.get(row.duplicate_of ?? row.delivery_id)?.lead ?? null,
    })),
  }
}

interface StoredResult {
  n: number
  line: number
  outcome: RowOutcome | null
  known: number
  note: string | null
  delivery_id: string
  state: DeliveryState
  reason: string | null
  duplicate_of: string | null
}

async function whoseAre(db: Db, deliveryIds: readonly string[]): Promise<Map<string, { account: string | null; lead: string | null }>> {
  if (deliveryIds.length === 0) return new Map()
  const list = padded(deliveryIds)
  const rows = await db.all<{ delivery_id: string; account: string | null; lead: string | null }>(
    `select e.delivery_id, min(a.account_id) as account, min(f.lead_id) as lead from event e
     left join assignment a on a.event_id = e.id and a.closed_at is null
     left join lead_fact f on f.event_id = e.id and f.voided_at is null
     where e.delivery_id in (${placeholders(1, list.length)}) and e.state = 'active' group by e.delivery_id`,
    list,
  )
  return new Map(rows.map((row) => [row.delivery_id, row]))
}
