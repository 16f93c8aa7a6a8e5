/** Both databases on a server of PostgreSQL: for tests and benchmarks. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore, type Store } from '../../core/store/store.ts'
import { createDatabase } from './postgres.ts'

export interface Backend {
  name: 'sqlite' | 'postgres'
  /** Several transactions can be open at the same time. */
  parallelTransactions: boolean
  /** A fresh database, opened, and the address of another that nobody has opened yet. */
  fresh(now?: () => number): Promise<{ store: Store; url: string; fresh: string; drop(): Promise<void> }>
}

/** @param postgresUrl maintenance database of the server */
export function backendsOn(postgresUrl: string): readonly Backend[] {
  return [
    {
      name: 'sqlite',
      parallelTransactions: false,
      fresh: async (now = Date.now) => {
        const folder = mkdtempSync(join(tmpdir(), 'leitwerk-test-'))
        const url = `sqlite:${join(folder, 'hub.sqlite')}`
        const store = await openStore(url, { now })
        return {
          store,
          url,
          fresh: `sqlite:${join(folder, 'fresh.sqlite')}`,
          drop: async () => {
            await store.close()
            rmSync(folder, { recursive: true, force: true })
          },
        }
      },
    },
    {
      name: 'postgres',
      parallelTransactions: true,
      fresh: async (now = Date.now) => {
        const database = await createDatabase(postgresUrl)
        const untouched = await createDatabase(postgresUrl)
        const store = await openStore(database.url, { now, poolSize: 10 })
        return {
          store,
          url: database.url,
          fresh: untouched.url,
          drop: async () => {
            await store.close()
            await database.drop()
            await untouched.drop()
          },
        }
      },
    },
  ]
}
