/** The large store and the small one in turn: taking in, working through, and what people ask; and the old removed under load. */
import { execFile, execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openStore } from '../../core/store/store.ts'
import { FRONT, load, median, paused } from '../ingest.ts'
import type { Heard } from '../open-load.ts'
import { backlog, configOf, untilDone } from '../pipeline.ts'
import { fileOf, hubScript, type Started, startScript } from '../processes.ts'
import { STEADY_DAYS, TEMPLATE } from './history.ts'
import type { Places, Which } from './places.ts'

type Compared = 'small' | 'large'

/** Rates and times of both, and the share of the small store's that the large one has. */
export interface Pair {
  small: number
  large: number
  ratio: number
}

export interface Comparison {
  ingestPerSecond: Pair
  pipelinePerSecond: Pair
  /** Middle of some, in milliseconds. */
  askedMs: Readonly<Record<string, Pair>>
}

export interface Removal {
  removed: number
  perSecond: number
  /** Of senders before and meanwhile. */
  p99Ms: number
  p99MsMeanwhile: number
  lost: number
}

/** One that was broken off and goes on sends nothing twice. */
const RUN = Date.now().toString(36)
const ROUNDS = 5
const BACKLOG = 2_000
/** Each level measures companies of its own. */
const UNITS = TEMPLATE.measured / 4
/** What the overview and the lists ask. */
const ASKED = [
  '/v1/ledger',
  '/v1/connections',
  '/v1/issues?state=open&limit=50',
  '/v1/deliveries?limit=50',
  '/v1/deliveries?state=held&limit=50',
  '/v1/deliveries?source=web&limit=50',
  '/v1/deliveries?to=2020-01-01T00:00:00Z&limit=50',
  '/v1/jobs?state=cancelled&limit=50',
  '/v1/leads?limit=50',
  '/v1/leads?owner=nobody&limit=50',
  '/v1/reviews?limit=50',
  '/metrics',
]
const TIMES = 7
/** What a busy hub is sent meanwhile. */
const SENT_PER_SECOND = 100
const BEFORE_SECONDS = 15
const MOST_READING_MS = 30 * 60_000
const run = promisify(execFile)

export interface Ground {
  kind: 'sqlite' | 'postgres'
  places: Places
  folder: string
  say: (text: string) => void
}

/** @param level which of the levels: from 0 */
export async function compare(ground: Ground, level: number): Promise<Comparison> {
  const { say } = ground
  const ingest = await ingestOf(ground)
  say(`taken in: ${ingest.large}/s, small ${ingest.small}/s`)
  const sandboxes = { small: await startSandbox(), large: await startSandbox() }
  try {
    const rates: Record<Compared, number[]> = { small: [], large: [] }
    for (let round = 0; round < ROUNDS; round++)
      for (const which of turns(round)) rates[which].push(await pipelineOf(ground, which, sandboxes[which].url, level, round))
    const pipelinePerSecond = pairOf(rates)
    say(`worked through: ${pipelinePerSecond.large}/s, small ${pipelinePerSecond.small}/s`)
    return { ingestPerSecond: ingest, pipelinePerSecond, askedMs: await askedOf(ground, sandboxes) }
  } finally {
    await sandboxes.small.stop()
    await sandboxes.large.stop()
  }
}

/** Whoever comes second finds a warmer machine. */
const turns = (round: number): readonly Compared[] => (round % 2 === 0 ? ['small', 'large'] : ['large', 'small'])

const pairOf = ({ small, large }: Readonly<Record<Compared, readonly number[]>>): Pair => ({
  small: median(small),
  large: median(large),
  ratio: Math.round(median(large.map((value, i) => value / small[i]!)) * 100) / 100,
})

async function ingestOf(ground: Ground): Promise<Pair> {
  const config = configAt(ground, 'http://127.0.0.1:9/')
  const hubs = {
    small: await startHub(config, ground.places.urlOf('small'), 'web', FRONT),
    large: await startHub(config, ground.places.urlOf('large'), 'web', FRONT),
  }
  for (const which of ['small', 'large'] as const) await untilRead(hubs[which], ground.places.urlOf(which))
  const rates: Record<Compared, number[]> = { small: [], large: [] }
  for (let round = 0; round < ROUNDS; round++)
    for (const which of turns(round))
      rates[which].push(await paused(hubs[which === 'small' ? 'large' : 'small'], async () => (await load(hubs[which].url, 'typeform')).perSecond))
  await hubs.small.stop()
  await hubs.large.stop()
  // What was only taken in is nobody's history.
  for (const which of ['small', 'large'] as const)
    await within(ground, which, async (store) => {
      await store.write(async (db) => {
        await db.run("delete from delivery_raw where delivery_id in (select id from delivery where source = 'typeform')")
        await db.run("delete from delivery where source = 'typeform'")
        await db.run("delete from source_counter where source = 'typeform'")
      })
      if (store.db.dialect.manyWriters) await store.db.run('vacuum analyze delivery, delivery_raw')
    })
  return pairOf(rates)
}

async function pipelineOf(ground: Ground, which: Compared, sandbox: string, level: number, round: number): Promise<number> {
  const url = ground.places.urlOf(which)
  // One that answers nobody reads no history of leads.
  const role = ground.kind === 'postgres' ? 'work' : 'all'
  const hub = await startHub(configAt(ground, sandbox), url, role)
  if (role === 'all') await untilRead(hub, url)
  let began = 0
  await within(ground, which, (store) => {
    began = performance.now()
    return backlog(store, { units: UNITS, first: TEMPLATE.units + level * UNITS, count: BACKLOG, mark: `${level}-${round}-${RUN}-` })
  })
  await untilDone(url, ground.kind)
  const seconds = (performance.now() - began) / 1000
  await hub.stop()
  return Math.round(BACKLOG / seconds)
}

async function askedOf(ground: Ground, sandboxes: Readonly<Record<Compared, Started>>): Promise<Record<string, Pair>> {
  const times = new Map<string, Record<Compared, number[]>>()
  for (const which of ['small', 'large'] as const) {
    const url = ground.places.urlOf(which)
    const hub = await startHub(configAt(ground, sandboxes[which].url), url, 'all')
    await untilRead(hub, url)
    const headers = { authorization: `Bearer ${tokenOf(url)}` }
    for (const path of ASKED) {
      const taken: number[] = []
      for (let i = 0; i < TIMES; i++) {
        const began = performance.now()
        const answer = await fetch(new URL(path, hub.url), { headers })
        await answer.arrayBuffer()
        if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}`)
        taken.push(Math.round((performance.now() - began) * 10) / 10)
      }
      times.set(path, { ...(times.get(path) ?? { small: [], large: [] }), [which]: taken })
    }
    await hub.stop()
  }
  return Object.fromEntries([...times].map(([path, taken]) => [path, pairOf(taken)]))
}

/** What is older than history is long, less a day, is removed while senders send. @param days that history goes back */
export async function removeOld(ground: Ground, days: number): Promise<Removal> {
  const sandbox = await startSandbox()
  // Told to, not by itself.
  const config = configAt(ground, sandbox.url, `retention: { requestDays: ${Math.max(1, Math.floor(days) - 1)}, nightlyHour: 23 }\n`)
  const url = ground.places.urlOf('large')
  const hub = await startHub(config, url, 'all')
  try {
    await untilRead(hub, url)
    const before = await sendForms(ground, hub, BEFORE_SECONDS)
    const headers = { authorization: `Bearer ${tokenOf(url)}`, 'content-type': 'application/json' }
    const began = performance.now()
    const removing = fetch(new URL('/v1/retention/run', hub.url), { method: 'POST', headers, body: '{}' }).then(async (answer) => {
      if (!answer.ok) throw new Error(`retention was answered with ${answer.status}`)
      const { items } = (await answer.json()) as { items: readonly { n: number }[] }
      return { n: items.reduce((sum, { n }) => sum + n, 0), seconds: (performance.now() - began) / 1000 }
    })
    const meanwhile = await sendForms(ground, hub, BEFORE_SECONDS)
    const { n, seconds } = await removing
    await untilDone(url, ground.kind)
    return {
      removed: n,
      perSecond: Math.round(n / seconds),
      p99Ms: before.p99Ms,
      p99MsMeanwhile: meanwhile.p99Ms,
      lost: before.sent + meanwhile.sent - before.accepted - meanwhile.accepted,
    }
  } finally {
    await hub.stop()
    await sandbox.stop()
  }
}

async function sendForms({ folder }: Ground, hub: Started, seconds: number): Promise<Heard> {
  const ids = join(folder, 'ids.txt')
  const { stdout } = await run(process.execPath, [fileOf('open-load.ts'), hub.url, String(seconds), ids, `web=${SENT_PER_SECOND}`])
  rmSync(ids)
  return (JSON.parse(stdout) as { web: Heard }).web
}

function tokenOf(database: string): string {
  const made = execFileSync(process.execPath, [hubScript, 'token', 'create', '--role', 'admin', '--database', database, '--json'], { encoding: 'utf8' })
  return (JSON.parse(made.trim().split('\n').at(-1)!) as { token: string }).token
}

function configAt({ folder }: Ground, sandbox: string, more = ''): string {
  const file = join(folder, 'hub.yaml')
  writeFileSync(file, `${configOf(sandbox)}${more}`.replace('sources:\n', 'sources:\n  typeform: { kind: typeform, secret: bench }\n'))
  return file
}

const startSandbox = () => startScript(hubScript, ['sandbox', '--listen', '127.0.0.1:0', '--token', 't', '--no-people'])

const startHub = (config: string, database: string, role: 'all' | 'web' | 'work', cpu?: number) =>
  startScript(hubScript, ['serve', '--config', config, '--database', database, '--listen', '127.0.0.1:0', '--role', role], cpu === undefined ? {} : { cpu })

/** A hub reads the history of all leads once after its start; what is measured is how it is from then on. */
async function untilRead(hub: Started, database: string): Promise<void> {
  const headers = { authorization: `Bearer ${tokenOf(database)}` }
  for (const until = Date.now() + MOST_READING_MS; ; await new Promise((resolve) => setTimeout(resolve, 1_000))) {
    const answer = await fetch(new URL('/v1/funnel?figure=leads-created', hub.url), { headers })
    await answer.arrayBuffer()
    if (answer.ok) return
    if (answer.status !== 503 || Date.now() > until) throw new Error(`figures were answered with ${answer.status}`)
  }
}

async function within({ places }: Ground, which: Which, work: (store: Awaited<ReturnType<typeof openStore>>) => Promise<void>): Promise<void> {
  const store = await openStore(places.urlOf(which), { now: Date.now, poolSize: 2 })
  await work(store)
  await store.close()
}

export const daysOf = (deliveries: number, steady: number): number => (STEADY_DAYS * deliveries) / steady
