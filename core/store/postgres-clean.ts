/**
 * PostgreSQL keeps deleted rows until a table is written anew, and copies of values in its statistics. Both are cleaned here;
 * what lies in the log (`pg_wal`), in archives and in backups is beyond the hub, and said so.
 */
import type pg from 'pg'
import type { Cleaned } from './cleaned.ts'

/** So long a table that others use is waited for; so often. */
const LOCK_MS = 3_000
const TRIES = 5

export async function cleanTables(pool: pg.Pool, tables: readonly string[], maxBytes: number): Promise<Cleaned[]> {
  const client = await pool.connect()
  const done: Cleaned[] = []
  try {
    await client.query(`set lock_timeout = ${LOCK_MS}`)
    for (const table of tables) done.push(...(await rewrite(client, table, maxBytes)))
    const isOurs = await tried(client, 'vacuum full pg_catalog.pg_statistic')
    if (!isOurs) done.push({ code: 'statistics_kept', place: 'pg_statistic', n: 0 })
    const isSwitched = (await tried(client, 'checkpoint')) && (await tried(client, 'select pg_switch_wal()')) && (await tried(client, 'checkpoint'))
    done.push({ code: isSwitched ? 'log_switched' : 'log_not_switched', place: 'pg_wal', n: 0 })
    return done
  } finally {
    await client.query('reset lock_timeout').catch(() => {})
    client.release()
  }
}

async function rewrite(client: pg.PoolClient, table: string, maxBytes: number): Promise<Cleaned[]> {
  const { rows } = await client.query<{ bytes: number }>('select pg_total_relation_size($1::regclass) as bytes', [table])
  const bytes = Number(rows[0]?.bytes ?? 0)
  if (bytes > maxBytes) {
    await tried(client, `vacuum (analyze) ${table}`)
    return [{ code: 'too_large', place: table, n: bytes }]
  }
  for (let i = 0; i < TRIES; i++) if (await tried(client, `vacuum (full, analyze) ${table}`)) return [{ code: 'rewritten', place: table, n: bytes }]
  return [{ code: 'in_use', place: table, n: bytes }]
}

/** @returns false where it may not, or others are at it */
const tried = (client: pg.PoolClient, statement: string): Promise<boolean> =>
  client.query(statement).then(
    () => true,
    () => false,
  )
