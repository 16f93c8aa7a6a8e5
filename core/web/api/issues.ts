/** What needs somebody, one issue per cause. */
import * as issues from '../../store/issues.ts'
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
}
