/** How soon a hub takes requests, on an empty database and on one that it made before, and what memory it holds at rest. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase, startPostgres } from '../test/helpers/postgres.ts'
import type { Options } from './main.ts'
import { fileOf, hubScript, startScript } from './processes.ts'

const STARTS = 5
/** It looks for work meanwhile, and finds none. */
const REST_MS = 10_000

export async function starting({ database, n, say }: Options): Promise<object> {
  const results: Record<string, object> = {}
  for (const kind of ['sqlite', 'postgres'] as const) {
    if (database !== 'both' && database !== kind) continue
    results[kind] = await measure(kind, n ?? STARTS)
    say(`${kind}: ${JSON.stringify(results[kind])}`)
  }
  return results
}

async function measure(kind: 'sqlite' | 'postgres', starts: number) {
  const folder = mkdtempSync(join(tmpdir(), 'leitwerk-bench-'))
  const server = kind === 'postgres' ? await startPostgres() : null
  try {
    const url = server ? (await createDatabase(server.url)).url : `sqlite:${join(folder, 'hub.sqlite')}`
    const readyMs: number[] = []
    let restMb = 0
    for (let i = 0; i <= starts; i++) {
      const began = performance.now()
      const hub = await startScript(hubScript, ['serve', '--config', fileOf('../config/hub.default.yaml'), '--database', url, '--listen', '127.0.0.1:0'])
      readyMs.push(Math.round(performance.now() - began))
      if (i === starts) {
        await new Promise((resolve) => setTimeout(resolve, REST_MS))
        restMb = residentMb(hub.pid)
      }
      await hub.stop()
    }
    const [first, ...again] = readyMs
    return { firstMs: first, againMs: again.sort((a, b) => a - b)[Math.floor(again.length / 2)], restMb }
  } finally {
    await server?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const residentMb = (pid: number): number => Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024)
