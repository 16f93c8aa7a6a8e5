/**
 * The log of erasures beside a SQLite database: keyed hashes only. It is no part of backups, so that an older copy that is
 * put in the database's place is held to what was erased since.
 */
import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync } from 'node:fs'
import { OVER } from '../flow/erase.ts'
import type { ErasureEntry } from '../privacy-data.ts'
import { dialectOf, sqlitePath } from '../store/dialect.ts'
import * as erasures from '../store/erasures.ts'
import type { Store } from '../store/store.ts'

export interface ErasureLog {
  add(entries: readonly ErasureEntry[]): void
  read(): ErasureEntry[]
}

export function erasureLogAt(database: string): ErasureLog {
  const path = `${database}.erasures`
  return {
    add: (entries) => {
      if (entries.length === 0) return
      const file = openSync(path, 'a', 0o600)
      try {
        appendFileSync(file, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
    },
    read: () => (existsSync(path) ? entriesIn(readFileSync(path, 'utf8')) : []),
  }
}

/** Nothing where the database is no file: there the log is exported. */
export const erasureLogOf = (database: string): { erasureLog?: ErasureLog } =>
  dialectOf(database).manyWriters || sqlitePath(database) === ':memory:' ? {} : { erasureLog: erasureLogAt(sqlitePath(database)) }

/** Erasures of the database that the log does not name yet are added to it. */
export async function keepLog({ db }: Pick<Store, 'db'>, log: ErasureLog | undefined): Promise<void> {
  if (!log) return
  const there = new Set(log.read().map(({ id }) => id))
  log.add((await erasures.entries(db, OVER)).filter(({ id }) => !there.has(id)))
}

/** A line that was not written to its end counts for nothing: its erasure is in the database. */
export function entriesIn(text: string): ErasureEntry[] {
  return text.split('\n').flatMap((line) => {
    try {
      const { id, at, hashes } = JSON.parse(line) as Partial<ErasureEntry> // checked here
      return typeof id === 'string' && typeof at === 'number' && Array.isArray(hashes)
        ? [{ id, at, hashes: hashes.filter((one) => typeof one === 'string') }]
        : []
    } catch {
      return []
    }
  })
}
