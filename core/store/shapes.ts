/** What the messages of each source look like, by kind of message, and how far its deliveries were looked at. */
import { type Db, json, parsed } from './db.ts'

/** Deliveries taken in since it was looked last, of the newest ones, oldest first. */
export async function unlooked(db: Db, source: string, limit: number): Promise<{ id: string; seq: number }[]> {
  const rows = await db.all<{ id: string; seq: number }>(
    `select id, seq from delivery where source = $1 and seq > coalesce((select seq from source_looked where source = $1), 0) and state = 'processed' order by seq desc limit $2`,
    [source, limit],
  )
  return rows.reverse()
}

/** @returns false when another process looked as far meanwhile */
export async function looked(db: Db, source: string, seq: number): Promise<boolean> {
  const row = await db.get(
    'insert into source_looked (source, seq) values ($1, $2) on conflict (source) do update set seq = excluded.seq where source_looked.seq < excluded.seq returning source',
    [source, seq],
  )
  return row !== undefined
}

export async function find<Learnt>(db: Db, source: string, message: string): Promise<Learnt | undefined> {
  const row = await db.get<{ doc: string }>('select doc from source_shape where source = $1 and message = $2', [source, message])
  return (row && parsed<Learnt>(row.doc)) ?? undefined
}

export async function put(db: Db, source: string, message: string, learnt: unknown, now: number): Promise<void> {
  await db.run(
    'insert into source_shape (source, message, doc, seen_at) values ($1, $2, $3, $4) on conflict (source, message) do update set doc = excluded.doc, seen_at = excluded.seen_at',
    [source, message, json(learnt), now],
  )
}

/** Forgets kinds of messages beyond so many, those not seen for longest. */
export async function prune(db: Db, source: string, most: number): Promise<void> {
  await db.run(
    'delete from source_shape where source = $1 and message not in (select message from source_shape where source = $1 order by seen_at desc, message limit $2)',
    [source, most],
  )
}
