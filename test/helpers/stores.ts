/** Both databases, for suites that must hold on each. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { openStore, type Store } from '../../core/store/store.ts'
import { createDatabase } from './postgres.ts'

export interface Backend {
  name: 'sqlite' | 'postgres'
  /** Several transactions can be open at the same time. */
  parallelTransactions: boolean
  /** A fresh database, opened, and the address of another that nobody has opened yet. */
  fresh(now?: () => number): Promise<{ store: Store; url: string; fresh: string; drop(): Promise<void> }>
}

export const backends: readonly Backend[] = [
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
      const database = await createDatabase(inject('postgresUrl'))
      const untouched = await createDatabase(inject('postgresUrl'))
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
