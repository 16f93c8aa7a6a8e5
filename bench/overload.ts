/**
 * Three times as much as the front door can take, for minutes (--n), nearly all of it from two sources whose senders are told differently to
 * come again: how long those wait who are accepted, what three quiet sources feel of it, how much memory it takes, whether anything accepted
 * is lost, and how soon all is well again.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openReader, openStore } from '../core/store/store.ts'
import { createDatabase, startPostgres } from '../test/helpers/postgres.ts'
import type { Options } from './main.ts'
import type { Heard } from './open-load.ts'
import { bound, fileOf, hubScript, startScript, undoneAtEnd } from './processes.ts'
import { post, SECRET } from './senders.ts'

const TIMES = 3
/** With the status by which each hears that it is to come again. */
const NOISY = { noisy: 503, eager: 429 }
const QUIET = ['quiet1', 'quiet2', 'quiet3']
/** Of each quiet source. */
const QUIET_PER_SECOND = 5
/** How much the door takes is found out by senders of which each waits for its answer. */
const FLOOD_PER_SECOND = 12_000
const PROBE_CONNECTIONS = 64
const PROBE_SECONDS = 5
const SAMPLES = 6
const WELL_MS = 250

export async function overload({ database, n, say }: Options): Promise<object> {
  const result: Record<string, object> = {}
  for (const kind of (['sqlite', 'postgres'] as const).filter((one) => database === 'both' || database === one)) {
    result[kind] = await overloaded(kind, (n ?? 1) * 60, (text) => say(`${kind}: ${text}`))
    say(`${kind}: ${JSON.stringify(result[kind])}`)
  }
  return result
}

async function overloaded(kind: 'sqlite' | 'postgres', seconds: number, say: (text: string) => void): Promise<object> {
  const folder = mkdtempSync(join(tmpdir(), 'leitwerk-overload-'))
  const removed = undoneAtEnd(() => rmSync(folder, { recursive: true, force: true }))
  const server = kind === 'postgres' ? await startPostgres() : null
  const database = server ? (await createDatabase(server.url)).url : `sqlite:${join(folder, 'hub.sqlite')}`
  const config = join(folder, 'hub.yaml')
  const forms = ['noisy', ...QUIET].map((id) => `${id}: { kind: form, secret: ${SECRET} }`).join(', ')
  writeFileSync(
    config,
    `log: error\nproducts: [{ id: kran, name: Kran, default: true }]\nsources: { ${forms}, eager: { kind: cloudevents, token: ${SECRET} } }\n`,
  )
  const hub = await startScript(hubScript, ['serve', '--config', config, '--database', database, '--listen', '127.0.0.1:0', '--role', 'all'])
  const accepted = new Set<string>()
  const load = async (during: number, rates: Readonly<Record<string, number | string>>): Promise<Record<string, Heard>> => {
    const ids = join(folder, 'ids')
    const asked = Object.entries(rates).map(([id, perSecond]) => `${id}=${perSecond}`)
    const told = await saidBy([fileOf('open-load.ts'), hub.url, String(during), ids, ...asked])
    for (const id of readFileSync(ids, 'utf8').split('\n')) if (id !== '') accepted.add(id)
    return JSON.parse(told) as Record<string, Heard>
  }
  const noise = (perSecond: number) => Object.fromEntries(Object.keys(NOISY).map((id) => [id, perSecond / Object.keys(NOISY).length]))
  try {
    const full = { noisy: `${FLOOD_PER_SECOND}@${PROBE_CONNECTIONS}` }
    await load(PROBE_SECONDS, full) // from here on it is warm
    const perSecond = Math.round((await load(PROBE_SECONDS, full)).noisy!.accepted / PROBE_SECONDS)
    say(`takes ${perSecond} deliveries per second`)
    const memory = watchMemory(hub.pid)
    const heard = await load(seconds, { ...noise(perSecond * TIMES), ...Object.fromEntries(QUIET.map((id) => [id, QUIET_PER_SECOND])) })
    const recoveryMs = await well(hub.url)
    const memoryMb = memory.seen()
    const reader = kind === 'sqlite' ? openReader(database) : await openStore(database, { now: Date.now, poolSize: 2 })
    const stored = new Set((await reader.db.all<{ id: string }>('select id from delivery')).map(({ id }) => id))
    const counted = await reader.db.get<{ n: number }>('select sum(last_seq) as n from source_counter')
    await reader.close()
    const quiet = QUIET.map((id) => heard[id]!)
    const verdict = {
      perSecond,
      seconds,
      noisy: Object.fromEntries(Object.keys(NOISY).map((id) => [id, heard[id]])),
      askedOtherwise: Object.entries(NOISY).reduce((sum, [id, status]) => sum + otherThan(status, heard[id]!), 0),
      quietAcceptedShare: Math.min(...quiet.map((one) => one.accepted / one.sent)),
      quietP99Ms: Math.max(...quiet.map(({ p99Ms }) => p99Ms)),
      memoryMb,
      accepted: accepted.size,
      lost: [...accepted].filter((id) => !stored.has(id)).length,
      unaccounted: counted!.n - stored.size,
      recoveryMs,
    }
    return verdict
  } finally {
    await hub.kill()
    await server?.stop()
    removed()
  }
}

/** Milliseconds until a delivery is accepted as quickly as on a quiet day. */
async function well(url: string): Promise<number> {
  const began = performance.now()
  for (;;) {
    const sentAt = performance.now()
    const id = await post(`${url}/hooks/${QUIET[0]}`, JSON.stringify({ submissionId: `well-${sentAt}`, email: 'well@last.example' }))
    if (id !== null && performance.now() - sentAt < WELL_MS) return Math.round(performance.now() - began)
    await sleep(50)
  }
}

/** Answers by another status than the one that this sender understands. */
const otherThan = (status: number, { refused, others }: Heard): number =>
  [...Object.entries(refused).filter(([one]) => Number(one) !== status), ...Object.entries(others)].reduce((sum, [, n]) => sum + n, 0)

/** What a script of ours prints. */
function saidBy(args: readonly string[]): Promise<string> {
  // As if it had a machine of its own.
  const child = bound(spawn('nice', ['-n', '10', process.execPath, ...args], { stdio: ['ignore', 'pipe', 'inherit'] }))
  let said = ''
  child.stdout!.on('data', (part: Buffer) => {
    said += part.toString()
  })
  return new Promise((resolve, reject) => child.once('close', (code) => (code === 0 ? resolve(said) : reject(new Error(`${args[0]} ended with ${code}`)))))
}

interface Memory {
  /** In equal parts of the time: memory of its own, without what is only mapped from files and can be dropped. */
  over: number[]
  most: number
  /** With the pages of the database file that it maps. */
  mostWithFiles: number
}

function watchMemory(pid: number): { seen(): Memory } {
  const own: number[] = []
  let mostWithFiles = 0
  const look = () => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const mb = (name: string) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024)
    own.push(mb('RssAnon'))
    mostWithFiles = Math.max(mostWithFiles, mb('VmRSS'))
  }
  look()
  const timer = setInterval(look, 250)
  return {
    seen: () => {
      clearInterval(timer)
      const over = Array.from({ length: SAMPLES }, (_, i) => own[Math.floor(((own.length - 1) * i) / (SAMPLES - 1))]!)
      return { over, most: Math.max(...own), mostWithFiles }
    },
  }
}
