/** What the hub itself is set to: who may ask it, and how it understood its configuration. */
import { understood } from '../../flow/understood.ts'
import * as tokens from '../../store/tokens.ts'
import { invalid, notFound } from '../problem.ts'
import { type Api, idParam, instant, iso, isoOrNull, msOf, route, z } from '../routes.ts'

const role = z.enum(tokens.ROLES).describe('Each may do what the one before it may: viewer reads, ops repairs, admin decides')
const tokenSchema = z
  .object({
    id: z.string(),
    role,
    label: z.string(),
    createdAt: instant,
    expiresAt: instant.nullable(),
    revokedAt: instant.nullable(),
    isOwn: z.boolean().describe('It is the one that asks'),
  })
  .openapi('Token')

export function settingsRoutes(api: Api): void {
  const { app } = api
  const { store, act } = app
  const group = 'Settings'

  route(
    api,
    {
      ...{ method: 'get', path: '/v1/tokens', role: 'admin', group },
      summary: 'Tokens, the oldest first; never what they are',
      answer: z.object({ items: z.array(tokenSchema) }),
    },
    async ({ by }) => ({
      items: (await tokens.list(store.db)).map(({ lastUsedAt: _, createdAt, expiresAt, revokedAt, ...row }) => ({
        ...row,
        createdAt: iso(createdAt),
        expiresAt: isoOrNull(expiresAt),
        revokedAt: isoOrNull(revokedAt),
        isOwn: row.id === by,
      })),
    }),
  )

  route(
    api,
    {
      ...{ method: 'post', path: '/v1/tokens', role: 'admin', group },
      summary: 'Make a token; it is shown this once',
      body: z.object({
        role,
        label: z.string().trim().min(1).max(120).describe('Whom or what it is for'),
        expiresAt: instant.optional().describe('Default: never'),
      }),
      answer: z.object({ id: z.string(), secret: z.string().nullable().describe('The token itself, shown this once') }),
      status: 201,
    },
    async ({ body, by, c }) => {
      const expiresAt = msOf(body.expiresAt) ?? null
      if (expiresAt !== null && expiresAt <= Date.now()) throw invalid('`expiresAt` is over already.')
      c.header('cache-control', 'no-store')
      const { id, token } = await act.createToken({ role: body.role, label: body.label, expiresAt }, by)
      return { id, secret: token }
    },
  )

  route(
    api,
    {
      ...{ method: 'post', path: '/v1/tokens/{id}/rotate', role: 'admin', group },
      summary: 'Make another token in its place, shown this once; the former one counts until the overlap is over',
      params: idParam,
      body: z.object({
        overlapHours: z.number().min(0).max(720).default(24).describe('How long the former one counts'),
        expiresAt: instant.optional().describe('Of the new one; default: never'),
      }),
      answer: z.object({
        id: z.string(),
        secret: z.string().nullable().describe('The token itself, shown this once'),
        formerUntil: instant.describe('When the former one ends'),
      }),
      status: 201,
    },
    async ({ params, body, by, c }) => {
      const expiresAt = msOf(body.expiresAt) ?? null
      if (expiresAt !== null && expiresAt <= Date.now()) throw invalid('`expiresAt` is over already.')
      c.header('cache-control', 'no-store')
      const rotated = await act.rotateToken({ id: params.id, overlapMs: body.overlapHours * 3_600_000, expiresAt }, by)
      if (!rotated) throw notFound('usable token', params.id)
      return { id: rotated.id, secret: rotated.token, formerUntil: iso(rotated.formerUntil) }
    },
  )

  route(
    api,
    {
      ...{ method: 'post', path: '/v1/tokens/{id}/revoke', role: 'admin', group },
      summary: 'Make a token useless, and end the sessions it opened',
      params: idParam,
      answer: z.object({ revoked: z.boolean().describe('false: there is no such token, or it was revoked before') }),
    },
    async ({ params, by }) => {
      if (params.id === by) throw invalid('This is the token that asks: revoke it with another one, so that nobody locks themselves out.')
      return { revoked: await act.revokeToken(params.id, by) }
    },
  )

  route(
    api,
    {
      ...{ method: 'get', path: '/v1/configuration', role: 'admin', group },
      summary: 'The configuration as it was understood; values of secrets are `***`',
      answer: z.object({ configuration: z.record(z.string(), z.unknown()) }),
    },
    async () => ({ configuration: { ...understood(app.setup) } }),
  )
}
