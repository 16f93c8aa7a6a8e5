/**
 * A hub under requests that nobody planned for: every route of the OpenAPI document, the pages beside it and the front door.
 * It must answer each in time, never with 5xx, be healthy afterwards, and write nothing personal into its log.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import type { OpenApi } from '../../core/web/docs.ts'
import { alone, configured, valuesOf } from '../../test/helpers/alone-sources.ts'
import { hubScript, startScript } from '../processes.ts'
import { type Shot, shotsOf, type Target } from './requests.ts'
import { send } from './send.ts'
import type { Schema } from './values.ts'

export interface FuzzReport {
  requests: number
  routes: number
  seconds: number
  /** Kinds of routes that did something at least once. */
  routesTaken: number
  /** By status. */
  answers: Record<number, number>
  slowestMs: number
  slowest: string
  /** 5xx, and requests without an answer. */
  failures: Failure[]
  /** Lines of the log with something personal in them. */
  leaks: string[]
  /** What is wrong with the hub afterwards. */
  unwell: string[]
}

interface Failure {
  shot: string
  said: string
}

export interface FuzzOptions {
  n: number
  seed: number
  say: (text: string) => void
}

const PARALLEL = 6
/** Personal values that are in the database and in the requests. */
const CANARIES = ['Wilhelmine Kanariensdotter', 'wilhelmine@kanarienhof.example', '+49 911 90817263', 'Kanarienhof Antriebe GmbH']

export async function fuzz({ n, seed, say }: FuzzOptions): Promise<FuzzReport> {
  const folder = mkdtempSync(join(tmpdir(), 'leitwerk-fuzz-'))
  const config = join(folder, 'hub.yaml')
  const database = `sqlite:${join(folder, 'hub.sqlite')}`
  writeFileSync(
    config,
    `log: debug
sources:
${alone.map(configured).join('\n')}
connections: { crm: { kind: sandbox, url: "http://127.0.0.1:9", token: token-of-the-crm } }
notifiers: { team: { kind: webhook, url: "http://127.0.0.1:9/", secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw } }
`,
  )
  const hub = await startScript(hubScript, ['serve', '--config', config, '--database', database, '--listen', '127.0.0.1:0'], {
    before: ['sh', '-c', 'exec "$@" 2>&1', 'sh'],
  })
  let log = ''
  hub.child.stdout?.on('data', (chunk: Buffer) => {
    log += chunk.toString()
  })
  try {
    const made = execFileSync(process.execPath, [hubScript, 'token', 'create', '--role', 'admin', '--database', database, '--json'], { encoding: 'utf8' })
    const { token, id } = JSON.parse(made.trim().split('\n').at(-1)!) as { token: string; id: string }
    await plant(hub.url)
    const target = await targetOf(hub.url, token, id)
    const report = await fire(hub.url, target, { n, seed, say })
    report.unwell = await unwell(hub.url, token, hub.child.exitCode)
    report.leaks = log.split('\n').filter((line) => CANARIES.some((canary) => line.includes(canary)))
    return report
  } finally {
    await hub.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** People whose data are to stay where they are. */
async function plant(url: string): Promise<void> {
  const [name = '', email = '', phone = '', company = ''] = CANARIES
  const secret = valuesOf(alone.find(({ id }) => id === 'form')!).secret?.[0] ?? ''
  for (let i = 0; i < 5; i++) {
    const body = Buffer.from(JSON.stringify({ name, email, telefon: phone, firma: i === 4 ? '' : company, nachricht: `Bitte um Rückruf ${i}` }))
    const headers = { 'content-type': 'application/json', 'x-leitwerk-secret': secret }
    const { status, text } = await send(url, { method: 'POST', path: '/hooks/form', headers, body })
    if (status !== 202) throw new Error(`what was to be planted was refused: ${status} ${text}`)
  }
}

/** @param own id of the token, which is not to be revoked */
async function targetOf(url: string, token: string, own: string): Promise<Target> {
  const headers = { authorization: `Bearer ${token}` }
  const read = async (path: string) => JSON.parse((await send(url, { method: 'GET', path, headers, body: null })).text) as unknown
  const document = (await read('/openapi.json')) as OpenApi
  for (let tries = 0; tries < 100; tries++) {
    const { items } = (await read('/v1/leads')) as { items: unknown[] }
    if (items.length > 0) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const idsOf = new Map<string, string[]>()
  for (const [path, methods] of Object.entries(document.paths ?? {})) {
    if (!('get' in methods) || path.includes('{')) continue
    const { text } = await send(url, { method: 'GET', path, headers, body: null })
    const ids = [...new Set([...text.matchAll(/"(?:id|connection|source)":"([\w-]{1,60})"/g)].map(([, id]) => id!))].filter((id) => id !== own)
    if (ids.length > 0) idsOf.set(path, ids)
  }
  const ids = [...new Set([...idsOf.values()].flat())]
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>
  return { document, token, idsOf, ids, schemas, canaries: CANARIES }
}

async function fire(url: string, target: Target, { n, seed, say }: FuzzOptions): Promise<FuzzReport> {
  const kinds = shotsOf(target)
  const each = Math.ceil(n / kinds.length)
  const startedAt = performance.now()
  const report: FuzzReport = {
    requests: 0,
    routes: kinds.length,
    routesTaken: 0,
    seconds: 0,
    answers: {},
    slowestMs: 0,
    slowest: '',
    failures: [],
    leaks: [],
    unwell: [],
  }
  const waiting: Shot[] = []
  const taken = new Set<string>()
  /** So many of each kind are drawn at a time that memory stays the same however many are asked for. */
  const BLOCK = 20
  for (let drawn = 0; drawn < each; drawn += BLOCK) {
    const size = Math.min(BLOCK, each - drawn)
    const drawnNow = kinds.map((kind, i) => fc.sample(kind, { numRuns: size, seed: seed + drawn * 1_000 + i }))
    for (let turn = 0; turn < size; turn++) waiting.push(...drawnNow.map((shots) => shots[turn]!))
    await Promise.all(Array.from({ length: PARALLEL }, () => work(url, waiting, report, taken)))
    say(`${report.requests} requests, ${report.failures.length} failures, ${Math.round((performance.now() - startedAt) / 1000)} s`)
  }
  report.routesTaken = taken.size
  report.seconds = Math.round((performance.now() - startedAt) / 100) / 10
  return report
}

async function work(url: string, waiting: Shot[], report: FuzzReport, taken: Set<string>): Promise<void> {
  for (let shot = waiting.shift(); shot; shot = waiting.shift()) {
    report.requests++
    try {
      const { status, text, retryAfter, ms } = await send(url, shot)
      report.answers[status] = (report.answers[status] ?? 0) + 1
      if (status < 300) taken.add(shot.route)
      if (ms > report.slowestMs) Object.assign(report, { slowestMs: Math.round(ms), slowest: shot.route })
      // Who says when to come again has not failed.
      if (status >= 500 && !(status === 503 && retryAfter !== null)) report.failures.push({ shot: told(shot), said: `${status} ${text.slice(0, 300)}` })
    } catch (error) {
      report.failures.push({ shot: told(shot), said: (error as Error).message })
    }
  }
}

const told = ({ method, path, body, headers }: Shot): string =>
  `${method} ${path.slice(0, 300)} ${JSON.stringify({ ...headers, authorization: headers.authorization?.slice(0, 10) }).slice(0, 300)} ${body?.subarray(0, 600).toString() ?? ''}`

async function unwell(url: string, token: string, exitCode: number | null): Promise<string[]> {
  const found: string[] = []
  if (exitCode !== null) return [`the hub ended with ${exitCode}`]
  for (const path of ['/healthz', '/readyz', '/v1/ledger', '/v1/leads', '/metrics']) {
    const { status, text } = await send(url, { method: 'GET', path, headers: { authorization: `Bearer ${token}` }, body: null })
    if (status !== 200) found.push(`${path} answers ${status}`)
    if (path !== '/v1/ledger') continue
    const { sources } = JSON.parse(text) as { sources: { source: string; unaccounted: number }[] }
    for (const { source, unaccounted } of sources) if (unaccounted !== 0) found.push(`${unaccounted} deliveries of ${source} are unaccounted for`)
  }
  return found
}
