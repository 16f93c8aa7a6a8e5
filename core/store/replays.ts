/** Replays: which deliveries are looked at again, how far that is, which leads the CRMs must hear of, what a person must look at. */
import { type Db, insertInto, json, type Page, pageOf, parsed, Where } from './db.ts'
import { placeholders, type Row } from './sql.ts'

export const REPLAY_STATES = ['planned', 'running', 'paused', 'cancelling', 'cancelled', 'done'] as const
export type ReplayState = (typeof REPLAY_STATES)[number]

/** Which deliveries; at least one condition is given. */
export interface ReplayFilter {
  source?: string | undefined
  state?: string | undefined
  /** Code of the hold. */
  reason?: string | undefined
  /** Where in the payload it is held. */
  path?: string | undefined
  /** Received at or after, and before. Unix ms. */
  from?: number | undefined
  to?: number | undefined
  ids?: readonly string[] | undefined
}

export interface ReplayRow {
  id: string
  state: ReplayState
  filter: ReplayFilter
  /** By the active version, or by the one that mapped a delivery first. */
  mapping: 'active' | 'original'
  /** Connections that hear of it; `missing`: those that have no record of the lead yet; null: all. */
  targets: readonly string[] | 'missing' | null
  perSecond: number
  createdAt: number
  createdBy: string
  startedAt: number | null
  endedAt: number | null
  reason: string | null
}

export async function add(db: Db, row: Omit<ReplayRow, 'state' | 'startedAt' | 'endedAt' | 'reason'>): Promise<void> {
  await db.run(
    `insert into replay (id, state, filter, mapping, targets, per_second, created_at, created_by, started_at, ended_at, leased_until, leased_by, reason)
     values ($1, 'planned', $2, $3, $4, $5, $6, $7, null, null, 0, null, null)`,
    [row.id, json(row.filter), row.mapping, json(row.targets), row.perSecond, row.createdAt, row.createdBy],
  )
}

/** A page of the deliveries that a filter names, in the order they came; those that wait or were erased are never among them. */
export async function matching(db: Db, filter: ReplayFilter, after: string, limit: number): Promise<string[]> {
  if (filter.ids !== undefined) {
    const found: string[] = []
    for (const id of [...new Set(filter.ids)].sort()) {
      if (id <= after || found.length === limit) continue
      if (await db.get("select 1 as there from delivery where id = $1 and state not in ('pending', 'erased')", [id])) found.push(id)
    }
    return found
  }
  const where = new Where()
    .add('source = ?', filter.source)
    .add('state = ?', filter.state)
    .add('code = ?', filter.reason)
    .add("coalesce(path, '') = ?", filter.path)
    .add('received_at >= ?', filter.from)
    .add('received_at < ?', filter.to)
    .add('id > ?', after)
    .always("state not in ('pending', 'erased')")
  const rows = await db.all<{ id: string }>(`select id from delivery ${where.text} order by id limit ${where.value(limit)}`, where.values)
  return rows.map(({ id }) => id)
}

const insertItems = insertInto(
  'replay_item',
  ['replay_id', 'delivery_id', 'state', 'outcome'],
  "on conflict (replay_id, delivery_id) do update set state = 'waiting', outcome = excluded.outcome",
)

/** @param why `follows`: what another told until now may count; it is looked at whatever happens to the replay */
export async function addItems(db: Db, replay: string, deliveryIds: readonly string[], why: 'follows' | null = null): Promise<void> {
  await insertItems(
    db,
    deliveryIds.map((id) => [replay, id, 'waiting', why]),
  )
}

/** The next deliveries to look at, in the order they came. */
export async function nextItems(db: Db, replay: string, limit: number): Promise<string[]> {
  const rows = await db.all<{ delivery_id: string }>(
    "select delivery_id from replay_item where replay_id = $1 and state = 'waiting' order by delivery_id limit $2",
    [replay, limit],
  )
  return rows.map((row) => row.delivery_id)
}

/** Waiting deliveries of which events belong to the account. */
export async function itemsOfAccount(db: Db, replay: string, accountId: string, limit: number): Promise<string[]> {
  const rows = await db.all<{ delivery_id: string }>(
    `select distinct e.delivery_id from assignment a join event e on e.id = a.event_id and e.state = 'active'
     join replay_item i on i.replay_id = $1 and i.delivery_id = e.delivery_id and i.state = 'waiting'
     where a.account_id = $2 and a.closed_at is null order by e.delivery_id limit $3`,
    [replay, accountId, limit],
  )
  return rows.map((row) => row.delivery_id)
}

/** Deliveries that have not been looked at will not be, but for those that follow from what was done. */
export async function skipRest(db: Db, replay: string): Promise<void> {
  await db.run("update replay_item set state = 'done', outcome = 'skipped' where replay_id = $1 and state = 'waiting' and outcome is null", [replay])
}

/** How a delivery ended in a replay. */
export type ItemOutcome = 'unchanged' | 'changed' | 'newlyHeld' | 'newlyAccepted' | 'skipped'

export async function finishItem(db: Db, replay: string, deliveryId: string, outcome: ItemOutcome): Promise<void> {
  await db.run("update replay_item set state = 'done', outcome = $3 where replay_id = $1 and delivery_id = $2", [replay, deliveryId, outcome])
}

const insertLeads = insertInto('replay_lead', ['replay_id', 'lead_id', 'state'], "on conflict (replay_id, lead_id) do update set state = 'waiting'")

/** A lead whose records in the CRMs may differ now. */
export const addLead = (db: Db, replay: string, leadId: string): Promise<void> => insertLeads(db, [[replay, leadId, 'waiting']])

export async function nextLeads(db: Db, replay: string, limit: number): Promise<string[]> {
  const rows = await db.all<{ lead_id: string }>("select lead_id from replay_lead where replay_id = $1 and state = 'waiting' order by lead_id limit $2", [
    replay,
    limit,
  ])
  return rows.map((row) => row.lead_id)
}

/** @param outcome `queued`, or `unchanged` where no connection has to hear of it */
export async function finishLead(db: Db, replay: string, leadId: string, outcome: 'queued' | 'unchanged'): Promise<void> {
  await db.run('update replay_lead set state = $3 where replay_id = $1 and lead_id = $2', [replay, leadId, outcome])
}

export interface FindingRow {
  kind: 'handover' | 'decision' | 'record'
  /** The lead, or the account or contact whose record it is. */
  about: string
  subject: string
  detail: string
}

const insertFindings = insertInto(
  'replay_finding',
  ['replay_id', 'kind', 'about', 'subject', 'detail'],
  'on conflict (replay_id, kind, about, subject) do update set detail = excluded.detail',
)

export async function addFindings(db: Db, replay: string, findings: readonly FindingRow[]): Promise<void> {
  await insertFindings(
    db,
    findings.map(({ kind, about, subject, detail }) => [replay, kind, about, subject, detail]),
  )
}

export async function findings(db: Db, replay: string): Promise<FindingRow[]> {
  return db.all<FindingRow & Row>('select kind, about, subject, detail from replay_finding where replay_id = $1 order by about, kind, subject', [replay])
}

export interface Progress {
  total: number
  done: number
  outcomes: Record<ItemOutcome, number>
  leads: { waiting: number; queued: number; unchanged: number }
  findings: number
}

export async function progress(db: Db, replay: string): Promise<Progress> {
  const items = await db.all<{ state: string; outcome: ItemOutcome | null; n: number }>(
    'select state, outcome, count(*) as n from replay_item where replay_id = $1 group by state, outcome',
    [replay],
  )
  const leads = await db.all<{ state: 'waiting' | 'queued' | 'unchanged'; n: number }>(
    'select state, count(*) as n from replay_lead where replay_id = $1 group by state',
    [replay],
  )
  const found = await db.get<{ n: number }>('select count(*) as n from replay_finding where replay_id = $1', [replay])
  const outcomes = { unchanged: 0, changed: 0, newlyHeld: 0, newlyAccepted: 0, skipped: 0 }
  for (const { state, outcome, n } of items) if (state === 'done' && outcome) outcomes[outcome] += n
  return {
    total: items.reduce((sum, { n }) => sum + n, 0),
    done: items.reduce((sum, { state, n }) => sum + (state === 'done' ? n : 0), 0),
    outcomes,
    leads: { waiting: 0, queued: 0, unchanged: 0, ...Object.fromEntries(leads.map(({ state, n }) => [state, n])) },
    findings: found?.n ?? 0,
  }
}

/** Moves a replay on, if it is in one of the states it can be moved from. @returns false when it is not */
export async function setState(db: Db, id: string, from: readonly ReplayState[], to: ReplayState, now: number): Promise<boolean> {
  const isEnd = to === 'done' || to === 'cancelled'
  const changed = await db.run(
    `update replay set state = $2, started_at = coalesce(started_at, $3), ended_at = $4, leased_until = 0, reason = null where id = $1 and state in (${placeholders(5, from.length)})`,
    [id, to, to === 'running' ? now : null, isEnd ? now : null, ...from],
  )
  return changed === 1
}

/** Stops a replay that cannot go on, with the reason for people. */
export async function stopWith(db: Db, id: string, reason: string): Promise<void> {
  await db.run("update replay set state = 'paused', reason = $2, leased_until = 0 where id = $1 and state in ('running', 'cancelling')", [id, reason])
}

/**
 * Takes the oldest running replay, or goes on with it. Nobody else gets one meanwhile, not even another one: who comes at
 * the same moment waits for this row and finds it taken.
 */
export async function lease(db: Db, by: string, now: number, until: number): Promise<ReplayRow | null> {
  const row = await db.get<StoredReplay>(
    `update replay set leased_until = $3, leased_by = $1
     where id = (select min(id) from replay where state in ('running', 'cancelling')) and state in ('running', 'cancelling')
       and not exists (select 1 from replay o where o.state in ('running', 'cancelling') and o.leased_until > $2 and o.leased_by <> $1)
       and (leased_until <= $2 or leased_by = $1)
     returning *`,
    [by, now, until],
  )
  return row ? replayOf(row) : null
}

/** Frees all replays: for a process that knows it is the only one. */
export async function unlease(db: Db): Promise<void> {
  await db.run("update replay set leased_until = 0 where state in ('running', 'cancelling')")
}

/** Keeps the replay this process's, and to the end of the transaction nobody else's. @returns false when it was stopped or taken */
export async function holdLease(db: Db, id: string, by: string, until: number): Promise<boolean> {
  return (await db.run("update replay set leased_until = $3 where id = $1 and leased_by = $2 and state in ('running', 'cancelling')", [id, by, until])) === 1
}

export async function find(db: Db, id: string): Promise<ReplayRow | undefined> {
  const row = await db.get<StoredReplay>('select * from replay where id = $1', [id])
  return row && replayOf(row)
}

/** Newest first. */
export async function list(db: Db, filter: { state?: string | undefined; before?: string | undefined; limit: number }): Promise<Page<ReplayRow>> {
  const where = new Where().add('state = ?', filter.state).add('id < ?', filter.before)
  const rows = await db.all<StoredReplay>(`select * from replay ${where.text} order by id desc limit ${where.value(filter.limit + 1)}`, where.values)
  return pageOf(rows, filter.limit, (row) => row.id, replayOf)
}

interface StoredReplay {
  id: string
  state: ReplayState
  filter: string
  mapping: 'active' | 'original'
  targets: string | null
  per_second: number
  created_at: number
  created_by: string
  started_at: number | null
  ended_at: number | null
  reason: string | null
}

const replayOf = (row: StoredReplay): ReplayRow => ({
  id: row.id,
  state: row.state,
  filter: parsed<ReplayFilter>(row.filter) ?? {},
  mapping: row.mapping,
  targets: parsed<ReplayRow['targets']>(row.targets),
  perSecond: row.per_second,
  createdAt: row.created_at,
  createdBy: row.created_by,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  reason: row.reason,
})
