/** What was made in the console joins the file: every process, thread and command works by both. */
import { existsSync } from 'node:fs'
import { type Given, type Loaded, type Made, parseGiven } from '../../config/load.ts'
import type { Db } from '../store/db.ts'
import { dialectOf, sqlitePath } from '../store/dialect.ts'
import * as store from '../store/made.ts'
import { openReader, openStore } from '../store/store.ts'

export interface Stored {
  made: Made
  /** Of this state. */
  revision: number
}

export async function readMade(db: Db): Promise<Stored> {
  const revision = await store.revision(db) // first: what changes meanwhile is looked at once more
  const rows = await store.list(db)
  const of = (kind: store.MadeKind) => Object.fromEntries(rows.filter((row) => row.kind === kind).map(({ name, entry }) => [name, entry]))
  return { made: { sources: of('source'), connections: of('connection') }, revision }
}

/** @throws ConfigError */
export const withMade = (given: Given, made: Made): Loaded => parseGiven({ ...given, made }, process.env)

/** The same out of the configuration's own database; as it is where there is none yet. @throws ConfigError */
export async function withStored(loaded: Loaded): Promise<Loaded> {
  const { database } = loaded.config
  const onSqlite = !dialectOf(database).manyWriters
  if (onSqlite && !existsSync(sqlitePath(database))) return loaded
  const store = onSqlite ? openReader(database) : await openStore(database, { now: Date.now, poolSize: 1 })
  try {
    return withMade(loaded, (await readMade(store.db)).made)
  } finally {
    await store.close()
  }
}
