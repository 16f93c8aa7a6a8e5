/** What needs a person: issues, and reviews of identity. */
import type { Db } from '../../store/db.ts'
import * as identity from '../../store/identity.ts'
import * as issues from '../../store/issues.ts'
import * as reviews from '../../store/reviews.ts'
import { invalid } from '../problem.ts'
import { type Api, idParam, instant, iso, pageOf, pageQuery, route, z } from '../routes.ts'

const count = z.int().nonnegative()
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
    account: z.string().nullable().describe('Of `crm_candidates`, the lead'),
    other: z.string().nullable().describe('Which may be the same account; of `crm_candidates`, the entity'),
    units: z.array(z.string()).describe('Of `same_unit`, the two units of the account'),
    event: z.string().nullable(),
    connection: z.string().nullable(),
    detail: z.unknown(),
    createdAt: instant,
    decision: z.string().nullable(),
    decidedBy: z.string().nullable(),
  })
  .openapi('Review')

export function issueRoutes(api: Api): void {
  const { app } = api
  const { store, act } = app

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
      const accounts = await accountsOfUnits(store.db, page.rows)
      return {
        items: page.rows.map((row) => ({
          id: row.id,
          kind: row.kind,
          state: row.state,
          ...whomOf(row, accounts),
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
      summary:
        'Decide a question: two accounts, or two units of one, are the same (and are merged), different, or it stays unsure; one CRM record is it (adopt) or none (different)',
      params: idParam,
      body: z.object({
        decision: z.enum(['same', 'different', 'unsure', 'adopt']),
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
}

async function accountsOfUnits(db: Db, rows: readonly reviews.ReviewRow[]): Promise<Map<string, string>> {
  const ids = rows.flatMap(({ kind, subject }) => (kind === 'same_unit' && subject !== null ? [subject] : []))
  return new Map((await identity.unitsByIds(db, ids)).map(({ id, accountId }) => [id, accountId]))
}

const whomOf = ({ kind, subject, other }: reviews.ReviewRow, accounts: ReadonlyMap<string, string>) =>
  kind === 'same_unit' ? { account: accounts.get(subject!) ?? null, other: null, units: [subject!, other!] } : { account: subject, other, units: [] }
