/** Both databases on a server of PostgreSQL: for tests and benchmarks. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { openStore, type Store } from '../../core/store/store.ts'
import { newFolder } from './folder.ts'
import { createDatabase } from './postgres.ts'

export interface Backend {
  name: 'sqlite' | 'postgres'
  /** Several transactions can be open at the same time. */
  parallelTransactions: boolean
  /** A fresh database, opened, and a way to another that nobody has opened yet. */
  fresh(now?: () => number): Promise<{ store: Store; url: string; untouched(): Promise<string>; drop(): Promise<void> }>
}

/**
 * @param postgresUrl maintenance database of the server
 * @param template a database on it with all tables, to copy
 */
export function backendsOn(postgresUrl: string, template?: string): readonly Backend[] {
  return [
    {
      name: 'sqlite',
      parallelTransactions: false,
      fresh: async (now = Date.now) => {
        const folder = newFolder('test')
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
        const database = await createDatabase(postgresUrl, template)
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

/** Makes a database with all tables: copying them takes half the time. @returns its name */
export async function migratedOn(postgresUrl: string): Promise<string> {
  const { name, url } = await createDatabase(postgresUrl)
  await (await openStore(url, { now: Date.now, poolSize: 1 })).close()
  return name
}
