/** Operation: ledger, sources, connections, jobs, issues, reviews, mappings, match, audit. */
import type { App } from '../../app.ts'
import type { Field } from '../../connector.ts'
import { leadEventSchema } from '../../lead/event.ts'
import type { SourceEntry } from '../../setup.ts'
import * as deliveries from '../../store/deliveries.ts'
import * as issues from '../../store/issues.ts'
import * as lanes from '../../store/lanes.ts'
import * as ledger from '../../store/ledger.ts'
import * as mappings from '../../store/mappings.ts'
import * as operation from '../../store/operation.ts'
import * as reviews from '../../store/reviews.ts'
import { invalid, notFound } from '../problem.ts'
import { type Api, idParam, instant, iso, isoOrNull, msOf, pageOf, pageQuery, route, z } from '../routes.ts'

const JOB_STATES = ['pending', 'running', 'delivered', 'unchanged', 'superseded', 'cancelled', 'parked'] as const
const count = z.int().nonnegative()
const sourceLedger = z.object({
  source: z.string(),
  accepted: count,
  processed: count,
  duplicate: count,
  filtered: count,
  test: count,
  held: count,
  pending: count,
  erased: count,
  refused: count,
  unaccounted: z.int(),
})
const connectionLedger = z.object({
  connection: z.string(),
  jobs: count,
  delivered: count,
  unchanged: count,
  superseded: count,
  cancelled: count,
  parked: count,
  pending: count,
})
const fieldSchema = z.object({
  name: z.string(),
  label: z.string(),
  help: z.string(),
  secret: z.boolean(),
  required: z.boolean(),
  set: z.boolean(),
  value: z.string().nullable(),
})

const sourceSchema = z
  .object({
    id: z.string(),
    kind: z.string(),
    label: z.string(),
    url: z.string(),
    mapping: z.string(),
    product: z.string().nullable(),
    connection: z.string().nullable(),
    lastReceivedAt: instant.nullable(),
    docs: z.string(),
    setup: z.array(z.string()),
    fields: z.array(fieldSchema),
  })
  .openapi('Source')
const connectionSchema = z
  .object({
    id: z.string(),
    kind: z.string(),
    label: z.string(),
    mapping: z.string(),
    state: z.enum(['active', 'paused']),
    reason: z.string().nullable(),
    since: instant.nullable(),
    waiting: count,
    oldestWaitingSince: instant.nullable(),
    handover: z.object({ as: z.enum(['lead', 'opportunity']), lanes: z.array(z.string()), convert: z.enum(['crm', 'hub']) }),
    fields: z.array(fieldSchema),
  })
  .openapi('Connection')
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
})
const issueSchema = z
  .object({
    id: z.string(),
    kind: z.string(),
    subject: z.string(),
    title: z.string(),
    todo: z.string(),
    state: z.enum(['open', 'closed']),
    count,
    firstAt: instant,
    lastAt: instant,
  })
  .openapi('Issue')
const reviewSchema = z
  .object({
    id: z.string(),
    kind: z.string(),
    state: z.enum(['open', 'decided']),
    account: z.string().nullable(),
    other: z.string().nullable(),
    event: z.string().nullable(),
    connection: z.string().nullable(),
    detail: z.unknown(),
    createdAt: instant,
    decision: z.string().nullable(),
    decidedBy: z.string().nullable(),
  })
  .openapi('Review')
const mappingSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['source', 'crm']),
    name: z.string(),
    hash: z.string(),
    origin: z.enum(['file', 'console']),
    state: z.enum(['draft', 'active', 'retired']),
    note: z.string().nullable(),
    createdAt: instant,
    activatedAt: instant.nullable(),
  })
  .openapi('Mapping')
const windowQuery = z.object({ from: instant.optional(), to: instant.optional() })

export function operationRoutes(api: Api): void {
  const { app } = api
  const { store, act } = app

  route(
    api,
    {
      method: 'get',
      path: '/v1/ledger',
      role: 'viewer',
      group: 'Ledger',
      summary: 'The balance: everything accepted and everything queued, in named states',
      query: windowQuery,
      answer: z.object({ sources: z.array(sourceLedger), connections: z.array(connectionLedger) }),
    },
    async ({ query }) => {
      const window = { from: msOf(query.from), to: msOf(query.to) }
      return { sources: await ledger.sources(store.db, window), connections: await ledger.connections(store.db, window) }
    },
  )

  route(
    api,
    { method: 'get', path: '/v1/sources', role: 'viewer', group: 'Sources', summary: 'Configured sources', answer: z.object({ items: z.array(sourceSchema) }) },
    async () => ({ items: await Promise.all([...app.setup.sources.values()].map((entry) => shownSource(app, entry))) }),
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/connections',
      role: 'viewer',
      group: 'Connections',
      summary: 'Configured connections and how they are',
      answer: z.object({ items: z.array(connectionSchema) }),
    },
    async () => ({ items: await shownConnections(app) }),
  )
  route(
    api,
    {
      method: 'post',
      path: '/v1/connections/{id}/check',
      role: 'ops',
      group: 'Connections',
      summary: 'Prove that address and credentials work',
      params: idParam,
      answer: z.object({ ok: z.boolean(), problem: z.string().nullable(), field: z.string().nullable(), todo: z.string().nullable() }),
    },
    async ({ params }) => {
      connectionOr404(app, params.id)
      const checked = await act.checkConnection(params.id)
      return checked.kind === 'ok'
        ? { ok: true, problem: null, field: null, todo: null }
        : { ok: false, problem: checked.problem, field: checked.field, todo: checked.todo }
    },
  )
  route(
    api,
    {
      method: 'post',
      path: '/v1/connections/{id}/pause',
      role: 'ops',
      group: 'Connections',
      summary: 'Send nothing more; every job is kept',
      params: idParam,
      body: z.object({ reason: z.string().max(500).default('paused by hand') }),
      answer: z.object({ changed: z.boolean() }),
    },
    async ({ params, body, by }) => {
      connectionOr404(app, params.id)
      return { changed: await act.pauseConnection(params.id, body.reason, by) }
    },
  )
  route(
    api,
    {
      method: 'post',
      path: '/v1/connections/{id}/resume',
      role: 'ops',
      group: 'Connections',
      summary: 'Go on sending',
      params: idParam,
      answer: z.object({ changed: z.boolean() }),
    },
    async ({ params, by }) => {
      connectionOr404(app, params.id)
      return { changed: await act.resumeConnection(params.id, by) }
    },
  )

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
      const before = query.cursor === undefined ? undefined : Number(query.cursor)
      if (before !== undefined && !Number.isSafeInteger(before)) throw invalid('`cursor` is not one of ours.')
      const page = await lanes.list(store.db, { connection: query.connection, state: query.state, subject: query.subject, before, limit: query.limit })
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
      const log = await lanes.attempts(store.db, job.id)
      return {
        ...shownJob(job),
        log: log.map(({ at, durationMs, step, outcome, reason, calls }) => ({
          at: iso(at),
          durationMs,
          step,
          outcome,
          reason,
          calls: calls.map((call) => ({ ...call })),
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
      summary: 'Try parked jobs again: those of a connection, of an issue, or named ones',
      body: z.object({ connection: z.string(), issueId: z.string().optional(), ids: z.array(z.string()).max(1000).optional() }),
      answer: z.object({ resumed: count }),
    },
    async ({ body, by }) => {
      connectionOr404(app, body.connection)
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

  route(
    api,
    {
      method: 'get',
      path: '/v1/issues',
      role: 'viewer',
      group: 'Issues',
      summary: 'What needs somebody, one per cause',
      query: pageQuery.extend({ state: z.enum(['open', 'closed']).optional() }),
      answer: pageOf(issueSchema),
    },
    async ({ query }) => {
      const page = await issues.list(store.db, { state: query.state, before: query.cursor, limit: query.limit })
      return {
        items: page.rows.map(({ id, kind, subject, title, todo, state, n, firstAt, lastAt }) => ({
          id,
          kind,
          subject,
          title,
          todo,
          state,
          count: n,
          firstAt: iso(firstAt),
          lastAt: iso(lastAt),
        })),
        next: page.next,
      }
    },
  )
  route(
    api,
    {
      method: 'post',
      path: '/v1/issues/{id}/close',
      role: 'ops',
      group: 'Issues',
      summary: 'Close an issue that is mended',
      params: idParam,
      answer: z.object({ closed: z.boolean() }),
    },
    async ({ params, by }) => ({ closed: await act.closeIssue(params.id, by) }),
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/reviews',
      role: 'viewer',
      group: 'Reviews',
      summary: 'Questions of identity',
      query: pageQuery.extend({ state: z.enum(['open', 'decided']).optional(), kind: z.string().optional() }),
      answer: pageOf(reviewSchema),
    },
    async ({ query, c }) => {
      // Evidence and candidates name people: they are for those who decide.
      const mayDecide = c.get('token').role !== 'viewer'
      const page = await reviews.list(store.db, { state: query.state, kind: query.kind, before: query.cursor, limit: query.limit })
      return {
        items: page.rows.map((row) => ({
          id: row.id,
          kind: row.kind,
          state: row.state,
          account: row.accountId,
          other: row.otherId,
          event: row.eventId,
          connection: row.connection,
          detail: mayDecide ? row.detail : null,
          createdAt: iso(row.createdAt),
          decision: row.decision,
          decidedBy: row.decidedBy,
        })),
        next: page.next,
      }
    },
  )
  route(
    api,
    {
      method: 'post',
      path: '/v1/reviews/{id}/decision',
      role: 'ops',
      group: 'Reviews',
      summary: 'Decide a question: two accounts are different or it stays unsure; one CRM record is it (adopt) or none (different)',
      params: idParam,
      body: z.object({
        decision: z.enum(['different', 'unsure', 'adopt']),
        remoteId: z.string().max(200).optional(),
        reason: z.string().max(500).optional(),
      }),
      answer: z.object({ decided: z.boolean() }),
    },
    async ({ params, body, by }) => {
      if (body.decision === 'adopt' && body.remoteId === undefined) throw invalid('`adopt` needs `remoteId`: which of the candidates it is.')
      return { decided: await act.decideReview({ review: params.id, ...body }, by) }
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/mappings',
      role: 'viewer',
      group: 'Mappings',
      summary: 'Mapping versions, newest first',
      query: z.object({ kind: z.enum(['source', 'crm']).optional(), name: z.string().optional(), state: z.enum(['draft', 'active', 'retired']).optional() }),
      answer: z.object({ items: z.array(mappingSchema) }),
    },
    async ({ query }) => {
      const rows = await mappings.list(store.db, {
        ...(query.kind && { kind: query.kind }),
        ...(query.name && { name: query.name }),
        ...(query.state && { state: query.state }),
      })
      return {
        items: rows.map(({ id, kind, name, hash, origin, state, note, createdAt, activatedAt }) => ({
          id,
          kind,
          name,
          hash,
          origin,
          state,
          note,
          createdAt: iso(createdAt),
          activatedAt: isoOrNull(activatedAt),
        })),
      }
    },
  )
  route(
    api,
    {
      method: 'get',
      path: '/v1/mappings/{id}',
      role: 'viewer',
      group: 'Mappings',
      summary: 'One version with its expression',
      params: idParam,
      answer: mappingSchema.extend({ expression: z.string() }),
    },
    async ({ params }) => {
      const row = await mappings.find(store.db, params.id)
      if (!row) throw notFound('mapping version', params.id)
      const { id, kind, name, hash, origin, state, note, createdAt, activatedAt, expression } = row
      return { id, kind, name, hash, origin, state, note, createdAt: iso(createdAt), activatedAt: isoOrNull(activatedAt), expression }
    },
  )

  const evidence = z.object({ field: z.string(), theirs: z.string(), ours: z.string(), weight: z.number() })
  route(
    api,
    {
      method: 'post',
      path: '/v1/match',
      role: 'ops',
      group: 'Identity',
      summary: 'Which account, unit and contact would this be? Writes nothing',
      body: leadEventSchema.pick({ company: true, person: true }),
      answer: z.object({
        decision: z.enum(['attach', 'provisional', 'new']),
        account: z.string().nullable(),
        unit: z.string().nullable(),
        contact: z.string().nullable(),
        total: z.number(),
        threshold: z.number(),
        grade: z.string(),
        evidence: z.array(evidence),
        runnerUp: z.object({ account: z.string(), total: z.number() }).nullable(),
      }),
    },
    ({ body }) => act.match(body),
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/audit',
      role: 'admin',
      group: 'Audit',
      summary: 'Who did what, newest first',
      query: pageQuery,
      answer: pageOf(z.object({ id: z.string(), at: instant, by: z.string(), action: z.string(), subject: z.string(), detail: z.string().nullable() })),
    },
    async ({ query }) => {
      const page = await operation.listAudit(store.db, { before: query.cursor, limit: query.limit })
      return { items: page.rows.map((row) => ({ ...row, at: iso(row.at) })), next: page.next }
    },
  )
}

function connectionOr404({ setup }: App, id: string): void {
  if (!setup.connections.has(id)) throw notFound('connection', id)
}

function fieldsOf(fields: Readonly<Record<string, Field>>, settings: Readonly<Record<string, string>>) {
  return Object.entries(fields).map(([name, { label, help, secret, required }]) => ({
    name,
    label,
    help,
    secret,
    required,
    set: settings[name] !== undefined,
    value: secret ? null : (settings[name] ?? null),
  }))
}

const shownSource = async ({ setup, store }: App, entry: SourceEntry) => ({
  id: entry.id,
  kind: entry.connector.id,
  label: entry.label,
  url: `${entry.publicUrl ?? setup.publicUrl}/hooks/${entry.id}`,
  mapping: entry.mapping,
  product: entry.product,
  connection: entry.connection,
  lastReceivedAt: isoOrNull(await deliveries.lastReceivedAt(store.db, entry.id)),
  docs: entry.connector.docs,
  setup: [...entry.connector.setup],
  fields: fieldsOf(entry.connector.fields, entry.settings),
})

async function shownConnections({ setup, store }: App) {
  const states = await operation.connectionStates(store.db)
  const waiting = new Map((await lanes.waiting(store.db)).map((row) => [row.connection, row]))
  return [...setup.connections.values()].map((entry) => {
    const state = states.get(entry.id)
    const queue = waiting.get(entry.id)
    return {
      id: entry.id,
      kind: entry.crm.id,
      label: entry.label,
      mapping: entry.mapping,
      state: state?.state ?? ('active' as const),
      reason: state?.reason ?? null,
      since: isoOrNull(state?.since ?? null),
      waiting: queue?.jobs ?? 0,
      oldestWaitingSince: isoOrNull(queue?.oldest ?? null),
      handover: { as: entry.handover.as, lanes: [...entry.handover.lanes], convert: entry.handover.convert },
      fields: fieldsOf(entry.crm.fields, entry.settings),
    }
  })
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
  settledAt: isoOrNull(job.settledAt),
})
