/** Replays: deliveries looked at again. Planned first, so that the count is known before anything happens. */
import * as replays from '../../store/replays.ts'
import { notFound } from '../problem.ts'
import { type Api, idParam, instant, iso, isoOrNull, msOf, pageOf, pageQuery, route, z } from '../routes.ts'
import { backtestSchema, heldCauseSchema } from './backtest.ts'

const count = z.int().nonnegative()

const filterSchema = z.object({
  source: z.string().optional(),
  state: z.enum(['processed', 'held', 'duplicate', 'filtered', 'test']).optional(),
  reason: z.string().optional().openapi({ description: 'Code of the hold, e.g. event_invalid' }),
  from: instant.optional(),
  to: instant.optional(),
  ids: z.array(z.string()).max(10_000).optional(),
})

const replaySchema = z
  .object({
    id: z.string(),
    state: z.enum(replays.REPLAY_STATES),
    filter: filterSchema,
    mapping: z.enum(['active', 'original']),
    targets: z.union([z.array(z.string()), z.literal('missing')]).nullable(),
    perSecond: count,
    createdAt: instant,
    createdBy: z.string(),
    startedAt: instant.nullable(),
    endedAt: instant.nullable(),
    total: count,
    done: count,
    outcomes: z.object({ unchanged: count, changed: count, newlyHeld: count, newlyAccepted: count, skipped: count }),
    leads: z.object({ waiting: count, queued: count, unchanged: count }).openapi({ description: 'Leads that changed, and whether a CRM had to hear of it' }),
    findings: count,
  })
  .openapi('Replay')

const findingSchema = z.object({
  kind: z.enum(['handover', 'decision', 'record']),
  about: z.string().openapi({ description: 'Id of the lead, or of the account or contact that the record is of' }),
  subject: z.string(),
  detail: z.string(),
})

export function replayRoutes(api: Api): void {
  const { store, act } = api.app
  const shown = async (id: string) => {
    const row = await replays.find(store.db, id)
    if (!row) throw notFound('replay', id)
    return shownReplay(row, await replays.progress(store.db, id))
  }

  route(
    api,
    {
      method: 'get',
      path: '/v1/replays',
      role: 'viewer',
      group: 'Replays',
      summary: 'Replays, newest first',
      query: pageQuery.extend({ state: z.enum(replays.REPLAY_STATES).optional() }),
      answer: pageOf(replaySchema),
    },
    async ({ query }) => {
      const page = await replays.list(store.db, { state: query.state, before: query.cursor, limit: query.limit })
      return { items: await Promise.all(page.rows.map(async (row) => shownReplay(row, await replays.progress(store.db, row.id)))), next: page.next }
    },
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/replays',
      role: 'ops',
      group: 'Replays',
      summary: 'Plan a replay: the deliveries are listed and counted, nothing else happens',
      body: z.object({
        filter: filterSchema,
        mapping: z.enum(['active', 'original']).default('active'),
        targets: z.union([z.array(z.string()), z.literal('missing')]).optional(),
        perSecond: z.int().min(1).max(10_000).optional(),
      }),
      answer: replaySchema,
      status: 201,
    },
    async ({ body, by }) => {
      const { from, to, ...filter } = body.filter
      const wanted = { ...body, filter: { ...filter, from: msOf(from), to: msOf(to) } }
      const planned = await act.planReplay(wanted, by)
      return shown(planned.id)
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/replays/{id}',
      role: 'viewer',
      group: 'Replays',
      summary: 'One replay and how far it is',
      params: idParam,
      answer: replaySchema,
    },
    async ({ params }) => shown(params.id),
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/replays/{id}/preview',
      role: 'ops',
      group: 'Replays',
      summary: 'What a planned replay would do; writes nothing',
      params: idParam,
      answer: backtestSchema,
    },
    async ({ params }) => {
      const row = await replays.find(store.db, params.id)
      if (!row) throw notFound('replay', params.id)
      return api.app.tryOut({ kind: 'replay', filter: row.filter, mapping: row.mapping, targets: row.targets ?? undefined })
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/held',
      role: 'viewer',
      group: 'Deliveries',
      summary: 'Held deliveries by cause, with what is different about their payloads',
      query: z.object({ source: z.string().optional() }),
      answer: z.object({ items: z.array(heldCauseSchema) }),
    },
    async ({ query }) => ({
      items: (await api.app.heldCauses(query.source)).map((one) => ({ ...one, firstAt: iso(one.firstAt), lastAt: iso(one.lastAt) })),
    }),
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/replays/{id}/findings',
      role: 'viewer',
      group: 'Replays',
      summary: 'Hand-overs, decisions and records that would not be there had the hub known then what it knows now',
      params: idParam,
      answer: z.object({ items: z.array(findingSchema) }),
    },
    async ({ params }) => {
      await shown(params.id)
      return { items: await replays.findings(store.db, params.id) }
    },
  )

  for (const [move, summary] of [
    ['start', 'Start a planned or paused replay'],
    ['pause', 'Pause it; what is done stays done'],
    ['cancel', 'End it; what is done stays done'],
  ] as const)
    route(
      api,
      { method: 'post', path: `/v1/replays/{id}/${move}`, role: 'ops', group: 'Replays', summary, params: idParam, answer: replaySchema },
      async ({ params, by }) => {
        await shown(params.id)
        await act.moveReplay(params.id, move, by)
        return shown(params.id)
      },
    )
}

const shownReplay = (row: replays.ReplayRow, progress: replays.Progress) => {
  const { from, to, ids, ...filter } = row.filter
  return {
    id: row.id,
    state: row.state,
    filter: {
      ...filter,
      ...(ids && { ids: [...ids] }),
      ...(from !== undefined && { from: iso(from) }),
      ...(to !== undefined && { to: iso(to) }),
    } as z.infer<typeof filterSchema>,
    mapping: row.mapping,
    targets: row.targets === null || row.targets === 'missing' ? row.targets : [...row.targets],
    perSecond: row.perSecond,
    createdAt: iso(row.createdAt),
    createdBy: row.createdBy,
    startedAt: isoOrNull(row.startedAt),
    endedAt: isoOrNull(row.endedAt),
    ...progress,
  }
}
