/** The submissions of an account, with the unit of each. */
import type { Db } from './db.ts'
import { inParts, padded, placeholders } from './sql.ts'

export interface FellowRow {
  id: string
  unitId: string
  occurredAt: number
  /** As it is stored: JSON of its personal part. */
  personal: string
}

/** Asked in steps that have one plan each, whatever the database believes of its tables. */
export async function fellows(db: Db, accountId: string, limit: number): Promise<FellowRow[]> {
  const assigned = await db.all<{ event_id: string; unit_id: string }>(
    'select event_id, unit_id from assignment where account_id = $1 and closed_at is null limit $2',
    [accountId, limit],
  )
  const unitOf = new Map(assigned.map((row) => [row.event_id, row.unit_id]))
  const rows = await inParts([...unitOf.keys()], (part) => {
    const list = padded(part)
    return db.all<{ id: string; occurred_at: number; personal: string | null }>(
      `select e.id, e.occurred_at, p.data as personal from event e left join event_personal p on p.event_id = e.id and p.revision = e.revision
       where e.id in (${placeholders(1, list.length)}) and e.state = 'active'`,
      list,
    )
  })
  return rows.map((row) => ({ id: row.id, unitId: unitOf.get(row.id)!, occurredAt: row.occurred_at, personal: row.personal ?? '{}' }))
}
