/** When a connection may be called next, where several processes share it, and how many calls its day has had. */
import type { Db } from './db.ts'

export interface PaceRow {
  /** The next call may go out then. Unix ms, with fractions. */
  nextAt: number
  /** Until then the other side wants to hear nothing. */
  heldUntil: number
  /** Days since 1970 (UTC), and the calls of that day. */
  day: number
  spent: number
  /** The moments of the last second and those to come, earliest first. */
  given: readonly number[]
}

export const FRESH: PaceRow = { nextAt: 0, heldUntil: 0, day: 0, spent: 0, given: [] }

/** Held to the end of the transaction. */
export async function hold(db: Db, connection: string): Promise<PaceRow> {
  const row = await db.get<{ next_at: number; held_until: number; day: number; spent: number; given: string }>(
    `insert into pace (connection, next_at, held_until, day, spent) values ($1, 0, 0, 0, 0)
     on conflict (connection) do update set next_at = pace.next_at returning next_at, held_until, day, spent, given`,
    [connection],
  )
  return row ? { nextAt: row.next_at, heldUntil: row.held_until, day: row.day, spent: row.spent, given: JSON.parse(row.given) } : FRESH
}

/** As it stands, without holding it. */
export async function find(db: Db, connection: string): Promise<Pick<PaceRow, 'heldUntil' | 'day' | 'spent'> | undefined> {
  const row = await db.get<{ held_until: number; day: number; spent: number }>('select held_until, day, spent from pace where connection = $1', [connection])
  return row && { heldUntil: row.held_until, day: row.day, spent: row.spent }
}

/** The clock was put back by so many milliseconds: what is to be heard is heard as much earlier. */
export async function putBack(db: Db, now: number, byMs: number): Promise<void> {
  await db.send('update pace set held_until = held_until - $2 where held_until > $1', [now, byMs])
}

export async function save(db: Db, connection: string, { nextAt, heldUntil, day, spent, given }: PaceRow): Promise<void> {
  await db.run('update pace set next_at = $2, held_until = $3, day = $4, spent = $5, given = $6 where connection = $1', [
    connection,
    nextAt,
    heldUntil,
    day,
    spent,
    JSON.stringify(given),
  ])
}
