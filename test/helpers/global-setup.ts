/** Started once for all test files: PostgreSQL, with a database to copy. Both reach the files through vitest. */
import type { TestProject } from 'vitest/node'
import { migratedOn } from './backends.ts'
import { startPostgres } from './postgres.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string
    /** A database with its tables, and nothing in them. */
    postgresTemplate: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres({ throwaway: true })
  project.provide('postgresUrl', postgres.url)
  project.provide('postgresTemplate', await migratedOn(postgres.url))
  return postgres.stop
}
