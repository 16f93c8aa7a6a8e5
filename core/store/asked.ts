/** Which account a person was asked about when an event came, and which two units a person is asked about. */
import type { Db } from './db.ts'

export async function askedAbout(db: Db, { eventId, accountId }: { eventId: string; accountId: string }): Promise<string | null> {
  const row = await db.get<{ account_id: string; other_id: string | null }>(
    "select account_id, other_id from review where event_id = $1 and kind = 'same_account' order by id limit 1",
    [eventId],
  )
  return row ? (row.account_id === accountId ? row.other_id : row.account_id) : null
}

export async function askedUnits(db: Db, eventId: string): Promise<string[]> {
  const row = await db.get<{ account_id: string; other_id: string }>(
    "select account_id, other_id from review where event_id = $1 and kind = 'same_unit' and state = 'open' order by id limit 1",
    [eventId],
  )
  return row ? [row.account_id, row.other_id] : []
}
