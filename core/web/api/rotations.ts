/** Secrets of sources being replaced by new ones. */
import type { App } from '../../app.ts'
import * as rotations from '../../store/rotations.ts'
import { notFound } from '../problem.ts'
import { type Api, idParam, instant, iso, route, z } from '../routes.ts'

const field = z.string().optional().describe('Needed where the source has several secrets')
const HOUR_MS = 3_600_000

const rotationSchema = z
  .object({ field: z.string(), since: instant, until: instant.describe('The former secret counts until then'), by: z.string() })
  .openapi('Rotation')

export function rotationRoutes(api: Api): void {
  const { app } = api

  route(
    api,
    {
      ...{ method: 'get', path: '/v1/sources/{id}/rotations', role: 'viewer', group: 'Sources' },
      summary: 'Secrets of the source that were replaced',
      params: idParam,
      answer: z.object({ items: z.array(rotationSchema) }),
    },
    async ({ params }) => {
      sourceOr404(app, params.id)
      const rows = (await rotations.list(app.store.db)).filter(({ source }) => source === params.id)
      return { items: rows.map((row) => ({ field: row.field, since: iso(row.since), until: iso(row.until), by: row.by })) }
    },
  )

  route(
    api,
    {
      ...{ method: 'post', path: '/v1/sources/{id}/rotations', role: 'admin', group: 'Sources' },
      summary: 'Replace the secret; the former one counts until the overlap is over',
      params: idParam,
      body: z.object({
        field,
        value: z.string().min(8).max(4096).optional().describe('The new secret, where the sender made it; default: made here'),
        overlapHours: z.number().min(0).max(720).default(24),
      }),
      answer: z.object({ field: z.string(), secret: z.string().nullable().describe('Shown this once'), until: instant }),
      status: 201,
    },
    async ({ params, body, by, c }) => {
      sourceOr404(app, params.id)
      c.header('cache-control', 'no-store')
      const { until, ...rotated } = await app.act.rotateSecret(
        { source: params.id, field: body.field, value: body.value, overlapMs: body.overlapHours * HOUR_MS },
        by,
      )
      return { ...rotated, until: iso(until) }
    },
  )

  for (const how of ['finish', 'cancel'] as const)
    route(
      api,
      {
        ...{ method: 'post', path: `/v1/sources/{id}/rotations/${how}`, role: 'admin', group: 'Sources' },
        summary: how === 'finish' ? 'Only the new secret counts from now on' : 'Only the configured secret counts again',
        params: idParam,
        body: z.object({ field }),
        answer: z.object({ changed: z.boolean() }),
      },
      async ({ params, body, by }) => {
        sourceOr404(app, params.id)
        return { changed: await app.act.endRotation({ source: params.id, field: body.field, how }, by) }
      },
    )
}

function sourceOr404({ setup }: App, id: string): void {
  if (!setup.sources.has(id)) throw notFound('source', id)
}
