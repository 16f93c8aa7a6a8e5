/** Who may do what: a bearer token with a role, or the console's session that stands for one; looked up by its hash and remembered for a moment. */
import type { Context, MiddlewareHandler } from 'hono'
import type { App } from '../app.ts'
import { tokenOfSession } from '../flow/console-sessions.ts'
import { usableToken } from '../flow/tokens.ts'
import { ROLES, type Role, type TokenRow } from '../store/tokens.ts'
import { refuseOtherSites, sessionSecret } from './cookie.ts'
import { forbidden, unauthorised } from './problem.ts'

declare module 'hono' {
  interface ContextVariableMap {
    token: TokenRow
  }
}

/** A revoked token is refused within this time. */
const REMEMBERED_MS = 5_000
const SAFE: readonly string[] = ['GET', 'HEAD']

/** Each role may do what the one before it may. */
const rank = (role: Role): number => ROLES.indexOf(role)

export type Access = (role: Role) => MiddlewareHandler

type LookUp = (secret: string) => Promise<TokenRow | undefined>

export function accessFor(app: App, now: () => number): Access {
  const { db } = app.store
  const bearer = remembering(now, (secret) => usableToken(db, secret, now()))
  const session = remembering(now, (secret) => tokenOfSession(db, secret, now()))
  return (role) => async (c, next) => {
    const token = await whoAsks(c, bearer, session)
    if (rank(token.role) < rank(role)) throw forbidden(role, token.role)
    c.set('token', token)
    await next()
  }
}

/** A bearer token counts before a cookie. @throws a problem where neither is good */
async function whoAsks(c: Context, bearer: LookUp, session: LookUp): Promise<TokenRow> {
  const header = c.req.header('authorization') ?? ''
  if (/^bearer /i.test(header)) {
    const token = await bearer(header.slice(7).trim())
    if (!token) throw unauthorised('The token is not known, was revoked, or has expired.')
    return token
  }
  const secret = sessionSecret(c)
  if (secret === undefined) throw unauthorised('Send a token: `Authorization: Bearer lw_...`. Make one with `leitwerk token create --role ops`.')
  const token = await session(secret)
  if (!token) throw unauthorised('The session is over, or its token was revoked or has expired. Sign in again.')
  if (!SAFE.includes(c.req.method)) refuseOtherSites(c)
  return token
}

function remembering(now: () => number, lookUp: LookUp): LookUp {
  const known = new Map<string, { token: TokenRow | undefined; at: number }>()
  return async (secret) => {
    const held = known.get(secret)
    if (held && now() - held.at < REMEMBERED_MS) return held.token
    const token = await lookUp(secret)
    if (known.size > 1000) known.clear()
    known.set(secret, { token, at: now() })
    return token
  }
}
