/** Signing in to the console: a token for a cookie, what the cookie may do, what ends it, and what other sites cannot do with it. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { OpenAPIHono } from '@hono/zod-openapi'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { mountConsole, readConsole } from '../core/web/console.ts'
import { type Served, startServing } from './helpers/serving.ts'

const CONFIG = `
products: [{ id: crane, name: { de: Krane, en: Cranes }, default: true }]
sources: { web: { kind: form, secret: s } }
connections: { crm: { kind: sandbox, url: "http://127.0.0.1:9", token: t } }
`
const OWN = { 'x-leitwerk-console': '1' }

for (const backend of ['sqlite', 'postgres'] as const) {
  describe(`sessions of the console on ${backend}`, () => {
    let hub: Served
    beforeAll(async () => {
      hub = await startServing(backend, CONFIG)
    })
    afterAll(() => hub.stop())

    const make = (role: 'viewer' | 'ops', expiresAt: number | null = null) => hub.app.act.createToken({ role, label: `${role} here`, expiresAt }, 'test')
    const signIn = (token: unknown, headers: Record<string, string> = OWN) =>
      fetch(`${hub.url}/console/session`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ token }) })
    const cookieOf = (answer: Response) => answer.headers.get('set-cookie')!.split(';')[0]!
    const session = async (cookie: string) =>
      ((await (await fetch(`${hub.url}/console/session`, { headers: { cookie } })).json()) as { session: object | null }).session
    const pause = (cookie: string, headers: Record<string, string>) =>
      fetch(`${hub.url}/v1/connections/crm/pause`, { method: 'POST', headers: { cookie, 'content-type': 'application/json', ...headers }, body: '{}' })

    it('are given for a token, in a cookie that no script reads and no other site sends', async () => {
      const { token } = await make('ops')
      const answer = await signIn(token)
      expect(answer.status).toBe(200)
      expect(await answer.json()).toMatchObject({ session: { role: 'ops', label: 'ops here', products: [{ id: 'crane' }] } })
      const cookie = answer.headers.get('set-cookie')!
      expect(cookie).toMatch(/^leitwerk_session=lws_[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/)
      const lasts = Date.parse(/Expires=([^;]+)/.exec(cookie)![1]!) - Date.now()
      expect(lasts).toBeGreaterThan(11 * 3_600_000)
      expect(lasts).toBeLessThanOrEqual(12 * 3_600_000)
      expect((await signIn(token, { ...OWN, origin: 'https://hub.example' })).headers.get('set-cookie')).toMatch(/; Secure/)
    })

    it('are refused for what is no token, in words', async () => {
      for (const [token, status] of [
        ['lw_wrong', 401],
        [17, 400],
        ['x'.repeat(300), 400],
      ] as const) {
        const answer = await signIn(token)
        expect([token, answer.status, answer.headers.get('set-cookie')]).toEqual([token, status, null])
        expect(await answer.json()).toHaveProperty('detail')
      }
    })

    it('may do what their token may, and no more', async () => {
      const [viewer, ops] = [cookieOf(await signIn((await make('viewer')).token)), cookieOf(await signIn((await make('ops')).token))]
      expect((await fetch(`${hub.url}/v1/leads`, { headers: { cookie: viewer } })).status).toBe(200)
      expect((await pause(viewer, OWN)).status).toBe(403)
      expect((await pause(ops, OWN)).status).toBe(200)
      expect((await fetch(`${hub.url}/v1/leads`, { headers: { cookie: 'leitwerk_session=lws_guessed' } })).status).toBe(401)
    })

    it('do nothing for other sites', async () => {
      const { token } = await make('ops')
      const cookie = cookieOf(await signIn(token))
      const foreign: Record<string, string>[] = [
        {},
        { origin: 'https://elsewhere.example' },
        { ...OWN, 'sec-fetch-site': 'cross-site' },
        { ...OWN, 'sec-fetch-site': 'same-site' },
      ]
      for (const headers of foreign) {
        const answer = await pause(cookie, headers)
        expect([headers, answer.status]).toEqual([headers, 403])
        expect(((await answer.json()) as { type: string }).type).toBe('/problems/other-site')
        expect((await signIn(token, headers)).status).toBe(403)
        expect((await fetch(`${hub.url}/console/session`, { method: 'DELETE', headers: { cookie, ...headers } })).status).toBe(403)
      }
      expect(await session(cookie)).not.toBeNull()
      expect((await pause(cookie, { ...OWN, 'sec-fetch-site': 'same-origin' })).status).toBe(200)
    })

    it('end at signing out, with their token, and by themselves', async () => {
      const left = cookieOf(await signIn((await make('ops')).token))
      const out = await fetch(`${hub.url}/console/session`, { method: 'DELETE', headers: { cookie: left, ...OWN } })
      expect([out.status, out.headers.get('set-cookie')]).toEqual([200, expect.stringContaining('Max-Age=0')])
      expect(await session(left)).toBeNull()

      const revoked = await make('ops')
      const cookie = cookieOf(await signIn(revoked.token))
      expect(await session(cookie)).not.toBeNull()
      await hub.app.act.revokeToken(revoked.id, 'test')
      expect(await session(cookie)).toBeNull()
      expect((await fetch(`${hub.url}/v1/leads`, { headers: { cookie } })).status).toBe(401)

      const brief = cookieOf(await signIn((await make('ops', Date.now() + 900)).token))
      expect(await session(brief)).not.toBeNull()
      await vi.waitFor(async () => expect(await session(brief)).toBeNull(), { timeout: 5_000 })
    })

    it('keep only a hash', async () => {
      const cookie = cookieOf(await signIn((await make('ops')).token))
      const rows = await hub.app.store.db.all<Record<string, unknown>>('select * from console_session')
      expect(rows.length).toBeGreaterThan(0)
      expect(JSON.stringify(rows)).not.toContain(cookie.split('=')[1])
    })

    it('are not guessed: too many tries of one address wait', async () => {
      const tries = await Promise.all(Array.from({ length: 80 }, () => signIn('lw_wrong')))
      const waits = tries.filter(({ status }) => status === 429)
      expect(waits.length).toBeGreaterThanOrEqual(20)
      expect(Number(waits[0]!.headers.get('retry-after'))).toBeGreaterThan(0)
    })
  })
}

describe('a console that is not built', () => {
  it('says so in the log and on its page', async () => {
    const told: string[] = []
    const log = { debug: () => {}, info: () => {}, error: () => {}, warn: (message: string) => told.push(message) }
    const http = new OpenAPIHono()
    const folder = pathToFileURL(`${join(mkdtempSync(join(tmpdir(), 'leitwerk-no-console-')), 'dist')}/`)
    // The cast: nothing of the hub is asked.
    mountConsole(http, { act: {}, store: {}, setup: { products: [], trustedProxies: [] } } as never, Date.now, log, readConsole(folder))
    for (const path of ['/console', '/console/', '/console/deliveries/x']) {
      const answer = await http.request(path)
      expect([path, answer.status]).toEqual([path, 503])
      expect(await answer.text()).toContain('node scripts/install.mjs')
    }
    expect(told).toEqual(['console.missing'])
  })
})
