/**
 * Three times as much as the front door can take, for minutes (--n), most of it from one source: how long those wait who are accepted, what
 * the others feel of it, how much memory it takes, whether anything accepted is lost, and how soon all is well again.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { openReader, openStore } from '../core/store/store.ts'
import { createDatabase, startPostgres } from '../test/helpers/postgres.ts'
import type { Options } from './main.ts'
import type { Heard } from './open-load.ts'
import { fileOf, hubScript, startScript } from './processes.ts'
import { post, SECRET } from './senders.ts'

const TIMES = 3
const QUIET = ['quiet1', 'quiet2', 'quiet3']
/** Of each quiet source. */
const QUIET_PER_SECOND = 5
/** More than the door can take, to find out how much that is. */
const FLOOD_PER_SECOND = 20_000
const PROBE_SECONDS = 5
const MOST_BYTES_MB = 400
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
  const server = kind === 'postgres' ? await startPostgres() : null
  const database = server ? (await createDatabase(server.url)).url : `sqlite:${join(folder, 'hub.sqlite')}`
  const config = join(folder, 'hub.yaml')
  const sources = ['noisy', ...QUIET].map((id) => `${id}: { kind: form, secret: ${SECRET} }`).join(', ')
  writeFileSync(config, `log: error\nproducts: [{ id: kran, name: Kran, default: true }]\nsources: { ${sources} }\n`)
  const hub = await startScript(hubScript, ['serve', '--config', config, '--database', database, '--listen', '127.0.0.1:0', '--role', 'all'])
  const accepted = new Set<string>()
  const load = async (during: number, ...rates: string[]): Promise<Record<string, Heard>> => {
    const ids = join(folder, 'ids')
    const { stdout } = await promisify(execFile)(process.execPath, [fileOf('open-load.ts'), hub.url, String(during), ids, ...rates])
    for (const id of readFileSync(ids, 'utf8').split('\n')) if (id !== '') accepted.add(id)
    return JSON.parse(stdout) as Record<string, Heard>
  }
  try {
    const flood = (await load(PROBE_SECONDS, `noisy=${FLOOD_PER_SECOND}`)).noisy!
    const perSecond = Math.round(flood.accepted / PROBE_SECONDS)
    say(`takes ${perSecond} deliveries per second, ${flood.refused} of ${flood.sent} were refused`)
    const memory = watchMemory(hub.pid)
    const heard = await load(seconds, `noisy=${perSecond * TIMES}`, ...QUIET.map((id) => `${id}=${QUIET_PER_SECOND}`))
    const recoveryMs = await well(hub.url)
    const rssMb = memory.most()
    const reader = kind === 'sqlite' ? openReader(database) : await openStore(database, { now: Date.now, poolSize: 2 })
    const stored = new Set((await reader.db.all<{ id: string }>('select id from delivery')).map(({ id }) => id))
    const counted = await reader.db.get<{ n: number }>('select sum(last_seq) as n from source_counter')
    await reader.close()
    const quiet = QUIET.map((id) => heard[id]!)
    const verdict = {
      perSecond,
      seconds,
      noisy: heard.noisy,
      quietAcceptedShare: Math.min(...quiet.map((one) => one.accepted / one.sent)),
      quietP99Ms: Math.max(...quiet.map(({ p99Ms }) => p99Ms)),
      rssMb,
      accepted: accepted.size,
      lost: [...accepted].filter((id) => !stored.has(id)).length,
      unaccounted: counted!.n - stored.size,
      recoveryMs,
    }
    if (rssMb > MOST_BYTES_MB) say(`memory went up to ${rssMb} MB, ${MOST_BYTES_MB} MB was hoped for`)
    return verdict
  } finally {
    await hub.kill()
    await server?.stop()
    rmSync(folder, { recursive: true, force: true })
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

function watchMemory(pid: number): { most(): number } {
  let most = 0
  const look = () => {
    const rss = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
    most = Math.max(most, Math.round(rss / 1024))
  }
  const timer = setInterval(look, 250)
  return {
    most: () => {
      clearInterval(timer)
      return most
    },
  }
}
