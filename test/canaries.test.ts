/**
 * Secrets and people planted where a hub meets them, and looked for in all that it says: log, metrics, API, errors, messages
 * to others. It runs as a process of its own, as its threads write their logs past whoever would listen inside.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { hubScript, type Started, startScript } from '../bench/processes.ts'
import { putSecret } from '../core/flow/secrets.ts'
import { idGenerator } from '../core/id.ts'
import { openStore } from '../core/store/store.ts'
import type { OpenApi } from '../core/web/docs.ts'
import { newFolder } from './helpers/folder.ts'
import { httpServer, json, type TestServer } from './helpers/http-server.ts'
import { smtpServer } from './helpers/smtp-server.ts'

/** Each stands in one place; none is a word that could be there by chance. */
const SECRETS = {
  source: 'kanarie-source-7d1f0a',
  path: 'kanarie-path-91bc4e',
  query: 'kanarie-query-5a77d2',
  basic: 'kanarie-basic-e03f18',
  connection: 'kanarie-connection-44ac09',
  client: 'kanarie-client-b2e6f1',
  refresh: 'kanarie-refresh-0d95c3',
  access: 'kanarie-access-6f2a8b',
  sealed: 'kanarie-sealed-c81e57',
  key: 'kanarie-key-of-the-hub-3b9d60',
  mail: 'kanarie-mail-a4f7e2',
  database: 'kanarie-database-18c5d9',
  guessed: 'lw_kanarie-guessed-72e0bb',
  notifier: Buffer.from('kanarie-notifier-signs-with-this').toString('base64'),
}
const PERSON = { vorname: 'Wilhelmine', nachname: 'Kanariensdotter', email: 'wilhelmine.k@kanarienhof.example', telefon: '+49 911 90817263' }
/** As it is written and as it is kept. */
const PERSONAL = ['Wilhelmine', 'Kanariensdotter', 'wilhelmine.k', '90817263', 'Rückruf-Kanarie']
const COMPANY = { firma: 'Antriebe Süd GmbH', plz: '90402', ort: 'Nürnberg' }
const TEXT = { nachricht: 'Rückruf-Kanarie', rueckruf: 'ja' }

const folder = newFolder('canaries')
const database = `sqlite:${join(folder, 'hub.sqlite')}`
const stops: (() => unknown)[] = [() => rmSync(folder, { recursive: true })]
let hub: Started
let vendor: TestServer
let token: string
let log = ''

/** Gives a token, and tells whoever asks anything else all that it was told, as careless APIs do. */
const careless: Parameters<typeof httpServer>[0] = ({ method, url, headers, body }, response, count) => {
  if (url.includes('/token')) return json(response, { access_token: SECRETS.access, token_type: 'bearer', expires_in: 3600, scope: 'all' })
  // The first CRM has no record yet and takes companies, but no person.
  if (url.startsWith('/api/accounts')) return method === 'GET' ? json(response, { items: [] }) : json(response, { id: 'a1', version: 1 }, 201)
  if (url.startsWith('/api/contacts'))
    return method === 'GET' ? json(response, { items: [] }) : json(response, { message: `cannot take ${body.replaceAll(/[{}"]/g, ' ')}` }, 422)
  const told = { error: `cannot take ${body} of ${headers.authorization} ${JSON.stringify(headers)} at ${url}`, message: body, success: false }
  if (count % 7 === 0) return void response.destroy()
  return json(response, told, [400, 422, 500, 401, 403, 404][count % 6])
}

const config = (mailPort: number) => `
log: debug
products: [{ id: kran, name: Kran, default: true }]
sources:
  form: { kind: form, secret: ${SECRETS.source}, pathKey: ${SECRETS.path}, user: sender, password: ${SECRETS.basic} }
  hook: { kind: webhook, mapping: form, settings: { key: ${SECRETS.query} }, verify: { kind: token, at: { query: key }, field: key } }
connections:
  crm: { kind: sandbox, url: "${vendor.url}", token: ${SECRETS.connection}, timeoutSeconds: 2 }
  cloud: { kind: pipedrive, url: "${vendor.url}", clientId: app, clientSecret: ${SECRETS.client}, refreshToken: ${SECRETS.refresh}, oauthUrl: "${vendor.url}", timeoutSeconds: 2 }
  erp: { kind: odoo, url: "${vendor.url}", database: d, login: hub, apiKey: "sealed:erp", timeoutSeconds: 2 }
notifiers:
  team: { kind: webhook, url: "${vendor.url}/notify", secret: whsec_${SECRETS.notifier}, timeoutSeconds: 2 }
  ops: { kind: mail, host: 127.0.0.1, port: "${mailPort}", security: none, user: hub, password: ${SECRETS.mail}, from: hub@company.example, to: ops@company.example }
`

beforeAll(async () => {
  vendor = await httpServer(careless)
  const mail = await smtpServer((command) => (command.startsWith('RCPT') ? '550 no such user here' : null))
  stops.push(vendor.close, mail.close)
  const store = await openStore(database, { now: Date.now })
  const on = { now: Date.now, newId: idGenerator(Date.now) } as unknown as Parameters<typeof putSecret>[1] // nothing else of it is looked at
  await store.write((db) => putSecret(db, on, SECRETS.key, 'erp', SECRETS.sealed, 'test'))
  await store.close()
  const file = join(folder, 'hub.yaml')
  writeFileSync(file, config(mail.port))
  hub = await startScript(hubScript, ['serve', '--config', file, '--database', database, '--listen', '127.0.0.1:0'], {
    before: ['sh', '-c', 'exec "$@" 2>&1', 'sh'],
    env: { LEITWERK_KEY: SECRETS.key },
  })
  stops.unshift(hub.kill)
  hub.child.stdout?.on('data', (chunk: Buffer) => {
    log += chunk.toString()
  })
  const made = execFileSync(process.execPath, [hubScript, 'token', 'create', '--role', 'admin', '--config', file, '--database', database, '--json'], {
    encoding: 'utf8',
    env: { ...process.env, LEITWERK_KEY: SECRETS.key },
  })
  token = (JSON.parse(made.trim().split('\n').at(-1)!) as { token: string }).token
  await happen()
}, 180_000)
afterAll(async () => {
  for (const stop of stops) await stop()
})

const api = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
  fetch(hub.url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
const read = async <T>(path: string): Promise<T> => (await (await api(path)).json()) as T

/** Everything that a hub does with what it gets: taken in, held, refused, mapped, handed over and refused there, told of. */
async function happen(): Promise<void> {
  const post = (path: string, headers: Record<string, string>, body: unknown) =>
    fetch(`${hub.url}/hooks/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  const whole = { ...PERSON, ...COMPANY, ...TEXT }
  const basic = `Basic ${btoa(`sender:${SECRETS.basic}`)}`
  const taken = await Promise.all([
    post('form', { 'x-leitwerk-secret': SECRETS.source }, whole),
    post('form', { authorization: `Bearer ${SECRETS.source}` }, { ...whole, n: 2 }),
    post('form', { authorization: basic }, { ...whole, n: 3 }),
    post(`form/${SECRETS.path}`, {}, { ...whole, n: 4 }),
    post(`hook?key=${SECRETS.query}&mail=${PERSON.email}`, {}, { ...whole, n: 5 }),
    post('form', { 'x-leitwerk-secret': SECRETS.source }, { nachricht: `Rückruf-Kanarie ${PERSON.telefon}` }), // names nobody: held
    post('form', { 'x-leitwerk-secret': SECRETS.source }, `{"email":"${PERSON.email}","vorname":`), // cut off: held
    post('form', { 'x-leitwerk-secret': SECRETS.source }, `${'['.repeat(500)}"${PERSON.email}"${']'.repeat(500)}`), // too deep: held
  ])
  expect(taken.map(({ status }) => status)).toEqual(Array(8).fill(202))
  const refused = await Promise.all([
    post('form', { 'x-leitwerk-secret': `${SECRETS.source}x` }, whole),
    post(`form/${SECRETS.path}x`, { 'x-leitwerk-signature': 'sha256=00' }, whole),
    post(`hook?key=${SECRETS.query}x`, {}, whole),
    post(`none?mail=${PERSON.email}`, { 'x-leitwerk-secret': SECRETS.source }, whole),
  ])
  expect(refused.map(({ status }) => status)).toEqual([401, 401, 401, 404])
  const pending = async () => (await read<{ sources: { pending: number }[] }>('/v1/ledger')).sources.reduce((sum, row) => sum + row.pending, 0)
  await vi.waitFor(async () => expect(await pending()).toBe(0), { timeout: 60_000, interval: 100 })
  const { items } = await read<{ items: { id: string }[] }>('/v1/leads')
  expect(items.length).toBeGreaterThan(0)
  for (const path of ['check', 'describe', 'reconcile', `dry-run`])
    for (const id of ['crm', 'cloud', 'erp']) await api(`/v1/connections/${id}/${path}`, { lead: items[0]!.id })
  const attempts = async () => {
    const { items: jobs } = await read<{ items: { connection: string; attempts: number }[] }>('/v1/jobs?limit=200')
    return [...new Set(jobs.filter((job) => job.attempts > 0).map(({ connection }) => connection))].sort()
  }
  await vi.waitFor(async () => expect(await attempts()).toEqual(expect.arrayContaining(['cloud', 'crm', 'erp', 'team'])), { timeout: 60_000, interval: 100 })
}

/** Every GET route as an admin, with ids of what there is. @returns answers by address */
async function allAnswers(): Promise<Map<string, string>> {
  const { paths } = await read<OpenApi>('/openapi.json')
  const answers = new Map<string, string>()
  const gets = Object.entries(paths!).flatMap(([path, methods]) => ('get' in methods ? [path] : []))
  for (const path of gets.filter((one) => !one.includes('{'))) answers.set(path, await (await api(path)).text())
  for (const path of gets.filter((one) => one.includes('{'))) {
    const list = answers.get(path.split('/{')[0]!) ?? ''
    const ids = [...new Set([...list.matchAll(/"id":"([\w-]+)"/g)].map(([, id]) => id!))].slice(0, 8)
    for (const id of ids) answers.set(path.replace(/\{\w+\}/, id), await (await api(path.replace(/\{\w+\}/, id))).text())
  }
  return answers
}

const found = (texts: Iterable<readonly [string, string]>, words: readonly string[]): string[] =>
  [...texts].flatMap(([where, text]) =>
    words
      .filter((word) => text.includes(word))
      .map((word) => `${where}: ${word} …${text.slice(Math.max(0, text.indexOf(word) - 80), text.indexOf(word) + 40)}`),
  )

/** A secret as it is, and as it travels. */
const written = (secret: string): string[] => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').replace(/=+$/, '')]
const secrets = (): string[] => [...Object.values(SECRETS).flatMap(written), token, Buffer.from(`sender:${SECRETS.basic}`).toString('base64')]

describe('no secret', () => {
  it('is in any answer of the API, nor in what was kept of a genuine request', async () => {
    const answers = await allAnswers()
    expect(answers.size).toBeGreaterThan(90)
    expect([...answers.keys()].some((path) => /deliveries\/.*\/raw/.test(path))).toBe(true)
    // A refused request is kept as it came, to be verified again.
    const shown = [...answers].filter(([path]) => !/^\/v1\/refusals\/[^/]+\/raw/.test(path))
    expect(found(shown, secrets())).toEqual([])
  }, 60_000)

  it('is in the answer to a mistake', async () => {
    const answers: [string, string][] = []
    const ask = async (path: string, init: RequestInit) => void answers.push([path, await (await fetch(hub.url + path, init)).text()])
    await ask('/v1/leads', { headers: { authorization: `Bearer ${SECRETS.guessed}` } })
    await ask('/v1/leads', { headers: { cookie: `leitwerk_session=${SECRETS.guessed}` } })
    await ask('/console/session', {
      method: 'POST',
      headers: { 'x-leitwerk-console': '1', 'content-type': 'application/json' },
      body: JSON.stringify({ token: SECRETS.guessed }),
    })
    await ask(`/hooks/hook?key=${SECRETS.query}x`, { method: 'POST', body: '{}' })
    await ask(`/hooks/form/${SECRETS.path}x`, { method: 'POST', body: '{}' })
    await ask(`/hooks/none/${SECRETS.path}?key=${SECRETS.query}`, { method: 'POST', body: '{}' })
    expect(found(answers, secrets())).toEqual([])
  })

  it('and no person is in the log, at any level, nor in the metrics', async () => {
    for (const path of [`/v1/leads/${PERSON.email}`, `/v1/leads?text=${PERSON.nachname}`, `/v1/jobs?state=${PERSON.email}`, '/v1/deliveries?cursor=%00'])
      await api(path)
    await api('/v1/match', { person: { email: PERSON.email, fullName: 'Wilhelmine Kanariensdotter' }, company: { name: 'Kanariensdotter' } })
    await api('/v1/match', `{"person":"${PERSON.email}`)
    const metrics = await (await fetch(`${hub.url}/metrics`)).text()
    expect(log).toContain('"level":"debug"')
    expect(log.split('\n').length).toBeGreaterThan(20)
    expect(metrics).toContain('leitwerk_received_total')
    const said = [['log', log] as const, ['metrics', metrics] as const]
    expect(found(said, secrets())).toEqual([])
    expect(found(said, PERSONAL)).toEqual([])
  })

  it('and no person is in what tells of the work: jobs with their calls, issues, audit, ledger, connections, changes', async () => {
    const answers = await allAnswers()
    const work = [...answers].filter(([path]) =>
      /^\/v1\/(?:jobs|issues|audit|ledger|connections|notifiers|sources|changes|configuration|tokens|mappings|refusals$)/.test(path),
    )
    expect(work.length).toBeGreaterThan(20)
    expect(work.some(([path, text]) => /^\/v1\/jobs/.test(path) && text.includes('HTTP 422: cannot take'))).toBe(true)
    expect(found(work, PERSONAL)).toEqual([])
  }, 60_000)

  it('goes to anybody but whom it is for', () => {
    const heardAt = (path: RegExp) => vendor.heard.filter(({ url }) => path.test(url)).map((one): [string, string] => [one.url, JSON.stringify(one)])
    expect(heardAt(/notify/).length).toBeGreaterThan(0)
    expect(vendor.heard.some(({ url, body }) => url === '/api/contacts' && body.includes(PERSON.email) && body.includes(PERSON.nachname))).toBe(true)
    expect(found(heardAt(/notify/), [...secrets(), ...PERSONAL])).toEqual([])
    const { source, path, query, basic, key, mail } = SECRETS
    expect(found(heardAt(/./), [source, path, query, basic, key, mail, token].flatMap(written))).toEqual([])
  })
})

describe('a hub that cannot start', () => {
  const starting = (yaml: string, ...more: string[]) => {
    const file = join(folder, 'wrong.yaml')
    writeFileSync(file, yaml)
    const { stdout, stderr, status } = spawnSync(process.execPath, [hubScript, 'serve', '--config', file, '--listen', '127.0.0.1:0', ...more], {
      encoding: 'utf8',
      timeout: 20_000,
      env: { ...process.env, LEITWERK_KEY: SECRETS.key },
    })
    expect([status === 0, `${stdout}${stderr}`.length > 20]).toEqual([false, true])
    return `${stdout}${stderr}`
  }

  it.each<[string, string, string[]]>([
    ['for a setting that does not exist', `sources: { form: { kind: form, secrett: ${SECRETS.source} } }`, []],
    ['for a secret of the wrong shape', `sources: { form: { kind: form, secret: { a: ${SECRETS.source} } } }`, []],
    ['for a notifier whose secret is too short', `notifiers: { team: { kind: webhook, url: "https://a.example", secret: ${SECRETS.source} } }`, []],
    ['for a database that is away', 'log: debug', ['--database', `postgres://hub:${SECRETS.database}@127.0.0.1:1/hub`]],
    ['for a database of no kind', 'log: debug', ['--database', `mysql://hub:${SECRETS.database}@127.0.0.1:1/hub`]],
    ['for a secret sealed under another key', `connections: { erp: { kind: sandbox, url: "http://127.0.0.1:9", token: "sealed:none-${SECRETS.sealed}" } }`, []],
    ['for a file that is no YAML', `sources: { form: { kind: form, secret: ${SECRETS.source}\n  - x`, []],
  ])('%s does not say its secrets', (_, yaml, more) => {
    const said = starting(yaml, ...(more.length > 0 ? more : ['--database', `sqlite:${join(folder, 'other.sqlite')}`]))
    expect(found([['start', said]], [SECRETS.source, SECRETS.database, SECRETS.key])).toEqual([])
  })
})
