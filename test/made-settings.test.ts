/** Sources and connections made by the API: kept, sealed, looked at as a whole, in force at once, and nothing is lost while crews change. */
import { execFile } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import { parseConfig } from '../config/load.ts'
import { type Serving, serve } from '../core/compose/serve.ts'
import * as made from '../core/store/made.ts'
import { newFolder } from './helpers/folder.ts'
import { httpServer, json } from './helpers/http-server.ts'
import { type Served, startServing } from './helpers/serving.ts'
import { backends } from './helpers/stores.ts'

const YAML = `
sources: { website: { kind: form, label: Website, secret: of-the-file } }
connections: { crm: { kind: sandbox, url: "http://127.0.0.1:9", token: of-the-file } }
`
const MAIN = fileURLToPath(new URL('../core/main.ts', import.meta.url))
const SECRET = 'not-to-be-seen-anywhere'

for (const backend of backends)
  describe(`what is made, in the store on ${backend.name}`, () => {
    it('is kept by kind and name, changed, removed, and counted', async () => {
      const { store, drop } = await backend.fresh()
      const row = { kind: 'source', name: 'shop', entry: { kind: 'form', secret: 'env:SHOP' }, changedAt: 5, by: 'tok_1' } as const
      await store.write((db) => made.put(db, row))
      await store.write((db) => made.put(db, { ...row, kind: 'connection', entry: { kind: 'sandbox' } }))
      await store.write((db) => made.put(db, { ...row, changedAt: 6, entry: { kind: 'typeform' } }))
      expect(await made.list(store.db)).toEqual([
        { ...row, kind: 'connection', entry: { kind: 'sandbox' } },
        { ...row, changedAt: 6, entry: { kind: 'typeform' } },
      ])
      expect(await store.write((db) => made.remove(db, 'source', 'shop'))).toBe(true)
      expect(await store.write((db) => made.remove(db, 'source', 'shop'))).toBe(false)
      expect((await made.list(store.db)).map(({ kind }) => kind)).toEqual(['connection'])
      await drop()
    })

    it('has a revision that grows by one with each change, however many change it at once', async () => {
      const { store, drop } = await backend.fresh()
      expect(await made.revision(store.db)).toBe(0)
      const all = await Promise.all(Array.from({ length: 8 }, () => store.write(made.advance)))
      expect(all.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
      expect(await made.revision(store.db)).toBe(8)
      await drop()
    })
  })

/** Calls as somebody with a token. */
function callerOf(hub: Pick<Serving, 'url'>, token: string) {
  return async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
    const answer = await fetch(hub.url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    })
    // biome-ignore lint/suspicious/noExplicitAny: answers of many routes, each of its own shape
    return { status: answer.status, body: (await answer.json()) as any }
  }
}

type Call = ReturnType<typeof callerOf>

const post = async (hub: Pick<Serving, 'url'>, source: string, secret: string, n: number | string, more: object = {}): Promise<number> => {
  const headers = { 'content-type': 'application/json', 'x-leitwerk-secret': secret }
  const body = JSON.stringify({ submission_id: `${source}-${n}`, email: `jo${n}@company.example`, firma: 'Company GmbH', ...more })
  return (await fetch(`${hub.url}/hooks/${source}`, { method: 'POST', headers, body })).status
}

const ledgerOf = async (call: Call, source: string) =>
  (await call('GET', '/v1/ledger')).body.sources.find((one: { source: string }) => one.source === source) as Record<string, number> | undefined

/** All that is stored as text, wherever. */
async function everythingStored(hub: Served): Promise<string> {
  const { db } = hub.app.store
  const tables = ['setting', 'secret', 'audit', 'idempotency', 'issue', 'meta']
  const rows = await Promise.all(tables.map((table) => db.all<Record<string, unknown>>(`select * from ${table}`)))
  return JSON.stringify(rows.map((list) => list.filter(({ key }) => key !== 'listened_until')))
}

for (const backend of backends)
  describe(`settings by the API on ${backend.name}`, { timeout: 90_000 }, () => {
    let hub: Served
    let call: Call
    const tokens = { viewer: '', ops: '' }
    beforeAll(async () => {
      vi.stubEnv('LEITWERK_KEY', Buffer.alloc(32, 7).toString('base64'))
      vi.stubEnv('SHOP_SECRET', 'of-the-environment')
      hub = await startServing(backend.name, YAML)
      call = callerOf(hub, hub.token)
      for (const role of ['viewer', 'ops'] as const) tokens[role] = (await hub.app.act.createToken({ role, label: role, expiresAt: null }, 'test')).token
    }, 120_000)
    afterAll(async () => {
      await hub?.stop()
      vi.unstubAllEnvs()
    })

    const removed = (kind: 'sources' | 'connections', name: string) => call('DELETE', `/v1/${kind}/${name}`)

    it('list the kinds there are with what each asks for, and where each thing is set', async () => {
      const sources = (await call('GET', '/v1/source-kinds')).body.items
      expect(sources.find((one: { kind: string }) => one.kind === 'typeform')).toMatchObject({
        label: 'Typeform',
        mapping: 'typeform',
        isDeclared: false,
        fields: [{ name: 'secret', secret: true, required: true }],
      })
      expect(sources.at(-1)).toMatchObject({ kind: 'webhook', isDeclared: true, mapping: null })
      const crms = (await call('GET', '/v1/connection-kinds')).body.items.map((one: { kind: string }) => one.kind)
      expect(crms).toEqual(expect.arrayContaining(['sandbox', 'hubspot', 'suitecrm']))
      expect((await call('GET', '/v1/sources')).body.items).toMatchObject([{ id: 'website', origin: 'file' }])
      expect((await call('GET', '/v1/connections')).body.items).toMatchObject([{ id: 'crm', origin: 'file' }])
    })

    it('make a source that takes requests at once, change it, and remove it', async () => {
      const answer = await call('POST', '/v1/sources', { name: 'shop', entry: { kind: 'form', label: 'Shop', secret: SECRET } })
      expect(answer).toEqual({ status: 201, body: { changed: true, inEffect: true, problems: [] } })
      expect(await post(hub, 'shop', SECRET, 1)).toBe(202)
      expect(await post(hub, 'shop', 'wrong', 2)).toBe(401)
      await vi.waitFor(async () => expect(await ledgerOf(call, 'shop')).toMatchObject({ accepted: 1, processed: 1, unaccounted: 0 }), 30_000)
      // The file's source, which took nothing, and the new one read by the same mapping.
      expect((await call('GET', '/v1/mappings/made?kind=source&name=form')).body.items).toMatchObject([{ made: 1 }])
      expect((await call('GET', '/v1/sources/shop')).body).toMatchObject({
        label: 'Shop',
        origin: 'console',
        fields: expect.arrayContaining([expect.objectContaining({ name: 'secret', set: true, value: null })]),
      })
      const kept = (await call('GET', '/v1/sources/shop/entry')).body.entry
      expect(kept).toEqual({ kind: 'form', label: 'Shop', secret: 'sealed:source.shop.secret' })
      expect((await call('PUT', '/v1/sources/shop', { entry: { ...kept, label: 'Store' } })).status).toBe(200)
      expect((await call('GET', '/v1/sources/shop')).body.label).toBe('Store')
      expect(await post(hub, 'shop', SECRET, 3)).toBe(202)
      expect((await call('PUT', '/v1/sources/shop', { entry: { ...kept, secret: 'env:SHOP_SECRET' } })).status).toBe(200)
      expect([await post(hub, 'shop', 'of-the-environment', 4), await post(hub, 'shop', SECRET, 5)]).toEqual([202, 401])
      expect(await hub.app.store.db.all("select name from secret where name like 'source.shop%'")).toEqual([])
      await vi.waitFor(async () => expect((await ledgerOf(call, 'shop'))!.pending).toBe(0), 30_000)
      expect((await removed('sources', 'shop')).status).toBe(200)
      expect(await post(hub, 'shop', SECRET, 6)).toBe(404)
      expect(await ledgerOf(call, 'shop')).toMatchObject({ accepted: 3, unaccounted: 0 })
      const actions = (await call('GET', '/v1/audit')).body.items.filter(({ subject }: { subject: string }) => subject === 'shop')
      expect(actions.map(({ action }: { action: string }) => action)).toEqual(['source.removed', 'source.changed', 'source.changed', 'source.made'])
    })

    it('seal secrets on the way in, and show them nowhere again', async () => {
      const headers = { 'idempotency-key': 'sealed-1' }
      const body = { name: 'sealed', entry: { kind: 'sandbox', url: 'http://127.0.0.1:9', token: SECRET } }
      expect((await call('POST', '/v1/connections', body, headers)).status).toBe(201)
      expect((await call('POST', '/v1/connections', body, headers)).status).toBe(201)
      expect((await call('POST', '/v1/connections', body)).status).toBe(409)
      const shown = await Promise.all(['connections', 'connections/sealed/entry', 'configuration', 'audit', 'issues'].map((path) => call('GET', `/v1/${path}`)))
      expect(JSON.stringify([shown, await everythingStored(hub)])).not.toContain(SECRET)
      expect((await call('GET', '/v1/connections/sealed/entry')).body.entry.token).toBe('sealed:connection.sealed.token')
      await removed('connections', 'sealed')
      expect(await hub.app.store.db.all('select name from secret')).toEqual([])
    })

    it('ask for a secret anew where the address is another, so that it cannot be sent elsewhere', async () => {
      await call('POST', '/v1/connections', { name: 'moved', entry: { kind: 'sandbox', url: 'http://127.0.0.1:9', token: SECRET } })
      const { entry } = (await call('GET', '/v1/connections/moved/entry')).body
      const elsewhere = { ...entry, url: 'http://127.0.0.1:8' }
      expect((await call('PUT', '/v1/connections/moved', { entry: elsewhere })).body.errors).toMatchObject([{ pointer: '/entry/token' }])
      expect((await call('PUT', '/v1/connections/moved', { entry: { ...elsewhere, token: 'another' } })).status).toBe(200)
      const others = { kind: 'sandbox', url: 'http://127.0.0.1:8', token: 'sealed:connection.moved.token' }
      expect((await call('POST', '/v1/connections', { name: 'thief', entry: others })).body.errors).toMatchObject([{ pointer: '/entry/token' }])
      await removed('connections', 'moved')
    })

    it('take no reference to what belongs to the hub or the machine', async () => {
      for (const token of ['env:LEITWERK_KEY', 'file:/etc/hostname', 'file:/run/secrets/../../etc/hostname'])
        expect([token, (await call('POST', '/v1/connections', { name: 'x', entry: { kind: 'sandbox', url: 'http://127.0.0.1:9', token } })).status]).toEqual([
          token,
          400,
        ])
      const shown = await call('POST', '/v1/connections', { name: 'x', entry: { kind: 'sandbox', url: 'env:SHOP_SECRET', token: 't' } })
      expect(shown.body.errors).toMatchObject([{ pointer: '/entry/url', detail: expect.stringContaining('only secrets') }])
    })

    it('tell every problem at its setting, dry or not, and change nothing', async () => {
      const before = await everythingStored(hub)
      const wrong = { name: 'Shop!', entry: { kind: 'form', secret: SECRET } }
      expect((await call('POST', '/v1/sources', wrong)).body.errors).toMatchObject([{ pointer: '/name' }])
      const cases: [object, string][] = [
        [{ kind: 'form', secret: '' }, '/entry/secret'],
        [{ kind: 'form', secret: 'env:NOT_SET_ANYWHERE' }, '/entry/secret'],
        [{ kind: 'form' }, '/entry'],
        [{ kind: 'form', secret: 's', colour: 'red' }, '/entry/colour'],
        [{ kind: 'form', secret: 's', trust: 12 }, '/entry/trust'],
        [{ kind: 'form', secret: 's', mapping: 'no-such' }, '/entry/mapping'],
        [{ kind: 'form', secret: 's', product: 'no-such' }, '/entry/product'],
        [{ kind: 'no-such' }, '/entry/kind'],
        [{ kind: 'webhook', verify: { kind: 'unsigned' }, split: '$.(' }, '/entry/split'],
      ]
      for (const [entry, pointer] of cases) {
        const refused = await call('POST', '/v1/sources', { name: 'odd', entry })
        expect([entry, refused.status, refused.body.errors?.[0]?.pointer]).toEqual([entry, 400, pointer])
        const dry = await call('POST', '/v1/sources', { name: 'odd', entry, dryRun: true })
        expect([dry.status, dry.body.changed, dry.body.problems[0].pointer]).toEqual([201, false, pointer])
      }
      expect((await call('POST', '/v1/sources', { name: 'odd', entry: { kind: 'form', secret: SECRET }, dryRun: true })).body.problems).toEqual([])
      expect(await everythingStored(hub)).toBe(before)
    })

    it('leave alone what stands in the file', async () => {
      const entry = { kind: 'form', secret: 's' }
      expect(await call('PUT', '/v1/sources/website', { entry })).toMatchObject({
        status: 409,
        body: { detail: expect.stringContaining('configuration file') },
      })
      expect((await call('POST', '/v1/sources', { name: 'website', entry })).status).toBe(409)
      expect((await removed('connections', 'crm')).status).toBe(409)
      expect((await call('GET', '/v1/sources/website/entry')).status).toBe(404)
      expect((await removed('sources', 'nobody')).status).toBe(404)
    })

    it('are made by admins only', async () => {
      for (const role of ['viewer', 'ops'] as const) {
        const as = callerOf(hub, tokens[role])
        const entry = { kind: 'form', secret: 's' }
        const tried = [
          await as('POST', '/v1/sources', { name: 'x', entry }),
          await as('PUT', '/v1/sources/website', { entry }),
          await as('DELETE', '/v1/sources/website'),
          await as('GET', '/v1/sources/website/entry'),
          await as('POST', '/v1/connections/try', { name: 'x', entry }),
        ]
        expect(tried.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403])
        expect((await as('GET', '/v1/source-kinds')).status).toBe(200)
      }
    })

    it('refuse to remove a connection that a source needs, or for which jobs wait', async () => {
      await call('POST', '/v1/connections', { name: 'second', entry: { kind: 'sandbox', url: 'http://127.0.0.1:9', token: 't' } })
      const entry = { kind: 'sandbox-crm', connection: 'second', secret: 's' }
      expect((await call('POST', '/v1/sources', { name: 'back', entry })).body).toMatchObject({ changed: true })
      expect((await removed('connections', 'second')).body.detail).toContain("sources.back.connection: there is no connection 'second'")
      await removed('sources', 'back')
      const jobs = async (state: string) => (await call('GET', `/v1/jobs?connection=second&state=${state}`)).body.items as object[]
      expect(await post(hub, 'website', 'of-the-file', 'waits', { rueckruf: 'ja' })).toBe(202)
      await vi.waitFor(async () => expect(await jobs('pending')).not.toEqual([]), 30_000)
      expect(await removed('connections', 'second')).toMatchObject({ status: 409, body: { detail: expect.stringContaining('force=true') } })
      expect((await call('DELETE', '/v1/connections/second?force=true')).status).toBe(200)
      expect([await jobs('pending'), (await jobs('cancelled')).length > 0]).toEqual([[], true])
    })

    it('prove a connection before it is kept', async () => {
      const tried = await call('POST', '/v1/connections/try', { name: 'new', entry: { kind: 'sandbox', url: 'http://127.0.0.1:9', token: SECRET } })
      expect(tried).toMatchObject({ status: 200, body: { ok: false, field: 'url' } })
      expect(JSON.stringify(tried)).not.toContain(SECRET)
      expect((await call('POST', '/v1/connections/try', { name: 'new', entry: { kind: 'sandbox' } })).status).toBe(400)
    })
  })

describe('without a key', () => {
  it('no secret is taken, and it is said what is needed; a reference is', async () => {
    vi.stubEnv('LEITWERK_KEY', '')
    vi.stubEnv('SHOP_SECRET', 'of-the-environment')
    const hub = await startServing('sqlite', YAML)
    const call = callerOf(hub, hub.token)
    const refused = await call('POST', '/v1/sources', { name: 'shop', entry: { kind: 'form', secret: SECRET } })
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: '/entry/secret', detail: expect.stringContaining('LEITWERK_KEY') }] } })
    expect((await call('POST', '/v1/sources', { name: 'shop', entry: { kind: 'form', secret: 'env:SHOP_SECRET' } })).status).toBe(201)
    expect(await post(hub, 'shop', 'of-the-environment', 1)).toBe(202)
    await hub.stop()
    vi.unstubAllEnvs()
  }, 120_000)
})

/** Posts to a source all the time, until told to stop. @returns how often each status was heard */
function sending(hub: Pick<Serving, 'url'>, source: string, secret: string, senders: number) {
  let isOver = false
  let n = 0
  const heard = new Map<number | string, number>()
  const one = async () => {
    while (!isOver) {
      const status = await post(hub, source, secret, `${source}${n++}`).catch(
        (error: Error) => `${error.message} ${(error.cause as Error | undefined)?.message}`,
      )
      heard.set(status, (heard.get(status) ?? 0) + 1)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  const all = Promise.all(Array.from({ length: senders }, one))
  return async () => {
    isOver = true
    await all
    return Object.fromEntries(heard)
  }
}

for (const backend of backends)
  describe(`a change under load on ${backend.name}`, () => {
    it('refuses nobody and loses nothing: every answer is 202 while sources come, change and go', async () => {
      vi.stubEnv('LEITWERK_KEY', Buffer.alloc(32, 7).toString('base64'))
      const hub = await startServing(backend.name, YAML)
      const call = callerOf(hub, hub.token)
      const stop = sending(hub, 'website', 'of-the-file', 4)
      for (let i = 0; i < 2; i++) {
        expect((await call('POST', '/v1/sources', { name: 'shop', entry: { kind: 'form', secret: `s${i}` } })).body).toMatchObject({ inEffect: true })
        expect(await post(hub, 'shop', `s${i}`, `a${i}`)).toBe(202)
        expect((await call('PUT', '/v1/sources/shop', { entry: { kind: 'form', secret: `t${i}` } })).body).toMatchObject({ inEffect: true })
        expect(await post(hub, 'shop', `t${i}`, `b${i}`)).toBe(202)
        expect((await call('DELETE', '/v1/sources/shop?force=true')).status).toBe(200)
      }
      expect((await call('POST', '/v1/sources', { name: 'shop', entry: { kind: 'form', secret: 's' } })).status).toBe(201)
      const heard = await stop()
      expect(Object.keys(heard)).toEqual(['202'])
      await vi.waitFor(async () => expect((await hub.app.act.workload()).deliveries).toBe(0), { timeout: 120_000, interval: 200 })
      // Held while their source was away, mapped since it is there again.
      expect(await ledgerOf(call, 'shop')).toMatchObject({ accepted: 4, held: 0, unaccounted: 0 })
      expect(await ledgerOf(call, 'website')).toMatchObject({ accepted: heard[202], held: 0, unaccounted: 0 })
      await hub.stop()
      vi.unstubAllEnvs()
    }, 240_000)
  })

describe('a change while a CRM does not answer', () => {
  it('is in force at once, and what was at hand is finished once, by those who began it', async () => {
    vi.stubEnv('LEITWERK_KEY', Buffer.alloc(32, 7).toString('base64'))
    let release = () => {}
    const answers = new Promise<void>((resolve) => (release = resolve))
    const written: string[] = []
    const remote = await httpServer(({ method, url, body }, response) => {
      if (method !== 'GET') written.push(`${method} ${url}`)
      void answers.then(() =>
        method === 'GET' ? json(response, { items: [] }) : json(response, { ...JSON.parse(body), id: `R${written.length}`, version: 1 }, 201),
      )
    })
    const hub = await startServing('sqlite', YAML.replace('http://127.0.0.1:9', remote.url))
    const call = callerOf(hub, hub.token)
    expect(await post(hub, 'website', 'of-the-file', 1, { rueckruf: 'ja', plz: '90402', ort: 'Nürnberg' })).toBe(202)
    await vi.waitFor(() => expect(remote.heard.length).toBeGreaterThan(0), 30_000)
    expect((await call('POST', '/v1/sources', { name: 'shop', entry: { kind: 'form', secret: 's' } })).body).toMatchObject({ inEffect: true })
    expect((await call('PUT', '/v1/sources/shop', { entry: { kind: 'form', secret: 't' } })).body).toMatchObject({ inEffect: true })
    expect(await post(hub, 'shop', 't', 1)).toBe(202)
    release()
    await vi.waitFor(async () => expect(await ledgerOf(call, 'shop')).toMatchObject({ accepted: 1, processed: 1 }), { timeout: 30_000, interval: 200 })
    await vi.waitFor(async () => expect((await hub.app.act.workload()).jobs).toBe(0), { timeout: 30_000, interval: 200 })
    expect((await call('GET', '/v1/jobs?connection=crm&state=parked')).body.items).toEqual([])
    expect(written.filter((one) => /accounts$/.test(one))).toHaveLength(1)
    await hub.stop()
    await remote.close()
    vi.unstubAllEnvs()
  }, 120_000)
})

describe('two processes on PostgreSQL', () => {
  it('both work by what was changed at one of them', async () => {
    vi.stubEnv('LEITWERK_KEY', Buffer.alloc(32, 7).toString('base64'))
    const web = await startServing('postgres', YAML, 'web')
    const work = await serve(parseConfig(YAML, 'test.yaml', { database: web.database, listen: '127.0.0.1:0', log: 'silent' }), 'all')
    const call = callerOf(web, web.token)
    const stop = sending(web, 'website', 'of-the-file', 2)
    expect((await call('POST', '/v1/sources', { name: 'shop', entry: { kind: 'form', secret: 's' } })).body).toMatchObject({ inEffect: true })
    for (let i = 0; i < 20; i++) expect(await post(web, 'shop', 's', i)).toBe(202)
    await vi.waitFor(async () => expect(await post(work, 'shop', 's', 'other')).toBe(202), { timeout: 30_000, interval: 250 })
    await vi.waitFor(async () => expect(await ledgerOf(call, 'shop')).toMatchObject({ accepted: 21, processed: 21, held: 0, unaccounted: 0 }), {
      timeout: 30_000,
      interval: 250,
    })
    expect(Object.keys(await stop())).toEqual(['202'])
    await work.stop()
    await web.stop()
    vi.unstubAllEnvs()
  }, 120_000)
})

describe('a process that cannot work by a change', () => {
  it('goes on as it was and opens one issue, which ends once it can', async () => {
    vi.stubEnv('LEITWERK_KEY', Buffer.alloc(32, 7).toString('base64'))
    const hub = await startServing('postgres', YAML)
    const call = callerOf(hub, hub.token)
    const { store } = hub.app
    const change = (entry: made.MadeEntry) =>
      store.write(async (db) => {
        await made.advance(db)
        await made.put(db, { kind: 'source', name: 'shop', entry, changedAt: 1, by: 'another process' })
      })
    const issues = async () => (await call('GET', '/v1/issues?state=open')).body.items as object[]
    await change({ kind: 'form', secret: 'env:ONLY_SET_THERE' })
    await vi.waitFor(async () => expect(await issues()).toMatchObject([{ kind: 'settings', title: expect.stringContaining('ONLY_SET_THERE') }]), 10_000)
    expect([await post(hub, 'website', 'of-the-file', 1), await post(hub, 'shop', 's', 1)]).toEqual([202, 404])
    await change({ kind: 'form', secret: 's' })
    await vi.waitFor(async () => expect(await post(hub, 'shop', 's', 2)).toBe(202), { timeout: 10_000, interval: 250 })
    await vi.waitFor(async () => expect(await issues()).toEqual([]), 10_000)
    await hub.stop()
    vi.unstubAllEnvs()
  }, 120_000)
})

describe('a start', () => {
  it('takes what was made before; refuses a name that the file gives, too, and says what to do', async () => {
    vi.stubEnv('LEITWERK_KEY', Buffer.alloc(32, 7).toString('base64'))
    const folder = newFolder('made')
    const overrides = { database: `sqlite:${join(folder, 'hub.sqlite')}`, listen: '127.0.0.1:0', log: 'silent' }
    const start = (yaml: string) => serve(parseConfig(yaml, 'hub.yaml', overrides), 'all')
    const first = await start(YAML)
    const { token } = await first.app.act.createToken({ role: 'admin', label: 'test', expiresAt: null }, 'test')
    expect((await callerOf(first, token)('POST', '/v1/sources', { name: 'shop', entry: { kind: 'form', secret: 's' } })).status).toBe(201)
    await first.stop()
    const second = await start(YAML)
    expect(await post(second, 'shop', 's', 1)).toBe(202)
    await second.stop()
    const file = join(folder, 'hub.yaml')
    const leitwerk = (...args: string[]) => promisify(execFile)(process.execPath, [MAIN, ...args, '--config', file, '--database', overrides.database])
    writeFileSync(file, YAML)
    const exported = parse((await leitwerk('config', 'export')).stdout) as { sources: object }
    expect(exported.sources).toMatchObject({ website: { secret: 'of-the-file' }, shop: { kind: 'form', secret: 'sealed:source.shop.secret' } })
    expect((await leitwerk('check')).stdout).toContain('/hooks/shop')
    const both = YAML.replace('sources: {', 'sources: { shop: { kind: form, secret: s },')
    await expect(start(both)).rejects.toThrow(/hub\.yaml:2: sources\.shop: .*leitwerk config remove sources shop/)
    writeFileSync(file, both)
    await expect(leitwerk('check')).rejects.toThrow(/sources\.shop: one of this name was made in the console/)
    expect((await leitwerk('config', 'remove', 'sources', 'shop')).stdout).toContain('shop is removed')
    await expect(leitwerk('config', 'remove', 'sources', 'shop')).rejects.toThrow()
    await (await start(both)).stop()
    rmSync(folder, { recursive: true })
    vi.unstubAllEnvs()
  }, 120_000)
})
