/**
 * A real Tryton 6.0 server for tests (Debian: tryton-server, tryton-modules-sale-opportunity) with a company, sales
 * people and users. The database is prepared once and copied for every server.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newFolder } from './folder.ts'
import { freePort } from './port.ts'

const INSTALL = 'apt-get install -y --no-install-recommends tryton-server tryton-modules-sale-opportunity'

/** Why the tests against the real Tryton are left out, or null. `.ci/run` demands them with LEITWERK_TEST_TRYTON=required. */
export const TRYTON_OFF = reasonToSkip()

function reasonToSkip(): string | null {
  const wish = process.env.LEITWERK_TEST_TRYTON
  if (wish === 'off') return 'LEITWERK_TEST_TRYTON=off'
  if (wish === 'required') return null
  try {
    execFileSync('trytond-admin', ['--version'], { stdio: 'ignore' })
    return null
  } catch {
    return `Tryton is not installed: ${INSTALL}`
  }
}

export interface Person {
  user: string
  password: string
  name: string
  email: string
}

export interface TrytonServer {
  url: string
  database: string
  hub: { user: string; password: string }
  /** Sales people of the company; each has a login. */
  sales: readonly Person[]
  /** Calls a method as somebody: `await tryton.as('anna')('model.party.party.search_count', [], {})`. */
  as(user: string): Promise<Rpc>
  close(): Promise<void>
}

// biome-ignore lint/suspicious/noExplicitAny: tests read what they expect
export type Rpc = (method: string, ...params: unknown[]) => Promise<any>

const DATABASE = 'crm'
const ADMIN = { user: 'admin', password: 'Verwaltung-4711-x' }
const HUB = { user: 'hub', password: 'Xy7#longer-pass-hub' }
const SALES: readonly Person[] = [
  { user: 'anna', password: 'Vertrieb#2026-quick', name: 'Anna Berg', email: 'anna.berg@vertrieb.example' },
  { user: 'ben', password: 'Angebot!7391-blau', name: 'Ben Kraft', email: 'ben.kraft@vertrieb.example' },
]
/** Part of the cache's name: count it up when the preparation below changes. */
const PREPARATION = 1
const START_MS = 30_000

/** @throws Error that says what to install where Tryton is not there */
export async function startTryton(): Promise<TrytonServer> {
  const prepared = await preparedDatabase()
  const folder = newFolder('tryton')
  copyFileSync(prepared, join(folder, `${DATABASE}.sqlite`))
  const server = await serve(folder)
  const clients = new Map<string, Promise<Rpc>>()
  const people = [ADMIN, HUB, ...SALES]
  return {
    url: server.url,
    database: DATABASE,
    hub: HUB,
    sales: SALES,
    as: (user) => {
      const known = clients.get(user) ?? login(server.url, people.find((one) => one.user === user) ?? ADMIN)
      clients.set(user, known)
      return known
    },
    close: async () => {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

// --- the server ----------------------------------------------------------------------------

async function serve(folder: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const port = await freePort()
  const config = join(folder, 'trytond.conf')
  mkdirSync(join(folder, 'www'), { recursive: true })
  writeFileSync(config, `[web]\nlisten = 127.0.0.1:${port}\nroot = ${folder}/www\n[database]\nuri = sqlite://\npath = ${folder}\n[cron]\n`)
  const log = openSync(join(folder, 'trytond.log'), 'a')
  const server = spawn('trytond', ['-c', config, '-d', DATABASE], { stdio: ['ignore', log, log] })
  const url = `http://127.0.0.1:${port}`
  await untilUp(url, server)
  return { url, stop: () => stop(server) }
}

async function untilUp(url: string, server: ChildProcess): Promise<void> {
  const until = Date.now() + START_MS
  while (Date.now() < until) {
    if (server.exitCode !== null) throw new Error(`trytond ended with code ${server.exitCode}`)
    const answer = await fetch(url, post('common.server.version', [])).catch(() => null)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await stop(server)
  throw new Error(`trytond did not answer within ${START_MS / 1000} s`)
}

function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    server.once('exit', () => resolve())
    server.kill('SIGKILL')
  })
}

const post = (method: string, params: unknown[], headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify({ id: 1, method, params }),
})

async function login(url: string, { user, password }: { user: string; password: string }): Promise<Rpc> {
  const base = `${url}/${DATABASE}/`
  const call = async (method: string, params: unknown[], headers?: Record<string, string>) => {
    const answer = await fetch(base, post(method, params, headers))
    const body = (await answer.json()) as { result?: unknown; error?: unknown }
    if (body.error) throw new Error(`${method}: ${JSON.stringify(body.error)}`)
    return body.result
  }
  const [id, key] = (await call('common.db.login', [user, { password }, 'en'])) as [number, string]
  const authorization = `Session ${Buffer.from(`${user}:${id}:${key}`).toString('base64')}`
  const context = await call('model.res.user.get_preferences', [true, {}], { authorization })
  return (method, ...params) => call(method, [...params, context], { authorization })
}

// --- the prepared database -------------------------------------------------------------------

/** Made once per machine and version; whoever comes second waits for the first. */
async function preparedDatabase(): Promise<string> {
  const version = installedVersion()
  const folder = join(tmpdir(), `leitwerk-tryton-${version}-${PREPARATION}-${process.getuid?.() ?? 0}`)
  const file = join(folder, 'prepared.sqlite')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  while (!existsSync(file)) {
    if (locked(folder)) await prepare(folder, file)
    else await new Promise((resolve) => setTimeout(resolve, 300))
  }
  return file
}

function installedVersion(): string {
  try {
    return execFileSync('trytond-admin', ['--version'], { encoding: 'utf8' }).trim().replace(/\W+/g, '-')
  } catch {
    throw new Error(`Tryton is not installed, and the tests need it: ${INSTALL} (or set LEITWERK_TEST_TRYTON=off to skip them)`)
  }
}

/** A lock older than the preparation can last was left behind by a run that died. */
function locked(folder: string): boolean {
  const lock = join(folder, 'lock')
  try {
    mkdirSync(lock)
    return true
  } catch {
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
    if (age > 120_000) rmSync(lock, { recursive: true, force: true })
    return false
  }
}

async function prepare(folder: string, file: string): Promise<void> {
  const work = mkdtempSync(join(folder, 'work-'))
  try {
    const config = join(work, 'init.conf')
    writeFileSync(config, `[database]\nuri = sqlite://\npath = ${work}\n`)
    writeFileSync(join(work, 'password'), ADMIN.password, { mode: 0o600 })
    writeFileSync(join(work, `${DATABASE}.sqlite`), '')
    const environment = { ...process.env, TRYTONPASSFILE: join(work, 'password') }
    const modules = ['-u', 'company', 'party', 'sale_opportunity', '--activate-dependencies']
    execFileSync('trytond-admin', ['-c', config, '-d', DATABASE, '--all', ...modules, '--email', 'admin@company.example'], { env: environment, stdio: 'pipe' })
    const server = await serve(work)
    try {
      await furnish(await login(server.url, ADMIN))
    } finally {
      await server.stop()
    }
    renameSync(join(work, `${DATABASE}.sqlite`), file)
  } finally {
    rmSync(work, { recursive: true, force: true })
    rmSync(join(folder, 'lock'), { recursive: true, force: true })
  }
}

/** A company with its currency and country, sales people as employees with a login, and the hub's own user. */
async function furnish(rpc: Rpc): Promise<void> {
  const [euro] = await rpc('model.currency.currency.create', [
    {
      name: 'Euro',
      symbol: '€',
      code: 'EUR',
      rates: [['create', [{ date: { __class__: 'date', year: 2020, month: 1, day: 1 }, rate: { __class__: 'Decimal', decimal: '1' } }]]],
    },
  ])
  await rpc('model.country.country.create', [{ name: 'Germany', code: 'DE', code3: 'DEU' }])
  const [party] = await rpc('model.party.party.create', [{ name: 'Leitwerk Test GmbH' }])
  const [company] = await rpc('model.company.company.create', [{ party, currency: euro }])
  const groups = await rpc('model.res.group.search', [['name', 'in', ['Sales', 'Sale Opportunity']]], 0, null, null)
  const user = (login: string, password: string, name: string, more: object = {}) =>
    rpc('model.res.user.create', [{ name, login, password, company, companies: [['add', [company]]], groups: [['add', groups]], ...more }])
  for (const { user: loginName, password, name, email } of SALES) {
    const [person] = await rpc('model.party.party.create', [{ name, contact_mechanisms: [['create', [{ type: 'email', value: email }]]] }])
    const [employee] = await rpc('model.company.employee.create', [{ party: person, company }])
    await user(loginName, password, name, { employees: [['add', [employee]]], employee })
  }
  await user(HUB.user, HUB.password, 'Hub')
}
