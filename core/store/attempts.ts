/** Attempts of jobs: what each sent, and how it ended. */
import type { CallRecord } from '../talk.ts'
import { type Db, json, parsed } from './db.ts'

export interface AttemptRow {
  id: string
  jobId: string
  at: number
  durationMs: number
  step: string | null
  outcome: string
  reason: string | null
  calls: readonly CallRecord[]
  /** Version of the CRM mapping it went by; none where it never came to that. */
  mappingId: string | null
}

/** The newest attempts tell of the last hour: so many are looked at. */
const MOST_ATTEMPTS = 5_000

/** Attempts of jobs since a moment, by connection: how many, and how many of them ended as they should. */
export async function since(db: Db, since: number): Promise<Map<string, { tried: number; went: number }>> {
  const rows = await db.all<{ connection: string; tried: number; went: number }>(
    `select j.connection, count(*) as tried, sum(case when a.outcome in ('delivered', 'unchanged') then 1 else 0 end) as went
     from (select job_id, at, outcome from attempt order by id desc limit ${MOST_ATTEMPTS}) a join job j on j.id = a.job_id
     where a.at >= $1 group by j.connection`,
    [since],
  )
  return new Map(rows.map(({ connection, tried, went }) => [connection, { tried: Number(tried), went: Number(went) }]))
}

/** How the newest attempts of a connection ended, newest first. */
export async function lastOutcomes(db: Db, connection: string, limit: number): Promise<{ outcome: string; at: number }[]> {
  return db.all<{ outcome: string; at: number }>(
    `select a.outcome, a.at from (select id, job_id, at, outcome from attempt order by id desc limit ${MOST_ATTEMPTS}) a join job j on j.id = a.job_id
     where j.connection = $1 order by a.id desc limit $2`,
    [connection, limit],
  )
}

export async function add(db: Db, attempt: AttemptRow): Promise<void> {
  await db.send('insert into attempt (id, job_id, at, duration_ms, step, outcome, reason, calls, mapping_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
    attempt.id,
    attempt.jobId,
    attempt.at,
    attempt.durationMs,
    attempt.step,
    attempt.outcome,
    attempt.reason,
    json(attempt.calls),
    attempt.mappingId,
  ])
}

export async function ofJob(db: Db, jobId: string): Promise<AttemptRow[]> {
  const rows = await db.all<{
    id: string
    job_id: string
    at: number
    duration_ms: number
    step: string | null
    outcome: string
    reason: string | null
    calls: string
    mapping_id: string | null
  }>('select * from attempt where job_id = $1 order by id', [jobId])
  return rows.map((row) => ({
    id: row.id,
    jobId: row.job_id,
    at: row.at,
    durationMs: row.duration_ms,
    step: row.step,
    outcome: row.outcome,
    reason: row.reason,
    calls: parsed<AttemptRow['calls']>(row.calls) ?? [],
    mappingId: row.mapping_id,
  }))
}
