/** Started once for all test files: PostgreSQL, and of each database one to copy. All of it reaches the files through vitest. */
import { rmSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { makeTemplates, type Templates } from './backends.ts'
import { newFolder } from './folder.ts'
import { startPostgres } from './postgres.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string
    templates: Templates
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres({ throwaway: true })
  const folder = newFolder('templates')
  project.provide('postgresUrl', postgres.url)
  project.provide('templates', await makeTemplates(postgres.url, folder))
  return async () => {
    rmSync(folder, { recursive: true })
    await postgres.stop()
  }
}
