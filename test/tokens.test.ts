/** Tokens: kept as a hash, replaced without a gap, ended by time; and who is counted when somebody tries too often. */
import type { IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { clientOf } from '../core/web/client.ts'
import { type Served, startServing } from './helpers/serving.ts'

const CONFIG = 'sources: { web: { kind: form, secret: s } }\n'

for (const backend of ['sqlite', 'postgres'] as const) {
  describe(`tokens on ${backend}`, () => {
    let hub: Served
    beforeAll(async () => {
      hub = await startServing(backend, CONFIG)
    })
    afterAll(() => hub.stop())

    const as = (token: string) => ({ authorization: `Bearer ${token}` })
    const status = async (token: string) => (await hub.api('/v1/leads', undefined, as(token))).status
    const rotate = (id: string, body: object, headers = {}) => hub.api(`/v1/tokens/${id}/rotate`, body, headers)
    const make = (expiresAt: number | null = null) => hub.app.act.createToken({ role: 'viewer', label: 'report', expiresAt }, 'test')

    it('are kept as a hash only', async () => {
      const { token } = await make()
      const tables = ['token', 'audit', 'idempotency']
      for (const table of tables) expect(JSON.stringify(await hub.app.store.db.all(`select * from ${table}`)), table).not.toContain(token)
      const [{ hash }] = (await hub.app.store.db.all<{ hash: string }>('select hash from token limit 1')) as [{ hash: string }]
      expect(hash).toMatch(/^[\w-]{43}$/)
    })

    it('are replaced by one of the same role; both count until the overlap is over', async () => {
      const former = await make()
      const answer = await rotate(former.id, { overlapHours: 1 }, { 'idempotency-key': `rotate-${backend}` })
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([201, 'no-store'])
      const made = (await answer.json()) as { id: string; secret: string; formerUntil: string }
      expect(Math.abs(Date.parse(made.formerUntil) - Date.now() - 3_600_000)).toBeLessThan(10_000)
      expect([await status(former.token), await status(made.secret)]).toEqual([200, 200])
      const { items } = (await (await hub.api('/v1/tokens')).json()) as { items: { id: string; role: string; label: string; expiresAt: string | null }[] }
      expect(items.find(({ id }) => id === made.id)).toMatchObject({ role: 'viewer', label: 'report', expiresAt: null })
      expect(items.find(({ id }) => id === former.id)).toMatchObject({ expiresAt: made.formerUntil })
      const again = await (await rotate(former.id, { overlapHours: 1 }, { 'idempotency-key': `rotate-${backend}` })).json()
      expect(again).toEqual({ ...made, secret: null })
      const { items: audit } = (await (await hub.api('/v1/audit')).json()) as { items: { action: string; subject: string }[] }
      expect(audit).toContainEqual(expect.objectContaining({ action: 'token.rotated', subject: former.id }))
    })

    it('without an overlap end at once, and one that ends sooner by itself is not made to last', async () => {
      const gone = await make()
      expect((await rotate(gone.id, { overlapHours: 0 })).status).toBe(201)
      expect(await status(gone.token)).toBe(401)
      const soon = Date.now() + 60_000
      const brief = await make(soon)
      expect(await (await rotate(brief.id, {})).json()).toMatchObject({ formerUntil: new Date(soon).toISOString() })
    })

    it('that are over, revoked or unknown are not replaced', async () => {
      const over = await make(Date.now() - 1)
      const revoked = await make()
      await hub.app.act.revokeToken(revoked.id, 'test')
      for (const id of [over.id, revoked.id, 'tok_none']) expect((await rotate(id, {})).status, id).toBe(404)
      for (const body of [{ overlapHours: -1 }, { overlapHours: 721 }, { expiresAt: '2020-01-01T00:00:00Z' }])
        expect((await rotate((await make()).id, body)).status, JSON.stringify(body)).toBe(400)
    })
  })
}

describe('who asks', () => {
  const asked = (remote: string, forwarded: string | string[] | undefined, trusted: string[] = ['127.0.0.1', '10.0.0.0/8', '::1']) =>
    // The cast: nothing else of a request is looked at.
    clientOf(trusted)({ socket: { remoteAddress: remote }, headers: { 'x-forwarded-for': forwarded } } as unknown as IncomingMessage)

  it.each([
    ['nobody is trusted', asked('203.0.113.9', '198.51.100.1', []), '203.0.113.9'],
    ['it is no proxy', asked('203.0.113.9', '198.51.100.1'), '203.0.113.9'],
    ['a proxy says nothing', asked('127.0.0.1', undefined), '127.0.0.1'],
    ['a proxy saw somebody', asked('127.0.0.1', '203.0.113.9'), '203.0.113.9'],
    ['several proxies saw somebody', asked('127.0.0.1', '203.0.113.9, 10.2.3.4'), '203.0.113.9'],
    ['somebody wrote others in front', asked('127.0.0.1', '198.51.100.1, 127.0.0.1, 203.0.113.9, 10.2.3.4'), '203.0.113.9'],
    ['everybody is a proxy', asked('127.0.0.1', '10.1.1.1, 10.2.3.4'), '10.1.1.1'],
    ['a proxy says nonsense', asked('127.0.0.1', '203.0.113.9, unknown'), '127.0.0.1'],
    ['a proxy writes IPv6', asked('::1', '2001:db8::7'), '2001:db8::7'],
    ['the connection is IPv4 within IPv6', asked('::ffff:127.0.0.1', '203.0.113.9'), '203.0.113.9'],
  ])('is known where %s', (_, found, client) => expect(found).toBe(client))

  it('is set by addresses and networks', () => {
    const config = (one: string) => parseConfig(`trustedProxies: ["${one}"]`, 'hub.yaml').config.trustedProxies
    for (const one of ['127.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8']) expect(config(one)).toEqual([one])
    for (const one of ['proxy.example', '10.0.0.0/40', '*']) expect(() => config(one)).toThrow(/trustedProxies/)
  })
})

describe('tries to sign in behind a proxy', () => {
  const hubs: Served[] = []
  afterAll(() => Promise.all(hubs.map((hub) => hub.stop())))
  const tries = async (config: string, n: number, forwarded: (i: number) => string) => {
    const hub = await startServing('sqlite', CONFIG + config)
    hubs.push(hub)
    const answers = Array.from({ length: n }, (_, i) =>
      fetch(`${hub.url}/console/session`, {
        method: 'POST',
        headers: { 'x-leitwerk-console': '1', 'content-type': 'application/json', 'x-forwarded-for': forwarded(i) },
        body: '{"token":"lw_wrong"}',
      }),
    )
    return (await Promise.all(answers)).filter(({ status }) => status === 429).length
  }

  it('are counted for each address that a trusted one saw; what a stranger writes counts for nothing', async () => {
    const trusted = 'trustedProxies: ["127.0.0.1"]\n'
    expect(await tries(trusted, 70, (i) => `203.0.113.${i}`)).toBe(0)
    expect(await tries(trusted, 70, (i) => `198.51.100.${i}, 203.0.113.9`)).toBe(10)
    expect(await tries('', 70, (i) => `203.0.113.${i}`)).toBe(10)
  }, 120_000)
})
