/** Merges of accounts and units: made, looked at, taken back. */
import * as merges from '../../store/merges.ts'
import { notFound } from '../problem.ts'
import { type Api, idParam, instant, iso, isoOrNull, pageOf, pageQuery, route, z } from '../routes.ts'

const mergeSchema = z
  .object({
    id: z.string(),
    level: z.enum(['account', 'unit']),
    survivor: z.string().openapi({ description: 'Keeps its id, and has everything' }),
    absorbed: z.string().openapi({ description: 'Its id leads to the survivor' }),
    at: instant,
    by: z.string(),
    reason: z.string().nullable(),
    undoneAt: instant.nullable(),
    undoneBy: z.string().nullable(),
    undoneReason: z.string().nullable(),
  })
  .openapi('Merge')

const reason = z.string().max(500).optional()

export function mergeRoutes(api: Api): void {
  const { store, act } = api.app
  const shown = async (id: string) => {
    const row = await merges.find(store.db, id)
    if (!row) throw notFound('merge', id)
    return shownMerge(row)
  }

  route(
    api,
    {
      method: 'get',
      path: '/v1/merges',
      role: 'viewer',
      group: 'Identity',
      summary: 'Merges, newest first',
      query: pageQuery.extend({
        of: z.string().optional().openapi({ description: 'Account or unit that takes part' }),
        state: z.enum(['standing', 'undone']).optional(),
      }),
      answer: pageOf(mergeSchema),
    },
    async ({ query }) => {
      const page = await merges.list(store.db, { of: query.of, state: query.state, before: query.cursor, limit: query.limit })
      return { items: page.rows.map(shownMerge), next: page.next }
    },
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/merges',
      role: 'ops',
      group: 'Identity',
      summary: 'Merge two accounts, or two units of one account; can be taken back',
      body: z.object({ level: z.enum(['account', 'unit']).default('account'), survivor: z.string(), absorbed: z.string(), reason }),
      answer: mergeSchema,
      status: 201,
    },
    async ({ body, by }) => shown(await act.merge(body, by)),
  )

  route(
    api,
    { method: 'get', path: '/v1/merges/{id}', role: 'viewer', group: 'Identity', summary: 'One merge', params: idParam, answer: mergeSchema },
    async ({ params }) => shown(params.id),
  )

  route(
    api,
    {
      method: 'delete',
      path: '/v1/merges/{id}',
      role: 'ops',
      group: 'Identity',
      summary: 'Take a merge back: all is as before, what came since is decided anew, and the two are never merged by the hub again',
      params: idParam,
      query: z.object({ reason }),
      answer: mergeSchema,
    },
    async ({ params, query, by }) => {
      await shown(params.id)
      await act.unmerge(params.id, query.reason ?? null, by)
      return shown(params.id)
    },
  )
}

const shownMerge = ({ id, level, survivor, absorbed, at, by, reason: why, undoneAt, undoneBy, undoneReason }: merges.MergeRow) => ({
  id,
  level,
  survivor,
  absorbed,
  at: iso(at),
  by,
  reason: why,
  undoneAt: isoOrNull(undoneAt),
  undoneBy,
  undoneReason,
})
