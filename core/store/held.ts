/** Held deliveries by what holds them, and examples of them beside ones that were taken in before. */
import type { Db } from './db.ts'

export interface HeldGroup {
  source: string
  code: string
  path: string
  /** Of the newest one. */
  reason: string
  n: number
  firstAt: number
  lastAt: number
  /** The newest ones. */
  examples: string[]
}

const EXAMPLES = 5

/** Most deliveries first. */
export async function groups(db: Db, source?: string): Promise<HeldGroup[]> {
  const rows = await db.all<{ source: string; code: string | null; path: string | null; n: number; first_at: number; last_at: number }>(
    `select source, code, path, count(*) as n, min(received_at) as first_at, max(received_at) as last_at from delivery
     where state = 'held' ${source === undefined ? '' : 'and source = $1'} group by source, code, path order by count(*) desc, source, code, path`,
    source === undefined ? [] : [source],
  )
  return Promise.all(
    rows.map(async (row) => {
      const newest = await db.all<{ id: string; reason: string | null }>(
        `select id, reason from delivery where source = $1 and state = 'held' and coalesce(code, '') = $2 and coalesce(path, '') = $3 order by id desc limit ${EXAMPLES}`,
        [row.source, row.code ?? '', row.path ?? ''],
      )
      return {
        source: row.source,
        code: row.code ?? '',
        path: row.path ?? '',
        reason: newest[0]?.reason ?? '',
        n: row.n,
        firstAt: row.first_at,
        lastAt: row.last_at,
        examples: newest.map(({ id }) => id),
      }
    }),
  )
}

/** How many are held for this, and the newest of them. */
export async function heldFor(db: Db, { source, code, path }: Pick<HeldGroup, 'source' | 'code' | 'path'>): Promise<{ n: number; newest: string[] }> {
  const sql = "from delivery where source = $1 and state = 'held' and coalesce(code, '') = $2 and coalesce(path, '') = $3"
  const counted = await db.get<{ n: number }>(`select count(*) as n ${sql}`, [source, code, path])
  const newest = await db.all<{ id: string }>(`select id ${sql} order by id desc limit ${EXAMPLES}`, [source, code, path])
  return { n: counted!.n, newest: newest.map(({ id }) => id) }
}

/** The first held ones of a group, and the last ones of its source that were taken in before. */
export async function around(db: Db, { source, code, path, firstAt }: HeldGroup, limit: number): Promise<{ held: string[]; before: string[] }> {
  const held = await db.all<{ id: string }>(
    "select id from delivery where source = $1 and state = 'held' and coalesce(code, '') = $2 and coalesce(path, '') = $3 order by id limit $4",
    [source, code, path, limit],
  )
  const before = await db.all<{ id: string }>(
    "select id from delivery where source = $1 and state = 'processed' and received_at <= $2 order by received_at desc limit $3",
    [source, firstAt, limit],
  )
  return { held: held.map(({ id }) => id), before: before.map(({ id }) => id) }
}
