import { describe, expect, it, vi } from 'vitest'
import type { Talk } from '../core/talk.ts'
import { backoff, FIRST_WAIT_MS, GIVE_UP_AFTER_MS, givesUp, LONGEST_WAIT_MS, TRIES_UNTIL_LONGEST } from '../core/work/backoff.ts'
import { type BreakerState, createBreaker } from '../core/work/breaker.ts'
import { createPace, localPermits, type Permits, sharedPermits } from '../core/work/pace.ts'
import { backends } from './helpers/stores.ts'

describe('backoff', () => {
  it('doubles from one second to a quarter of an hour, with full jitter', () => {
    const most = Array.from({ length: 14 }, (_, i) => backoff(i + 1, () => 0.999999))
    expect(most.slice(0, 5)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000])
    expect(most[TRIES_UNTIL_LONGEST - 1]).toBe(LONGEST_WAIT_MS - 1)
    expect(most.at(-1)).toBe(LONGEST_WAIT_MS - 1)
    expect(backoff(9, () => 0)).toBe(0)
    expect(backoff(5_000, () => 0.5)).toBe(LONGEST_WAIT_MS / 2)
    expect(backoff(1, () => 0.5)).toBe(FIRST_WAIT_MS / 2)
  })

  it('waits exactly as long as the other side asked', () => {
    expect(backoff(1, () => 0.3, 7_000)).toBe(7_000)
    expect(backoff(1, () => 0.3, 3 * 3_600_000)).toBe(3 * 3_600_000)
    expect(backoff(1, () => 0.3, 0)).toBe(0)
  })

  it('gives up after a day', () => {
    expect(givesUp(1_000, 1_000 + GIVE_UP_AFTER_MS - 1)).toBe(false)
    expect(givesUp(1_000, 1_000 + GIVE_UP_AFTER_MS)).toBe(true)
  })
})

describe('breaker', () => {
  const silence = async (): Promise<Talk<string>> => ({ result: { kind: 'transient', reason: 'silence' }, calls: [] })
  const answer = async (): Promise<Talk<string>> => ({ result: 'answer', calls: [] })
  const refusal = async (): Promise<Talk<string>> => ({ result: { kind: 'invalid', reason: 'no', fields: [] }, calls: [] })

  it('opens after failures in a row, refuses at once, probes once and closes again', async () => {
    vi.useFakeTimers()
    const states: BreakerState[] = []
    const breaker = createBreaker({ host: 'crm.example', failures: 3, breakMs: 30_000, now: Date.now, onChange: (state) => states.push(state) })
    await breaker.run(silence)
    await breaker.run(silence)
    await breaker.run(answer)
    await breaker.run(silence)
    await breaker.run(silence)
    expect(breaker.state).toBe('closed')
    await breaker.run(silence)
    expect(breaker.state).toBe('open')
    vi.advanceTimersByTime(10_000)
    const called = vi.fn(answer)
    expect(await breaker.run(called)).toEqual({
      result: { kind: 'transient', reason: 'crm.example did not answer 3 times in a row; it is tried again in 20 s', afterMs: 20_000 },
      calls: [],
    })
    expect(called).not.toHaveBeenCalled()
    vi.advanceTimersByTime(20_001)
    await breaker.run(silence)
    expect(breaker.state).toBe('open')
    vi.advanceTimersByTime(30_001)
    const both = await Promise.all([breaker.run(called), breaker.run(called)])
    expect(both.map(({ result }) => result)).toContain('answer')
    expect(breaker.state).toBe('closed')
    expect(states).toEqual(['open', 'halfOpen', 'open', 'halfOpen', 'closed'])
    vi.useRealTimers()
  })

  it('takes a refusal for an answer, and lets bugs through', async () => {
    const breaker = createBreaker({ host: 'crm.example', failures: 1, breakMs: 1_000, now: Date.now })
    await breaker.run(refusal)
    expect(breaker.state).toBe('closed')
    await expect(breaker.run(() => Promise.reject(new TypeError('bug')))).rejects.toThrow('bug')
    expect(breaker.state).toBe('closed')
  })
})

describe('pace', () => {
  it('lets so many go at once, the others in order as places come free', async () => {
    const pace = createPace({ perSecond: 1_000, concurrency: 2, now: Date.now })
    const order: number[] = []
    const backs = await Promise.all([pace.take(), pace.take()])
    const third = pace.take().then(() => order.push(3))
    const fourth = pace.take().then(() => order.push(4))
    await new Promise((resolve) => setTimeout(resolve, 15))
    expect([order, pace.waiting]).toEqual([[], 2])
    backs[0]!()
    backs[0]!() // a second time gives no second place
    await third
    await new Promise((resolve) => setTimeout(resolve, 15))
    expect(order).toEqual([3])
    backs[1]!()
    await fourth
    expect(order).toEqual([3, 4])
  })

  it('keeps to the calls per second after the first burst', async () => {
    vi.useFakeTimers()
    const pace = createPace({ perSecond: 10, concurrency: 100, now: Date.now })
    const started = Date.now()
    const times: number[] = []
    for (let i = 0; i < 25; i++) void pace.take().then(() => times.push(Date.now() - started))
    await vi.advanceTimersByTimeAsync(3_000)
    expect(times.filter((ms) => ms === 0)).toHaveLength(10)
    expect(times.filter((ms) => ms <= 1_000).length).toBeLessThanOrEqual(20)
    expect(times).toHaveLength(25)
    expect(times.at(-1)).toBeGreaterThanOrEqual(1_500)
    vi.useRealTimers()
  })

  it('holds everything while the other side asked for a break', async () => {
    vi.useFakeTimers()
    const pace = createPace({ perSecond: 100, concurrency: 5, now: Date.now })
    pace.holdFor(5_000)
    pace.holdFor(1_000)
    let went = false
    void pace.take().then(() => {
      went = true
    })
    await vi.advanceTimersByTimeAsync(4_900)
    expect(went).toBe(false)
    await vi.advanceTimersByTimeAsync(200)
    expect(went).toBe(true)
    vi.useRealTimers()
  })

  it('spends leased permits only while they are valid', async () => {
    let now = 0
    const leases: number[] = []
    const permits = {
      lease: async (wanted: number) => {
        leases.push(wanted)
        return { permits: 2, validMs: 1_000, retryMs: 10 }
      },
    }
    const pace = createPace({ perSecond: 10, concurrency: 10, now: () => now, permits })
    await pace.take()
    now = 2_000
    for (let i = 0; i < 3; i++) await pace.take()
    expect(leases).toHaveLength(3)
  })

  it('never saves up more than a second of permits', async () => {
    let now = 0
    const local = localPermits(5, () => now)
    expect((await local.lease(99)).permits).toBe(5)
    now = 60_000
    expect((await local.lease(99)).permits).toBe(5)
    now = 60_100
    expect(await local.lease(1)).toMatchObject({ permits: 0, retryMs: 100 })
  })
})

for (const backend of backends) {
  describe(`permits shared over ${backend.name}`, () => {
    it('are one budget for all processes, breaks included', async () => {
      let now = 1_000
      const opened = await backend.fresh(() => now)
      const [one, other] = [0, 1].map(() => sharedPermits(opened.store, 'crm', 10, () => now)) as [Permits, Permits]
      const both = await Promise.all([one.lease(8), other.lease(8)])
      expect(both.map(({ permits }) => permits).sort()).toEqual([2, 8])
      expect(await one.lease(1)).toMatchObject({ permits: 0, retryMs: 100 })
      now += 500
      expect((await other.lease(99)).permits).toBe(5)
      await one.hold?.(2_000)
      now += 1_000
      expect(await other.lease(1)).toMatchObject({ permits: 0, retryMs: 1_000 })
      now += 60_000
      expect((await other.lease(99)).permits).toBe(10)
      // A process whose clock is behind gets nothing out of it.
      now -= 5_000
      expect((await one.lease(99)).permits).toBe(0)
      await opened.drop()
    })
  })
}
