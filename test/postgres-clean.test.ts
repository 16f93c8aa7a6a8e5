/** Deleted rows leave the files of PostgreSQL, also while somebody reads who began before they were deleted. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { cleanTables } from '../core/store/postgres-clean.ts'
import { createDatabase } from './helpers/postgres.ts'

const WORD = 'zaunkoenigin-von-hohenwarte'

/** Somebody always writes: no moment is without a transaction that began a little before. */
function writesOnAndOn(pool: pg.Pool, i: number): () => Promise<void> {
  let isOver = false
  const pause = () => new Promise((resolve) => setTimeout(resolve, 300))
  const run = async () => {
    const client = await pool.connect()
    if (i > 0) await new Promise((resolve) => setTimeout(resolve, 150))
    while (!isOver) {
      await client.query('begin')
      await client.query('select pg_current_xact_id()')
      await pause()
      await client.query('commit')
    }
    client.release()
  }
  const running = run()
  return () => {
    isOver = true
    return running
  }
}

describe('cleaning PostgreSQL', () => {
  const open: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close()
  })

  it.each([
    ['reads here', 'begin isolation level repeatable read', 'select 1', true, 10],
    ['writes in another database', 'begin', 'create table other (name text)', false, 10],
    ['reads here, and nobody is left', 'begin isolation level repeatable read', 'select 1', true, 0],
  ])('waits for whoever still sees what was deleted: %s', async (_, begin, statement, isHere, left) => {
    const database = await createDatabase(inject('postgresUrl'))
    open.push(database.drop)
    const elsewhere = await createDatabase(inject('postgresUrl'))
    open.push(elsewhere.drop)
    const poolOf = (connectionString: string) => {
      const one = new pg.Pool({ connectionString })
      one.on('error', () => {}) // its database is dropped
      open.push(() => one.end())
      return one
    }
    const pool = poolOf(database.url)
    await pool.query('create table person (name text)')
    await pool.query('insert into person select $1 from generate_series(1, 100)', [WORD])
    await pool.query("insert into person select 'somebody else ' || n from generate_series(1, $1::int) n", [left])
    await pool.query('analyze person')
    const older = await poolOf(isHere ? database.url : elsewhere.url).connect()
    await older.query(begin)
    await older.query(statement)
    await pool.query('delete from person where name = $1', [WORD])
    const busy = isHere ? [] : [0, 1].map((i) => writesOnAndOn(poolOf(elsewhere.url), i))
    let isOver = false
    setTimeout(async () => {
      isOver = true
      await older.query('commit')
      older.release()
    }, 700)
    expect(await cleanTables(pool, ['person'], 1e9)).toContainEqual({ code: 'rewritten', place: 'person', n: expect.any(Number) })
    expect(isOver).toBe(true)
    for (const end of busy) await end()
    const { rows } = await pool.query<{ folder: string; oid: string }>(
      "select current_setting('data_directory') as folder, oid::text from pg_database where datname = current_database()",
    )
    const folder = join(rows[0]!.folder, 'base', rows[0]!.oid)
    expect(readdirSync(folder).filter((file) => readFileSync(join(folder, file)).includes(WORD))).toEqual([])
  })

  it('drops what was known of the last rows also where the server has no way to (before PostgreSQL 18), and others look at the table through a view', async () => {
    const database = await createDatabase(inject('postgresUrl'))
    const owner = `owner_${database.name}`
    const admin = new pg.Pool({ connectionString: database.url })
    admin.on('error', () => {})
    open.push(() =>
      admin
        .query(`drop owned by ${owner}; drop role ${owner}`)
        .then(() => admin.end())
        .then(database.drop),
    )
    await admin.query(`create role ${owner} login; grant create on schema public to ${owner}`)
    await admin.query(
      'do $$ begin execute (select string_agg(format($f$revoke execute on function %s from public$f$, oid::regprocedure), $f$; $f$) from pg_proc where proname = $f$pg_clear_attribute_stats$f$); exception when others then null; end $$',
    )
    const url = new URL(database.url)
    url.username = owner
    const pool = new pg.Pool({ connectionString: url.href })
    open.push(() => pool.end())
    await pool.query('create table person (id bigint generated always as identity primary key, name text not null, at double precision not null, raw bytea)')
    await pool.query('create view shown as select id, name from person')
    await pool.query('insert into person (name, at, raw) select $1, n, null from generate_series(1, 100) n', [WORD])
    await pool.query('analyze person')
    const known = async () =>
      (await pool.query("select count(*)::int as n from pg_stats where tablename = 'person' and most_common_vals::text like '%' || $1 || '%'", [WORD])).rows[0]
        .n
    expect(await known()).toBe(1)
    await pool.query('delete from person')
    expect(await cleanTables(pool, ['person'], 1e9)).not.toContainEqual({ code: 'statistics_kept', place: 'person', n: 0 })
    expect(await known()).toBe(0)
    expect((await pool.query('select count(*)::int as n from person')).rows[0].n).toBe(0)
  })
})
