/** Access tokens: shown once when made, kept as a hash. */
import { createHash, randomBytes } from 'node:crypto'
import type { Db } from '../store/db.ts'
import * as operation from '../store/operation.ts'
import * as tokens from '../store/tokens.ts'
import type { Context } from './context.ts'

export const tokenHash = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

export async function createToken(
  db: Db,
  on: Context,
  input: { role: tokens.Role; label: string; expiresAt: number | null },
  by: string,
): Promise<{ token: string; id: string }> {
  const token = `lw_${randomBytes(24).toString('base64url')}`
  const id = on.newId('tok')
  await tokens.add(db, { id, hash: tokenHash(token), ...input }, on.now())
  await operation.audit(db, { id: on.newId('aud'), at: on.now(), by, action: 'token.created', subject: id, detail: `${input.role}: ${input.label}` })
  return { token, id }
}

/**
 * Makes another token for the same role and purpose; the former one counts until the overlap is over, and no longer than it would have.
 * @returns null where there is no usable token of that id
 */
export async function rotateToken(
  db: Db,
  on: Context,
  input: { id: string; overlapMs: number; expiresAt: number | null },
  by: string,
): Promise<RotatedToken | null> {
  const now = on.now()
  const former = await tokens.byId(db, input.id)
  if (!former || !isUsable(former, now)) return null
  const formerUntil = Math.min(now + input.overlapMs, former.expiresAt ?? Number.POSITIVE_INFINITY)
  const { role, label } = former
  const made = await createToken(db, on, { role, label, expiresAt: input.expiresAt }, by)
  await tokens.endAt(db, former.id, formerUntil)
  await operation.audit(db, { id: on.newId('aud'), at: now, by, action: 'token.rotated', subject: former.id, detail: `${made.id} takes its place` })
  return { ...made, formerUntil }
}

export interface RotatedToken {
  token: string
  id: string
  /** Unix ms. */
  formerUntil: number
}

export async function revokeToken(db: Db, on: Context, id: string, by: string): Promise<boolean> {
  const revoked = await tokens.revoke(db, id, on.now())
  if (revoked) await operation.audit(db, { id: on.newId('aud'), at: on.now(), by, action: 'token.revoked', subject: id, detail: null })
  return revoked
}

/** The token behind a secret, if it may still be used. */
export async function usableToken(db: Db, secret: string, now: number): Promise<tokens.TokenRow | undefined> {
  const token = await tokens.byHash(db, tokenHash(secret))
  return token && isUsable(token, now) ? token : undefined
}

export const isUsable = ({ revokedAt, expiresAt }: tokens.TokenRow, now: number): boolean => revokedAt === null && (expiresAt === null || expiresAt > now)
