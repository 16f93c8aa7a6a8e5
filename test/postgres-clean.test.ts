/** Deleted rows leave the files of PostgreSQL, also while somebody reads who began before they were deleted. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { cleanTables } from '../core/store/postgres-clean.ts'
import { createDatabase } from './helpers/postgres.ts'

const WORD = 'zaunkoenigin-von-hohenwarte'

describe('cleaning PostgreSQL', () => {
  const open: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close()
  })

  it.each([
    ['reads here', 'begin isolation level repeatable read', 'select 1', true],
    ['writes in another database', 'begin', 'create table other (name text)', false],
  ])('waits for whoever still sees what was deleted: %s', async (_, begin, statement, isHere) => {
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
    await pool.query('insert into person values ($1)', [WORD])
    const older = await poolOf(isHere ? database.url : elsewhere.url).connect()
    await older.query(begin)
    await older.query(statement)
    await pool.query('delete from person')
    let isOver = false
    setTimeout(async () => {
      isOver = true
      await older.query('commit')
      older.release()
    }, 700)
    expect(await cleanTables(pool, ['person'], 1e9)).toContainEqual({ code: 'rewritten', place: 'person', n: expect.any(Number) })
    expect(isOver).toBe(true)
    const { rows } = await pool.query<{ folder: string; oid: string }>(
      "select current_setting('data_directory') as folder, oid::text from pg_database where datname = current_database()",
    )
    const folder = join(rows[0]!.folder, 'base', rows[0]!.oid)
    expect(readdirSync(folder).filter((file) => readFileSync(join(folder, file)).includes(WORD))).toEqual([])
  })
})
