/**
 * PostgreSQL keeps deleted rows until a table is written anew, and copies of values in its statistics. Both are cleaned here;
 * what lies in the log (`pg_wal`), in archives and in backups is beyond the hub, and said so.
 */
import type pg from 'pg'
import type { Cleaned } from './cleaned.ts'

/** So long a table that others use is waited for; so often. */
const LOCK_MS = 3_000
const TRIES = 5
/** So long transactions are waited for that began before the rows were deleted. */
const SEEN_MS = 30_000

export async function cleanTables(pool: pg.Pool, tables: readonly string[], maxBytes: number): Promise<Cleaned[]> {
  const client = await pool.connect()
  const done: Cleaned[] = []
  try {
    await client.query(`set lock_timeout = ${LOCK_MS}`)
    const isUnseen = await untilNobodySeesIt(client)
    for (const table of tables) done.push(...(await rewrite(client, table, maxBytes, isUnseen)), ...(await dropStatistics(client, table)))
    const areForgotten = await untilNobodySeesIt(client) // the statistics of before were replaced only now
    const isOurs = await tried(client, 'vacuum full pg_catalog.pg_statistic')
    if (!isOurs || !areForgotten) done.push({ code: 'statistics_kept', place: 'pg_statistic', n: 0 })
    const isSwitched = (await tried(client, 'checkpoint')) && (await tried(client, 'select pg_switch_wal()')) && (await tried(client, 'checkpoint'))
    done.push({ code: isSwitched ? 'log_switched' : 'log_not_switched', place: 'pg_wal', n: 0 })
    return done
  } finally {
    await client.query('reset lock_timeout').catch(() => {})
    client.release()
  }
}

/**
 * What an older transaction may still see is copied into the table that is written anew, so they are waited for: whoever reads
 * in this database, and whoever writes in any of the server, since what is seen here goes by them, too.
 * @returns false where one lasts too long
 */
async function untilNobodySeesIt(client: pg.PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ xid: string }>('select pg_current_xact_id()::text as xid')
  for (const until = Date.now() + SEEN_MS; ; ) {
    const older = await client.query(
      `select 1 where pg_snapshot_xmin(pg_current_snapshot()) <= $1::text::xid8 or exists (
         select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
         and age(backend_xmin) > age($1::text::xid8::xid))`,
      [rows[0]!.xid],
    )
    if (older.rows.length === 0) return true
    if (Date.now() > until) return false
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function rewrite(client: pg.PoolClient, table: string, maxBytes: number, isUnseen: boolean): Promise<Cleaned[]> {
  const { rows } = await client.query<{ bytes: number }>('select pg_total_relation_size($1::regclass) as bytes', [table])
  const bytes = Number(rows[0]?.bytes ?? 0)
  if (bytes > maxBytes) {
    await tried(client, `vacuum (analyze) ${table}`)
    return [{ code: 'too_large', place: table, n: bytes }]
  }
  for (let i = 0; i < TRIES; i++)
    if (await tried(client, `vacuum (full, analyze) ${table}`)) return [{ code: isUnseen ? 'rewritten' : 'in_use', place: table, n: bytes }]
  return [{ code: 'in_use', place: table, n: bytes }]
}

/** Of a table in which nothing is left `analyze` keeps what it knew of the last rows. */
async function dropStatistics(client: pg.PoolClient, table: string): Promise<Cleaned[]> {
  const known = `from pg_stats s where schemaname = current_schema() and tablename = $1::text and not exists (select 1 from ${table})`
  const { rows } = await client.query(`select 1 ${known} limit 1`, [table])
  if (rows.length === 0) return []
  const isCleared =
    (await tried(client, `select pg_clear_attribute_stats(schemaname, tablename, attname, inherited) ${known}`, [table])) ||
    (await isForgottenForBlank(client, table)) // before PostgreSQL 18
  return isCleared ? [] : [{ code: 'statistics_kept', place: table, n: 0 }]
}

/** What is known of the last rows is replaced by what there is to know of one that says nothing, and that nobody else sees. */
async function isForgottenForBlank(client: pg.PoolClient, table: string): Promise<boolean> {
  const { rows } = await client.query<{ name: string; blank: string }>(
    `select quote_ident(a.attname) as name, case when t.typcategory = 'N' then '0' else '' end as blank
     from pg_attribute a join pg_type t on t.oid = a.atttypid where a.attrelid = $1::text::regclass and a.attnum > 0 and not a.attisdropped`,
    [table],
  )
  try {
    await client.query('begin')
    const put = await client.query<{ ctid: string }>(
      `insert into ${table} (${rows.map(({ name }) => name).join(', ')}) overriding system value values (${rows.map(({ blank }) => `'${blank}'`).join(', ')}) returning ctid::text`,
    )
    await client.query(`analyze ${table}`)
    await client.query(`delete from ${table} where ctid = $1::tid`, [put.rows[0]!.ctid])
    await client.query('commit')
    return true
  } catch {
    await client.query('rollback')
    return false
  }
}

/** @returns false where it may not, or others are at it */
const tried = (client: pg.PoolClient, statement: string, values: readonly string[] = []): Promise<boolean> =>
  client.query(statement, [...values]).then(
    () => true,
    () => false,
  )
