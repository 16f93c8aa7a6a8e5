/** Signing in to the console: a token is exchanged for a session, which ends by itself, at signing out, and with its token. */
import { randomBytes } from 'node:crypto'
import * as sessions from '../store/console-sessions.ts'
import type { Db } from '../store/db.ts'
import * as operation from '../store/operation.ts'
import * as tokens from '../store/tokens.ts'
import type { Context } from './context.ts'
import { isUsable, tokenHash, usableToken } from './tokens.ts'

/** A working day with some hours to spare. */
const LASTS_MS = 12 * 3_600_000

export interface OpenedSession {
  /** For the cookie; nobody can read it again. */
  secret: string
  expiresAt: number
  token: tokens.TokenRow
}

/** @returns null for a token that may not be used */
export async function openSession(db: Db, on: Context, tokenSecret: string): Promise<OpenedSession | null> {
  const now = on.now()
  const token = await usableToken(db, tokenSecret, now)
  if (!token) return null
  const secret = `lws_${randomBytes(32).toString('base64url')}`
  const expiresAt = Math.min(now + LASTS_MS, token.expiresAt ?? Number.POSITIVE_INFINITY)
  await sessions.add(db, { hash: tokenHash(secret), tokenId: token.id, expiresAt }, now)
  await operation.audit(db, { id: on.newId('aud'), at: now, by: token.id, action: 'session.opened', subject: token.id, detail: null })
  return { secret, expiresAt, token }
}

/** @returns false when there is none */
export const closeSession = (db: Db, secret: string): Promise<boolean> => sessions.remove(db, tokenHash(secret))

/** The token that a session stands for, if both still count. */
export async function tokenOfSession(db: Db, secret: string, now: number): Promise<tokens.TokenRow | undefined> {
  const session = await sessions.find(db, tokenHash(secret))
  if (!session || session.expiresAt <= now) return undefined
  const token = await tokens.byId(db, session.tokenId)
  return token && isUsable(token, now) ? token : undefined
}
