/** The ledger of arrivals: every accepted request as a row of its own with a dense number per source, its raw bytes beside it. */
import { type Db, insertInto, json, parsed } from './db.ts'
import { padded, placeholders } from './sql.ts'

export type DeliveryState = 'pending' | 'processed' | 'held' | 'duplicate' | 'filtered' | 'test' | 'erased'

export interface NewDelivery {
  id: string
  source: string
  receivedAt: number
  method: string
  url: string
  remote: string
  /** JSON object, names in lower case: written as it comes, so that the receiving thread makes it only once. */
  headers: string
  body: Uint8Array
  /** `traceparent` under which it was received, where that is traced. */
  trace?: string | null
}

export interface DeliveryRow {
  id: string
  source: string
  seq: number
  receivedAt: number
  state: DeliveryState
  code: string | null
  path: string | null
  reason: string | null
  items: ItemState[] | null
  duplicateOf: string | null
  mappingId: string | null
  settledAt: number | null
  attempts: number
}

/** What became of one item of a delivery; kept where a delivery has several. */
export interface ItemState {
  key: string
  state: DeliveryState
  code: string | null
  path: string | null
  reason: string | null
}

export interface RawDelivery {
  id: string
  source: string
  receivedAt: number
  method: string
  url: string
  remote: string
  headers: Record<string, string>
  body: Uint8Array
  trace?: string | null
}

export interface Settlement {
  state: DeliveryState
  code?: string | null
  path?: string | null
  reason?: string | null
  items?: readonly ItemState[] | null
  duplicateOf?: string | null
  mappingId?: string | null
}

const insertDeliveries = insertInto('delivery', ['id', 'source', 'seq', 'received_at', 'state', 'due_at', 'attempts'])
const insertRaw = insertInto('delivery_raw', ['delivery_id', 'method', 'url', 'remote', 'headers', 'body', 'trace'])

/** Stores arrivals, in order, under the next numbers of their sources. */
export async function accept(db: Db, arrivals: readonly NewDelivery[]): Promise<void> {
  const counts = new Map<string, number>()
  for (const { source } of arrivals) counts.set(source, (counts.get(source) ?? 0) + 1)
  const next = new Map<string, number>()
  for (const source of [...counts.keys()].sort()) {
    const n = counts.get(source)!
    const row = await db.get<{ last_seq: number }>(
      'insert into source_counter (source, last_seq) values ($1, $2) on conflict (source) do update set last_seq = source_counter.last_seq + excluded.last_seq returning last_seq',
      [source, n],
    )
    next.set(source, row!.last_seq - n + 1)
  }
  const rows = arrivals.map(({ id, source, receivedAt }) => {
    const seq = next.get(source)!
    next.set(source, seq + 1)
    return [id, source, seq, receivedAt, 'pending', receivedAt, 0]
  })
  await insertDeliveries(db, rows)
  await insertRaw(
    db,
    arrivals.map(({ id, method, url, remote, headers, body, trace = null }) => [id, method, url, remote, headers, body, trace]),
  )
}

/** Stands for the sender's address of what the hub sent to its own door. */
export const FROM_OURSELVES = 'the hub itself'

/** Takes waiting deliveries, oldest first, for `leaseMs`; whoever dies with them lets them become due again. */
export async function claim(db: Db, now: number, leaseMs: number, limit: number): Promise<{ id: string; attempts: number }[]> {
  const rows = await db.all<{ id: string; attempts: number }>(
    `update delivery set due_at = $2, attempts = attempts + 1 where id in (
       select id from delivery where state = 'pending' and due_at <= $1 order by due_at limit $3 ${db.dialect.skipLocked}
     ) returning id, attempts`,
    [now, now + leaseMs, limit],
  )
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** The clock was put back by so many milliseconds: what waits is due as much earlier, leases end as much earlier. */
export const putBack = (db: Db, now: number, byMs: number): Promise<void> =>
  db.send("update delivery set due_at = case when due_at - $2 > $1 then due_at - $2 else $1 end where state = 'pending' and due_at > $1", [now, byMs])

/** Whether any waits for its turn. */
export async function isAnyDue(db: Db, now: number): Promise<boolean> {
  return (await db.get("select 1 from delivery where state = 'pending' and due_at <= $1 limit 1", [now])) !== undefined
}

/** Keeps a worker's deliveries its own while it is still at them. */
export async function renew(db: Db, ids: readonly string[], until: number): Promise<void> {
  if (ids.length === 0) return
  const list = padded(ids)
  await db.send(`update delivery set due_at = $1 where state = 'pending' and id in (${placeholders(2, list.length)})`, [until, ...list])
}

/** Makes everything that waits due at once: for a process that knows it is the only one. */
export async function unlease(db: Db, now: number): Promise<void> {
  await db.send("update delivery set due_at = $1 where state = 'pending' and due_at > $1", [now])
}

export async function raw(db: Db, ids: readonly string[]): Promise<RawDelivery[]> {
  if (ids.length === 0) return []
  const list = padded(ids)
  const rows = await db.all<{
    id: string
    source: string
    received_at: number
    method: string
    url: string
    remote: string
    headers: string
    body: Uint8Array | null
    trace: string | null
  }>(
    `select d.id, d.source, d.received_at, r.method, r.url, r.remote, r.headers, r.body, r.trace from delivery d join delivery_raw r on r.delivery_id = d.id where d.id in (${placeholders(1, list.length)}) order by d.id`,
    list,
  )
  return rows.map((row) => ({
    id: row.id,
    source: row.source,
    receivedAt: row.received_at,
    method: row.method,
    url: row.url,
    remote: row.remote,
    headers: parsed<Record<string, string>>(row.headers) ?? {},
    body: row.body ?? new Uint8Array(),
    trace: row.trace,
  }))
}

/** Where the newest traced delivery that touched a lead stands in its trace. */
export async function traceOfLead(db: Db, lead: string): Promise<string | null> {
  const row = await db.get<{ trace: string }>(
    `select r.trace from lead_fact f join event e on e.id = f.event_id and e.revision = f.revision join delivery_raw r on r.delivery_id = e.delivery_id
     where f.lead_id = $1 and f.kind = 'touch' and f.voided_at is null and r.trace is not null order by f.at desc, f.id desc limit 1`,
    [lead],
  )
  return row?.trace ?? null
}

export async function settle(db: Db, id: string, to: Settlement, now: number): Promise<void> {
  await db.send(
    "update delivery set state = $2, code = $3, path = $4, reason = $5, items = $6, duplicate_of = $7, mapping_id = $8, settled_at = $9 where id = $1 and state = 'pending'",
    [id, to.state, to.code ?? null, to.path ?? null, to.reason ?? null, to.items ? json(to.items) : null, to.duplicateOf ?? null, to.mappingId ?? null, now],
  )
}

/** What became of a delivery that was settled before, once it was looked at again. */
export async function resettle(db: Db, id: string, to: Settlement, now: number): Promise<void> {
  await db.send(
    "update delivery set state = $2, code = $3, path = $4, reason = $5, items = $6, duplicate_of = $7, mapping_id = $8, settled_at = $9 where id = $1 and state not in ('pending', 'erased')",
    [id, to.state, to.code ?? null, to.path ?? null, to.reason ?? null, to.items ? json(to.items) : null, to.duplicateOf ?? null, to.mappingId ?? null, now],
  )
}

/** The delivery as it stands, held to the end of the transaction. */
export async function hold(db: Db, id: string): Promise<DeliveryRow | undefined> {
  const row = await db.get<StoredDelivery>(`select * from delivery where id = $1 ${db.dialect.forUpdate}`, [id])
  return row && deliveryOf(row)
}

/** Deliveries that were found to repeat this one. */
export async function repeatsOf(db: Db, id: string): Promise<string[]> {
  return (await db.all<{ id: string }>('select id from delivery where duplicate_of = $1 order by id', [id])).map((row) => row.id)
}

/** Another delivery that came earlier tells the same after all. */
export async function becomesRepeat(db: Db, id: string, of: string): Promise<void> {
  await db.send(
    "update delivery set state = 'duplicate', duplicate_of = $2, reason = $3 where id = $1 and items is null and state in ('processed', 'filtered')",
    [id, of, `the same as ${of}`],
  )
}

/** Settled deliveries wait to be mapped once more. */
export async function reopen(db: Db, ids: readonly string[], now: number): Promise<void> {
  for (const id of ids)
    await db.send("update delivery set state = 'pending', due_at = $2, attempts = 1 where id = $1 and state not in ('pending', 'erased')", [id, now])
}

/** A report that was left aside took effect after all. */
export async function unfilter(db: Db, id: string): Promise<void> {
  await db.send("update delivery set state = 'processed', reason = null where id = $1 and state = 'filtered' and items is null", [id])
}

/** Keeps a delivery waiting until `dueAt`, with the reason shown meanwhile. @param isUntried nothing was tried, so that it counts as no attempt */
export async function postpone(db: Db, id: string, dueAt: number, reason: string, isUntried = false): Promise<void> {
  await db.send("update delivery set due_at = $2, reason = $3, attempts = attempts - $4 where id = $1 and state = 'pending'", [
    id,
    dueAt,
    reason,
    Number(isUntried),
  ])
}

/** Makes held deliveries wait again, to be mapped anew, as ones that were looked at before. @returns how many */
export async function release(db: Db, ids: readonly string[], now: number): Promise<number> {
  if (ids.length === 0) return 0
  const list = padded(ids)
  return db.run(
    `update delivery set state = 'pending', due_at = $1, attempts = 1, code = null, path = null, reason = null, items = null where state = 'held' and id in (${placeholders(2, list.length)})`,
    [now, ...list],
  )
}

/** Those held since their source was not known, of sources that are. */
export async function releaseKnown(db: Db, sources: readonly string[], now: number): Promise<number> {
  if (sources.length === 0) return 0
  const list = padded(sources)
  return db.run(
    `update delivery set state = 'pending', due_at = $1, attempts = 1, code = null, path = null, reason = null, items = null where state = 'held' and code = 'source_unknown' and source in (${placeholders(2, list.length)})`,
    [now, ...list],
  )
}

/** The newest settled deliveries of a source. */
export async function newestSettled(db: Db, source: string, limit: number): Promise<string[]> {
  const rows = await db.all<{ id: string }>("select id from delivery where source = $1 and state not in ('pending', 'erased') order by seq desc limit $2", [
    source,
    limit,
  ])
  return rows.map(({ id }) => id)
}

/** When the newest delivery of a source came. */
export async function lastReceivedAt(db: Db, source: string): Promise<number | null> {
  const row = await db.get<{ received_at: number }>('select received_at from delivery where source = $1 order by seq desc limit 1', [source])
  return row?.received_at ?? null
}

export async function find(db: Db, id: string): Promise<DeliveryRow | undefined> {
  const row = await db.get<StoredDelivery>('select * from delivery where id = $1', [id])
  return row && deliveryOf(row)
}

/** A row of the table. */
export interface StoredDelivery {
  id: string
  source: string
  seq: number
  received_at: number
  state: DeliveryState
  code: string | null
  path: string | null
  reason: string | null
  items: string | null
  duplicate_of: string | null
  mapping_id: string | null
  settled_at: number | null
  attempts: number
}

export const deliveryOf = (row: StoredDelivery): DeliveryRow => ({
  id: row.id,
  source: row.source,
  seq: row.seq,
  receivedAt: row.received_at,
  state: row.state,
  code: row.code,
  path: row.path,
  reason: row.reason,
  items: parsed<ItemState[]>(row.items),
  duplicateOf: row.duplicate_of,
  mappingId: row.mapping_id,
  settledAt: row.settled_at,
  attempts: row.attempts,
})
