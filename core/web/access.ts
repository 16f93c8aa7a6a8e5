/** Who may do what: a bearer token with a role, looked up by its hash and remembered for a moment. */
import type { MiddlewareHandler } from 'hono'
import type { App } from '../app.ts'
import { usableToken } from '../flow/tokens.ts'
import { ROLES, type Role, type TokenRow } from '../store/tokens.ts'
import { forbidden, unauthorised } from './problem.ts'

declare module 'hono' {
  interface ContextVariableMap {
    token: TokenRow
  }
}

/** A revoked token is refused within this time. */
const REMEMBERED_MS = 5_000

/** Each role may do what the one before it may. */
const rank = (role: Role): number => ROLES.indexOf(role)

export type Access = (role: Role) => MiddlewareHandler

export function accessFor(app: App, now: () => number): Access {
  const known = new Map<string, { token: TokenRow | undefined; at: number }>()
  const lookUp = async (secret: string): Promise<TokenRow | undefined> => {
    const held = known.get(secret)
    if (held && now() - held.at < REMEMBERED_MS) return held.token
    const token = await usableToken(app.store.db, secret, now())
    if (known.size > 1000) known.clear()
    known.set(secret, { token, at: now() })
    return token
  }
  return (role) => async (c, next) => {
    const header = c.req.header('authorization') ?? ''
    if (!/^bearer /i.test(header)) throw unauthorised('Send a token: `Authorization: Bearer lw_...`. Make one with `leitwerk token create --role ops`.')
    const token = await lookUp(header.slice(7).trim())
    if (!token) throw unauthorised('The token is not known, was revoked, or has expired.')
    if (rank(token.role) < rank(role)) throw forbidden(role, token.role)
    c.set('token', token)
    await next()
  }
}
