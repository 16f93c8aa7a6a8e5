/** Audiences: what is configured, how each is, who stands in it, and filling it. */
import type { App } from '../../app.ts'
import * as lanes from '../../store/lanes.ts'
import * as members from '../../store/members.ts'
import * as operation from '../../store/operation.ts'
import { type Api, idParam, instant, isoOrNull, route, z } from '../routes.ts'
import { lineOr404, lineRoutes } from './lines.ts'

const count = z.int().nonnegative()

const audienceSchema = z
  .object({
    id: z.string(),
    kind: z.string(),
    label: z.string(),
    products: z.array(z.string()),
    consent: z.array(z.string()),
    members: z
      .object({ in: count, off: count, out: count, new: count })
      .openapi({ description: 'Addresses: told of; unsubscribed or taken off over there; taken off by the hub; known and never told of' }),
    state: z.enum(['active', 'paused']),
    reason: z.string().nullable(),
    since: instant.nullable(),
    waiting: count,
    oldestWaitingSince: instant.nullable(),
  })
  .openapi('Audience')

const after = z.string().max(100).nullable().default(null)
const next = z.string().nullable().openapi({ description: 'To be handed in as `after` for the next page; null behind the last' })

export function audienceRoutes(api: Api): void {
  const { app } = api
  const { act } = app
  const group = 'Audiences'

  route(
    api,
    {
      method: 'get',
      path: '/v1/audiences',
      role: 'viewer',
      group,
      summary: 'E-mail tools, how they are, and how many stand in them',
      answer: z.object({ items: z.array(audienceSchema) }),
    },
    async () => ({ items: await shown(app) }),
  )

  route(
    api,
    {
      method: 'post',
      path: '/v1/audiences/{id}/sync',
      role: 'ops',
      group,
      summary: 'Queue everybody, one page of contacts; who stands there as they should is not called',
      params: idParam,
      body: z.object({ after, again: z.boolean().default(false).openapi({ description: 'Tell once more what was told before' }) }),
      answer: z.object({ queued: count, next }),
    },
    async ({ params, body, by }) => {
      lineOr404(app, 'audience', params.id)
      return act.syncAudience({ audience: params.id, ...body }, by)
    },
  )

  route(
    api,
    {
      method: 'get',
      path: '/v1/audiences/{id}/foreseen',
      role: 'viewer',
      group,
      summary: 'What queuing everybody would come to, one page of contacts; asks nobody',
      params: idParam,
      query: z.object({ after: z.string().max(100).optional() }),
      answer: z.object({ put: count, leave: count, erase: count, unchanged: count, next }),
    },
    async ({ params, query }) => {
      lineOr404(app, 'audience', params.id)
      return act.foreseeAudience({ audience: params.id, after: query.after ?? null })
    },
  )

  lineRoutes(api, {
    ...{ name: 'audience', group },
    check: 'Prove that address, credentials, list and fields are there',
    pause: 'Tell nothing more; every job is kept, withdrawals too',
    resume: 'Go on telling',
  })
}

async function shown({ setup, store }: App) {
  const states = await operation.connectionStates(store.db)
  const waiting = new Map((await lanes.waiting(store.db)).map((row) => [row.connection, row]))
  return Promise.all(
    [...setup.audiences.values()].map(async ({ id, audience, label, products, consent }) => ({
      id,
      kind: audience.id,
      label,
      products: [...products],
      consent: [...consent],
      members: await members.counts(store.db, id),
      state: states.get(id)?.state ?? ('active' as const),
      reason: states.get(id)?.reason ?? null,
      since: isoOrNull(states.get(id)?.since ?? null),
      waiting: waiting.get(id)?.jobs ?? 0,
      oldestWaitingSince: isoOrNull(waiting.get(id)?.oldest ?? null),
    })),
  )
}
