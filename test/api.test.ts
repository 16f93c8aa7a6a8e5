import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openStore } from '../core/store/store.ts'
import type { OpenApi } from '../core/web/docs.ts'
import { type Served, startServing } from './helpers/serving.ts'

const CONFIG = `
sources: { web: { kind: form, secret: s } }
connections: { crm: { kind: sandbox, url: "http://127.0.0.1:9", token: secret-token-of-the-crm } }
`

for (const backend of ['sqlite', 'postgres'] as const) {
  describe(`API on ${backend}`, () => {
    let hub: Served
    let ops: string
    let lead: string
    beforeAll(async () => {
      hub = await startServing(backend, CONFIG)
      ops = (await hub.app.act.createToken({ role: 'ops', label: 'o', expiresAt: null }, 'test')).token
      for (const [i, body] of [
        { email: 'anna@nordlicht.example', firma: 'Nordlicht Sensorik GmbH', vorname: 'Anna', nachname: 'Groß' },
        { nachricht: 'wer bin ich' },
      ].entries()) {
        const answer = await fetch(`${hub.url}/hooks/web`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-leitwerk-secret': 's' },
          body: JSON.stringify({ ...body, i }),
        })
        expect(answer.status).toBe(202)
      }
      await vi.waitFor(async () => expect((await hub.app.act.workload()).deliveries).toBe(0), { timeout: 10_000 })
      lead = ((await (await hub.api('/v1/leads')).json()) as { items: { id: string }[] }).items[0]!.id
    })
    afterAll(() => hub.stop())
    const as = (token: string) => ({ authorization: `Bearer ${token}` })

    it('describes itself, every route with its role', async () => {
      const api = (await (await fetch(`${hub.url}/openapi.json`)).json()) as OpenApi
      const operations = Object.entries(api.paths!).flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
      )
      expect(operations.length).toBeGreaterThan(25)
      for (const { path, operation } of operations) expect(['viewer', 'ops', 'admin'], path).toContain(operation['x-role'])
      const page = await (await fetch(`${hub.url}/docs`)).text()
      for (const { path } of operations) expect(page).toContain(path)
      expect(page).not.toMatch(/https?:\/\/(?!127)/)
    })

    it('names the account and the unit of a lead, and says when a source was last heard', async () => {
      type Leads = { items: { accountName: string; unitName: string | null; unitKind: string }[] }
      const { items } = (await (await hub.api('/v1/leads')).json()) as Leads
      expect(items).toMatchObject([{ accountName: 'Nordlicht Sensorik', unitName: null, unitKind: 'site' }])
      const sources = (await (await hub.api('/v1/sources')).json()) as { items: { id: string; lastReceivedAt: string | null }[] }
      expect(Math.abs(Date.now() - Date.parse(sources.items[0]!.lastReceivedAt!))).toBeLessThan(60_000)
    })

    it('says what is not there, and what a filter may be', async () => {
      const status = async (path: string, body?: unknown) => (await hub.api(path, body)).status
      expect(await status('/v1/refusals/reprocess', { source: 'zz' })).toBe(404)
      expect(await status('/v1/leads/refold', { dryrun: false })).toBe(400)
      const unknown = (await (await hub.api('/v1/handovers?show=overdue')).json()) as { status: number; detail: string }
      expect(unknown).toMatchObject({ status: 400, detail: expect.stringContaining('show') })
      expect(await status('/v1/deliveries?state=nope')).toBe(400)
      expect(await status('/v1/jobs?state=nope')).toBe(400)
      for (const path of ['deliveries/%00', 'leads/x%00', 'accounts/%00']) expect(await status(`/v1/${path}`), path).toBe(404)
      expect(await status('/v1/leads?cursor=%00')).toBeLessThan(500)
    })

    it('refuses a token once it is revoked', async () => {
      const made = await hub.app.act.createToken({ role: 'viewer', label: 'x', expiresAt: null }, 'test')
      await hub.app.act.revokeToken(made.id, 'test')
      expect((await hub.api('/v1/leads', undefined, as(made.token))).status).toBe(401)
      const expired = await hub.app.act.createToken({ role: 'viewer', label: 'x', expiresAt: Date.now() - 1 }, 'test')
      expect((await hub.api('/v1/leads', undefined, as(expired.token))).status).toBe(401)
    })

    it('shows a lead in the agreed shape, and its timeline', async () => {
      const one = await (await hub.api(`/v1/leads/${lead}`)).json()
      expect(one).toMatchObject({
        id: lead,
        unit: expect.stringMatching(/^unt_/),
        account: expect.stringMatching(/^acc_/),
        product: 'default',
        cycle: 1,
        stage: 'lead',
        substage: null,
        class: null,
        score: { fit: expect.any(String), engagement: expect.any(Number), points: expect.any(Number), reasons: expect.any(Array) },
        handover: null,
        firstTouch: { origin: { channel: 'web' } },
        contacts: [{ id: expect.stringMatching(/^con_/) }],
        crm: [],
      })
      const { items } = (await (await hub.api(`/v1/leads/${lead}/timeline`)).json()) as { items: { kind: string }[] }
      expect(items.map(({ kind }) => kind).sort()).toEqual(['created', 'touch'])
    })

    it('shows the ledger in the agreed shape', async () => {
      expect(await (await hub.api('/v1/ledger')).json()).toEqual({
        sources: [{ source: 'web', accepted: 2, processed: 1, duplicate: 0, filtered: 0, test: 0, held: 1, pending: 0, erased: 0, refused: 0, unaccounted: 0 }],
        connections: [],
      })
    })

    it('shows a delivery with its events and why they were assigned so', async () => {
      const { items } = (await (await hub.api('/v1/deliveries?state=processed')).json()) as { items: { id: string }[] }
      const one = (await (await hub.api(`/v1/deliveries/${items[0]!.id}`)).json()) as { events: { decision: { grade: string } }[] }
      expect(one.events[0]!.decision).toMatchObject({ decision: 'new', threshold: 6 })
    })

    it('gives pages with a cursor', async () => {
      const first = (await (await hub.api('/v1/deliveries?limit=1')).json()) as { items: { id: string }[]; next: string }
      const second = (await (await hub.api(`/v1/deliveries?limit=1&cursor=${first.next}`)).json()) as { items: { id: string }[]; next: string | null }
      expect(second.items[0]!.id < first.items[0]!.id).toBe(true)
      expect(second.next).toBeNull()
    })

    it('decides about a lead once per key', async () => {
      const decide = (key: string, body: unknown) => hub.api(`/v1/leads/${lead}/decisions`, body, { ...as(ops), 'idempotency-key': key })
      const first = await decide('k1', { decision: { kind: 'class', to: 'B3', reason: 'call' } })
      expect(await first.json()).toMatchObject({ class: 'B3', classBy: 'human' })
      const again = await decide('k1', { decision: { kind: 'class', to: 'B3', reason: 'call' } })
      expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true'])
      expect(await (await decide('k1', { decision: { kind: 'accept' } })).json()).toMatchObject({ status: 422, type: '/problems/key-reused' })
      const { items } = (await (await hub.api(`/v1/leads/${lead}/timeline`)).json()) as { items: { kind: string }[] }
      expect(items.filter(({ kind }) => kind === 'class')).toHaveLength(1)
    })

    it('finds leads by a part of the name and by owner, and tells how their touches came in', async () => {
      const found = async (query: string) => ((await (await hub.api(`/v1/leads?${query}`)).json()) as { items: unknown[] }).items.length
      expect(await Promise.all(['text=lichtSens', 'text=Nordlicht%20Sensorik%20GmbH', 'text=kran', 'text=GmbH'].map(found))).toEqual([1, 1, 0, 0])
      expect(await found('owner=anna')).toBe(0)
      await hub.api(`/v1/leads/${lead}/decisions`, { decision: { kind: 'owner', to: 'anna' } })
      expect(await found('owner=anna')).toBe(1)
      const { items } = (await (await hub.api(`/v1/leads/${lead}/arrivals`)).json()) as { items: Record<string, unknown>[] }
      expect(items).toMatchObject([{ kind: 'form', source: 'web', delivery: expect.stringMatching(/^dlv_/), decision: { decision: 'new' } }])
      expect((await hub.api('/v1/leads/led_0/arrivals')).status).toBe(404)
    })

    it('explains what is wrong with a call', async () => {
      const wrong = (await (await hub.api(`/v1/leads/${lead}/decisions`, { decision: { kind: 'class', to: 'Z' } })).json()) as {
        status: number
        detail: string
        errors: { pointer: string }[]
      }
      expect(wrong).toMatchObject({ status: 400, errors: [{ pointer: '/decision/to' }] })
      expect(await (await hub.api('/v1/leads/led_nobody')).json()).toMatchObject({ status: 404, detail: 'There is no lead led_nobody.' })
      expect((await hub.api('/v1/deliveries?from=yesterday')).status).toBe(400)
      expect((await hub.api('/v1/jobs?cursor=abc')).status).toBe(400)
      expect((await hub.api('/v1/nothing')).status).toBe(404)
      expect(
        (await fetch(`${hub.url}/v1/match`, { method: 'POST', headers: { ...as(ops), 'content-type': 'application/json' }, body: '{"company":' })).status,
      ).toBe(400)
    })

    it('releases a held delivery, which is held again while nothing was mended', async () => {
      const { items } = (await (await hub.api('/v1/deliveries?state=held')).json()) as { items: { id: string; code: string }[] }
      expect(items).toMatchObject([{ code: 'unresolvable' }])
      expect(await (await hub.api('/v1/deliveries/release', { ids: [items[0]!.id] })).json()).toEqual({ released: 1 })
      await expect
        .poll(async () => ((await (await hub.api(`/v1/deliveries/${items[0]!.id}`)).json()) as { state: string }).state, { timeout: 10_000 })
        .toBe('held')
    })

    it('answers what-if', async () => {
      expect(
        await (await hub.api('/v1/match', { company: { name: 'Nordlicht Sensorik GmbH' }, person: { email: 'anna@nordlicht.example' } })).json(),
      ).toMatchObject({ decision: 'attach', grade: expect.stringMatching(/^[ABFZ]{5}$/), runnerUp: null })
    })

    it('shows no secret anywhere', async () => {
      const pages = await Promise.all(
        ['/v1/sources', '/v1/connections', '/openapi.json', '/metrics', '/docs', '/v1/audit', '/v1/mappings', '/v1/issues'].map(async (path) =>
          (await hub.api(path)).text(),
        ),
      )
      for (const page of pages) expect(page).not.toContain('secret-token-of-the-crm')
      expect(pages[1]).toContain('"set":true')
    })

    it('tells how it is', async () => {
      expect(await (await fetch(`${hub.url}/healthz`)).json()).toMatchObject({ status: 'alive' })
      expect(await (await fetch(`${hub.url}/readyz`)).json()).toEqual({ status: 'ready', problems: [] })
      const metrics = await (await fetch(`${hub.url}/metrics`)).text()
      expect(metrics).toMatch(/leitwerk_received_total\{source="web",outcome="accepted"\} 2/)
      expect(metrics).toMatch(/leitwerk_settled_total\{source="web",state="processed"\} 1/)
      expect(metrics).toMatch(/leitwerk_unaccounted\{source="web"\} 0/)
    })

    it('says why it refuses, and of its own faults nothing', async () => {
      const one = await startServing(backend, CONFIG)
      try {
        for (const email of ['anna@nordlicht.example', 'jost@velora.example'])
          await fetch(`${one.url}/hooks/web`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'x-leitwerk-secret': 's' },
            body: JSON.stringify({ email, vorname: 'Anna', nachname: 'Groß' }),
          })
        await vi.waitFor(async () => expect(await one.api('/v1/leads').then((answer) => answer.json())).toMatchObject({ items: [{}, {}] }), { timeout: 10_000 })
        const { items } = (await (await one.api('/v1/leads')).json()) as { items: { account: string }[] }
        const [survivor, absorbed] = items.map(({ account }) => account)
        const refused = await one.api('/v1/merges', { level: 'account', survivor, absorbed: 'acc_none' })
        expect([refused.status, ((await refused.json()) as { detail: string }).detail]).toEqual([400, 'there is no account acc_none'])
        for (const [path, body, sentence] of [
          ['/v1/replays', { filter: { source: 'nope' } }, "there is no source 'nope'"],
          ['/v1/mappings', { kind: 'source', name: 'form', expression: '{"a": ' }, 'line 1, column'],
          ['/v1/mappings', { kind: 'source', name: 'form', expression: '{}', cases: '[' }, 'form.cases.json'],
          ['/v1/mappings/backtest', { kind: 'source', name: 'nobody', expression: '{}' }, "no source uses the mapping 'nobody'"],
        ] as const) {
          const answer = await one.api(path, body)
          expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(sentence)])
        }
        const store = await openStore(one.database, { now: Date.now })
        await store.write((db) => db.run('alter table judgement rename to lost'))
        await store.close()
        const failed = await one.api('/v1/merges', { level: 'account', survivor, absorbed })
        expect([failed.status, await failed.json()]).toMatchObject([500, { detail: 'Nothing was changed. The log says more.' }])
      } finally {
        await one.stop()
      }
    })
  })
}
