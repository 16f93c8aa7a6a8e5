/** What is older than it is to be kept: counted, and removed in small slices. Ids sort by time, so nothing younger is looked at. */
import type { Db } from './db.ts'
import * as requests from './erased-requests.ts'
import { padded, placeholders } from './sql.ts'

/** Deliveries of a source received before then that are accounted for: what waits, or is held for a person, is not. */
export async function requestsBefore(db: Db, source: string, before: number, limit: number): Promise<string[]> {
  const rows = await db.all<{ id: string }>(
    "select id from delivery where source = $1 and state in ('processed', 'duplicate', 'filtered', 'test') and received_at < $2 limit $3",
    [source, before, limit],
  )
  return rows.map(({ id }) => id)
}

/** @returns how many were emptied */
export async function emptyRequests(db: Db, ids: readonly string[], reason: string, now: number): Promise<number> {
  let n = 0
  for (const id of ids) if ((await requests.empty(db, id, reason, now)) === 'erased') n++
  return n
}

/** Tables of which rows go when they are over; their ids begin with the time they were made. */
const ROWS = { refusal: 'id', notice: 'id', audit: 'id' } as const
export type AgeingTable = keyof typeof ROWS

export async function rowsBefore(db: Db, table: AgeingTable, source: string | null, beforeId: string, limit: number): Promise<string[]> {
  const ofSource = source === null ? '' : 'and source = $3'
  const rows = await db.all<{ id: string }>(`select id from ${table} where id < $1 ${ofSource} order by id limit $2`, [
    beforeId,
    limit,
    ...(source === null ? [] : [source]),
  ])
  return rows.map(({ id }) => id)
}

export async function removeRows(db: Db, table: AgeingTable, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0
  const list = padded(ids)
  return db.run(`delete from ${table} where id in (${placeholders(1, list.length)})`, list)
}

/** Attempts of jobs that are over, and of these only what was called. */
export async function callsBefore(db: Db, afterId: string, beforeId: string, limit: number): Promise<string[]> {
  const rows = await db.all<{ id: string }>('select id from attempt where id > $1 and id < $2 order by id limit $3', [afterId, beforeId, limit])
  return rows.map(({ id }) => id)
}

export async function emptyCalls(db: Db, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0
  const list = padded(ids)
  return db.run(`update attempt set calls = '[]', reason = null where id in (${placeholders(1, list.length)}) and calls <> '[]'`, list)
}

/** Events behind an id and before another that belong to no person. */
export async function anonymousBefore(db: Db, afterId: string, beforeId: string, limit: number): Promise<{ id: string; isAnonymous: boolean }[]> {
  const rows = await db.all<{ id: string; contact_id: string | null; data: string | null }>(
    `select e.id, a.contact_id, p.data from event e left join assignment a on a.event_id = e.id and a.closed_at is null
     left join event_personal p on p.event_id = e.id and p.revision = e.revision
     where e.id > $1 and e.id < $2 and e.state = 'active' order by e.id limit $3`,
    [afterId, beforeId, limit],
  )
  return rows.map(({ id, contact_id, data }) => ({ id, isAnonymous: contact_id === null && data !== null && data !== '{}' }))
}

/** Contacts made before, behind an id, with when they were heard of last. */
export async function contactsWithLast(db: Db, afterId: string, beforeId: string, limit: number): Promise<{ id: string; lastAt: number }[]> {
  const rows = await db.all<{ id: string; created_at: number; last_at: number | null }>(
    `select c.id, c.created_at, (select max(e.occurred_at) from assignment a join event e on e.id = a.event_id and e.state = 'active'
       where a.closed_at is null and a.unit_id = c.unit_id and a.contact_id = c.id) as last_at
     from contact c where c.id > $1 and c.id < $2 and c.merged_into is null and c.unit_id <> '' order by c.id limit $3`,
    [afterId, beforeId, limit],
  )
  return rows.map(({ id, created_at, last_at }) => ({ id, lastAt: last_at ?? created_at }))
}
