/** What needs somebody, one issue per cause: who knows of it, which leads it touches, what was, and what can be done again. */
import type { App } from '../../app.ts'
import { hasGrown, holdOf, tieOf } from '../../flow/issue-cause.ts'
import { namesOf } from '../../flow/names.ts'
import { foreseeResume } from '../../flow/resume-issue.ts'
import { Refusal } from '../../refusal.ts'
import * as issueLeads from '../../store/issue-leads.ts'
import * as issues from '../../store/issues.ts'
import * as leads from '../../store/leads.ts'
import * as tokens from '../../store/tokens.ts'
import { notFound } from '../problem.ts'
import { type Api, idParam, instant, iso, isoOrNull, pageOf, pageQuery, route, z } from '../routes.ts'
import { backtestSchema } from './backtest.ts'

/** Of the history of a cause, the newest. */
const MOMENTS = 100

const count = z.int().nonnegative()
const by = z.string().describe('Id of a token, `cli`, or `hub`')
const byName = z.string().nullable().describe('What the token is called')

const issueSchema = z
  .object({
    id: z.string(),
    kind: z.string(),
    subject: z.string(),
    cause: z.string().describe('The same for the same cause'),
    title: z.string(),
    todo: z.string(),
    state: z.enum(['open', 'closed']),
    count,
    firstAt: instant,
    lastAt: instant,
    closedAt: instant.nullable(),
    acknowledged: z
      .object({
        at: instant,
        by,
        byName,
        count: count.describe('How many it touched then'),
        note: z.string().nullable(),
        hasGrown: z.boolean().describe('It touches twice as many since, and at least five more'),
      })
      .nullable()
      .describe('Who knows of it; null: it is new'),
  })
  .openapi('Issue')

const momentSchema = z
  .object({
    issue: z.string(),
    at: instant,
    kind: z.enum(['opened', 'reopened', 'grew', 'acknowledged', 'unacknowledged', 'closed']),
    count: count.describe('How many it touched then'),
    by,
    byName,
    note: z.string().nullable(),
  })
  .openapi('IssueMoment')

const resumeSchema = z
  .object({
    kind: z
      .enum(['release', 'resume', 'reconnect', 'continue'])
      .describe('Held deliveries are mapped again, parked jobs tried again, a paused connection goes on, a stopped replay goes on'),
    count,
    deliveries: z.array(z.string()).describe('The newest of those that are held'),
  })
  .openapi('IssueResume')

const leadSchema = z
  .object({
    id: z.string(),
    product: z.string(),
    stage: z.string(),
    class: z.string().nullable(),
    account: z.string(),
    accountName: z.string().nullable(),
    unit: z.string(),
    unitName: z.string().nullable(),
  })
  .openapi('IssueLead')

export function issueRoutes(api: Api): void {
  const { app } = api
  const { store, act } = app
  const group = 'Issues'

  route(
    api,
    {
      method: 'get',
      path: '/v1/issues',
      role: 'viewer',
      group,
      summary: 'What needs somebody, one per cause',
      query: pageQuery.extend({ state: z.enum(['open', 'closed']).optional() }),
      answer: pageOf(issueSchema),
    },
    async ({ query }) => {
      const page = await issues.list(store.db, { state: query.state, before: query.cursor, limit: query.limit })
      return { items: await shownIssues(app, page.rows), next: page.next }
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/issues/{id}',
      role: 'viewer',
      group,
      summary: 'One issue with its history, how many leads it touches, and what can be done again',
      params: idParam,
      answer: issueSchema.extend({
        leads: count.nullable().describe('null: it is about no leads'),
        resume: resumeSchema.nullable().describe('What `POST /v1/issues/{id}/resume` would do; null: nothing'),
        history: z.array(momentSchema).describe('Newest first, of all issues that the cause has had'),
      }),
    },
    async ({ params }) => {
      const issue = await issueOr404(app, params.id)
      const tie = tieOf(issue, Date.now())
      const moments = await issues.moments(store.db, issue.cause, MOMENTS)
      const names = await tokens.labels(store.db, [...new Set(moments.map((one) => one.by))])
      return {
        ...(await shownIssues(app, [issue]))[0]!,
        leads: tie && (await issueLeads.count(store.db, tie)),
        resume: await foreseeResume(store.db, issue),
        history: moments.map(({ at, kind, n, isFirst, ...moment }) => ({
          ...moment,
          at: iso(at),
          kind: kind === 'opened' && !isFirst ? ('reopened' as const) : kind,
          count: n,
          byName: names.get(moment.by) ?? null,
        })),
      }
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/issues/{id}/leads',
      role: 'viewer',
      group,
      summary: 'Leads that an issue touches, newest first',
      params: idParam,
      query: pageQuery,
      answer: pageOf(leadSchema),
    },
    async ({ params, query }) => {
      const tie = tieOf(await issueOr404(app, params.id), Date.now())
      if (!tie) return { items: [], next: null }
      const { ids, next } = await issueLeads.page(store.db, tie, { before: query.cursor, limit: query.limit })
      const known = await leads.standingOf(store.db, ids)
      const standing = ids.flatMap((id) => known.get(id) ?? [])
      const names = await namesOf(store.db, standing)
      return {
        items: standing.map((lead) => {
          const { unitId: unit, accountId: account, ...rest } = lead
          return { ...rest, account, unit, ...names(lead) }
        }),
        next,
      }
    },
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/issues/{id}/close',
      role: 'ops',
      group,
      summary: 'Close an issue that is mended',
      params: idParam,
      answer: z.object({ closed: z.boolean() }),
    },
    async ({ params, by }) => ({ closed: await act.closeIssue(params.id, by) }),
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/issues/{id}/acknowledge',
      role: 'ops',
      group,
      summary: 'Say that somebody knows of it: it stays open, and is no longer new until it has grown much',
      params: idParam,
      body: z.object({ note: z.string().max(500).nullable().default(null) }),
      answer: z.object({ acknowledged: z.boolean() }),
    },
    async ({ params, body, by }) => ({ acknowledged: await act.acknowledgeIssue({ id: params.id, note: body.note }, by) }),
  )

  route(
    api,
    {
      method: 'delete',
      path: '/v1/issues/{id}/acknowledge',
      role: 'ops',
      group,
      summary: 'Take that back: it is new again',
      params: idParam,
      answer: z.object({ unacknowledged: z.boolean() }),
    },
    async ({ params, by }) => ({ unacknowledged: await act.unacknowledgeIssue(params.id, by) }),
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/issues/{id}/preview',
      role: 'ops',
      group,
      summary: 'What mapping the held deliveries of an issue again would come to; writes nothing',
      params: idParam,
      answer: backtestSchema,
    },
    async ({ params }) => {
      const hold = holdOf(await issueOr404(app, params.id))
      if (!hold) throw new Refusal(`the issue ${params.id} is not about held deliveries: nothing can be tried out for it`)
      const { source, code: reason, path } = hold
      return app.tryOut({ kind: 'replay', filter: { source, state: 'held', reason, path }, mapping: 'active' })
    },
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/issues/{id}/resume',
      role: 'ops',
      group,
      summary: 'Do again what waits because of an issue that is mended, and close it',
      params: idParam,
      answer: z.object({ resumed: count }),
    },
    async ({ params, by }) => {
      await issueOr404(app, params.id)
      return { resumed: await act.resumeIssue(params.id, by) }
    },
  )
}

async function issueOr404({ store }: App, id: string): Promise<issues.IssueRow> {
  const issue = await issues.find(store.db, id)
  if (!issue) throw notFound('issue', id)
  return issue
}

async function shownIssues({ store }: App, rows: readonly issues.IssueRow[]) {
  const names = await tokens.labels(store.db, [...new Set(rows.flatMap(({ acknowledged }) => acknowledged?.by ?? []))])
  return rows.map((issue) => {
    const { n, firstAt, lastAt, closedAt, acknowledged, ...row } = issue
    return {
      ...row,
      count: n,
      firstAt: iso(firstAt),
      lastAt: iso(lastAt),
      closedAt: isoOrNull(closedAt),
      acknowledged: acknowledged && {
        at: iso(acknowledged.at),
        by: acknowledged.by,
        byName: names.get(acknowledged.by) ?? null,
        count: acknowledged.n,
        note: acknowledged.note,
        hasGrown: hasGrown(issue),
      },
    }
  })
}
