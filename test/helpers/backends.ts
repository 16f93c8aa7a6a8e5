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
  /** A fresh database, opened, and a way to another that nobody has opened yet. */
  fresh(now?: () => number): Promise<{ store: Store; url: string; untouched(): Promise<string>; drop(): Promise<void> }>
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
          untouched: async () => `sqlite:${join(folder, 'untouched.sqlite')}`,
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
        migrated ??= migratedOn(postgresUrl)
        const database = await createDatabase(postgresUrl, await migrated)
        const others: { drop(): Promise<void> }[] = []
        const store = await openStore(database.url, { now, poolSize: 10 })
        return {
          store,
          url: database.url,
          untouched: async () => {
            const other = await createDatabase(postgresUrl)
            others.push(other)
            return other.url
          },
          drop: async () => {
            await store.close()
            await database.drop()
            for (const other of others) await other.drop()
          },
        }
      },
    },
  ]
}

/** Its tables are made once in each process: copying them takes half the time. */
let migrated: Promise<string> | undefined

async function migratedOn(postgresUrl: string): Promise<string> {
  const { name, url } = await createDatabase(postgresUrl)
  await (await openStore(url, { now: Date.now, poolSize: 1 })).close()
  return name
}
