/** When each source was heard: counted from the ledger by and by, so that nothing is counted twice and history costs nothing. */
import type { Db } from './db.ts'
import { FROM_OURSELVES } from './deliveries.ts'
import { knownMeta, setMeta } from './operation.ts'
import { inParts, padded, placeholders } from './sql.ts'

export interface RhythmRow {
  source: string
  /** Unix ms. */
  lastAt: number | null
  /** Its silence has been told of since then. */
  silentSince: number | null
}

const HOUR_MS = 3_600_000
/** Deliveries of one source counted in one go. */
const AT_ONCE = 50_000

/** Counts what came since it was counted last. @returns whether more is left */
export async function takeIn(db: Db): Promise<boolean> {
  const behind = await db.all<{ source: string; counted: number; last: number }>(
    `select c.source, coalesce(r.seq, 0) as counted, c.last_seq as last from source_counter c left join source_rhythm r on r.source = c.source
     where c.last_seq > coalesce(r.seq, 0) order by c.source`,
  )
  let isMoreLeft = false
  for (const { source, counted, last } of behind) {
    const until = Math.min(last, counted + AT_ONCE)
    isMoreLeft ||= until < last
    if (await take(db, source, counted, until)) await count(db, source, counted, until)
  }
  return isMoreLeft
}

/** Of several processes one counts. */
async function take(db: Db, source: string, counted: number, until: number): Promise<boolean> {
  const row = await db.get(
    `insert into source_rhythm (source, seq, last_at, silent_since) values ($1, $3, null, null)
     on conflict (source) do update set seq = excluded.seq where source_rhythm.seq = $2 returning source`,
    [source, counted, until],
  )
  return row !== undefined
}

async function count(db: Db, source: string, counted: number, until: number): Promise<void> {
  const hours = await db.all<{ hour: number; n: number; last: number }>(
    `select received_at / ${HOUR_MS} as hour, count(*) as n, max(received_at) as last from delivery d where source = $1 and seq > $2 and seq <= $3
     and not exists (select 1 from delivery_raw r where r.delivery_id = d.id and r.remote = $4) group by received_at / ${HOUR_MS}`,
    // A test that was sent from here says nothing of the tool.
    [source, counted, until, FROM_OURSELVES],
  )
  for (const { hour, n } of hours)
    await db.run('insert into source_hour (source, hour, n) values ($1, $2, $3) on conflict (source, hour) do update set n = source_hour.n + excluded.n', [
      source,
      hour,
      n,
    ])
  const last = Math.max(...hours.map((row) => row.last))
  if (hours.length > 0) await db.run('update source_rhythm set last_at = $2 where source = $1 and (last_at is null or last_at < $2)', [source, last])
}

export async function find(db: Db, source: string): Promise<RhythmRow | undefined> {
  const row = await db.get<{ last_at: number | null; silent_since: number | null }>('select last_at, silent_since from source_rhythm where source = $1', [
    source,
  ])
  return row && { source, lastAt: row.last_at, silentSince: row.silent_since }
}

/** Hours (Unix time / one hour) in which something came, from one on. */
export async function hours(db: Db, source: string, from: number): Promise<number[]> {
  return (await db.all<{ hour: number }>('select hour from source_hour where source = $1 and hour >= $2 order by hour', [source, from])).map(({ hour }) => hour)
}

/** How many deliveries of all sources came in some hours, and the first hour that is known. */
export async function counted(db: Db, wanted: readonly number[]): Promise<{ hours: Map<number, number>; since: number | null }> {
  const [first] = await db.all<{ since: number | null }>('select min(hour) as since from source_hour')
  const rows = await inParts(wanted, (part) => {
    const list = padded(part)
    return db.all<{ hour: number; n: number }>(
      `select hour, sum(n) as n from source_hour where source in (select source from source_counter) and hour in (${placeholders(1, list.length)}) group by hour`,
      list,
    )
  })
  return { hours: new Map(rows.map(({ hour, n }) => [Number(hour), Number(n)])), since: first?.since ?? null }
}

/** Since when each source that is silent was told to be; Unix ms. */
export async function silent(db: Db): Promise<Map<string, number>> {
  const rows = await db.all<{ source: string; silent_since: number }>('select source, silent_since from source_rhythm where silent_since is not null')
  return new Map(rows.map((row) => [row.source, row.silent_since]))
}

/** Notes that its silence is told of, or over. @returns false when another process was quicker */
export async function setSilent(db: Db, source: string, since: number | null): Promise<boolean> {
  if (since === null) return (await db.run('update source_rhythm set silent_since = null where source = $1 and silent_since is not null', [source])) === 1
  await db.run('insert into source_rhythm (source, seq, last_at, silent_since) values ($1, 0, null, null) on conflict (source) do nothing', [source])
  return (await db.run('update source_rhythm set silent_since = $2 where source = $1 and silent_since is null', [source, since])) === 1
}

const LISTENING_SINCE = 'listening_since'
const LISTENED_UNTIL = 'listened_until'

/**
 * Notes that the hub listens now.
 * @param pauseMs a longer time without this, and it was away
 * @returns since when it listens, Unix ms
 */
export async function listen(db: Db, now: number, pauseMs: number): Promise<number> {
  const until = Number((await knownMeta(db, LISTENED_UNTIL)) ?? 0)
  if (now - until > pauseMs) await setMeta(db, LISTENING_SINCE, String(now))
  await setMeta(db, LISTENED_UNTIL, String(now))
  return Number(await knownMeta(db, LISTENING_SINCE))
}

/** Forgets what nobody learns from any more. */
export async function prune(db: Db, before: number): Promise<void> {
  await db.run('delete from source_hour where hour < $1', [before])
}
