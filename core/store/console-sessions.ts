/** Sessions of the console: found by the hash of the cookie, gone when they are over. */
import type { Db } from './db.ts'

export interface SessionRow {
  tokenId: string
  expiresAt: number
}

/** Also forgets the sessions that are over, so that the table stays as small as the people who are signed in. */
export async function add(db: Db, session: SessionRow & { hash: string }, now: number): Promise<void> {
  await db.run('delete from console_session where expires_at <= $1', [now])
  await db.run('insert into console_session (hash, token_id, created_at, expires_at) values ($1, $2, $3, $4)', [
    session.hash,
    session.tokenId,
    now,
    session.expiresAt,
  ])
}

export async function find(db: Db, hash: string): Promise<SessionRow | undefined> {
  const row = await db.get<{ token_id: string; expires_at: number }>('select token_id, expires_at from console_session where hash = $1', [hash])
  return row && { tokenId: row.token_id, expiresAt: row.expires_at }
}

export async function remove(db: Db, hash: string): Promise<boolean> {
  return (await db.run('delete from console_session where hash = $1', [hash])) === 1
}
