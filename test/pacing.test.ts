import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Allowance } from '../core/crm.ts'
import type { Store } from '../core/store/store.ts'
import type { Talk } from '../core/talk.ts'
import { backoff, FIRST_WAIT_MS, GIVE_UP_AFTER_MS, givesUp, LONGEST_WAIT_MS, TRIES_UNTIL_LONGEST } from '../core/work/backoff.ts'
import { type BreakerState, createBreaker } from '../core/work/breaker.ts'
import { createGovernor } from '../core/work/governor.ts'
import { createPace, type Pace } from '../core/work/pace.ts'
import { localPermits, type Missed, type Permits, sharedPermits } from '../core/work/permits.ts'
import { backends } from './helpers/stores.ts'

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

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

/** A pace as a connection has it. */
function paced(options: { perSecond?: number; concurrency?: number; permits?: Permits; isMetered?: boolean; limits?: () => readonly Allowance[] } = {}): Pace {
  const { perSecond = null, concurrency = 100, permits = localPermits(Date.now), ...rest } = options
  return createPace({ concurrency, now: Date.now, governor: createGovernor({ perSecond, now: Date.now }), permits, ...rest })
}

describe('pace', () => {
  afterEach(() => void vi.useRealTimers())

  it('lets so many go at once, the others in order as places come free', async () => {
    const pace = paced({ concurrency: 2 })
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

  it('spreads the calls of a second evenly', async () => {
    vi.useFakeTimers()
    const pace = paced({ perSecond: 10 })
    const started = Date.now()
    const times: number[] = []
    for (let i = 0; i < 25; i++) void pace.take().then(() => times.push(Date.now() - started))
    await vi.advanceTimersByTimeAsync(3_000)
    expect(times).toHaveLength(25)
    const gaps = times.slice(1).map((at, i) => at - times[i]!)
    expect([Math.min(...gaps) >= 100, Math.max(...gaps) <= 106]).toEqual([true, true])
  })

  it('saves nothing up while nobody calls', async () => {
    vi.useFakeTimers()
    const pace = paced({ perSecond: 10 })
    const done = await pace.take()
    done()
    await vi.advanceTimersByTimeAsync(60_000)
    const started = Date.now()
    const times: number[] = []
    for (let i = 0; i < 5; i++) void pace.take().then(() => times.push(Date.now() - started))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(times.filter((ms) => ms < 100)).toHaveLength(1)
  })

  it('holds everything while the other side asked for a break', async () => {
    vi.useFakeTimers()
    const pace = paced({ perSecond: 100 })
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
  })

  it('waits while the store gives no moments, and asks again', async () => {
    vi.useFakeTimers()
    let asked = 0
    const permits: Permits = {
      reserve: async () => (++asked === 1 ? Promise.reject(new Error('no database')) : { times: [Date.now()] }),
      hold: async () => {},
    }
    const pace = paced({ perSecond: 100, permits })
    let went = false
    void pace.take().then(() => {
      went = true
    })
    await vi.advanceTimersByTimeAsync(900)
    expect([went, asked]).toEqual([false, 1])
    await vi.advanceTimersByTimeAsync(200)
    expect([went, asked]).toEqual([true, 2])
  })
})

/** A CRM that allows so many calls in any such time, and what became of the calls. */
class Limited {
  readonly answers: { at: number; ok: boolean }[] = []
  private readonly passed: number[] = []
  private begin = 0
  readonly most: number
  readonly windowMs: number
  constructor(most: number, windowMs: number) {
    this.most = most
    this.windowMs = windowMs
  }
  /** Until it would accept one more, as it tells in whole seconds. */
  secondsLeft(): number {
    const oldest = this.passed.at(-this.most)
    return oldest === undefined ? 0 : Math.ceil((oldest + this.windowMs - Date.now()) / 1_000)
  }
  left(): number {
    const from = Date.now() - this.windowMs
    while (this.passed[this.begin]! <= from) this.begin++
    return this.most - (this.passed.length - this.begin)
  }
  call(): boolean {
    const ok = this.left() > 0
    if (ok) this.passed.push(Date.now())
    this.answers.push({ at: Date.now(), ok })
    return ok
  }
  refusedAfter(ms: number): number {
    return this.answers.filter(({ at, ok }) => !ok && at >= ms).length
  }
  /** Part of what was allowed that was used in that time. */
  used(from: number, to: number): number {
    const n = this.answers.filter(({ at, ok }) => ok && at >= from && at < to).length
    return n / ((this.most * (to - from)) / this.windowMs)
  }
}

type Break = (crm: Limited) => number | undefined

/** Calls that take a moment, one after the other without end; a refused one slows the pace. */
async function keepCalling(pace: Pace, crm: Limited, until: number, breakMs: Break = () => undefined): Promise<void> {
  while (Date.now() < until) await callOnce(pace, crm, breakMs)
}

async function callOnce(pace: Pace, crm: Limited, breakMs: Break): Promise<void> {
  const done = await pace.take()
  await new Promise((resolve) => setTimeout(resolve, 20))
  const ok = crm.call()
  done({ status: ok ? 200 : 429, headers: {} })
  if (!ok) pace.refused(breakMs(crm))
}

/** As callOnce, by a process that stands still at times: what it sent arrives meanwhile. */
async function keepSending(pace: Pace, crm: Limited, until: number): Promise<void> {
  while (Date.now() < until) {
    const done = await pace.take()
    const ok = crm.call()
    await new Promise((resolve) => setTimeout(resolve, 20))
    done({ status: ok ? 200 : 429, headers: {} })
    if (!ok) pace.refused(undefined)
  }
}

describe('a connection whose CRM has limits', () => {
  afterEach(() => void vi.useRealTimers())
  const MINUTE = 60_000
  const HOUR = 60 * MINUTE

  const run = async (crm: Limited, pace: Pace, breakMs?: Break, callers = 20) => {
    const started = Date.now()
    for (let i = 0; i < callers; i++) void keepCalling(pace, crm, started + 5 * MINUTE, breakMs)
    await vi.advanceTimersByTimeAsync(5 * MINUTE)
    return started
  }
  const hearing = (crm: Limited) => () => [{ limit: 'window', left: crm.left(), renewsMs: crm.windowMs }]

  it.each([
    ['100 in ten seconds', 100, 10_000],
    ['50 a second', 50, 1_000],
    ['1,000 in two seconds', 1_000, 2_000],
  ])('of %s that are configured: never too many, and nearly all are used', async (_, most, windowMs) => {
    vi.useFakeTimers()
    const crm = new Limited(most, windowMs)
    const started = await run(crm, paced({ perSecond: most / (windowMs / 1000) }), undefined, 100)
    expect(crm.refusedAfter(0)).toBe(0)
    expect(crm.used(started + MINUTE, started + 5 * MINUTE)).toBeGreaterThan(0.95)
  })

  it('told by its answers: slows down before it is refused', async () => {
    vi.useFakeTimers()
    const crm = new Limited(190, 10_000)
    const started = await run(crm, paced({ limits: hearing(crm) }))
    expect(crm.refusedAfter(0)).toBe(0)
    expect(crm.used(started + MINUTE, started + 5 * MINUTE)).toBeGreaterThan(0.95)
  })

  /** At first one caller that waits between its calls, as while the pipeline is slow; then forty, for so many minutes. */
  const finding = async (crm: Limited, breakMs: Break, slowlyMs: number, minutes: number) => {
    const started = Date.now()
    const until = started + minutes * MINUTE
    const pace = paced({ concurrency: 16 })
    const slowly = async () => {
      while (Date.now() < started + slowlyMs) {
        await callOnce(pace, crm, breakMs)
        await new Promise((resolve) => setTimeout(resolve, (slowlyMs / crm.most) * 2))
      }
    }
    void slowly()
    setTimeout(() => {
      for (let i = 0; i < 40; i++) void keepCalling(pace, crm, until, breakMs)
    }, slowlyMs)
    await vi.advanceTimersByTimeAsync(minutes * MINUTE)
    return until
  }
  const inSeconds: Break = (crm) => crm.secondsLeft() * 1_000
  const unsaid: Break = () => undefined
  it.each([
    ['400 in ten seconds, all wanted at once', 400, 10_000, unsaid, 0, 10],
    ['600 in two seconds, after a slow start', 600, 2_000, unsaid, 25_000, 8],
    ['600 in two seconds, with a break in whole seconds, after a slow start', 600, 2_000, inSeconds, 25_000, 8],
    ['100 in a minute', 100, 60_000, unsaid, 0, 24],
    ['10 a second', 10, 1_000, unsaid, 5_000, 8],
  ])('that says nothing before it refuses, %s: it is found out, and kept to', async (_, most, windowMs, breakMs, slowlyMs, minutes) => {
    vi.useFakeTimers()
    const crm = new Limited(most, windowMs)
    const until = await finding(crm, breakMs, slowlyMs, minutes)
    expect(crm.refusedAfter(0)).toBeLessThan(120)
    expect(crm.refusedAfter(until - 5 * MINUTE)).toBe(0)
    expect(crm.used(until - 5 * MINUTE, until)).toBeGreaterThan(0.95)
  })

  it.each([
    [100, 1_000],
    [600, 2_000],
  ])('of %i calls in %i ms is used up by a process that stands still now and then', async (most, windowMs) => {
    vi.useFakeTimers()
    const crm = new Limited(most, windowMs)
    const pace = paced({ perSecond: most / (windowMs / 1_000) })
    const started = Date.now()
    for (let i = 0; i < 60; i++) void keepSending(pace, crm, started + MINUTE)
    for (let i = 0; i < 100; i++) {
      await vi.advanceTimersByTimeAsync(400)
      vi.setSystemTime(Date.now() + 30 + (i % 7) * 20)
    }
    expect(crm.refusedAfter(0)).toBe(0)
    expect(crm.used(started + 2_000, started + 45_000)).toBeGreaterThan(0.9)
  })

  it('is never called too often by two processes that stand still now and then', async () => {
    vi.useFakeTimers()
    const crm = new Limited(100, 1_000)
    const permits = localPermits(Date.now)
    const started = Date.now()
    for (const pace of [paced({ perSecond: 100, permits }), paced({ perSecond: 100, permits })])
      for (let i = 0; i < 20; i++) void keepSending(pace, crm, started + MINUTE)
    for (let i = 0; i < 100; i++) {
      await vi.advanceTimersByTimeAsync(400)
      vi.setSystemTime(Date.now() + 30 + (i % 7) * 20)
    }
    expect(crm.refusedAfter(0)).toBe(0)
    expect(crm.used(started + 2_000, started + 45_000)).toBeGreaterThan(0.85)
  })

  it('waits no longer than was said where the clock is put back meanwhile', async () => {
    vi.useFakeTimers({ now: 10 * HOUR })
    const pace = paced({ perSecond: 10 })
    const isServed = async () => {
      let served = false
      void pace.take().then((done) => {
        served = true
        done()
      })
      await vi.advanceTimersByTimeAsync(2 * MINUTE)
      return served
    }
    expect(await isServed()).toBe(true)
    vi.setSystemTime(9 * HOUR) // the moments of before lie an hour ahead
    expect(await isServed()).toBe(true)
    pace.holdFor(30_000)
    vi.setSystemTime(8 * HOUR)
    expect(pace.heldUntil).toBe(8 * HOUR + 30_000)
    expect(await isServed()).toBe(true)
  })

  it('that others use up, too: gives way, and comes back', async () => {
    vi.useFakeTimers()
    const crm = new Limited(100, 10_000)
    const others = setInterval(() => crm.call(), 200) // half of what is allowed
    const started = await run(crm, paced({ limits: hearing(crm) }), () => 1_000)
    clearInterval(others)
    const refused = crm.refusedAfter(started + MINUTE)
    expect(refused / crm.answers.length).toBeLessThan(0.05)
    expect(crm.used(started + MINUTE, started + 5 * MINUTE)).toBeGreaterThan(0.85)
  })

  it('keeps two limits apart that not every answer tells of', async () => {
    vi.useFakeTimers()
    const governor = createGovernor({ perSecond: null, now: Date.now })
    const answer = (...allowances: Allowance[]) => governor.answered({ allowances, isAccepted: true, sentAt: Date.now(), isWanted: true })
    const burst = { limit: 'burst', left: 99, renewsMs: 10_000 }
    const day = { limit: 'day', left: 499_999, renewsMs: 86_400_000 }
    for (const told of [[burst, day], [day], [burst], [], [day], [burst, day]]) {
      answer(...told)
      expect(governor.everyMs).toBeCloseTo(10_000 / 97, 0)
    }
    answer({ limit: 'day', left: 1_000, renewsMs: 36_000_000 })
    expect(governor.everyMs).toBe(36_000)
    answer(burst)
    answer()
    expect(governor.everyMs).toBe(36_000)
    vi.advanceTimersByTime(36_000_001)
    answer(burst)
    expect(governor.everyMs).toBeCloseTo(10_000 / 97, 0)
  })

  it('does not spend the last of a day at once', async () => {
    vi.useFakeTimers()
    let left = 1_000
    const pace = paced({ limits: () => [{ limit: 'day', left, renewsMs: 36_000_000 }] })
    const times: number[] = []
    const call = async () => {
      const done = await pace.take()
      times.push(Date.now())
      left--
      done({ status: 200, headers: {} })
    }
    while (left > 99) await call()
    const fast = times.at(-1)! - times[0]!
    void call().then(call)
    await vi.advanceTimersByTimeAsync(10 * MINUTE)
    expect(fast).toBeLessThan(MINUTE)
    expect(times.at(-1)! - times.at(-2)!).toBeGreaterThan(5 * MINUTE)
  })
})

/** Two processes that reserve, send and miss as it happens: `step` says who, how many, how many of them go by unused, and how long it lasts. */
const course = fc.array(fc.record({ who: fc.nat(1), wanted: fc.integer({ min: 1, max: 40 }), unused: fc.nat(40), passesMs: fc.nat(300) }), {
  minLength: 20,
  maxLength: 120,
})

describe('moments of a connection', () => {
  it('are never more than its number in any second, whatever went by unused', async () => {
    await fc.assert(
      fc.asyncProperty(course, fc.constantFrom(3.4, 10, 33.3), async (steps, everyMs) => {
        let now = 1_000_000
        const permits = localPermits(() => now)
        const missed: [Missed[], Missed[]] = [[], []]
        const used: number[] = []
        for (const { who, wanted, unused, passesMs } of steps) {
          const moments = await permits.reserve({ wanted, everyMs, lateMs: 150, missed: missed[who]!.splice(0) })
          const times = 'times' in moments ? moments.times : []
          used.push(...times.slice(unused))
          missed[who]!.push(...times.slice(0, unused).map((moment) => ({ moment, sentAt: null })))
          now += passesMs
        }
        const fullest = Math.max(0, ...used.map((from) => used.filter((at) => at >= from && at < from + 1_000).length))
        expect(fullest).toBeLessThanOrEqual(Math.ceil(1_000 / everyMs))
      }),
      { numRuns: 300 },
    )
  })
})

for (const backend of backends) {
  describe(`moments shared over ${backend.name}`, () => {
    const DAY = 86_400_000
    const open = async (perDay: number | null) => {
      const clock = { at: 20_000 * DAY }
      const opened = await backend.fresh(() => clock.at)
      const share = () => sharedPermits(opened.store, 'crm', perDay, () => clock.at)
      return { opened, clock, share }
    }

    it('are given to one process each, breaks included', async () => {
      const { opened, clock, share } = await open(null)
      const [one, other] = [share(), share()]
      const oneCall = { wanted: 1, everyMs: 100 }
      const both = await Promise.all([one.reserve({ wanted: 8, everyMs: 100 }), other.reserve({ wanted: 4, everyMs: 100 })])
      const times = both.flatMap((moments) => ('times' in moments ? moments.times : []))
      expect(times.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => clock.at + i * 100))
      await one.hold(2_000)
      clock.at += 500
      expect(await other.reserve(oneCall)).toEqual({ waitMs: 1_500 })
      clock.at += 60_000
      expect(await other.reserve(oneCall)).toEqual({ times: [clock.at] })
      // A process whose clock is behind is given later moments, not earlier ones.
      clock.at -= 5_000
      expect(await one.reserve(oneCall)).toEqual({ times: [clock.at + 5_100] })
      await opened.drop()
    })

    it('end with the calls of the day, and begin anew with the next', async () => {
      const { opened, clock, share } = await open(10)
      const calls = (wanted: number, unused: number[] = []) =>
        share().reserve({ wanted, everyMs: 0, missed: unused.map((moment) => ({ moment, sentAt: null })) })
      expect(await calls(7)).toEqual({ times: Array(7).fill(clock.at) })
      expect(await calls(7)).toEqual({ times: Array(3).fill(clock.at) })
      expect(await calls(2, [clock.at])).toEqual({ times: [clock.at] }) // one of them was not used
      clock.at += DAY - 1_000
      expect(await calls(1)).toEqual({ waitMs: 1_000 })
      clock.at += 1_000
      expect(await calls(1)).toEqual({ times: [clock.at] })
      await opened.drop()
    })

    it('can be used however long the store takes to keep them', async () => {
      const { opened } = await open(null)
      const slow = { ...opened.store, write: ((work) => opened.store.write(work).finally(() => sleep(60))) as Store['write'] }
      const pace = paced({ perSecond: 100, permits: sharedPermits(slow, 'crm', null, Date.now) })
      const calls = Array.from({ length: 5 }, async () => {
        for (let i = 0; i < 4; i++) (await pace.take())()
      })
      await Promise.race([Promise.all(calls), sleep(5_000).then(() => Promise.reject(new Error(`${pace.waiting} calls still wait`)))])
      await opened.drop()
    })

    it('that went by unused are given again, and no second gets more than its number', async () => {
      const { opened, clock, share } = await open(null)
      const [one, other] = [share(), share()]
      const reserve = async (permits: Permits, wanted: number, unused: readonly number[] = []) => {
        const moments = await permits.reserve({ wanted, everyMs: 10, lateMs: 150, missed: unused.map((moment) => ({ moment, sentAt: null })) })
        return 'times' in moments ? moments.times : []
      }
      const used = [...(await reserve(one, 40))]
      const missed = await reserve(one, 10)
      used.push(...(await reserve(other, 10)))
      clock.at += 600
      const again = await reserve(one, 30, missed)
      expect(again.slice(0, 15)).toEqual(Array(15).fill(clock.at)) // 150 ms are made up for
      expect(again.at(-1)).toBe(clock.at + 140)
      used.push(...again)
      for (let i = 0; i < 20; i++) {
        clock.at += 100
        used.push(...(await reserve(other, 12)))
      }
      const fullest = Math.max(...used.map((from) => used.filter((at) => at >= from && at < from + 1_000).length))
      expect(fullest).toBe(100)
      await opened.drop()
    })
  })
}
