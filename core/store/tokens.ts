/** Access tokens: only their hash is kept. */
import type { Db } from './db.ts'
import { padded, placeholders } from './sql.ts'

export const ROLES = ['viewer', 'ops', 'admin'] as const
export type Role = (typeof ROLES)[number]

export interface TokenRow {
  id: string
  role: Role
  label: string
  createdAt: number
  expiresAt: number | null
  revokedAt: number | null
  lastUsedAt: number | null
}

export async function add(db: Db, token: { id: string; hash: string; role: Role; label: string; expiresAt: number | null }, now: number): Promise<void> {
  await db.run('insert into token (id, hash, role, label, created_at, expires_at, revoked_at, last_used_at) values ($1, $2, $3, $4, $5, $6, null, null)', [
    token.id,
    token.hash,
    token.role,
    token.label,
    now,
    token.expiresAt,
  ])
}

export async function byHash(db: Db, hash: string): Promise<TokenRow | undefined> {
  const row = await db.get<StoredToken>('select * from token where hash = $1', [hash])
  return row && tokenOf(row)
}

export async function byId(db: Db, id: string): Promise<TokenRow | undefined> {
  const row = await db.get<StoredToken>('select * from token where id = $1', [id])
  return row && tokenOf(row)
}

export async function list(db: Db): Promise<TokenRow[]> {
  return (await db.all<StoredToken>('select * from token order by id')).map(tokenOf)
}

/** What tokens are called, by id. */
export async function labels(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const list = padded(ids)
  const rows = await db.all<{ id: string; label: string }>(`select id, label from token where id in (${placeholders(1, list.length)})`, list)
  return new Map(rows.map(({ id, label }) => [id, label]))
}

export async function revoke(db: Db, id: string, now: number): Promise<boolean> {
  return (await db.run('update token set revoked_at = $2 where id = $1 and revoked_at is null', [id, now])) === 1
}

export async function endAt(db: Db, id: string, expiresAt: number): Promise<void> {
  await db.run('update token set expires_at = $2 where id = $1', [id, expiresAt])
}

interface StoredToken {
  id: string
  role: Role
  label: string
  created_at: number
  expires_at: number | null
  revoked_at: number | null
  last_used_at: number | null
}

const tokenOf = (row: StoredToken): TokenRow => ({
  id: row.id,
  role: row.role,
  label: row.label,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
  lastUsedAt: row.last_used_at,
})
