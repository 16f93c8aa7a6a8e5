import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { faultRules } from '../sandbox/faults.ts'
import { comparable } from '../sandbox/model.ts'
import { type SandboxSettings, type SandboxState, startSandbox } from '../sandbox/server.ts'
import { httpServer, json } from './helpers/http-server.ts'

const opened: { close: () => unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

interface Reply {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they expect
  body: any
}

async function sandbox(settings: Partial<SandboxSettings> = {}) {
  const started = await startSandbox({ listen: '127.0.0.1:0', token: 'sbx', ...settings })
  opened.push(started)
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> => {
    const response = await fetch(started.url + path, {
      method,
      headers: { authorization: 'Bearer sbx', 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(400),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text.startsWith('{') ? JSON.parse(text) : text }
  }
  const post = (path: string, body: unknown, headers?: Record<string, string>) => call('POST', path, body, headers)
  const state = async (): Promise<SandboxState> => (await call('GET', '/_state')).body
  return {
    ...started,
    call,
    post,
    get: (path: string) => call('GET', path),
    patch: (path: string, body: unknown, headers?: Record<string, string>) => call('PATCH', path, body, headers),
    state,
  }
}

const alpha = { name: 'Alpha Maschinenbau GmbH', postalCode: '90402', city: 'Nürnberg', externalKey: 'acc_1' }

describe('records', () => {
  it('wants the token', async () => {
    const { call } = await sandbox()
    expect((await call('GET', '/api/accounts', undefined, { authorization: 'Bearer other' })).status).toBe(401)
    expect((await call('GET', '/api/accounts')).status).toBe(200)
  })

  it('creates, reads, changes and finds a record', async () => {
    const { post, get, patch } = await sandbox()
    const made = await post('/api/accounts', alpha)
    expect(made).toMatchObject({ status: 201, body: { id: 'A1', version: 1, ...alpha, modifiedBy: 'api' } })
    expect((await patch('/api/accounts/A1', { city: 'Fürth' })).body).toMatchObject({ version: 2, city: 'Fürth', name: alpha.name })
    expect((await get('/api/accounts/A1')).body.city).toBe('Fürth')
    expect((await get('/api/accounts?externalKey=acc_1')).body).toMatchObject({ total: 1, items: [{ id: 'A1' }] })
    expect((await get('/api/accounts?name=alpha%20MASCHINENBAU%20AG')).body.total).toBe(1)
    expect((await get('/api/accounts?name=beta')).body.total).toBe(0)
    await patch('/api/accounts/A1', { name: 'Beta GmbH' })
    expect([(await get('/api/accounts?name=beta')).body.total, (await get('/api/accounts?name=Alpha%20Maschinenbau')).body.total]).toEqual([1, 0])
  })

  it('names every field that is wrong', async () => {
    const { post, get } = await sandbox()
    const { status, body } = await post('/api/contacts', { email: 'nonsense', accountId: 'A9', shoeSize: 43, phone: 12 })
    expect(status).toBe(400)
    expect(body.fields.map(({ field }: { field: string }) => field).sort()).toEqual(['accountId', 'email', 'lastName', 'phone', 'shoeSize'])
    expect((await post('/api/leads', { title: 'x', ownerEmail: 'nobody@vertrieb.example' })).body.fields).toEqual([
      { field: 'ownerEmail', message: 'is the address of no user' },
    ])
    expect((await post('/api/opportunities', { name: 'x', status: 'maybe' })).body.fields[0].message).toContain('open, won, lost')
    expect((await get('/api/contacts?shoeSize=43')).status).toBe(400)
    expect((await post('/api/leads', [])).status).toBe(400)
  })

  it('sees duplicates of accounts, contacts and open leads, unless told to create all the same', async () => {
    const { post, state } = await sandbox()
    await post('/api/accounts', alpha)
    expect(await post('/api/accounts', { name: 'ALPHA-Maschinenbau AG' })).toMatchObject({
      status: 409,
      body: { error: 'duplicate', candidates: [{ id: 'A1' }] },
    })
    await post('/api/contacts', { lastName: 'Vogt', email: 'k.vogt@alpha.example', accountId: 'A1' })
    expect((await post('/api/contacts', { lastName: 'Vogt', email: 'K.Vogt@alpha.example', accountId: 'A1' })).status).toBe(409)
    await post('/api/leads', { title: 'Alpha', accountId: 'A1', product: 'p', site: 'Werk 1' })
    expect((await post('/api/leads', { title: 'Alpha again', accountId: 'A1', product: 'p', site: 'Werk 1' })).status).toBe(409)
    expect((await post('/api/leads', { title: 'Alpha', accountId: 'A1', product: 'p', site: 'Werk 2' })).status).toBe(201)
    expect((await state()).duplicateGroups).toBe(0)
    expect((await post('/api/accounts', alpha, { 'x-allow-duplicate': 'true' })).status).toBe(201)
    expect((await state()).duplicates).toMatchObject({ accounts: [['A1', expect.any(String)]] })
  })

  it('lets a careless client make two records with one key', async () => {
    const { post, state } = await sandbox()
    await post('/api/accounts', alpha)
    await post('/api/opportunities', { name: 'x', accountId: 'A1', externalKey: 'led_1' })
    await post('/api/opportunities', { name: 'x', accountId: 'A1', externalKey: 'led_1' })
    expect((await state()).duplicates.opportunities).toHaveLength(1)
  })

  it('says where a record went', async () => {
    const { post, get, patch, call } = await sandbox()
    await post('/api/accounts', alpha)
    await post('/api/accounts', { name: 'Alpha Holding' })
    expect((await post('/api/accounts/A1/merge', { into: 'A2' })).status).toBe(200)
    expect(await get('/api/accounts/A1')).toMatchObject({ status: 410, body: { error: 'merged', mergedInto: 'A2' } })
    expect((await patch('/api/accounts/A1', { city: 'x' })).status).toBe(410)
    expect((await call('DELETE', '/api/accounts/A2')).status).toBe(204)
    expect(await get('/api/accounts/A2')).toMatchObject({ status: 410, body: { error: 'deleted' } })
    expect((await get('/api/accounts/A3')).status).toBe(404)
  })

  it('refuses a change of a version that is no longer the newest', async () => {
    const { post, patch } = await sandbox()
    await post('/api/accounts', alpha)
    expect((await patch('/api/accounts/A1', { city: 'a' }, { 'if-match': '1' })).status).toBe(200)
    expect((await patch('/api/accounts/A1', { city: 'b' }, { 'if-match': '1' })).status).toBe(412)
  })

  it('converts a lead once', async () => {
    const { post, get } = await sandbox()
    await post('/api/accounts', alpha)
    await post('/api/contacts', { lastName: 'Vogt', accountId: 'A1' })
    await post('/api/leads', { title: 'Alpha: presses', accountId: 'A1', contactId: 'C2', amount: 20_000, ownerEmail: 'anna.berg@vertrieb.example' })
    const done = await post('/api/leads/L3/convert', { opportunity: { externalKey: 'led_1', name: 'Presses' } })
    expect(done.body).toMatchObject({
      kind: 'converted',
      opportunity: { name: 'Presses', amount: 20_000, ownerId: 'u1', leadId: 'L3', externalKey: 'led_1', roles: { C2: 'contact' } },
    })
    expect((await get('/api/leads/L3')).body).toMatchObject({ status: 'converted', opportunityId: done.body.opportunity.id })
    expect(await post('/api/leads/L3/convert', {})).toMatchObject({
      status: 409,
      body: { error: 'converted', account: 'A1', contact: 'C2', opportunity: done.body.opportunity.id },
    })
    expect((await post('/api/leads/L99/convert', {})).status).toBe(404)
  })

  it('keeps its records in a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'leitwerk-sandbox-'))
    opened.push({ close: () => rmSync(folder, { recursive: true }) })
    const stateFile = join(folder, 'crm.json')
    const first = await sandbox({ stateFile })
    await first.post('/api/accounts', alpha)
    await first.close()
    const second = await sandbox({ stateFile })
    expect((await second.get('/api/accounts?externalKey=acc_1')).body.total).toBe(1)
    expect((await second.post('/api/accounts', { name: 'Beta' })).body.id).toBe('A2')
  })

  it('shows its records on a page that loads nothing from elsewhere, and escapes them', async () => {
    const { post, url } = await sandbox()
    await post('/api/accounts', { name: '<script>alert(1)</script>' })
    const html = await (await fetch(url)).text()
    expect(html).toContain('&#60;script&#62;alert(1)')
    expect(html).not.toMatch(/<script|src=|@import|href="http/)
  })

  it.each([
    ['Müller GmbH & Co. KG', 'MUELLER'],
    ['Nord-Licht AG', 'Nordlicht'],
    ['Weiß Bau GmbH', 'weiss bau'],
  ])('calls %s and %s the same', (one, other) => {
    expect(comparable(one)).toBe(comparable(other))
  })
})

describe('faults', () => {
  it.each([
    ['hang', 0],
    ['reset', 0],
    ['timeout-after-write', 1],
    ['half-response', 1],
  ])('%s gives no answer, and has written %i', async (kind, written) => {
    const { post, state } = await sandbox({ faults: faultRules([{ kind, match: { method: 'POST', path: '^/api/accounts$' }, first: 1 }]) })
    await expect(post('/api/accounts', alpha)).rejects.toThrow()
    const { counts, calls } = await state()
    expect(counts.accounts).toBe(written)
    expect(calls.last.at(-1)).toMatchObject({ status: 0, fault: kind })
    expect((await post('/api/accounts', { name: 'Beta' })).status).toBe(201)
  })

  it('is slow, busy or broken as often as asked, also while it runs', async () => {
    const { post, get, state, call } = await sandbox()
    await post('/_faults', [
      { kind: '429', match: { path: 'accounts' }, next: 2, retryAfter: 3 },
      { kind: '500', match: { path: 'leads' }, after: 1 },
      { kind: 'slow', ms: 60, match: { path: 'contacts' } },
    ])
    const first = await get('/api/accounts')
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '3'])
    expect([(await get('/api/accounts')).status, (await get('/api/accounts')).status]).toEqual([429, 200])
    expect([(await get('/api/leads')).status, (await get('/api/leads')).status]).toEqual([200, 500])
    const startedAt = performance.now()
    await get('/api/contacts')
    expect(performance.now() - startedAt).toBeGreaterThan(55)
    expect((await state()).faults).toHaveLength(3)
    await call('DELETE', '/_faults')
    expect((await get('/api/leads')).status).toBe(200)
  })

  it('refuses a field as often as asked, with its reason, and writes nothing', async () => {
    const { post, state } = await sandbox({
      faults: faultRules([
        { kind: 'refused', match: { method: 'POST', path: '^/api/accounts$' }, field: 'industry', message: 'is no value of the list', first: 1 },
      ]),
    })
    expect(await post('/api/accounts', alpha)).toMatchObject({
      status: 422,
      body: { error: 'validation', fields: [{ field: 'industry', message: 'is no value of the list' }] },
    })
    expect((await state()).counts.accounts).toBe(0)
    expect((await post('/api/accounts', alpha)).status).toBe(201)
  })

  it('repeats the same chances with the same seed', async () => {
    const story = async (seed: number) => {
      const { get } = await sandbox({ seed, faults: [{ kind: '500', probability: 0.5 }] })
      const statuses: number[] = []
      for (let i = 0; i < 12; i++) statuses.push((await get('/api/leads')).status)
      return statuses.join()
    }
    const one = await story(7)
    expect(await story(7)).toBe(one)
    expect(await story(8)).not.toBe(one)
    expect(one).toMatch(/200.*500|500.*200/)
  })

  it('says which rule it does not understand', async () => {
    expect(() => faultRules([{ kind: 'hang' }, { kind: 'explode' }])).toThrow('rule 1: explode')
    const { post } = await sandbox()
    expect(await post('/_faults', [{ match: {} }])).toMatchObject({ status: 400, body: { error: 'faults: rule 0 needs a kind' } })
  })
})

describe('sales', () => {
  const secret = `whsec_${Buffer.from('a-long-enough-signing-key').toString('base64')}`

  it('accepts, rejects, moves, wins and loses when told to, and the hub hears of it, signed and in order', async () => {
    let refusals = 2
    const hub = await httpServer((_, response) => json(response, {}, refusals-- > 0 ? 503 : 202))
    opened.push(hub)
    const { post, state } = await sandbox({ webhook: { url: `${hub.url}/hooks/sandbox`, secret, retryMs: 5 } })
    await post('/api/accounts', alpha)
    await post('/api/leads', { title: 'Alpha', accountId: 'A1', externalKey: 'led_1' })
    await post('/api/leads', { title: 'Alpha 2', accountId: 'A1', product: 'other', externalKey: 'led_2' })
    await post('/_act', { action: 'accept', lead: 'led_1', by: 'u2' })
    await post('/_act', { action: 'reject', lead: 'led_2', by: 'u2', reason: 'wrong persona' })
    await post('/_act', { action: 'convert', lead: 'led_1', by: 'u2' })
    await post('/_act', { action: 'stage', opportunity: 'O4', stage: 'offer' })
    await post('/_act', { action: 'activity', opportunity: 'O4', kind: 'visit' })
    await post('/_act', { action: 'win', opportunity: 'O4', amount: 30_000 })
    await vi.waitFor(async () => expect((await state()).webhooks).toEqual({ pending: 0, delivered: 6, failed: 2 }), 10_000)
    const taken = hub.heard.slice(2)
    const events = taken.map(({ body }) => JSON.parse(body))
    expect(events.map(({ type }) => type)).toEqual([
      'lead.accepted',
      'lead.rejected',
      'lead.converted',
      'opportunity.stage',
      'activity.logged',
      'opportunity.won',
    ])
    expect(events[1].data).toMatchObject({
      entity: 'lead',
      reason: 'wrong persona',
      by: { id: 'u2', name: 'Ben Kraft' },
      record: { externalKey: 'led_2', status: 'rejected' },
    })
    expect(events[2].data.converted).toEqual({ account: 'A1', contact: null, opportunity: 'O4' })
    expect(events[5].data).toMatchObject({ entity: 'opportunity', record: { status: 'won', amount: 30_000 }, owner: { id: 'u2' } })
    for (const { headers, body } of taken) {
      const signed = createHmac('sha256', 'a-long-enough-signing-key')
        .update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`)
        .digest('base64')
      expect(headers['webhook-signature']).toBe(`v1,${signed}`)
    }
    expect(await post('/_act', { action: 'stage', opportunity: 'O4', stage: 'party' })).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('closing') },
    })
    expect((await post('/_act', { action: 'accept', lead: 'led_9' })).status).toBe(400)
  })

  it('tells what clients wrote only where that is asked for', async () => {
    const hub = await httpServer((_, response) => json(response, {}))
    opened.push(hub)
    const { post, state } = await sandbox({ webhook: { url: hub.url, secret, echo: true } })
    await post('/api/accounts', alpha)
    await vi.waitFor(async () => expect((await state()).webhooks.delivered).toBe(1), 10_000)
    expect(JSON.parse(hub.heard[0]!.body)).toMatchObject({ type: 'account.created', data: { by: { id: 'api' } } })
  })

  it('works by itself, the same way with the same seed', async () => {
    const story = async (seed: number) => {
      const { post, state } = await sandbox({ people: { speed: 1 }, seed })
      await post('/api/accounts', alpha)
      for (let i = 0; i < 30; i++) await post('/api/leads', { title: `Lead ${i}`, accountId: 'A1', product: `p${i}`, externalKey: `led_${i}` })
      expect((await state()).people.planned).toBeGreaterThan(30)
      await post('/_people', {})
      const { leads, opportunities, people } = await state()
      expect(people.planned).toBe(0)
      return { leads, opportunities }
    }
    const one = await story(3)
    expect(one.leads.new).toBeUndefined()
    expect((one.leads.rejected ?? 0) + (one.leads.converted ?? 0)).toBe(30)
    expect(one.leads.converted).toBe((one.opportunities.won ?? 0) + (one.opportunities.lost ?? 0))
    expect(one.opportunities.won).toBeGreaterThan(0)
    expect(await story(3)).toEqual(one)
    expect(await story(4)).not.toEqual(one)
  })

  it('works in its own time', async () => {
    const { post, state } = await sandbox({ people: { speed: 3_600_000 } })
    await post('/api/accounts', alpha)
    await post('/api/leads', { title: 'Lead', accountId: 'A1', externalKey: 'led_1' })
    await vi.waitFor(async () => expect((await state()).leads.new).toBeUndefined(), { timeout: 2_000 })
  })

  it('starts anew after a reset', async () => {
    const { post, state } = await sandbox()
    await post('/api/accounts', alpha)
    await post('/_reset', {})
    expect((await state()).counts.accounts).toBe(0)
  })
})
