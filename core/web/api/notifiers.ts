/** Who is notified: what is configured, how it is, and whether it rests. */
import type { App } from '../../app.ts'
import { NOTICE_TYPES } from '../../notifier.ts'
import * as lanes from '../../store/lanes.ts'
import * as operation from '../../store/operation.ts'
import { type Api, instant, isoOrNull, route, z } from '../routes.ts'
import { lineRoutes } from './lines.ts'

const notifierSchema = z
  .object({
    id: z.string(),
    kind: z.string(),
    label: z.string(),
    events: z.array(z.enum(NOTICE_TYPES)),
    state: z.enum(['active', 'paused']),
    reason: z.string().nullable(),
    since: instant.nullable(),
    waiting: z.int().nonnegative(),
    oldestWaitingSince: instant.nullable(),
  })
  .openapi('Notifier')

export function notifierRoutes(api: Api): void {
  const { app } = api

  route(
    api,
    {
      method: 'get',
      path: '/v1/notifiers',
      role: 'viewer',
      group: 'Notifiers',
      summary: 'Who is notified of what, and how that goes',
      answer: z.object({ items: z.array(notifierSchema) }),
    },
    async () => ({ items: await shown(app) }),
  )

  lineRoutes(api, { name: 'notifier', group: 'Notifiers', pause: 'Tell nothing more; every message is kept', resume: 'Go on telling' })
}

async function shown({ setup, store }: App) {
  const states = await operation.connectionStates(store.db)
  const waiting = new Map((await lanes.waiting(store.db)).map((row) => [row.connection, row]))
  return [...setup.notifiers.values()].map(({ id, notifier, label, events }) => ({
    id,
    kind: notifier.id,
    label,
    events: [...events],
    state: states.get(id)?.state ?? ('active' as const),
    reason: states.get(id)?.reason ?? null,
    since: isoOrNull(states.get(id)?.since ?? null),
    waiting: waiting.get(id)?.jobs ?? 0,
    oldestWaitingSince: isoOrNull(waiting.get(id)?.oldest ?? null),
  }))
}
