/** The clock of the machine was wrong and is put back: what arrived meanwhile, and what waits for better weather, does not wait for the wrong time to come again. */
import { afterEach, describe, expect, it } from 'vitest'
import { takeUpPutBack } from '../core/store/clock.ts'
import type { NewJob } from '../core/store/lanes.ts'
import * as lanes from '../core/store/lanes.ts'
import * as pace from '../core/store/pace.ts'
import { createBreaker } from '../core/work/breaker.ts'
import { startHub } from './helpers/hub.ts'
import { sandboxCrm } from './helpers/sandbox-crm.ts'
import { backends } from './helpers/stores.ts'

const HOUR_MS = 3_600_000

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

for (const backend of backends) {
  describe(`a clock that is put back, on ${backend.name}`, () => {
    it('holds up no delivery and no job', async () => {
      const crm = await sandboxCrm()
      let wrongBy = HOUR_MS
      const now = () => Date.now() + wrongBy
      const hub = await startHub(
        backend,
        `products: [{ id: kran, name: Kran, default: true }]
sources: { web: { kind: form, secret: s } }
connections: { crm: { kind: sandbox, url: "${crm.url}", token: ${crm.token}, timeoutSeconds: 5 } }`,
        { now },
      )
      stops.push(
        () => hub.stop(),
        () => crm.close(),
      )
      const submit = (n: number) => hub.send('web', { submissionId: `s${n}`, firma: `Firma ${n} GmbH`, email: `a@firma${n}.example`, rueckruf: 'ja' })
      await crm.faults([{ kind: '500', next: 3 }])
      await submit(1) // its job is to be tried again soon, by the clock that is wrong
      for (const until = Date.now() + 10_000; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, 20)))
        if (await hub.store.db.get("select 1 from job where state = 'pending' and attempts > 0")) break
      wrongBy = -600_000
      await submit(2)
      await hub.quiet(10_000)
      expect(await crm.rows('accounts')).toHaveLength(2)
    })

    it('takes no lane from those who work on it, however many processes put it back', async () => {
      const { store, drop } = await backend.fresh(Date.now)
      stops.push(drop)
      const [now, leaseMs] = [HOUR_MS, 20_000]
      const job = (lane: string): NewJob => ({ id: `job_${lane}`, connection: 'crm', lane, kind: 'event', subject: lane, task: 'sync' })
      const leased = (at: number) => store.write((db) => lanes.lease(db, 'crm', 'other', at, leaseMs, 9))
      await store.write(async (db) => {
        for (const lane of ['right', 'wrong']) await lanes.enqueue(db, job(lane), 0)
        await lanes.lease(db, 'crm', 'b', 3 * HOUR_MS, leaseMs, 1)
        await lanes.lease(db, 'crm', 'a', now, leaseMs, 1)
        for (const _process of [1, 2]) await lanes.putBack(db, now, 2 * HOUR_MS, leaseMs)
      })
      expect(await leased(now + leaseMs - 1)).toEqual([])
      expect((await leased(now + leaseMs + 1)).sort()).toEqual(['right', 'wrong'])
    })
  })
}

describe.each(backends)('what is put back on $name', (backend) => {
  it('is put back once, however many processes see it', async () => {
    const { store, drop } = await backend.fresh(Date.now)
    stops.push(drop)
    const takeUp = (at: number, byMs: number) => store.write((db) => takeUpPutBack(db, at, byMs))
    const first = await Promise.all([takeUp(HOUR_MS, HOUR_MS), takeUp(HOUR_MS + 800, HOUR_MS + 3)])
    expect(first.sort()).toEqual([false, true])
    expect(await takeUp(HOUR_MS + 2_000, 5_000)).toBe(true)
    expect(await takeUp(2 * HOUR_MS, HOUR_MS)).toBe(true)
  })

  it('is also how long a connection shared by processes is let alone', async () => {
    const { store, drop } = await backend.fresh(Date.now)
    stops.push(drop)
    await store.write(async (db) => {
      const row = await pace.hold(db, 'crm')
      await pace.save(db, 'crm', { ...row, heldUntil: 3 * HOUR_MS })
      await pace.putBack(db, HOUR_MS, HOUR_MS)
    })
    expect((await pace.find(store.db, 'crm'))!.heldUntil).toBe(2 * HOUR_MS)
  })
})

describe('a breaker', () => {
  it('that opened by a wrong clock does not stay open until that time', async () => {
    let now = HOUR_MS
    const breaker = createBreaker({ host: 'crm.example', failures: 1, breakMs: 30_000, now: () => now })
    await breaker.run(async () => ({ result: { kind: 'transient', reason: 'away' }, calls: [] }))
    expect(breaker.openUntil).toBe(HOUR_MS + 30_000)
    now = 0
    expect(breaker.openUntil).toBe(0)
  })
})
