/** Jobs for the CRMs, and every call of their attempts. */
import * as attempts from '../../store/attempts.ts'
import { listJobs } from '../../store/job-list.ts'
import * as lanes from '../../store/lanes.ts'
import { notFound } from '../problem.ts'
import { type Api, idParam, instant, iso, isoOrNull, pageOf, pageQuery, placeOf, route, z } from '../routes.ts'
import { lineOr404 } from './lines.ts'

const JOB_STATES = ['pending', 'running', 'delivered', 'unchanged', 'superseded', 'cancelled', 'parked'] as const

const count = z.int().nonnegative()

const jobSchema = z
  .object({
    id: z.string(),
    connection: z.string(),
    lane: z.string(),
    kind: z.enum(['state', 'event']),
    subject: z.string(),
    state: z.string(),
    createdAt: instant,
    dueAt: instant,
    attempts: count,
    outcome: z.string().nullable(),
    code: z.string().nullable(),
    reason: z.string().nullable(),
    issue: z.string().nullable(),
    mapping: z.string().nullable().openapi({ description: 'Version of the CRM mapping that it went by last' }),
    settledAt: instant.nullable(),
  })
  .openapi('Job')

const callSchema = z.object({ method: z.string(), path: z.string(), purpose: z.string(), status: z.int().nullable(), durationMs: z.number() }).loose()

const attemptSchema = z.object({
  at: instant,
  durationMs: z.number(),
  step: z.string().nullable(),
  outcome: z.string(),
  reason: z.string().nullable(),
  calls: z.array(callSchema),
  mapping: z.string().nullable(),
})

export function jobRoutes(api: Api): void {
  const { app } = api
  const { store, act } = app

  route(
    api,
    {
      method: 'get',
      path: '/v1/jobs',
      role: 'viewer',
      group: 'Jobs',
      summary: 'Jobs, newest first',
      query: pageQuery.extend({ connection: z.string().optional(), state: z.enum(JOB_STATES).optional(), subject: z.string().optional() }),
      answer: pageOf(jobSchema),
    },
    async ({ query }) => {
      const { connection, state, subject, cursor, limit } = query
      const page = await listJobs(store.db, { connection, state, subject, before: placeOf(cursor), limit })
      return { items: page.rows.map(shownJob), next: page.next }
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/jobs/{id}',
      role: 'viewer',
      group: 'Jobs',
      summary: 'One job and its attempts',
      params: idParam,
      answer: jobSchema.extend({ log: z.array(attemptSchema) }),
    },
    async ({ params }) => {
      const job = await lanes.find(store.db, params.id)
      if (!job) throw notFound('job', params.id)
      const log = await attempts.ofJob(store.db, job.id)
      return {
        ...shownJob(job),
        log: log.map(({ at, durationMs, step, outcome, reason, calls, mappingId }) => ({
          at: iso(at),
          durationMs,
          step,
          outcome,
          reason,
          calls: calls.map((call) => ({ ...call })),
          mapping: mappingId,
        })),
      }
    },
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/jobs/resume',
      role: 'ops',
      group: 'Jobs',
      summary: 'Try parked jobs again: those of a connection, notifier or audience, of an issue, or named ones',
      body: z.object({ connection: z.string(), issueId: z.string().optional(), ids: z.array(z.string()).max(1000).optional() }),
      answer: z.object({ resumed: count }),
    },
    async ({ body, by }) => {
      if (!app.setup.notifiers.has(body.connection) && !app.setup.audiences.has(body.connection)) lineOr404(app, 'connection', body.connection)
      return { resumed: await act.resumeJobs(body, by) }
    },
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/jobs/cancel',
      role: 'ops',
      group: 'Jobs',
      summary: 'Give up waiting or parked jobs',
      body: z.object({ ids: z.array(z.string()).min(1).max(1000), reason: z.string().min(1).max(500) }),
      answer: z.object({ cancelled: count }),
    },
    async ({ body, by }) => ({ cancelled: await act.cancelJobs(body.ids, body.reason, by) }),
  )
}

const shownJob = (job: lanes.JobRow) => ({
  id: job.id,
  connection: job.connection,
  lane: job.lane,
  kind: job.kind,
  subject: job.subject,
  state: job.state === 'running' ? 'pending' : job.state,
  createdAt: iso(job.createdAt),
  dueAt: iso(job.dueAt),
  attempts: job.attempts,
  outcome: job.outcome,
  code: job.code,
  reason: job.reason,
  issue: job.issueId,
  mapping: job.mappingId,
  settledAt: isoOrNull(job.settledAt),
})
