/** What is left of a connection's calls per second, where several processes share it. */
import type { Db } from './db.ts'

export interface Bucket {
  /** Calls that may go out at once. */
  tokens: number
  filledAt: number
  /** Until then the other side wants to hear nothing. */
  heldUntil: number
}

/** The bucket, held to the end of the transaction; `full` is what a connection begins with. */
export async function hold(db: Db, connection: string, full: Bucket): Promise<Bucket> {
  const row = await db.get<{ tokens: number; filled_at: number; held_until: number }>(
    `insert into pace (connection, tokens, filled_at, held_until) values ($1, $2, $3, $4)
     on conflict (connection) do update set tokens = pace.tokens returning tokens, filled_at, held_until`,
    [connection, full.tokens, full.filledAt, full.heldUntil],
  )
  return row ? { tokens: row.tokens, filledAt: row.filled_at, heldUntil: row.held_until } : full
}

export async function save(db: Db, connection: string, bucket: Bucket): Promise<void> {
  await db.run('update pace set tokens = $2, filled_at = $3, held_until = $4 where connection = $1', [
    connection,
    bucket.tokens,
    bucket.filledAt,
    bucket.heldUntil,
  ])
}
