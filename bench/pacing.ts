/**
 * Jobs for a CRM that allows so many requests in any two seconds: how much of that is used, and how often it refuses. With the
 * limit configured, found out by being refused, and shared by two processes on PostgreSQL.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../core/store/store.ts'
import { createDatabase, startPostgres } from '../test/helpers/postgres.ts'
import type { Options } from './main.ts'
import { accept, finished, untilDone, wishOf } from './pipeline.ts'
import { fileOf, hubScript, startScript } from './processes.ts'
import { firm } from './world.ts'

const JOBS = 10_000
const MOST = 600
const WINDOW_MS = 2_000

interface Variant {
  name: string
  database: 'sqlite' | 'postgres'
  processes: number
  configured: boolean
  retryAfter: boolean
}

const VARIANTS: readonly Variant[] = [
  { name: 'configured', database: 'sqlite', processes: 1, configured: true, retryAfter: false },
  { name: 'foundOut', database: 'sqlite', processes: 1, configured: false, retryAfter: false },
  { name: 'foundOutRetryAfter', database: 'sqlite', processes: 1, configured: false, retryAfter: true },
  { name: 'twoProcesses', database: 'postgres', processes: 2, configured: true, retryAfter: false },
]

export async function pacing({ database, n, rate, variant: only, say }: Options): Promise<object> {
  const results: Record<string, object> = {}
  for (const variant of VARIANTS) {
    if ((database !== 'both' && database !== variant.database) || (only !== null && only !== variant.name)) continue
    const figures = await measure(variant, n ?? JOBS, rate ?? MOST, say)
    results[variant.name] = figures
    say(`${variant.name}: ${JSON.stringify(figures)}`)
  }
  return { most: rate ?? MOST, windowMs: WINDOW_MS, ...results }
}

async function measure({ database: kind, processes, configured, retryAfter }: Variant, jobs: number, most: number, say: (text: string) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'leitwerk-bench-'))
  const server = kind === 'postgres' ? await startPostgres() : null
  const database = server ? (await createDatabase(server.url)).url : `sqlite:${join(folder, 'hub.sqlite')}`
  const sandbox = await startScript(hubScript, ['sandbox', '--listen', '127.0.0.1:0', '--token', 't', '--no-people'])
  const limited = await startScript(fileOf('./limited.ts'), [sandbox.url, String(most), String(WINDOW_MS), ...(retryAfter ? ['retry-after'] : [])])
  const config = join(folder, 'hub.yaml')
  writeFileSync(config, configOf(limited.url, configured ? `, perSecond: ${most / (WINDOW_MS / 1000)}` : ''))
  try {
    const store = await openStore(database, { now: Date.now, poolSize: 4 })
    await accept(
      store,
      Array.from({ length: jobs }, (_, i) => wishOf(firm(i), i, jobs)),
    )
    await store.close()
    say(`${jobs} deliveries wait, each becomes a job`)
    const hubs = []
    for (let i = 0; i < processes; i++)
      hubs.push(await startScript(hubScript, ['serve', '--config', config, '--database', database, '--listen', '127.0.0.1:0']))
    await untilDone(database, kind)
    const done = await finished(database, kind)
    const seen = (await (await fetch(`${limited.url}/_limit`)).json()) as Seen
    for (const hub of hubs) await hub.stop()
    return { jobs: done, ...figuresOf(seen, most) }
  } finally {
    await limited.stop()
    await sandbox.stop()
    await server?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Seen {
  passed: readonly number[]
  refused: readonly number[]
}

/** What was used from the first call on, and in the second half of the time, when the pace is found; at both ends two windows are left out. */
function figuresOf({ passed, refused }: Seen, most: number) {
  const [first, last] = [passed[0]!, passed.at(-1)!]
  const half = (first + last) / 2
  const used = (from: number) => {
    const to = last - 2 * WINDOW_MS
    return Math.round((passed.filter((at) => at >= from && at < to).length / ((most * (to - from)) / WINDOW_MS)) * 1000) / 1000
  }
  return {
    calls: passed.length,
    seconds: Math.round((last - first) / 1000),
    usedFromStart: used(first + 2 * WINDOW_MS),
    used: used(half),
    refusals: refused.length,
    lastRefusalSecond: refused.length === 0 ? null : Math.round((refused.at(-1)! - first) / 1000),
    refusedInSecondHalf: refused.filter((at) => at > half).length,
  }
}

const configOf = (crm: string, more: string): string => `
log: warn
products: [{ id: kran, name: Kran, default: true }]
sources: { web: { kind: form, secret: bench } }
connections: { crm: { kind: sandbox, url: "${crm}", token: t, concurrency: 16${more} } }
`
