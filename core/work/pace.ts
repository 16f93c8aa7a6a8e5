/** Pacing of one connection: so many calls per second, so many at once. Limits belong to the tenant, other integrations share them. */

import type { Bucket } from '../store/pace.ts'
import * as paceStore from '../store/pace.ts'
import type { Store } from '../store/store.ts'

/** Where the right to call comes from: this process alone, or blocks leased from the store when several processes call. */
export interface Permits {
  /**
   * Asks for up to `wanted` calls. `permits` may be fewer; with none, ask again in `retryMs`. Unused permits lapse
   * after `validMs`, so that a process that stands still does not save up a burst.
   */
  lease(wanted: number): Promise<Lease>
  /** The other side asked for a break: nobody gets permits for so long. */
  hold?(ms: number): Promise<void>
}

export interface Lease {
  permits: number
  validMs: number
  retryMs: number
}

const NONE: Lease = { permits: 0, validMs: 0, retryMs: 1_000 }

export interface Pace {
  /** Waits until one more call may go out; the returned function says that the answer is there. Calls go in the order they came. */
  take(): Promise<() => void>
  /** The other side asked for a break (`Retry-After`): nothing goes out for so long. A shorter break never ends a longer one. */
  holdFor(ms: number): void
  /** Until then the other side wants to hear nothing. */
  readonly heldUntil: number
  readonly waiting: number
  /** Nothing goes out any more: whoever waits is told so. */
  stop(): void
}

export interface PaceSettings {
  perSecond: number
  concurrency: number
  now: () => number
  permits?: Permits
}

export function createPace({ perSecond, concurrency, now, permits = localPermits(perSecond, now) }: PaceSettings): Pace {
  const queue: { go: () => void; refuse: (error: Error) => void }[] = []
  let stopped = false
  let running = 0
  let heldUntil = 0
  let held = { permits: 0, until: 0 }
  let pumping = false

  const done = () => {
    running--
    void pump()
  }
  const pump = async () => {
    if (pumping) return
    pumping = true
    try {
      while (queue.length > 0 && running < concurrency) {
        const wait = heldUntil - now()
        if (wait > 0) await delay(wait)
        else if (held.permits > 0 && held.until > now()) grant()
        else await renew()
      }
    } finally {
      pumping = false
    }
  }
  const grant = () => {
    held.permits--
    running++
    queue.shift()?.go()
  }
  const renew = async () => {
    // A store that does not answer gives no permits; it is asked again.
    const lease = await permits.lease(Math.min(queue.length, Math.max(1, Math.ceil(perSecond)))).catch(() => NONE)
    held = { permits: lease.permits, until: now() + lease.validMs }
    if (lease.permits === 0) await delay(Math.max(1, lease.retryMs))
  }

  return {
    take: () =>
      new Promise((resolve, reject) => {
        if (stopped) return reject(STOPPED())
        queue.push({ go: () => resolve(once(done)), refuse: reject })
        void pump()
      }),
    holdFor: (ms) => {
      heldUntil = Math.max(heldUntil, now() + ms)
      void permits.hold?.(ms).catch(() => {}) // the others then hear of the limit themselves
    },
    get heldUntil() {
      return heldUntil
    },
    stop: () => {
      stopped = true
      for (const { refuse } of queue.splice(0)) refuse(STOPPED())
    },
    get waiting() {
      return queue.length
    },
  }
}

/** Permits of this process alone. */
export function localPermits(perSecond: number, now: () => number): Permits {
  let bucket = fullBucket(perSecond, now())
  return {
    lease: async (wanted) => {
      const drawn = draw(bucket, perSecond, wanted, now())
      bucket = drawn.bucket
      return drawn.lease
    },
  }
}

/** Permits that all processes on one database share. */
export function sharedPermits(store: Store, connection: string, perSecond: number, now: () => number): Permits {
  const change = <T>(work: (bucket: Bucket) => { bucket: Bucket; lease: T }): Promise<T> =>
    store.write(async (db) => {
      const { bucket, lease } = work(await paceStore.hold(db, connection, fullBucket(perSecond, now())))
      await paceStore.save(db, connection, bucket)
      return lease
    })
  return {
    lease: (wanted) => change((bucket) => draw(bucket, perSecond, wanted, now())),
    hold: (ms) => change((bucket) => ({ bucket: { ...bucket, heldUntil: Math.max(bucket.heldUntil, now() + ms) }, lease: undefined })),
  }
}

const fullBucket = (perSecond: number, at: number): Bucket => ({ tokens: Math.max(1, perSecond), filledAt: at, heldUntil: 0 })

/** A token bucket that holds at most one second's worth. Clocks of processes may differ: time never runs backwards in it. */
function draw(bucket: Bucket, perSecond: number, wanted: number, at: number): { bucket: Bucket; lease: Lease } {
  if (bucket.heldUntil > at) return { bucket, lease: { permits: 0, validMs: 0, retryMs: bucket.heldUntil - at } }
  const filledAt = Math.max(bucket.filledAt, at)
  const tokens = Math.min(Math.max(1, perSecond), bucket.tokens + ((filledAt - bucket.filledAt) / 1000) * perSecond)
  const permits = Math.min(wanted, Math.floor(tokens))
  const left = tokens - permits
  return { bucket: { ...bucket, tokens: left, filledAt }, lease: { permits, validMs: 1_000, retryMs: Math.ceil(((1 - left) / perSecond) * 1000) } }
}

/** Timers count to 2^31 ms only; whoever waits looks again after a minute. */
const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 60_000)).unref())

const STOPPED = () => new Error('the hub stops')

function once(action: () => void): () => void {
  let pending = true
  return () => {
    if (pending) action()
    pending = false
  }
}
