/** Both databases on a server of PostgreSQL: for tests and benchmarks. */
import { copyFileSync, rmSync } from 'node:fs'
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

/** Databases with their tables, and nothing in them, that nobody uses: copying them takes a part of the time that making the tables takes. */
export interface Templates {
  /** A file. */
  sqlite: string
  /** A database on the server. */
  postgres: string
}

/** @param postgresUrl maintenance database of the server */
export function backendsOn(postgresUrl: string, templates?: Templates): readonly Backend[] {
  return [
    {
      name: 'sqlite',
      parallelTransactions: false,
      fresh: async (now = Date.now) => {
        const folder = newFolder('test')
        const file = join(folder, 'hub.sqlite')
        if (templates) copyFileSync(templates.sqlite, file)
        const url = `sqlite:${file}`
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
        const database = await createDatabase(postgresUrl, templates?.postgres)
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

/** @param folder where the file is made */
export async function makeTemplates(postgresUrl: string, folder: string): Promise<Templates> {
  const sqlite = join(folder, 'template.sqlite')
  const { name, url } = await createDatabase(postgresUrl)
  for (const one of [`sqlite:${sqlite}`, url]) await (await openStore(one, { now: Date.now, poolSize: 1 })).close()
  return { sqlite, postgres: name }
}
