/** What was not accepted: failed verifications kept in bounds for inspection and reprocessing, everything else counted. */
import { type Db, insertInto, type Page, pageOf, Where } from './db.ts'
import type { NewDelivery } from './deliveries.ts'

export type RefusalCause = 'signature' | 'handshake' | 'too_large' | 'wrong_type' | 'unknown_source' | 'overload' | 'wrong_method'

export interface NewRefusal extends NewDelivery {
  reason: string
}

export interface RefusalRow {
  id: string
  source: string
  receivedAt: number
  cause: RefusalCause
  reason: string
  method: string
  bytes: number
}

/** At most so many rows, and so many bytes, are kept for one source; the oldest go first. */
export const KEPT_ROWS = 1000
export const KEPT_BYTES = 50 * 1024 * 1024

const insertRefusals = insertInto('refusal', ['id', 'source', 'received_at', 'cause', 'reason', 'method', 'url', 'remote', 'headers', 'body', 'bytes'])

export async function keep(db: Db, refusals: readonly NewRefusal[]): Promise<void> {
  await insertRefusals(
    db,
    refusals.map((one) => [
      one.id,
      one.source,
      one.receivedAt,
      'signature',
      one.reason,
      one.method,
      one.url,
      one.remote,
      one.headers,
      one.body,
      one.body.length,
    ]),
  )
  for (const source of new Set(refusals.map((one) => one.source))) await bound(db, source)
}

async function bound(db: Db, source: string): Promise<void> {
  await db.run('delete from refusal where source = $1 and id <= (select id from refusal where source = $1 order by id desc limit 1 offset $2)', [
    source,
    KEPT_ROWS,
  ])
  await db.run(
    `delete from refusal where source = $1 and id <= (
       select max(id) from (select id, sum(bytes) over (order by id desc) as held from refusal where source = $1) as sized where held > $2
     )`,
    [source, KEPT_BYTES],
  )
}

/** Counts refusals that are not kept. `day`: whole days since 1970, UTC. */
export async function tally(db: Db, counts: readonly { source: string; cause: RefusalCause; day: number; n: number }[]): Promise<void> {
  for (const { source, cause, day, n } of counts) {
    await db.run(
      'insert into refused_tally (source, cause, day, n) values ($1, $2, $3, $4) on conflict (source, cause, day) do update set n = refused_tally.n + excluded.n',
      [source, cause, day, n],
    )
  }
}

export async function take(db: Db, id: string): Promise<NewDelivery | undefined> {
  const row = await db.get<{ source: string; received_at: number; method: string; url: string; remote: string; headers: string; body: Uint8Array | null }>(
    'delete from refusal where id = $1 returning source, received_at, method, url, remote, headers, body',
    [id],
  )
  if (!row) return undefined
  return {
    id,
    source: row.source,
    receivedAt: row.received_at,
    method: row.method,
    url: row.url,
    remote: row.remote,
    headers: row.headers,
    body: row.body ?? new Uint8Array(),
  }
}

/** Of those that are kept. */
export async function countSince(db: Db, source: string, since: number): Promise<number> {
  return (await db.get<{ n: number }>('select count(*) as n from refusal where source = $1 and received_at > $2', [source, since]))!.n
}

export async function list(db: Db, filter: { source?: string | undefined; before?: string | undefined; limit: number }): Promise<Page<RefusalRow>> {
  const where = new Where().add('source = ?', filter.source).add('id < ?', filter.before)
  const rows = await db.all<{ id: string; source: string; received_at: number; cause: RefusalCause; reason: string; method: string; bytes: number }>(
    `select id, source, received_at, cause, reason, method, bytes from refusal ${where.text} order by id desc limit ${where.value(filter.limit + 1)}`,
    where.values,
  )
  return pageOf(
    rows,
    filter.limit,
    (row) => row.id,
    (row) => ({ id: row.id, source: row.source, receivedAt: row.received_at, cause: row.cause, reason: row.reason, method: row.method, bytes: row.bytes }),
  )
}
