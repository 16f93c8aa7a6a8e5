/** What CRMs said of their records: asked, kept, read anew when it is time, shown over the API and by commands. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { run } from '../core/cli/program.ts'
import { cliHost } from '../core/compose/cli-host.ts'
import { mappingFiles } from '../core/compose/mapping-files.ts'
import { idGenerator } from '../core/id.ts'
import { MODEL } from '../core/lead/match/model.ts'
import { type Log, silentLog } from '../core/log.ts'
import * as descriptions from '../core/store/descriptions.ts'
import { listJobs } from '../core/store/job-list.ts'
import { setConnectionState } from '../core/store/operation.ts'
import type { Store } from '../core/store/store.ts'
import { type Conversation, createConversation } from '../core/work/converse.ts'
import { DAY_MS, describeDue, REST_MS } from '../core/work/describe-connection.ts'
import { type Sandbox, startSandbox } from '../sandbox/server.ts'
import { newFolder } from './helpers/folder.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { type Served, startServing } from './helpers/serving.ts'
import { backends } from './helpers/stores.ts'

const config = (url: string) => `
sources: { web: { kind: form, secret: s } }
connections:
  crm: { kind: sandbox, url: "${url}", token: t }
  away: { kind: sandbox, url: "http://127.0.0.1:9", token: t }
`
const ruled = (url: string) =>
  `  ruled: { kind: sandbox, url: "${url}", token: t, rules: { account: { nmae: fill }, opportunity: { stage: crm, wrath: hub } } }\n`
const entities = { account: { label: 'accounts', open: false, fields: [] } }

for (const backend of backends) {
  describe(`descriptions on ${backend.name}`, () => {
    let store: Store
    let drop: () => Promise<void>
    beforeEach(async () => {
      const opened = await backend.fresh()
      store = opened.store
      drop = opened.drop
    })
    afterEach(() => drop())
    const due = (now: number) => store.write((db) => descriptions.claim(db, 'crm', now, REST_MS))
    const put = (describedAt: number) => store.write((db) => descriptions.put(db, { connection: 'crm', describedAt, entities }, describedAt + DAY_MS))

    it('are kept, the last one of each connection', async () => {
      expect(await descriptions.find(store.db, 'crm')).toBeUndefined()
      await put(1_000)
      await put(2_000)
      expect(await descriptions.find(store.db, 'crm')).toEqual({ connection: 'crm', describedAt: 2_000, entities })
      expect(await descriptions.find(store.db, 'other')).toBeUndefined()
    })

    it('are read by one asker only, and after a failure not before an hour has passed', async () => {
      const claims = await Promise.all(Array.from({ length: 8 }, () => due(1_000)))
      expect(claims.filter(Boolean)).toHaveLength(1)
      expect(await descriptions.find(store.db, 'crm')).toBeUndefined()
      expect(await due(1_000 + REST_MS - 1)).toBe(false)
      expect(await due(1_000 + REST_MS)).toBe(true)
    })

    it('are read anew after a day', async () => {
      await put(1_000)
      expect(await due(1_000 + DAY_MS - 1)).toBe(false)
      expect(await due(1_000 + DAY_MS)).toBe(true)
    })

    it('are read anew soon when the CRM contradicts them, once an hour at most', async () => {
      await put(0)
      const doubt = (now: number) => store.write((db) => descriptions.doubt(db, 'crm', now, REST_MS))
      await doubt(60_000)
      expect(await due(120_000)).toBe(false)
      expect(await due(REST_MS)).toBe(true)
      await put(REST_MS)
      await doubt(5 * REST_MS)
      expect(await due(5 * REST_MS)).toBe(true)
      await doubt(5 * REST_MS + 1)
      await store.write((db) => descriptions.doubt(db, 'other', 1, REST_MS))
      expect(await descriptions.find(store.db, 'other')).toBeUndefined()
    })
  })

  describe(`a hub on ${backend.name}`, () => {
    let sandbox: Sandbox
    let hub: TestHub
    let conversation: Conversation
    const start = async (more: Parameters<typeof startHub>[2] = {}) => {
      hub = await startHub(backend, config(sandbox.url), { works: false, ...more })
    }
    beforeEach(async () => {
      sandbox = await startSandbox({ listen: '127.0.0.1:0', token: 't' })
      conversation = createConversation({ timeoutMs: 1_000, maxBytes: 1_000_000, now: Date.now, repeatAfterMs: 1 })
    })
    afterEach(async () => {
      conversation.close()
      await hub.stop()
      await sandbox.close()
    })
    const turn = (now: number, log: Log = silentLog) =>
      describeDue({
        store: hub.store,
        converse: conversation.converse,
        on: { setup: hub.setup, now: () => now, newId: idGenerator(() => now), log, addressKey: 'k', model: MODEL },
      })

    it('asks a CRM on demand, and tells what is wrong as a check does', async () => {
      await start()
      const answer = await hub.act.describeConnection('crm')
      expect(answer).toMatchObject({ kind: 'described', entities: { lead: { label: 'leads' } } })
      expect(await descriptions.find(hub.store.db, 'crm')).toMatchObject({ entities: 'entities' in answer ? answer.entities : null })
      expect(await hub.act.describeConnection('away')).toMatchObject({
        kind: 'problem',
        field: 'url',
        problem: expect.stringContaining('refused the connection'),
      })
      await sandbox.close()
      expect(await hub.act.describeConnection('crm')).toMatchObject({ kind: 'problem' })
      expect(await descriptions.find(hub.store.db, 'crm')).toMatchObject({ connection: 'crm' })
      await expect(hub.act.describeConnection('nope')).rejects.toThrow("there is no connection 'nope'")
    })

    it('asks by itself what is due, leaves paused ones alone, and goes on when one is away', async () => {
      await start()
      const now = Date.now()
      const warned: string[] = []
      const log = { ...silentLog, warn: (message: string) => void warned.push(message) }
      expect(await turn(now, log)).toEqual(['crm'])
      expect(warned).toEqual(['describe.failed'])
      expect(await turn(now + REST_MS, log)).toEqual([])
      expect(warned).toHaveLength(2)
      await hub.store.write((db) => setConnectionState(db, { connection: 'crm', state: 'paused', reason: 'test', since: now, by: 'test' }))
      expect(await turn(now + 2 * DAY_MS)).toEqual([])
      await hub.store.write((db) => setConnectionState(db, { connection: 'crm', state: 'active', reason: null, since: now, by: 'test' }))
      expect(await turn(now + 2 * DAY_MS)).toEqual(['crm'])
    })

    it('lets the CRM answer for itself, and reads anew what it refuses', async () => {
      const mappings = mappingFiles().map((file) =>
        file.kind === 'crm' && file.name === 'sandbox'
          ? { ...file, expression: '{"account": {"name": account.name}, "lead": {"title": "x", "status": "Open"}}' }
          : file,
      )
      await start({ mappings })
      // Read two hours ago, so that it would be due tomorrow only.
      const before = Date.now() - 2 * REST_MS
      expect(await turn(before)).toEqual(['crm'])
      hub.work()
      await hub.send('web', { vorname: 'Anna', nachname: 'Muster', email: 'anna@hallbauer.example', firma: 'Hallbauer GmbH', rueckruf: 'ja' })
      await vi.waitFor(async () => {
        const jobs = (await listJobs(hub.store.db, { limit: 10 })).rows.filter(({ connection }) => connection === 'crm')
        expect(jobs).toMatchObject([{ state: 'parked', reason: 'status must be one of new, accepted, rejected, converted' }])
      }, 10_000)
      expect(await turn(Date.now())).toContain('crm')
      expect((await descriptions.find(hub.store.db, 'crm'))!.describedAt).toBeGreaterThan(before)
    })
  })

  describe(`the API on ${backend.name}`, () => {
    let sandbox: Sandbox
    let hub: Served
    let viewer: string
    beforeAll(async () => {
      sandbox = await startSandbox({ listen: '127.0.0.1:0', token: 't' })
      hub = await startServing(backend.name, config(sandbox.url) + ruled(sandbox.url))
      viewer = (await hub.app.act.createToken({ role: 'viewer', label: 'v', expiresAt: null }, 'test')).token
    })
    afterAll(async () => {
      await hub.stop()
      await sandbox.close()
    })
    // biome-ignore lint/suspicious/noExplicitAny: tests read what they expect
    const get = async (path: string): Promise<any> => (await hub.api(path, undefined, { authorization: `Bearer ${viewer}` })).json()

    it('shows descriptions and target fields, and lets an admin read them anew', async () => {
      expect(await get('/v1/connections/crm/schema')).toEqual({ connection: 'crm', describedAt: null, entities: {} })
      expect(await get('/v1/mappings/targets?kind=crm&connection=crm')).toEqual({ items: [], describedAt: null })
      expect((await hub.api('/v1/connections/crm/describe', {}, { authorization: `Bearer ${viewer}` })).status).toBe(403)
      expect(await (await hub.api('/v1/connections/crm/describe', {})).json()).toMatchObject({
        ok: true,
        problem: null,
        entities: { account: { open: false } },
      })
      expect(await (await hub.api('/v1/connections/away/describe', {})).json()).toMatchObject({ ok: false, field: 'url', describedAt: null, entities: {} })
      const schema = await get('/v1/connections/crm/schema')
      expect(Date.now() - Date.parse(schema.describedAt)).toBeLessThan(60_000)
      expect(schema.entities.opportunity.fields).toContainEqual(expect.objectContaining({ name: 'stage', type: 'choice', required: false }))
      const { items, describedAt } = await get('/v1/mappings/targets?kind=crm&connection=crm')
      expect(describedAt).toBe(schema.describedAt)
      expect(items).toContainEqual({
        path: 'lead.title',
        label: 'title',
        type: 'text',
        required: true,
        maxLength: 20_000,
        help: 'Title; no record can be made without it.',
      })
    })

    it('holds the rules of a connection against them in its test', async () => {
      const check = async () => (await hub.api('/v1/connections/ruled/check', {})).json()
      expect(await check()).toMatchObject({ ok: true })
      expect(await (await hub.api('/v1/connections/ruled/describe', {})).json()).toMatchObject({ ok: true })
      expect(await check()).toEqual({
        ok: false,
        problem: "The rules name fields that Sandbox CRM does not have: no field 'nmae' of account; did you mean 'name'?; no field 'wrath' of opportunity",
        field: 'rules.account.nmae',
        todo: 'Correct the name under `rules`; a field that was added just now is known after `leitwerk connection describe ruled`.',
      })
    })

    it('lists the fields of events, and says what it was not asked rightly', async () => {
      const { items } = await get('/v1/mappings/targets?kind=source')
      expect(items).toContainEqual(expect.objectContaining({ path: 'person.email', type: 'text' }))
      expect(await get('/v1/mappings/targets?kind=crm')).toMatchObject({ status: 400, detail: 'Which connection? Name it as `connection`.' })
      expect(await get('/v1/mappings/targets?kind=crm&connection=nope')).toMatchObject({ status: 404 })
      expect(await get('/v1/mappings/targets')).toMatchObject({ status: 400 })
      expect(await get('/v1/connections/nope/schema')).toMatchObject({ status: 404 })
      expect(await get('/v1/mappings/targets2')).toMatchObject({ status: 404 })
    })
  })
}

describe('commands', () => {
  let folder: string
  let sandbox: Sandbox
  let where: string[]
  let output = ''
  beforeAll(async () => {
    folder = newFolder('describe')
    sandbox = await startSandbox({ listen: '127.0.0.1:0', token: 't' })
    mkdirSync(join(folder, 'own/crms'), { recursive: true })
    writeFileSync(join(folder, 'hub.yaml'), `${config(sandbox.url)}mapping: { folder: ${join(folder, 'own')} }\n`)
    where = ['--config', join(folder, 'hub.yaml'), '--database', `sqlite:${join(folder, 'hub.sqlite')}`]
    vi.spyOn(console, 'log').mockImplementation((text: string) => {
      output += `${text}\n`
    })
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      output += String(text)
      return true
    })
  })
  afterAll(async () => {
    vi.restoreAllMocks()
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const leitwerk = async (...args: string[]) => {
    output = ''
    return { code: await run(args, cliHost), output }
  }
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they expect
  const lastLine = (text: string): any => JSON.parse(text.trimEnd().split('\n').at(-1)!)
  const shipped = new URL('../mappings/crms/', import.meta.url)

  it('compare cases only where there is something to compare with', async () => {
    const none = await leitwerk('mapping', 'test', 'crms/sandbox', ...where)
    expect(none).toMatchObject({ code: 0, output: expect.stringMatching(/(\d+) of \1 cases passed\nnot compared with any CRM: there is no database at /) })
    await leitwerk('migrate', ...where)
    const never = await leitwerk('mapping', 'test', 'crms/sandbox', ...where)
    expect(never).toMatchObject({
      code: 0,
      output: expect.stringContaining('not compared with crm: it was never described; ask it with `leitwerk connection describe crm`'),
    })
    expect(await leitwerk('mapping', 'targets', 'crm', ...where)).toMatchObject({ code: 1, output: expect.stringContaining('crm was never described') })
    expect(lastLine((await leitwerk('mapping', 'test', 'sources/form', '--json', ...where)).output)).not.toHaveProperty('schema')
  })

  it('describe a CRM as tables, and as one object', async () => {
    const shown = await leitwerk('connection', 'describe', 'crm', ...where)
    expect(shown.code).toBe(0)
    expect(shown.output).toMatch(/^opportunity \(opportunities\)\nfield .* type .* choices\n/m)
    expect(shown.output).toMatch(/^accountId +accountId +reference \(accounts\) +by the hub$/m)
    expect(shown.output).toMatch(/^stage +stage +choice +needs_analysis, buying_centre, solution_presentation, offer, closing$/m)
    expect(shown.output).toMatch(/^2 more are filled by the CRM itself$/m)
    const told = await leitwerk('connection', 'describe', 'crm', '--json', ...where)
    expect(lastLine(told.output)).toMatchObject({ ok: true, connection: 'crm', entities: { lead: { label: 'leads' } } })
    const away = await leitwerk('connection', 'describe', 'away', '--json', ...where)
    expect(away.code).toBe(1)
    expect(lastLine(away.output)).toMatchObject({ ok: false, field: 'url' })
    expect(await leitwerk('connection', 'describe', 'nope', ...where)).toMatchObject({
      code: 1,
      output: "there is no connection 'nope'; known are crm, away\n",
    })
  })

  it('list what mappings may fill in', async () => {
    expect((await leitwerk('mapping', 'targets', 'sources')).output).toMatch(/^person\.email +text +Address the person uses at work\.$/m)
    expect(lastLine((await leitwerk('mapping', 'targets', 'crm', '--json', ...where)).output).items).toContainEqual(
      expect.objectContaining({ path: 'contacts[].fields.lastName', required: true }),
    )
    expect(await leitwerk('mapping', 'targets', 'nope', ...where)).toMatchObject({ code: 1, output: "there is no connection 'nope'; known are crm, away\n" })
  })

  it('tell what does not fit beside the case that has it, and pass what fits', async () => {
    expect(await leitwerk('mapping', 'test', 'crms/sandbox', ...where)).toMatchObject({
      code: 0,
      output: expect.stringContaining('\nno problem with the fields of crm\n'),
    })
    const own = join(folder, 'own/crms/sandbox')
    const wrong = (text: string) =>
      text.replaceAll('"name": account.name', '"nmae": account.name').replaceAll('"source": lead.firstTouch.channel', '"status": "Acepted"')
    writeFileSync(`${own}.jsonata`, wrong(readFileSync(new URL('sandbox.jsonata', shipped), 'utf8')))
    const [{ input }] = JSON.parse(readFileSync(new URL('sandbox.cases.json', shipped), 'utf8'))
    writeFileSync(`${own}.cases.json`, JSON.stringify([{ name: 'a complete lead', input, expect: { record: {} } }]))
    const { got } = lastLine((await leitwerk('mapping', 'test', 'crms/sandbox', '--json', ...where)).output).failures[0]
    writeFileSync(`${own}.cases.json`, JSON.stringify([{ name: 'a complete lead', input, expect: got }]))
    const told = await leitwerk('mapping', 'test', 'crms/sandbox', ...where)
    expect(told.code).toBe(1)
    expect(told.output.trimEnd().split('\n')).toEqual([
      '1 of 1 cases passed',
      "✗ crms/sandbox does not fit crm: account.nmae is not a field there; did you mean 'name'?",
      "  in 'a complete lead'",
      '✗ crms/sandbox does not fit crm: account.name is missing: without it no record can be made',
      "  in 'a complete lead'",
      "✗ crms/sandbox does not fit crm: lead.status is 'Acepted'; possible are new, accepted, rejected, converted; did you mean 'accepted'?",
      "  in 'a complete lead'",
      '3 problems with the fields of crm',
      'not compared with away: it was never described; ask it with `leitwerk connection describe away`',
    ])
    const json = lastLine((await leitwerk('mapping', 'test', 'crms/sandbox', '--json', ...where)).output)
    expect(json).toMatchObject({
      passed: 1,
      failed: 0,
      schema: { checked: ['crm'], problems: [{ case: 'a complete lead', connection: 'crm', field: 'nmae', problem: 'unknown' }, {}, {}] },
    })
    expect(await leitwerk('mapping', 'test', 'crms/sandbox', '--no-schema', ...where)).toMatchObject({ code: 0, output: '1 of 1 cases passed\n' })
  })
})
