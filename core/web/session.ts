/** Signing in to the console and out of it, and what its pages must know of whoever is signed in. */
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import type { App } from '../app.ts'
import { tokenOfSession } from '../flow/console-sessions.ts'
import { usableToken } from '../flow/tokens.ts'
import type { TokenRow } from '../store/tokens.ts'
import { clientBehind, clientOf } from './client.ts'
import { dropSession, keepSession, refuseOtherSites, sessionSecret } from './cookie.ts'
import { invalid, Refused, unauthorised } from './problem.ts'
import type { ConsoleSession } from './session-view.ts'
import { perMinute } from './window.ts'

/** Of one address, behind which may be a whole office. */
const TRIES_PER_MINUTE = 60
const PATH = '/console/session'
const bodySchema = z.object({ token: z.string().max(200) })

export function mountSession(http: OpenAPIHono, app: App, now: () => number): void {
  const tries = perMinute(TRIES_PER_MINUTE, now)
  const { act, store } = app
  const who = clientBehind(clientOf(app.setup.trustedProxies))

  http.post(PATH, bodyLimit({ maxSize: 1024 }), async (c) => {
    refuseOtherSites(c)
    refuseGuessing(tries.take(who(c)), c)
    const given = bodySchema.safeParse(await c.req.json().catch(() => null))
    if (!given.success) throw invalid('Send `{"token":"lw_..."}`.')
    const opened = await act.openSession(given.data.token)
    if (!opened) throw unauthorised('The token is not known, was revoked, or has expired.')
    const before = sessionSecret(c)
    if (before !== undefined) await act.closeSession(before)
    keepSession(c, opened.secret, opened.expiresAt)
    return answer(c, shown(app, opened.token))
  })

  http.delete(PATH, async (c) => {
    refuseOtherSites(c)
    const secret = sessionSecret(c)
    if (secret !== undefined) await act.closeSession(secret)
    dropSession(c)
    return answer(c, null)
  })

  // Nobody signed in is an answer, not a mistake: the console asks this first.
  http.get(PATH, async (c) => {
    const [, bearer] = /^bearer (.+)$/i.exec(c.req.header('authorization') ?? '') ?? []
    const secret = sessionSecret(c)
    const token = bearer ? await usableToken(store.db, bearer.trim(), now()) : secret && (await tokenOfSession(store.db, secret, now()))
    return answer(c, token ? shown(app, token) : null)
  })
}

function shown({ setup, version }: App, { role, label }: TokenRow): ConsoleSession {
  return { role, label, version, products: setup.products.map(({ id, name }) => ({ id, name })) }
}

const answer = (c: Context, session: ConsoleSession | null): Response => c.json({ session }, 200, { 'cache-control': 'no-store' })

function refuseGuessing(wait: number, c: Context): void {
  if (wait === 0) return
  c.header('retry-after', String(wait))
  throw new Refused({
    type: '/problems/too-many',
    title: 'Too many tries',
    status: 429,
    detail: `Too many sign-ins from your address: try again in ${wait} s.`,
  })
}
