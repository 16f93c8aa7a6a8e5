/** The other submissions of an account, where people left it to the hub which unit they belong to. */
import type { Db } from './db.ts'
import { SWEEP } from './merges.ts'
import { inParts, padded, placeholders } from './sql.ts'

export interface FellowRow {
  id: string
  unitId: string
  occurredAt: number
  /** As it is stored: JSON of its personal part. */
  personal: string
}

/** Asked in steps that have one plan each, whatever the database believes of its tables. @returns none where a person merged, changed or named units of the account */
export async function fellows(db: Db, accountId: string, limit: number): Promise<FellowRow[]> {
  const assigned = await db.all<{ event_id: string; unit_id: string }>(
    'select event_id, unit_id from assignment where account_id = $1 and closed_at is null limit $2',
    [accountId, limit],
  )
  if (assigned.length === 0 || (await isSpokenFor(db, accountId))) return []
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

async function isSpokenFor(db: Db, accountId: string): Promise<boolean> {
  const units = await db.all<{ id: string; known: number }>(
    'select id, case when seed is not null or since is not null or until is not null then 1 else 0 end as known from unit where account_id = $1',
    [accountId],
  )
  if (units.some(({ known }) => known === 1)) return true
  const ids = padded([accountId, ...units.map(({ id }) => id)])
  const merged = await db.get(
    `select 1 as merged from merge where undone_at is null and by_whom <> $1 and survivor in (${placeholders(2, ids.length)}) limit 1`,
    [SWEEP, ...ids],
  )
  return merged !== undefined
}
