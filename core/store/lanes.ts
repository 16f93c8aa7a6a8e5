/**
 * Jobs in lanes. A lane is (connection, account): its jobs run in order, one at a time, under a lease; a lane row exists
 * as long as it has open jobs. Enqueuing happens in the transaction of the change that causes the job.
 */
import { type Db, together, Where } from './db.ts'

/** `state`: the newest state of a subject counts, older ones that have not started are superseded. `event`: each counts. */
export type JobKind = 'state' | 'event'
export const JOB_STATES = ['pending', 'running', 'delivered', 'unchanged', 'superseded', 'cancelled', 'parked'] as const
export type JobState = (typeof JOB_STATES)[number]

export interface NewJob {
  id: string
  connection: string
  /** The account; merging accounts joins lanes. */
  lane: string
  kind: JobKind
  /** What it brings into the remote system, e.g. a lead's id: state jobs of one subject supersede each other. */
  subject: string
  /** What is to be done, for the deliver step. */
  task: string
  /** When the delivery came that it goes back to, the earliest where it stands for several; none where a person or time caused it. */
  receivedAt?: number | null
  /** `traceparent` of what caused it, where that is traced. */
  trace?: string | null
}

export interface JobRow extends NewJob {
  seq: number
  state: JobState
  createdAt: number
  dueAt: number
  attempts: number
  outcome: string | null
  code: string | null
  reason: string | null
  issueId: string | null
  settledAt: number | null
  mappingId: string | null
}

/** Queues a job; a `state` job supersedes those of its subject that have not started. */
export async function enqueue(db: Db, job: NewJob, now: number): Promise<void> {
  await openLane(db, job.connection, job.lane, now)
  const isState = job.kind === 'state'
  const receivedAt = isState
    ? `(select min(received_at) from (select received_at from job where ${UNSTARTED} union all select cast($8 as bigint)) as causes)`
    : '$8'
  await db.send(
    `insert into job (id, connection, lane, kind, subject, task, state, created_at, due_at, attempts, received_at, trace)
     values ($4, $1, $2, $5, $3, $6, 'pending', $7, $7, 0, ${receivedAt}, $9)`,
    [job.connection, job.lane, job.subject, job.id, job.kind, job.task, now, job.receivedAt ?? null, job.trace ?? null],
  )
  if (isState)
    await db.send(`update job set state = 'superseded', settled_at = $4 where ${UNSTARTED} and id <> $5`, [job.connection, job.lane, job.subject, now, job.id])
}

/** State jobs of a subject in a lane that were not begun yet. */
const UNSTARTED = "connection = $1 and lane = $2 and subject = $3 and state = 'pending' and kind = 'state' and attempts = 0"

/** Locks the row as well: whoever ends the lane at the same moment waits. */
const openLane = (db: Db, connection: string, lane: string, now: number): Promise<void> =>
  db.send(
    `insert into lane (connection, lane, due_at, leased_until, leased_by) values ($1, $2, $3, 0, null)
     on conflict (connection, lane) do update set due_at = lane.due_at`,
    [connection, lane, now],
  )

/** Leases lanes with due jobs. @returns the lanes, longest waiting first */
export async function lease(db: Db, connection: string, by: string, now: number, leaseMs: number, limit: number): Promise<string[]> {
  const rows = await db.all<{ lane: string; due_at: number }>(
    `update lane set leased_until = $3, leased_by = $4 where connection = $1 and lane in (
       select lane from lane where connection = $1 and due_at <= $2 and leased_until <= $2 order by due_at limit $5 ${db.dialect.skipLocked}
     ) returning lane, due_at`,
    [connection, now, now + leaseMs, by, limit],
  )
  return rows.sort((a, b) => a.due_at - b.due_at).map((row) => row.lane)
}

/** Keeps a lease alive. @returns false when it was lost to another worker */
export async function renew(db: Db, connection: string, lane: string, by: string, until: number): Promise<boolean> {
  return (await db.run('update lane set leased_until = $4 where connection = $1 and lane = $2 and leased_by = $3', [connection, lane, by, until])) === 1
}

/** The clock was put back by so many milliseconds: what waits is due as much earlier, and no lease lasts longer than one can. */
export async function putBack(db: Db, now: number, byMs: number, leaseMs: number): Promise<void> {
  const earlier = (column: string) => `${column} = case when ${column} - $2 > $1 then ${column} - $2 else $1 end`
  await db.send(`update job set ${earlier('due_at')} where state = 'pending' and due_at > $1`, [now, byMs])
  await db.send(`update lane set ${earlier('due_at')} where due_at > $1`, [now, byMs])
  // Never earlier than a lease can last: each process of a machine comes here, and those who work elsewhere keep theirs.
  await db.send('update lane set leased_until = $1 where leased_until > $1', [now + leaseMs])
}

/** Frees all lanes: for a process that knows it is the only one. */
export async function unlease(db: Db): Promise<void> {
  await db.send('update lane set leased_until = 0, leased_by = null')
}

/** Whether the lane is still leased by this worker; if so it stays that to the end of the transaction. */
export async function holdLane(db: Db, { connection, lane }: Pick<NewJob, 'connection' | 'lane'>, by: string): Promise<boolean> {
  const row = await db.get(`select 1 as held from lane where connection = $1 and lane = $2 and leased_by = $3 ${db.dialect.forUpdate}`, [connection, lane, by])
  return row !== undefined
}

/** A lead whose last job still runs in the lane of its former account waits this long. */
const ELSEWHERE_MS = 1_000

/**
 * The first open job of a leased lane, marked as running; null when none is due, and while its connection is paused. Locks
 * the lane, so that an enqueue cannot slip between. Jobs follow their lead to the account that it belongs to by now: so
 * lanes of merged accounts join.
 */
export async function start(db: Db, connection: string, lane: string, by: string, now: number): Promise<JobRow | null> {
  const [isHeld, first] = await together(holdLane(db, { connection, lane }, by), firstJob(db, connection, lane))
  return isHeld ? begin(db, connection, lane, by, now, first) : null
}

/** The same in a transaction that holds the lane already. */
export const startNext = async (db: Db, connection: string, lane: string, by: string, now: number): Promise<JobRow | null> =>
  begin(db, connection, lane, by, now, await firstJob(db, connection, lane))

async function begin(db: Db, connection: string, lane: string, by: string, now: number, first: FirstJob | undefined): Promise<JobRow | null> {
  if (!first) {
    await db.send('delete from lane where connection = $1 and lane = $2', [connection, lane])
    return null
  }
  const { account_id, merged_into, busy, paused, ...row } = first
  if (paused !== null || row.due_at > now) {
    await yieldLane(db, connection, lane, by, paused === null ? row.due_at : now)
    return null
  }
  if (merged_into !== null) {
    await settle(db, row.seq, { state: 'superseded', outcome: 'superseded', reason: `the lead was merged into ${merged_into}` }, now)
    return startNext(db, connection, lane, by, now)
  }
  if (account_id !== null && account_id !== lane) {
    await follow(db, row, account_id, now)
    return startNext(db, connection, lane, by, now)
  }
  if (busy !== null) {
    await yieldLane(db, connection, lane, by, now + ELSEWHERE_MS)
    return null
  }
  await db.send("update job set state = 'running', attempts = attempts + 1 where seq = $1", [row.seq])
  return jobOf({ ...row, state: 'running', attempts: row.attempts + 1 })
}

interface FirstJob extends StoredJob {
  /** Of its lead, where it is about one. */
  account_id: string | null
  merged_into: string | null
  /** A job of the same lead that runs in another lane. */
  busy: string | null
  /** Set while the connection is paused. */
  paused: number | null
}

const firstJob = (db: Db, connection: string, lane: string): Promise<FirstJob | undefined> =>
  db.get<FirstJob>(
    `select j.*, l.account_id, l.merged_into,
       case when l.id is null then null else (select min(o.id) from job o where o.connection = $1 and o.subject = j.subject and o.state = 'running' and o.lane <> $2) end as busy,
       (select 1 from connection_state c where c.connection = $1 and c.state = 'paused') as paused
     from (select * from job where connection = $1 and lane = $2 and state in ('pending', 'running') order by seq limit 1) j
     left join lead l on l.id = j.subject`,
    [connection, lane],
  )

async function follow(db: Db, { seq, connection, kind, subject }: StoredJob, lane: string, now: number): Promise<void> {
  const newer = "select 1 as there from job where connection = $2 and subject = $3 and kind = 'state' and state in ('pending', 'running') and seq > $1 limit 1"
  if (kind === 'state' && (await db.get(newer, [seq, connection, subject])))
    return settle(db, seq, { state: 'superseded', outcome: 'superseded', reason: 'a newer state of the lead waits with its new account' }, now)
  await db.send("update job set lane = $2, state = 'pending' where seq = $1", [seq, lane])
  await openLane(db, connection, lane, now)
}

/** Gives a lane back to be taken by anybody when `dueAt` comes. */
export async function yieldLane(db: Db, connection: string, lane: string, by: string, dueAt: number): Promise<void> {
  await db.send('update lane set due_at = $4, leased_until = 0, leased_by = null where connection = $1 and lane = $2 and leased_by = $3', [
    connection,
    lane,
    by,
    dueAt,
  ])
}

export interface JobSettlement {
  state: Exclude<JobState, 'pending' | 'running'>
  outcome: string
  code?: string | null
  reason?: string | null
  issueId?: string | null
  /** Version of the CRM mapping that gave the fields. */
  mappingId?: string | null
}

export async function settle(db: Db, seq: number, to: JobSettlement, now: number): Promise<void> {
  await db.send(
    'update job set state = $2, outcome = $3, code = $4, reason = $5, issue_id = $6, settled_at = $7, mapping_id = coalesce($8, mapping_id) where seq = $1',
    [seq, to.state, to.outcome, to.code ?? null, to.reason ?? null, to.issueId ?? null, now, to.mappingId ?? null],
  )
}

/** Names the mapping version a job went by last. */
export async function setMapping(db: Db, jobId: string, mappingId: string): Promise<void> {
  await db.send('update job set mapping_id = $2 where id = $1', [jobId, mappingId])
}

/** Lets a job wait: the lane waits with it, so that order is kept. Nothing when the lane is another worker's by now. */
export async function postpone(db: Db, job: JobRow, by: string, dueAt: number, outcome: string, reason: string): Promise<void> {
  if (!(await holdLane(db, job, by))) return
  await db.send("update job set state = 'pending', due_at = $2, outcome = $3, reason = $4 where seq = $1", [job.seq, dueAt, outcome, reason])
  await yieldLane(db, job.connection, job.lane, by, dueAt)
}

/** Ends a job that failed in favour of a newer state of its subject that waits behind it. @returns false where none does */
export async function giveWay(db: Db, job: JobRow, by: string, now: number): Promise<boolean> {
  if (!(await holdLane(db, job, by))) return false
  const newer = "select 1 as there from job where connection = $1 and lane = $2 and subject = $3 and state = 'pending' and kind = 'state' and seq > $4 limit 1"
  if (!(await db.get(newer, [job.connection, job.lane, job.subject, job.seq]))) return false
  await settle(db, job.seq, { state: 'superseded', outcome: 'superseded', reason: 'a newer state waits behind it' }, now)
  // It stands for this one as well, which came before it.
  await db.send(
    "update job set received_at = $5 where connection = $1 and lane = $2 and subject = $3 and state = 'pending' and kind = 'state' and seq > $4 and received_at > $5",
    [job.connection, job.lane, job.subject, job.seq, job.receivedAt ?? null],
  )
  return true
}

/** Lets jobs that wait because the other side did not answer go out now: all, or the `limit` that would be next. */
export async function hasten(db: Db, connection: string, now: number, limit = 100_000): Promise<void> {
  const rows = await db.all<{ lane: string; seq: number }>(
    "select lane, seq from job where connection = $1 and state = 'pending' and due_at > $2 and outcome = 'transient' order by due_at limit $3",
    [connection, now, limit],
  )
  for (const { lane, seq } of rows) {
    await db.send('update job set due_at = $2 where seq = $1', [seq, now])
    await db.send('update lane set due_at = $3 where connection = $1 and lane = $2', [connection, lane, now])
  }
}

/** Lets what waits in a lane for better weather go out now, since what comes behind it must not wait. */
export async function hastenLane(db: Db, connection: string, lane: string, now: number): Promise<void> {
  const hastened = await db.run(
    "update job set due_at = $3 where connection = $1 and lane = $2 and state = 'pending' and due_at > $3 and outcome = 'transient'",
    [connection, lane, now],
  )
  if (hastened > 0) await db.run('update lane set due_at = $3 where connection = $1 and lane = $2', [connection, lane, now])
}

/** Parked jobs of a subject whose newer state has arrived over there have nothing left to say. */
export async function supersedeParked(db: Db, job: JobRow, now: number): Promise<void> {
  await db.send(
    "update job set state = 'superseded', settled_at = $4 where connection = $1 and subject = $2 and seq < $3 and state = 'parked' and kind = 'state'",
    [job.connection, job.subject, job.seq, now],
  )
}

/** Parked jobs wait again, in the order they were made; each as the newest state of its subject. @returns their subjects */
export async function resume(
  db: Db,
  filter: { connection: string; issueId?: string | undefined; ids?: readonly string[] | undefined },
  now: number,
): Promise<string[]> {
  const where = new Where().add('connection = ?', filter.connection).add('issue_id = ?', filter.issueId).always("state = 'parked'")
  const rows = await db.all<{ seq: number; id: string; lane: string; subject: string }>(
    `select seq, id, lane, subject from job ${where.text} order by seq`,
    where.values,
  )
  const wanted = filter.ids === undefined ? rows : rows.filter((row) => filter.ids?.includes(row.id))
  for (const row of wanted) {
    await db.send(
      'insert into lane (connection, lane, due_at, leased_until, leased_by) values ($1, $2, $3, 0, null) on conflict (connection, lane) do update set due_at = lane.due_at',
      [filter.connection, row.lane, now],
    )
    await db.send(
      "update job set state = 'pending', due_at = $2, attempts = 0, outcome = null, code = null, reason = null, issue_id = null, settled_at = null where seq = $1",
      [row.seq, now],
    )
  }
  return wanted.map(({ subject }) => subject)
}

export async function cancel(db: Db, ids: readonly string[], reason: string, now: number): Promise<number> {
  let n = 0
  for (const id of ids)
    n += await db.run("update job set state = 'cancelled', reason = $2, settled_at = $3 where id = $1 and state in ('pending', 'parked')", [id, reason, now])
  return n
}

/** All of a connection that is gone, also what runs: whoever is at it has lost its lane and leaves it. */
export async function cancelAll(db: Db, connection: string, reason: string, now: number): Promise<void> {
  await db.run("update job set state = 'cancelled', reason = $2, settled_at = $3 where connection = $1 and state in ('pending', 'running', 'parked')", [
    connection,
    reason,
    now,
  ])
  await db.run('delete from lane where connection = $1', [connection])
}

/** Open jobs by connection, and when the one was made that is next in order. Indexes alone are read, and no row but that one. */
export async function waiting(db: Db): Promise<{ connection: string; jobs: number; oldest: number | null }[]> {
  // `+ 0`: else the first of all jobs would be looked for from the beginning of history.
  const of = (what: string) => `(select ${what} from job where connection = c.connection and state in ('pending', 'running'))`
  return db.all(
    `select w.connection, w.jobs, j.created_at as oldest
     from (select c.connection, ${of('count(*)')} as jobs, ${of('min(seq + 0)')} as first from (select distinct connection from lane) c) w join job j on j.seq = w.first`,
  )
}

export async function countParked(db: Db, connection: string): Promise<number> {
  return (await db.get<{ n: number }>("select count(*) as n from job where connection = $1 and state = 'parked'", [connection]))?.n ?? 0
}

/** Jobs that are parked under an issue; without one those that wait for the connection. */
export async function countHeldBack(db: Db, connection: string, issue?: string): Promise<number> {
  const where = new Where().add('connection = ?', connection).add('issue_id = ?', issue)
  where.always(issue === undefined ? "state in ('pending', 'running')" : "state = 'parked'")
  return (await db.get<{ n: number }>(`select count(*) as n from job ${where.text}`, where.values))!.n
}

export async function find(db: Db, id: string): Promise<JobRow | undefined> {
  const row = await db.get<StoredJob>('select * from job where id = $1', [id])
  return row && jobOf(row)
}

/** A row of the table. */
export interface StoredJob {
  seq: number
  id: string
  connection: string
  lane: string
  kind: JobKind
  subject: string
  task: string
  state: JobState
  created_at: number
  due_at: number
  attempts: number
  outcome: string | null
  code: string | null
  reason: string | null
  issue_id: string | null
  settled_at: number | null
  mapping_id: string | null
  received_at: number | null
  trace: string | null
}

export const jobOf = (row: StoredJob): JobRow => ({
  seq: row.seq,
  id: row.id,
  connection: row.connection,
  lane: row.lane,
  kind: row.kind,
  subject: row.subject,
  task: row.task,
  state: row.state,
  createdAt: row.created_at,
  dueAt: row.due_at,
  attempts: row.attempts,
  outcome: row.outcome,
  code: row.code,
  reason: row.reason,
  issueId: row.issue_id,
  settledAt: row.settled_at,
  mappingId: row.mapping_id,
  receivedAt: row.received_at,
  trace: row.trace,
})
