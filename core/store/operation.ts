/** Small tables of operation: state of connections, cursors of polls, audit, idempotency keys, own values. */
import { type Db, type Page, pageOf, Where } from './db.ts'
import { padded, placeholders } from './sql.ts'

// --- connections ------------------------------------------------------------------

export interface ConnectionState {
  connection: string
  state: 'active' | 'paused'
  reason: string | null
  since: number
  by: string | null
}

export async function connectionStates(db: Db): Promise<Map<string, ConnectionState>> {
  const rows = await db.all<{ connection: string; state: 'active' | 'paused'; reason: string | null; since: number; by_whom: string | null }>(
    'select * from connection_state',
  )
  return new Map(rows.map((row) => [row.connection, { connection: row.connection, state: row.state, reason: row.reason, since: row.since, by: row.by_whom }]))
}

/** @returns false when it was in that state already */
export async function setConnectionState(db: Db, to: ConnectionState): Promise<boolean> {
  return (
    (await db.run(
      `insert into connection_state (connection, state, reason, since, by_whom) values ($1, $2, $3, $4, $5)
       on conflict (connection) do update set state = excluded.state, reason = excluded.reason, since = excluded.since, by_whom = excluded.by_whom where connection_state.state <> excluded.state`,
      [to.connection, to.state, to.reason, to.since, to.by],
    )) === 1
  )
}

// --- polls ------------------------------------------------------------------------

/** Takes the poll of a source when it is due: at most one poller at a time across processes. `null`: not due, or somebody else's. */
export async function takePoll(db: Db, source: string, by: string, now: number, leaseMs: number): Promise<{ cursor: string | null; failures: number } | null> {
  await db.run(
    'insert into poll_cursor (source, cursor, due_at, leased_until, leased_by, failures, polled_at) values ($1, null, $2, 0, null, 0, null) on conflict (source) do nothing',
    [source, now],
  )
  const row = await db.get<{ cursor: string | null; failures: number }>(
    'update poll_cursor set leased_until = $3, leased_by = $4 where source = $1 and due_at <= $2 and leased_until <= $2 returning cursor, failures',
    [source, now, now + leaseMs, by],
  )
  return row ?? null
}

/** Stores how far the poll came; only the holder of the lease may. */
export async function movePoll(
  db: Db,
  source: string,
  by: string,
  to: { cursor: string | null; dueAt: number; failures: number; done: boolean },
  now: number,
): Promise<boolean> {
  const changed = await db.run(
    `update poll_cursor set cursor = $3, due_at = $4, failures = $5, polled_at = case when $6 = 1 then $7 else polled_at end, leased_until = case when $6 = 1 then 0 else leased_until end where source = $1 and leased_by = $2`,
    [source, by, to.cursor, to.dueAt, to.failures, to.done ? 1 : 0, now],
  )
  return changed === 1
}

// --- audit --------------------------------------------------------------------------

export interface AuditRow {
  id: string
  at: number
  by: string
  action: string
  subject: string
  detail: string | null
}

export async function audit(db: Db, row: AuditRow): Promise<void> {
  await db.run('insert into audit (id, at, by_whom, action, subject, detail) values ($1, $2, $3, $4, $5, $6)', [
    row.id,
    row.at,
    row.by,
    row.action,
    row.subject,
    row.detail,
  ])
}

export async function listAudit(db: Db, filter: { before?: string | undefined; limit: number }): Promise<Page<AuditRow>> {
  const where = new Where().add('id < ?', filter.before)
  const rows = await db.all<Omit<AuditRow, 'by'> & { by_whom: string }>(
    `select * from audit ${where.text} order by id desc limit ${where.value(filter.limit + 1)}`,
    where.values,
  )
  return pageOf(
    rows,
    filter.limit,
    (row) => row.id,
    ({ by_whom, ...row }) => ({ ...row, by: by_whom }),
  )
}

/** Looked through for certain actions: the newest so many. */
const MOST_LOOKED = 2_000

/** What was done of certain kinds since a moment, newest first. */
export async function auditSince(db: Db, actions: readonly string[], since: number, limit: number): Promise<AuditRow[]> {
  const list = padded(actions)
  const rows = await db.all<Omit<AuditRow, 'by'> & { by_whom: string }>(
    `select * from (select * from audit order by id desc limit ${MOST_LOOKED}) a where at >= $1 and action in (${placeholders(3, list.length)}) order by id desc limit $2`,
    [since, limit, ...list],
  )
  return rows.map(({ by_whom, ...row }) => ({ ...row, by: by_whom }))
}

// --- idempotency of own calls -------------------------------------------------------

export type Claimed = { kind: 'new' } | { kind: 'running' } | { kind: 'other_request' } | { kind: 'done'; status: number; answer: string }

/** Claims an `Idempotency-Key` for one request; answered ones are given back as they were. */
export async function claimKey(db: Db, key: string, by: string, requestHash: string, now: number): Promise<Claimed> {
  const added = await db.get(
    'insert into idempotency (key, by_whom, request_hash, status, answer, at) values ($1, $2, $3, null, null, $4) on conflict (key) do nothing returning key',
    [`${by}|${key}`, by, requestHash, now],
  )
  if (added) return { kind: 'new' }
  const row = await db.get<{ request_hash: string; status: number | null; answer: string | null }>(
    'select request_hash, status, answer from idempotency where key = $1',
    [`${by}|${key}`],
  )
  if (!row) return { kind: 'new' }
  if (row.request_hash !== requestHash) return { kind: 'other_request' }
  return row.status === null ? { kind: 'running' } : { kind: 'done', status: row.status, answer: row.answer ?? '' }
}

export async function answerKey(db: Db, key: string, by: string, status: number, answer: string): Promise<void> {
  await db.run('update idempotency set status = $2, answer = $3 where key = $1', [`${by}|${key}`, status, answer])
}

export async function dropKeys(db: Db, before: number): Promise<number> {
  return db.run('delete from idempotency where at < $1', [before])
}

/** Gives a key free again whose request failed before it did anything. */
export async function freeKey(db: Db, key: string, by: string): Promise<void> {
  await db.run('delete from idempotency where key = $1 and status is null', [`${by}|${key}`])
}

// --- own values -----------------------------------------------------------------------

/** Reads a value of the installation, making it on first use. */
export async function meta(db: Db, key: string, make: () => string): Promise<string> {
  const known = await knownMeta(db, key)
  if (known !== undefined) return known
  await db.run('insert into meta (key, value) values ($1, $2) on conflict (key) do nothing', [key, make()])
  return (await knownMeta(db, key))!
}

export async function knownMeta(db: Db, key: string): Promise<string | undefined> {
  return (await db.get<{ value: string }>('select value from meta where key = $1', [key]))?.value
}

export async function setMeta(db: Db, key: string, value: string): Promise<void> {
  await db.run('insert into meta (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value', [key, value])
}
