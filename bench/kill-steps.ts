/**
 * `kill -9` after every single call of a hand-over: the CRM has done what it was asked, and the hub dies before it hears
 * so. A new process must bring the hand-over to its end, with one account, one contact, one lead and one opportunity.
 */
import { execFile } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Entity } from '../core/crm.ts'
import * as leads from '../core/store/leads.ts'
import * as ledger from '../core/store/ledger.ts'
import { openReader, openStore, type Store } from '../core/store/store.ts'
import { createDatabase, startPostgres } from '../test/helpers/postgres.ts'
import type { Options } from './main.ts'
import { hubScript, type Started, startScript } from './processes.ts'
import { tap } from './tap.ts'
import { ENTITIES, VENDORS, type Vendor } from './vendors.ts'
import { firm } from './world.ts'

/** Longest that a hand-over may take, a start and a lease that must run out included. */
const PATIENCE_MS = 120_000
/** Calls that a hand-over after a kill may take beyond those of an undisturbed one. */
const MORE = 5
/** What a hub asks by itself at its start is over when it asked nothing for so long. */
const STILL_MS = 400

type Counts = Readonly<Record<Entity, number>>

interface Fault {
  killedAfter: string
  step: number
  made: Counts
}

export interface KilledSteps {
  /** Of a hand-over and its conversion that nobody disturbs. */
  calls: number
  made: Counts
  /** Each call that a hub did not survive. */
  killedAfter: string[]
  /** Hand-overs that made something else than the undisturbed one. */
  faults: Fault[]
  held: number
  parked: number
  unaccounted: number
  slowestMs: number
}

export async function killSteps({ database, connector, n, say }: Options): Promise<object> {
  const result: Record<string, Record<string, KilledSteps>> = {}
  for (const kind of (['sqlite', 'postgres'] as const).filter((one) => database === 'both' || database === one))
    for (const name of connector === null ? Object.keys(VENDORS) : [connector]) {
      const verdict = await killedSteps(name, kind, { chosen: (calls) => steps(calls, n ?? calls), say: (text) => say(`${kind} ${name}: ${text}`) })
      const { killedAfter, ...rest } = verdict
      say(`${kind} ${name}: ${killedAfter.length} kills ${JSON.stringify(rest)}`)
      result[kind] = { ...result[kind], [name]: verdict }
    }
  return result
}

/** @param chosen after which of so many calls the hub is killed, counted from 1 */
export async function killedSteps(
  name: string,
  kind: 'sqlite' | 'postgres',
  { chosen, say = () => {} }: { chosen: (calls: number) => readonly number[]; say?: (text: string) => void },
): Promise<KilledSteps> {
  const trial = await openTrial(name, kind)
  try {
    await handOver(trial, 0, 0) // what a hub asks once, it has asked then
    const { made, calls } = await handOver(trial, 1, 0)
    say(`${calls} calls make ${JSON.stringify(made)}`)
    const verdict: KilledSteps = { calls, made, killedAfter: [], faults: [], held: 0, parked: 0, unaccounted: 0, slowestMs: 0 }
    for (const step of chosen(calls)) {
      const started = Date.now()
      const disturbed = await handOver(trial, 1 + step, step)
      if (!disturbed.killedAfter && step > calls) break // all its calls were gone through
      if (disturbed.killedAfter) verdict.killedAfter.push(disturbed.killedAfter)
      verdict.slowestMs = Math.max(verdict.slowestMs, Date.now() - started)
      if (!disturbed.killedAfter || JSON.stringify(disturbed.made) !== JSON.stringify(made))
        verdict.faults.push({ step, killedAfter: disturbed.killedAfter, made: disturbed.made })
      say(`call ${step} of ${calls}, ${disturbed.killedAfter}: ${JSON.stringify(disturbed.made)}`)
    }
    for (const { unaccounted, held } of await ledger.sources(trial.store.db)) {
      verdict.unaccounted += unaccounted
      verdict.held += held
    }
    for (const { parked } of await ledger.connections(trial.store.db)) verdict.parked += parked
    return verdict
  } finally {
    await trial.close()
  }
}

/** One more than there are, as one that survives shows that none was left out; or so many of them as are wanted. */
const steps = (calls: number, most: number): number[] =>
  most < calls ? Array.from({ length: most }, (_, i) => Math.round(((i + 1) * calls) / most)) : Array.from({ length: calls + MORE }, (_, i) => i + 1)

// --- a hub that dies ---------------------------------------------------------------------

interface Fuse {
  heard: number
  heardAt: number
  /** Number of the call that the hub does not survive; 0: none. */
  deadly: number
  /** The call after which it was killed. */
  last: string
}

function burn(fuse: Fuse, call: string, die: () => void): boolean {
  fuse.heardAt = Date.now()
  fuse.heard++
  if (fuse.heard !== fuse.deadly) return true
  fuse.last = call
  die()
  return false
}

interface Mortal {
  /** Of the process that lives, or of the next one once it is there. */
  url(): Promise<string>
  /** Killed at once; a new one begins. */
  die(): void
  stop(): Promise<void>
}

function mortal(start: () => Promise<Started>): Mortal {
  let current = start()
  return {
    url: async () => (await current).url,
    die: () => {
      current = current.then(async (one) => {
        await one.kill()
        return start()
      })
    },
    stop: async () => (await current).stop(),
  }
}

// --- a hub before a CRM ------------------------------------------------------------------

interface Trial {
  vendor: Vendor
  fuse: Fuse
  hub: Mortal
  token: string
  store: Store
  close(): Promise<void>
}

async function openTrial(name: string, kind: 'sqlite' | 'postgres'): Promise<Trial> {
  const make = VENDORS[name]
  if (!make) throw new Error(`there is no stand-in for '${name}': ${Object.keys(VENDORS).join(', ')}`)
  const vendor = await make()
  const folder = mkdtempSync(join(tmpdir(), 'leitwerk-kill-steps-'))
  const server = kind === 'postgres' ? await startPostgres() : null
  const database = server ? (await createDatabase(server.url)).url : `sqlite:${join(folder, 'hub.sqlite')}`
  const fuse: Fuse = { heard: 0, heardAt: 0, deadly: 0, last: '' }
  const tapped = await tap(vendor.settings, ({ method, path }) => burn(fuse, `${method} ${path}`, () => hub.die()))
  const config = join(folder, 'hub.yaml')
  writeFileSync(config, configOf(name, tapped.settings))
  const where = ['--config', config, '--database', database]
  const hub = mortal(() => startScript(hubScript, ['serve', ...where, '--listen', '127.0.0.1:0']))
  await hub.url()
  const token = await tokenFor(where)
  const store = kind === 'sqlite' ? openReader(database) : await openStore(database, { now: Date.now, poolSize: 2 })
  return {
    vendor,
    fuse,
    hub,
    token,
    store,
    close: async () => {
      await store.close()
      await hub.stop()
      tapped.close()
      await vendor.close()
      await server?.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const SECRET = 'bench'

const configOf = (kind: string, settings: Readonly<Record<string, string>>): string => `log: error
mapping: { timeoutMs: 20000 }
products: [{ id: kran, name: Kran, default: true }]
sources: { web: { kind: form, secret: ${SECRET} } }
connections: { crm: ${JSON.stringify({ kind, ...settings, timeoutSeconds: 5, handover: { convert: 'hub' } })} }
`

async function tokenFor(where: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [hubScript, 'token', 'create', '--role', 'ops', '--json', ...where])
  return (JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as { token: string }).token
}

// --- one company -------------------------------------------------------------------------

/** Its lead is handed over, accepted and found qualified. The hub dies after the call of that number, counted from 1. */
async function handOver(
  { vendor, fuse, hub, token, store }: Trial,
  company: number,
  step: number,
): Promise<{ made: Counts; calls: number; killedAfter: string }> {
  const counts = () => Promise.all(ENTITIES.map((entity) => vendor.count(entity)))
  const before = await counts()
  while (Date.now() - fuse.heardAt < STILL_MS) await sleep(50)
  const heard = fuse.heard
  Object.assign(fuse, { deadly: step === 0 ? 0 : heard + step, last: '' })
  await untilAnswered(hub, '/hooks/web', submission(company))
  await settled(store, hub)
  const [lead] = (await leads.list(store.db, { limit: 1 })).rows
  for (const decision of [{ kind: 'accept' }, { kind: 'stage', to: 'sql' }])
    await untilAnswered(hub, `/v1/leads/${lead!.id}/decisions`, posted(JSON.stringify({ decision }), { authorization: `Bearer ${token}` }))
  await settled(store, hub)
  const after = await counts()
  return {
    made: Object.fromEntries(ENTITIES.map((entity, i) => [entity, after[i]! - before[i]!])) as Counts,
    calls: fuse.heard - heard,
    killedAfter: fuse.last,
  }
}

async function settled(store: Store, hub: Mortal): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; ; await sleep(50)) {
    await hub.url()
    const left = [...(await ledger.sources(store.db)), ...(await ledger.connections(store.db))].reduce((sum, { pending }) => sum + pending, 0)
    if (left === 0) return
    if (Date.now() > until) throw new Error(`${left} deliveries and jobs are left after ${PATIENCE_MS / 1000} s`)
  }
}

async function untilAnswered(hub: Mortal, path: string, request: RequestInit): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await sleep(50)) {
    const answer = await fetch((await hub.url()) + path, request).catch(() => null)
    if (answer?.ok) return
    if (answer && answer.status < 500) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  }
  throw new Error(`${path} was not answered within ${PATIENCE_MS / 1000} s`)
}

const posted = (body: string, headers: Record<string, string>): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'content-type': 'application/json', ...headers },
})

function submission(company: number): RequestInit {
  const { firstName, lastName, email, name } = firm(company)
  const body = JSON.stringify({
    submissionId: `s${company}`,
    vorname: firstName,
    nachname: lastName,
    email,
    firma: name,
    rueckruf: 'ja',
    nachricht: 'Bitte um ein Angebot',
  })
  return posted(body, { 'x-leitwerk-signature': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}` })
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
