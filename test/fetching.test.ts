/** What thin sources only name is fetched with patience: the API is heeded and left alone, and nobody else waits for it. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { setupOf } from '../core/compose/setup.ts'
import type { Refusal } from '../core/outcome.ts'
import type { Converse } from '../core/talk.ts'
import { hydrator } from '../core/work/hydrate.ts'
import { httpServer, json, type TestServer } from './helpers/http-server.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { backends } from './helpers/stores.ts'

const config = (api: string) => `
products: [{ id: kran, name: Kran, default: true }]
sources:
  ads: { kind: meta-leadgen, secret: s, verifyToken: v, pageToken: p, apiUrl: '${api}' }
  web: { kind: form, secret: s }
`
const notice = (id: number) => ({ object: 'page', entry: [{ id: '1', time: 1, changes: [{ field: 'leadgen', value: { leadgen_id: String(id) } }] }] })
const lead = (id: string) => ({
  id,
  created_time: '2026-09-15T08:30:00+0000',
  field_data: [
    { name: 'email', values: [`p${id}@hallbauer.example`] },
    { name: 'company_name', values: [`Werk ${id} GmbH`] },
  ],
})

describe('the patience of fetching', () => {
  const HOUR = 3_600_000
  const setup = setupOf(parseConfig(config('https://graph.example.com'), 'test'), {})
  const entry = setup.sources.get('ads')!
  const item = { key: 'k', version: null, payload: notice(1).entry[0]!.changes[0]! }

  /** An API that always answers the same. */
  function fetching(answer: () => unknown) {
    const clock = { at: 1_000_000 }
    const asked = vi.fn()
    const converse = (async () => {
      asked()
      return { result: answer(), calls: [] }
    }) as unknown as Converse
    return { clock, asked, hydrate: hydrator({ setup, converse, random: () => 0.5, now: () => clock.at }) }
  }
  const refusing = (refusal: Refusal) => fetching(() => refusal)

  it('lasts about a day, however short the waits are that the API asks for', async () => {
    const { clock, hydrate } = refusing({ kind: 'rateLimited', reason: 'HTTP 429', afterMs: 1_000 })
    const began = clock.at
    for (let attempts = 1; ; ) {
      const said = await hydrate(entry, item, attempts)
      if (said.kind !== 'later') {
        expect(said).toMatchObject({ kind: 'held', code: 'not_hydrated' })
        break
      }
      clock.at += said.afterMs
      if (!said.untried) attempts++
    }
    expect((clock.at - began) / HOUR).toBeGreaterThan(20)
    expect((clock.at - began) / HOUR).toBeLessThan(30)
  })

  it('heeds Retry-After, and leaves the API alone for all others, too', async () => {
    const { clock, asked, hydrate } = refusing({ kind: 'rateLimited', reason: 'HTTP 429', afterMs: 30_000 })
    expect(await hydrate(entry, item, 1)).toMatchObject({ kind: 'later', afterMs: 30_000 })
    const other = await hydrate(entry, { ...item, key: 'other' }, 1)
    expect(other).toMatchObject({ kind: 'later', untried: true })
    expect((other as { afterMs: number }).afterMs).toBeGreaterThanOrEqual(30_000)
    expect(asked).toHaveBeenCalledTimes(1)
    clock.at += 30_000
    await hydrate(entry, item, 2)
    expect(asked).toHaveBeenCalledTimes(2)
  })

  it('lets one ask behind a rest, and the others once it is answered', async () => {
    const answers: unknown[] = [
      { kind: 'transient', reason: 'HTTP 503' },
      { kind: 'hydrated', payload: {} },
    ]
    const { clock, asked, hydrate } = fetching(() => answers.shift() ?? { kind: 'hydrated', payload: {} })
    await hydrate(entry, item, 1)
    clock.at += 1_000
    const first = hydrate(entry, item, 2)
    expect(await hydrate(entry, { ...item, key: 'other' }, 1)).toMatchObject({ untried: true })
    expect(await first).toMatchObject({ kind: 'hydrated' })
    expect(await hydrate(entry, { ...item, key: 'other' }, 1)).toMatchObject({ kind: 'hydrated' })
    expect(asked).toHaveBeenCalledTimes(3)
  })
})

for (const backend of backends) {
  describe(`an API that makes one wait on ${backend.name}`, { timeout: 60_000 }, () => {
    let api: TestServer
    let hub: TestHub
    afterEach(async () => {
      await api.close()
      await hub.stop()
    })

    it('holds up no other source', async () => {
      api = await httpServer(() => {}) // never answers
      hub = await startHub(backend, config(api.url))
      for (let i = 0; i < 80; i++) await hub.send('ads', notice(1_000 + i))
      await vi.waitFor(() => expect(api.heard.length).toBeGreaterThan(0), { timeout: 5_000 })
      const forms = await Promise.all([1, 2, 3].map((i) => hub.send('web', { email: `f${i}@brunnthaler.example`, firma: 'Brunnthaler AG' })))
      await vi.waitFor(async () => expect(await Promise.all(forms.map(async (id) => (await hub.delivery(id)).state))).toEqual(forms.map(() => 'processed')), {
        timeout: 10_000,
        interval: 100,
      })
    })

    it('costs those that wait for it no attempt', async () => {
      api = await httpServer(({ url }, response, count) =>
        count <= 3 ? json(response, {}, 429, { 'retry-after': '0.98765' }) : json(response, lead(/\/(\d+)\?/.exec(url)![1]!)),
      )
      hub = await startHub(backend, config(api.url))
      const ids = await Promise.all(Array.from({ length: 20 }, (_, i) => hub.send('ads', notice(1_000 + i))))
      await hub.quiet(40_000)
      const rows = await Promise.all(ids.map((id) => hub.delivery(id)))
      expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['processed']))
      expect(rows.reduce((sum, { attempts }) => sum + attempts, 0)).toBeLessThanOrEqual(ids.length + 8 + 3)
    })
  })
}
