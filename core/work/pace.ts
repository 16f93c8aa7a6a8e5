/** Pacing of one connection: so many calls per second, so many at once. Limits belong to the tenant, other integrations share them. */

/** Where the right to call comes from: this process alone, or blocks leased from the store when several processes call. */
export interface Permits {
  /**
   * Asks for up to `wanted` calls. `permits` may be fewer; with none, ask again in `retryMs`. Unused permits lapse
   * after `validMs`, so that a process that stands still does not save up a burst.
   */
  lease(wanted: number): Promise<{ permits: number; validMs: number; retryMs: number }>
}

export interface Pace {
  /** Waits until one more call may go out; the returned function says that the answer is there. Calls go in the order they came. */
  take(): Promise<() => void>
  /** The other side asked for a break (`Retry-After`): nothing goes out for so long. A shorter break never ends a longer one. */
  holdFor(ms: number): void
  readonly waiting: number
}

export interface PaceSettings {
  perSecond: number
  concurrency: number
  now: () => number
  permits?: Permits
}

export function createPace({ perSecond, concurrency, now, permits = localPermits(perSecond, now) }: PaceSettings): Pace {
  const queue: (() => void)[] = []
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
    queue.shift()?.()
  }
  const renew = async () => {
    const lease = await permits.lease(Math.min(queue.length, Math.max(1, Math.ceil(perSecond))))
    held = { permits: lease.permits, until: now() + lease.validMs }
    if (lease.permits === 0) await delay(Math.max(1, lease.retryMs))
  }

  return {
    take: () =>
      new Promise((resolve) => {
        queue.push(() => resolve(once(done)))
        void pump()
      }),
    holdFor: (ms) => {
      heldUntil = Math.max(heldUntil, now() + ms)
    },
    get waiting() {
      return queue.length
    },
  }
}

/** A token bucket that holds at most one second's worth. */
export function localPermits(perSecond: number, now: () => number): Permits {
  const full = Math.max(1, perSecond)
  let tokens = full
  let filledAt = now()
  return {
    lease: async (wanted) => {
      const at = now()
      tokens = Math.min(full, tokens + ((at - filledAt) / 1000) * perSecond)
      filledAt = at
      const granted = Math.min(wanted, Math.floor(tokens))
      tokens -= granted
      return { permits: granted, validMs: 1_000, retryMs: Math.ceil(((1 - tokens) / perSecond) * 1000) }
    },
  }
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

function once(action: () => void): () => void {
  let pending = true
  return () => {
    if (pending) action()
    pending = false
  }
}
