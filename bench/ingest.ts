/**
 * How fast the front door takes what is real: a Typeform submission, its signature checked, on the disk before the answer.
 * The server stays on one processor, the load comes from the other; a bare Hono JSON echo runs the same way beside it.
 */
import { execFileSync } from 'node:child_process'
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LoadReport } from './load.ts'
import type { Options } from './main.ts'
import { fileOf, hubScript, type Started, spreadThreads, startScript } from './processes.ts'

/** Many short rounds: a machine that others share is faster and slower by the second. */
const ROUNDS = 11
const SECONDS = 2
const CONNECTIONS = 32
/** Each waits for the disk before it sends again, so what few of them reach says more of the disk than of the hub. */
const MORE_CONNECTIONS = [128, 512, 1_000]
export const FRONT = 0
const OTHER = 1

export async function ingest({ say }: Options): Promise<object> {
  const folder = mkdtempSync(join(tmpdir(), 'leitwerk-bench-'))
  const config = join(folder, 'hub.yaml')
  writeFileSync(config, 'sources: { typeform: { kind: typeform, secret: bench } }\nlog: warn\n')
  const startHub = (role: string, cpu?: number) =>
    startScript(
      hubScript,
      ['serve', '--config', config, '--database', `sqlite:${join(folder, `${role}.sqlite`)}`, '--listen', '127.0.0.1:0', '--role', role],
      cpu === undefined ? {} : { cpu },
    )
  try {
    const hono: LoadReport[] = []
    const hub: LoadReport[] = []
    const echo = await startScript(fileOf('echo.ts'), [], { cpu: FRONT })
    const receiving = await startHub('web', FRONT)
    await paused(receiving, () => load(echo.url, 'echo'))
    await paused(echo, () => load(receiving.url, 'typeform'))
    say('both are warm')
    // In turn, so that a slower minute of the machine meets both.
    for (let round = 1; round <= ROUNDS; round++) {
      hono.push(await paused(receiving, () => load(echo.url, 'echo')))
      hub.push(await paused(echo, () => load(receiving.url, 'typeform')))
      say(`round ${round}: Hono echo ${hono.at(-1)!.perSecond}/s, accepted ${hub.at(-1)!.perSecond}/s (p99 ${hub.at(-1)!.p99Ms} ms)`)
    }
    const byConnections: Crowd[] = []
    for (const connections of MORE_CONNECTIONS) {
      const bare = await paused(receiving, () => load(echo.url, 'echo', SECONDS, connections))
      const own = await paused(echo, () => load(receiving.url, 'typeform', SECONDS, connections))
      byConnections.push({ connections, accepted: own.perSecond, hono: bare.perSecond, p99Ms: own.p99Ms })
      say(`${connections} connections: Hono echo ${bare.perSecond}/s, accepted ${own.perSecond}/s (p99 ${own.p99Ms} ms)`)
    }
    await echo.stop()
    await receiving.stop()

    const busy = await startHub('all')
    spreadThreads(busy.pid, FRONT, OTHER)
    await load(busy.url, 'typeform', 2) // a backlog that keeps the pipeline busy for the whole measurement
    spreadThreads(busy.pid, FRONT, OTHER)
    const under: LoadReport[] = []
    for (let round = 1; round <= 3; round++) {
      under.push(await load(busy.url, 'typeform'))
      say(`pipeline busy: accepted ${under.at(-1)!.perSecond}/s, p99 ${under.at(-1)!.p99Ms} ms, max ${under.at(-1)!.maxMs} ms`)
    }
    await busy.kill()
    const wrong = [...hono, ...hub, ...under].reduce((sum, { others }) => sum + others, 0)
    if (wrong > 0) throw new Error(`${wrong} answers were not 2xx`)
    const accepted = median(hub.map(({ perSecond }) => perSecond))
    const bare = median(hono.map(({ perSecond }) => perSecond))
    return {
      acceptedPerSecond: accepted,
      honoPerSecond: bare,
      ratio: Math.round(median(hub.map(({ perSecond }, i) => perSecond / hono[i]!.perSecond)) * 1000) / 1000,
      p99Ms: median(hub.map(({ p99Ms }) => p99Ms)),
      p99MsUnderPipelineLoad: median(under.map(({ p99Ms }) => p99Ms)),
      diskMs: diskMs(folder),
      byConnections,
      rounds: hub.map(({ perSecond }, i) => ({ accepted: perSecond, hono: hono[i]!.perSecond })),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export interface Crowd {
  connections: number
  accepted: number
  hono: number
  p99Ms: number
}

/** How long the disk takes to keep a page for good: no commit is quicker. */
function diskMs(folder: string): number {
  const file = openSync(join(folder, 'page'), 'w')
  const took = Array.from({ length: 101 }, () => {
    const started = performance.now()
    writeSync(file, Buffer.alloc(4_096))
    fdatasyncSync(file)
    return performance.now() - started
  })
  closeSync(file)
  return Math.round(median(took) * 100) / 100
}

export function load(url: string, kind: string, seconds = SECONDS, connections = CONNECTIONS): Promise<LoadReport> {
  return Promise.resolve(
    JSON.parse(
      execFileSync('taskset', ['-c', String(OTHER), process.execPath, fileOf('load.ts'), url, kind, String(connections), String(seconds)], {
        encoding: 'utf8',
      }),
    ) as LoadReport,
  )
}

/** The other server takes no time of the processor meanwhile. */
export async function paused<T>(other: Started, work: () => Promise<T>): Promise<T> {
  other.child.kill('SIGSTOP')
  try {
    return await work()
  } finally {
    other.child.kill('SIGCONT')
  }
}

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!
