/** What people set at the running hub, by the API: tokens, one source and its test, the configuration as it was understood. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Served, startServing } from './helpers/serving.ts'
import { backends } from './helpers/stores.ts'

const YAML = `
sources: { website: { kind: form, label: Website, secret: not-to-be-seen }, fair: { kind: snapaddy, authorizationHeader: not-to-be-seen } }
connections: { crm: { kind: sandbox, url: "http://127.0.0.1:9", token: not-to-be-seen } }
`

for (const backend of backends) {
  describe(`settings on ${backend.name}`, () => {
    let hub: Served
    beforeAll(async () => {
      vi.stubEnv('LEITWERK_KEY', Buffer.alloc(32, 7).toString('base64'))
      hub = await startServing(backend.name, YAML)
    })
    afterAll(async () => {
      await hub?.stop()
      vi.unstubAllEnvs()
    })

    const as = async (token: string, path: string, body?: object, headers: Record<string, string> = {}) => {
      const answer = await hub.api(path, body, { authorization: `Bearer ${token}`, ...headers })
      // biome-ignore lint/suspicious/noExplicitAny: answers of many routes, each of its own shape
      return { status: answer.status, body: (await answer.json()) as any, headers: answer.headers }
    }
    const make = async (role: string, more: object = {}) =>
      (await as(hub.token, '/v1/tokens', { role, label: `${role} of the test`, ...more })).body as { id: string; secret: string }

    it('make tokens, show them once, and end them', async () => {
      const made = await as(hub.token, '/v1/tokens', { role: 'viewer', label: 'Jo', expiresAt: '2099-01-01T00:00:00.000Z' })
      expect([made.status, made.headers.get('cache-control')]).toEqual([201, 'no-store'])
      expect(made.body.secret).toMatch(/^lw_/)
      expect((await as(made.body.secret, '/v1/leads')).status).toBe(200)
      const { body: listed } = await as(hub.token, '/v1/tokens')
      expect(listed.items.find(({ id }: { id: string }) => id === made.body.id)).toMatchObject({
        role: 'viewer',
        label: 'Jo',
        expiresAt: '2099-01-01T00:00:00.000Z',
        isOwn: false,
      })
      expect(JSON.stringify(listed)).not.toContain(made.body.secret)
      expect((await as(hub.token, `/v1/tokens/${made.body.id}/revoke`, {})).body).toEqual({ revoked: true })
      expect((await as(hub.token, `/v1/tokens/${made.body.id}/revoke`, {})).body).toEqual({ revoked: false })
      await vi.waitFor(async () => expect((await as(made.body.secret, '/v1/leads')).status).toBe(401), { timeout: 8_000, interval: 250 })
      const actions = (await as(hub.token, '/v1/audit')).body.items.filter(({ subject }: { subject: string }) => subject === made.body.id)
      expect(actions.map(({ action }: { action: string }) => action)).toEqual(['token.revoked', 'token.created'])
    })

    it('refuse what would lock people out, and whoever is no admin', async () => {
      const own = (await as(hub.token, '/v1/tokens')).body.items.find(({ isOwn }: { isOwn: boolean }) => isOwn)
      expect((await as(hub.token, `/v1/tokens/${own.id}/revoke`, {})).body.detail).toContain('the token that asks')
      expect((await as(hub.token, '/v1/tokens', { role: 'ops', label: 'x', expiresAt: '2020-01-01T00:00:00.000Z' })).status).toBe(400)
      expect((await as(hub.token, '/v1/tokens', { role: 'root', label: 'x' })).status).toBe(400)
      const ops = await make('ops')
      for (const path of ['/v1/tokens', '/v1/configuration', '/v1/audit']) expect([path, (await as(ops.secret, path)).status]).toEqual([path, 403])
      expect((await as(ops.secret, '/v1/tokens', { role: 'admin', label: 'x' })).status).toBe(403)
    })

    it('keep no secret that was shown once, whatever key the call had', async () => {
      const key = (name: string) => ({ 'idempotency-key': name })
      const made = await as(hub.token, '/v1/tokens', { role: 'viewer', label: 'x' }, key('made-1'))
      const rotated = await as(hub.token, '/v1/sources/website/rotations', {}, key('rotated-1'))
      expect([made.status, rotated.status]).toEqual([201, 201])
      const kept = JSON.stringify(await hub.app.store.db.all('select * from idempotency'))
      for (const secret of [made.body.secret, rotated.body.secret]) expect([kept.includes(secret), secret.length > 20]).toEqual([false, true])
    })

    it('tell the configuration as it was understood, without its secrets', async () => {
      const { body } = await as(hub.token, '/v1/configuration')
      expect(body.configuration).toMatchObject({
        sources: [{ id: 'website', kind: 'form', settings: { secret: '***' } }, { id: 'fair' }],
        connections: [{ id: 'crm', settings: { token: '***' } }],
      })
      expect(JSON.stringify(body)).not.toContain('not-to-be-seen')
    })

    it('show one source with its last requests, and send its example as a test', async () => {
      const { body: before } = await as(hub.token, '/v1/sources/website')
      expect(before).toMatchObject({ id: 'website', canTest: true, requests: [], lastReceivedAt: null })
      expect(before.steps[0].de).not.toBe(before.steps[0].en)
      expect(JSON.stringify(before)).not.toContain('not-to-be-seen')
      const viewer = await make('viewer')
      expect((await as(viewer.secret, '/v1/sources/website/test', {})).status).toBe(403)
      expect((await as(viewer.secret, '/v1/sources/website')).body.example).toBeNull()
      expect((await as(hub.token, '/v1/sources/website/test', {})).body).toEqual({ sent: true })
      const wrong = await fetch(`${hub.url}/hooks/website`, { method: 'POST', headers: { 'x-leitwerk-secret': 'wrong' }, body: '{}' })
      expect(wrong.status).toBe(401)
      await vi.waitFor(
        async () =>
          expect(
            (await as(hub.token, '/v1/sources/website')).body.requests.map(({ became, answer }: { became: string; answer: number }) => [became, answer]).sort(),
          ).toEqual([
            ['refused', 401],
            ['test', 202],
          ]),
        { timeout: 10_000, interval: 250 },
      )
      expect((await as(hub.token, '/v1/leads')).body.items).toEqual([])
      for (const path of ['/v1/sources/nobody', '/v1/sources/nobody/test'])
        expect([path, (await as(hub.token, path, path.endsWith('test') ? {} : undefined)).status]).toEqual([path, 404])
    })
  })
}
