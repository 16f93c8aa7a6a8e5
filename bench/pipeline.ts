/**
 * From the ledger into the CRM: 40 % mail events of known contacts, 40 % forms, 20 % wishes to be called that cause a sync
 * of at least three calls to a sandbox without latency; with 10 k and with 200 k known units. Everything on two processors.
 */
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { idGenerator } from '../core/id.ts'
import { type Submission, submissionOf } from '../core/lead/submission.ts'
import * as deliveries from '../core/store/deliveries.ts'
import { openReader, openStore, type Store } from '../core/store/store.ts'
import { createDatabase, startPostgres } from '../test/helpers/postgres.ts'
import { know } from './known.ts'
import type { Options } from './main.ts'
import { fileOf, hubScript, type Started, startScript } from './processes.ts'
import { type Firm, firm } from './world.ts'

const DELIVERIES = 6_000

export async function pipeline({ database, n, variant, say }: Options): Promise<object> {
  if (variant !== null && !(Number(variant) > 0)) throw new Error(`--variant is a number of known units, not ${variant}`)
  const sizes = variant === null ? [10_000, 200_000] : [Number(variant)]
  const results: Record<string, number> = {}
  const runs = (['sqlite', 'postgres'] as const).filter((one) => database === 'both' || database === one)
  for (const kind of runs) {
    for (const units of sizes) {
      const { perSecond, jobsPerSecond, calls } = await measure({ kind, units, count: n ?? DELIVERIES, say })
      const name = `${units / 1000}k`
      results[kind === 'sqlite' ? `perSecond${name}` : `postgresPerSecond${name}`] = perSecond
      say(`${kind}, ${units} units: ${perSecond} deliveries/s, ${jobsPerSecond} jobs/s, ${calls} calls of the CRM`)
    }
  }
  if (results.perSecond10k && results.perSecond200k) results.dearer = round(results.perSecond10k / results.perSecond200k)
  if (results.postgresPerSecond10k && results.postgresPerSecond200k)
    results.postgresDearer = round(results.postgresPerSecond10k / results.postgresPerSecond200k)
  return results
}

const round = (value: number): number => Math.round(value * 100) / 100

export interface Run {
  kind: 'sqlite' | 'postgres'
  /** Known before the first delivery. */
  units: number
  /** Deliveries that wait. */
  count: number
  /** So many of them are worked off before it is measured. */
  warm?: number
  /** More of the configuration, as YAML. */
  more?: string
  /** The processes that do the work, by the arguments that a hub takes; unless told, one hub that does everything. */
  start?: (args: readonly string[]) => Promise<readonly Started[]>
  say: (text: string) => void
}

const oneHub = async (args: readonly string[]): Promise<Started[]> => [await startScript(hubScript, ['serve', ...args, '--listen', '127.0.0.1:0'])]

/** Known units and waiting deliveries are put into a fresh store; measured is from when the processes are ready, or warm, until nothing waits. */
export async function measure({ kind, units, count, warm = 0, more = '', start = oneHub, say }: Run) {
  const folder = mkdtempSync(join(tmpdir(), 'leitwerk-bench-'))
  const server = kind === 'postgres' ? await startPostgres() : null
  const database = server ? (await createDatabase(server.url)).url : `sqlite:${join(folder, 'hub.sqlite')}`
  const sandbox = await startScript(hubScript, ['sandbox', '--listen', '127.0.0.1:0', '--token', 't', '--no-people'])
  const config = join(folder, 'hub.yaml')
  writeFileSync(config, configOf(sandbox.url) + more)
  try {
    const store = await openStore(database, { now: Date.now, poolSize: 4 })
    await know(store, submissions(units))
    await backlog(store, { units, count })
    if (server) await store.db.run('analyze delivery, delivery_raw')
    await store.close()
    say(`${kind}: ${units} units and ${count} waiting deliveries are in place`)
    // Two processors for everything: hub, mappings, database, CRM.
    const hubs = await start(['--config', config, '--database', database])
    if (warm > 0) await untilNone(database, kind, `case when ${WAITING} > ${count - warm} then 1 else 0 end`)
    const started = performance.now()
    await untilDone(database, kind)
    const seconds = (performance.now() - started) / 1000
    const jobs = await finished(database, kind)
    const { calls } = (await (await fetch(`${sandbox.url}/_state`)).json()) as { calls: { total: number } }
    await Promise.all(hubs.map((hub) => hub.stop()))
    return { perSecond: Math.round((count - warm) / seconds), jobsPerSecond: Math.round(jobs / seconds), calls: calls.total }
  } finally {
    await sandbox.stop()
    await server?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

export const configOf = (sandbox: string): string => `
log: warn
mapping: { folder: ${fileOf('mappings')} }
products: [{ id: kran, name: Kran, default: true }]
sources:
  web: { kind: form, secret: bench }
  mail:
    kind: webhook
    settings: { key: bench }
    verify: { kind: signature, algorithm: hmac-sha256, key: { field: key }, signed: [{ request: body }], at: { header: x-signature }, encoding: hex }
    dedupe: [id]
connections:
  crm: { kind: sandbox, url: "${sandbox}", token: t, concurrency: 8 }
`

export function* submissions(units: number): Iterable<Submission> {
  for (let n = 0; n < units; n++) yield submissionOf(eventOf(firm(n)), 0)
}

const eventOf = (one: Firm) => ({
  company: { name: one.name, street: one.street, postalCode: one.postalCode, city: one.city },
  person: { firstName: one.firstName, lastName: one.lastName, email: one.email, phone: one.phone },
})

export interface Backlog {
  /** Deliveries are spread over so many units, from the first that is given. */
  units: number
  first?: number
  count: number
  /** In the ids that senders give: another for each backlog of a store. */
  mark?: string
}

/** Waiting deliveries in the mix. */
export async function backlog(store: Store, { units, first = 0, count, mark = '' }: Backlog): Promise<void> {
  const arrivals = Array.from({ length: count }, (_, i): deliveries.NewDelivery => {
    const one = firm(first + ((i * 7919) % units))
    const at = new Date(Date.now() - (count - i) * 1000).toISOString()
    if (i % 5 >= 2) return signed('web', formOf(one, `${mark}${i}`, at, i % 5 === 4))
    return signed('mail', { id: `m${mark}${i}`, event: i % 2 ? 'open' : 'click', email: one.email, campaign: 'herbst', url: 'https://kranwerk.example/a', at })
  })
  await accept(store, arrivals)
}

/** A company that wishes to be called: it becomes a job for the CRM. */
export const wishOf = (one: Firm, i: number, count: number): deliveries.NewDelivery =>
  signed('web', formOf(one, String(i), new Date(Date.now() - (count - i) * 1000).toISOString(), true))

const formOf = (one: Firm, id: string, at: string, wishesCall: boolean) => ({
  submissionId: `s${id}`,
  vorname: one.firstName,
  nachname: one.lastName,
  email: one.email,
  firma: one.name,
  strasse: one.street,
  plz: one.postalCode,
  ort: one.city,
  nachricht: 'Bitte um Unterlagen',
  submitted_at: at,
  ...(wishesCall && { rueckruf: 'ja' }),
})

const newId = idGenerator()

function signed(source: 'mail' | 'web', told: object): deliveries.NewDelivery {
  const body = Buffer.from(JSON.stringify(told))
  const signature = createHmac('sha256', 'bench').update(body).digest('hex')
  const header = source === 'mail' ? { 'x-signature': signature } : { 'x-leitwerk-signature': `sha256=${signature}` }
  return {
    id: newId('dlv'),
    source,
    receivedAt: Date.now(),
    method: 'POST',
    url: `http://hub.example.com/hooks/${source}`,
    remote: '127.0.0.1',
    headers: JSON.stringify({ 'content-type': 'application/json', ...header }),
    body,
  }
}

export async function accept(store: Store, arrivals: readonly deliveries.NewDelivery[]): Promise<void> {
  for (let i = 0; i < arrivals.length; i += 500) await store.write((db) => deliveries.accept(db, arrivals.slice(i, i + 500)))
}

/** Until all that arrived is a job at least. */
export const untilMapped = (database: string, kind: 'sqlite' | 'postgres'): Promise<void> => untilNone(database, kind, WAITING)

export const untilDone = (database: string, kind: 'sqlite' | 'postgres'): Promise<void> => untilNone(database, kind, `${WAITING} + (select count(*) from lane)`) // a lane is there as long as it has open jobs

const WAITING = "(select count(*) from delivery where state = 'pending')"

async function untilNone(database: string, kind: 'sqlite' | 'postgres', count: string): Promise<void> {
  const reader = kind === 'sqlite' ? openReader(database) : await openStore(database, { now: Date.now, poolSize: 1 })
  for (;;) {
    const { n } = (await reader.db.get<{ n: number }>(`select ${count} as n`))!
    if (n === 0) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await reader.close()
}

export async function finished(database: string, kind: 'sqlite' | 'postgres'): Promise<number> {
  const reader = kind === 'sqlite' ? openReader(database) : await openStore(database, { now: Date.now, poolSize: 1 })
  const states = await reader.db.all<{ state: string; n: number }>('select state, count(*) as n from delivery group by state')
  const wrong = states.filter(({ state }) => state !== 'processed')
  const jobs = await reader.db.all<{ state: string; n: number }>('select state, count(*) as n from job group by state')
  await reader.close()
  if (wrong.length > 0) throw new Error(`not everything was processed: ${JSON.stringify(wrong)}`)
  if (jobs.some(({ state }) => state === 'parked')) throw new Error('jobs were parked')
  return jobs.reduce((sum, { n }) => sum + n, 0)
}
