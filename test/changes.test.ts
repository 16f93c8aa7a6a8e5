/** What the overview draws behind its bars: how many usually come, what was changed, who is silent, how many attempts went well. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BREAKER, circuitOf } from '../core/breaker-settings.ts'
import { usualRange } from '../core/metrics/usual-range.ts'
import * as attempts from '../core/store/attempts.ts'
import { auditSince } from '../core/store/operation.ts'
import * as rhythms from '../core/store/rhythms.ts'
import { startHub, type TestHub } from './helpers/hub.ts'
import { sandboxCrm } from './helpers/sandbox-crm.ts'
import { backends } from './helpers/stores.ts'

const HOUR = 3_600_000
const WEEK = 168

describe('the usual range', () => {
  it('is the least and the most of the same hour in the weeks before, as far as they are known', () => {
    const counted = new Map([
      [1_000 - WEEK, 5],
      [1_000 - 2 * WEEK, 9],
      [1_000 - 3 * WEEK, 7],
    ])
    expect(usualRange([1_000], counted, 1_000 - 3 * WEEK)).toEqual([{ hour: 1_000, low: 5, high: 9 }])
    expect(usualRange([1_000], counted, 0)).toEqual([{ hour: 1_000, low: 0, high: 9 }])
  })

  it('is not told from less than two weeks', () => {
    expect(usualRange([1_000], new Map([[1_000 - WEEK, 5]]), 1_000 - WEEK)).toEqual([])
    expect(usualRange([1_000], new Map(), null)).toEqual([])
  })
})

describe('the circuit of a connection', () => {
  const failed = (n: number, at: number) => Array.from({ length: n }, (_, i) => ({ outcome: 'transient', at: at - i }))
  it('is told from how its last attempts ended', () => {
    const now = 1_000_000
    expect(circuitOf([], now)).toEqual({ state: 'closed', failed: 0 })
    expect(circuitOf([...failed(2, now), { outcome: 'delivered', at: 0 }], now)).toEqual({ state: 'closed', failed: 2 })
    expect(circuitOf(failed(BREAKER.failures, now), now)).toEqual({ state: 'open', failed: BREAKER.failures })
    expect(circuitOf(failed(BREAKER.failures, now - BREAKER.breakMs), now)).toEqual({ state: 'halfOpen', failed: BREAKER.failures })
  })
})

describe.each(backends)('the store on $name', (backend) => {
  let hub: TestHub
  let crm: Awaited<ReturnType<typeof sandboxCrm>>
  const now = Date.now()
  beforeAll(async () => {
    crm = await sandboxCrm()
    hub = await startHub(
      backend,
      `sources: { web: { kind: form, secret: s }, fair: { kind: form, secret: s } }\nconnections: { crm: { kind: sandbox, url: "${crm.url}", token: ${crm.token} } }`,
    )
    for (const [i, weeks] of [1, 2, 2].entries())
      await hub.send(i === 2 ? 'fair' : 'web', { submission_id: `s${i}`, email: `p${i}@company.example` }, { at: now - weeks * WEEK * HOUR })
    await hub.send('web', { submission_id: 'call', email: 'jo@company.example', firma: 'Company GmbH', rueckruf: 'ja' }, { at: now })
    await hub.quiet()
  })
  afterAll(async () => {
    await hub.stop()
    await crm.close()
  })

  it('counts what came in wanted hours, of all sources', async () => {
    while (await hub.store.write((db) => rhythms.takeIn(db)));
    const hour = Math.floor(now / HOUR)
    const { hours, since } = await rhythms.counted(hub.store.db, [hour - WEEK, hour - 2 * WEEK, hour - 3 * WEEK])
    expect([...hours].sort(([a], [b]) => b - a)).toEqual([
      [hour - WEEK, 1],
      [hour - 2 * WEEK, 2],
    ])
    expect(since).toBe(hour - 2 * WEEK)
  })

  it('tells which sources are silent', async () => {
    expect(await rhythms.silent(hub.store.db)).toEqual(new Map())
    await hub.store.write((db) => rhythms.setSilent(db, 'fair', now))
    expect(await rhythms.silent(hub.store.db)).toEqual(new Map([['fair', now]]))
  })

  it('counts attempts since a moment, and how the last ones ended', async () => {
    // One, or one more where the lead was told again while it was handed over.
    const { tried, went } = (await attempts.since(hub.store.db, now)).get('crm')!
    expect([tried >= 1, went]).toEqual([true, tried])
    expect(await attempts.since(hub.store.db, Date.now() + HOUR)).toEqual(new Map())
    expect((await attempts.lastOutcomes(hub.store.db, 'crm', 10)).at(-1)).toEqual({ outcome: 'delivered', at: expect.any(Number) })
    expect(await attempts.lastOutcomes(hub.store.db, 'crm', 10)).toHaveLength(tried)
    expect(await attempts.lastOutcomes(hub.store.db, 'other', 10)).toEqual([])
  })

  it('finds what was done of some kinds since a moment', async () => {
    await hub.act.pauseConnection('crm', 'by hand', 'cli')
    await hub.act.resumeConnection('crm', 'cli')
    const found = await auditSince(hub.store.db, ['connection.paused'], now, 10)
    expect(found).toEqual([expect.objectContaining({ action: 'connection.paused', subject: 'crm', by: 'cli' })])
    expect(await auditSince(hub.store.db, ['connection.paused'], Date.now() + HOUR, 10)).toEqual([])
  })
})
