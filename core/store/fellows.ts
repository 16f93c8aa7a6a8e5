/** The other submissions of an account, where people left it to the hub which unit they belong to. */
import type { Db } from './db.ts'
import { SWEEP } from './merges.ts'

export interface FellowRow {
  id: string
  unitId: string
  occurredAt: number
  /** As it is stored: JSON of its personal part. */
  personal: string
}

/** @returns none where a person merged, changed or named units of the account */
export async function fellows(db: Db, accountId: string, limit: number): Promise<FellowRow[]> {
  const rows = await db.all<{ id: string; unit_id: string; occurred_at: number; personal: string | null }>(
    `select e.id, a.unit_id, e.occurred_at, p.data as personal from assignment a
     join event e on e.id = a.event_id and e.state = 'active'
     left join event_personal p on p.event_id = e.id and p.revision = e.revision
     where a.closed_at is null and a.account_id = $1
       and not exists (select 1 from unit u where u.account_id = $1 and (u.seed is not null or u.since is not null or u.until is not null))
       and not exists (select 1 from merge m where m.undone_at is null and m.by_whom <> $2
                       and (m.survivor = $1 or m.survivor in (select u.id from unit u where u.account_id = $1)))
     limit $3`,
    [accountId, SWEEP, limit],
  )
  return rows.map((row) => ({ id: row.id, unitId: row.unit_id, occurredAt: row.occurred_at, personal: row.personal ?? '{}' }))
}
