/** Requests as they came: looked through for a person, and emptied; the row of a delivery stays. */
import type { Db } from './db.ts'
import * as deliveries from './deliveries.ts'

export interface StoredRequest {
  id: string
  url: string
  remote: string
  headers: string
  body: Uint8Array | null
  /** Account that its events belong to; null: it told none. */
  account: string | null
  isPending: boolean
}

/** Deliveries in the order they came, those that are emptied left out. */
export async function after(db: Db, id: string, limit: number): Promise<StoredRequest[]> {
  const rows = await db.all<{ id: string; url: string; remote: string; headers: string; body: Uint8Array | null; account: string | null; state: string }>(
    `select d.id, d.state, r.url, r.remote, r.headers, r.body,
       (select min(a.account_id) from event e join assignment a on a.event_id = e.id and a.closed_at is null where e.delivery_id = d.id) as account
     from delivery d join delivery_raw r on r.delivery_id = d.id where d.id > $1 and d.state <> 'erased' order by d.id limit $2`,
    [id, limit],
  )
  return rows.map(({ state, ...row }) => ({ ...row, isPending: state === 'pending' }))
}

/** Of these, the ones that told no event. */
export async function untoldAfter(db: Db, id: string, limit: number): Promise<StoredRefusal[]> {
  return db.all<StoredRefusal & Record<string, unknown>>(
    `select d.id, r.url, r.remote, r.headers, r.body from delivery d join delivery_raw r on r.delivery_id = d.id
     where d.id > $1 and d.state <> 'erased' and not exists (select 1 from event e where e.delivery_id = d.id) order by d.id limit $2`,
    [id, limit],
  )
}

/** What was fetched for a delivery, as text. */
export async function fetchedFor(db: Db, id: string): Promise<string[]> {
  const rows = await db.all<{ item_key: string; payload: string }>('select item_key, payload from delivery_fetched where delivery_id = $1', [id])
  return rows.flatMap((row) => [row.item_key, row.payload])
}

export type Emptied = 'erased' | 'pending' | 'was erased'

/** Nothing of what came is left. One that is being worked on is left alone. @param state as which it stands from now on */
export async function empty(db: Db, id: string, reason: string, now: number): Promise<Emptied> {
  const row = await deliveries.hold(db, id)
  if (!row || row.state === 'erased') return 'was erased'
  if (row.state === 'pending') return 'pending'
  await db.run("update delivery set state = 'erased', code = null, path = null, reason = $2, settled_at = coalesce(settled_at, $3) where id = $1", [
    id,
    reason,
    now,
  ])
  await dropBytes(db, id)
  return 'erased'
}

export async function dropBytes(db: Db, id: string): Promise<void> {
  await db.run("update delivery_raw set url = '', remote = '', headers = '{}', body = null, trace = null where delivery_id = $1", [id])
  await db.run('delete from delivery_fetched where delivery_id = $1', [id])
  await db.run('delete from list_row where delivery_id = $1', [id])
}

export interface StoredRefusal {
  id: string
  url: string
  remote: string
  headers: string
  body: Uint8Array | null
}

export async function refusalsAfter(db: Db, id: string, limit: number): Promise<StoredRefusal[]> {
  return db.all<StoredRefusal & Record<string, unknown>>('select id, url, remote, headers, body from refusal where id > $1 order by id limit $2', [id, limit])
}

export const removeRefusal = async (db: Db, id: string): Promise<number> => db.run('delete from refusal where id = $1', [id])

/** Runs with a stored file that nobody works on at the moment, or that somebody does. */
export async function storedFiles(db: Db, isRunning: boolean): Promise<{ id: string; isPacked: boolean }[]> {
  const rows = await db.all<{ id: string; body: Uint8Array }>(
    `select r.id, p.body from import_run r join import_piece p on p.run_id = r.id and p.n = 0 where r.state ${isRunning ? "= 'running'" : "<> 'running'"}`,
  )
  return rows.map(({ id, body }) => ({ id, isPacked: body[0] === 0x50 && body[1] === 0x4b }))
}

/** Piece `n` of a file with the beginning of the next, so that nothing lies between two; undefined behind the last. */
export async function pieceWithNext(db: Db, id: string, n: number, overlap: number): Promise<Uint8Array | undefined> {
  const rows = await db.all<{ body: Uint8Array }>('select body from import_piece where run_id = $1 and n in ($2, $3) order by n', [id, n, n + 1])
  const [first, second] = rows
  if (!first || !(await db.get('select 1 as there from import_piece where run_id = $1 and n = $2', [id, n]))) return undefined
  return second ? Buffer.concat([first.body, second.body.subarray(0, overlap)]) : first.body
}

/** The run ends as it is; the list is given again, without the person. */
export async function dropFile(db: Db, id: string, reason: string, now: number): Promise<void> {
  await db.run('delete from import_piece where run_id = $1', [id])
  await db.run("update import_run set state = 'done', reason = $2, ended_at = $3 where id = $1 and state <> 'running'", [id, reason, now])
}
