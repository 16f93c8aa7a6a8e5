/** Nothing goes out for a while, by a clock that may be put back meanwhile. */
export interface Hold {
  /** A shorter one never ends a longer one. */
  extend(ms: number): void
  /** Unix ms; past: nothing is held. */
  readonly until: number
}

export function createHold(now: () => number): Hold {
  let since = 0
  let until = 0
  const look = () => {
    const at = now()
    // Put back since it began: never longer than was said.
    if (at < since) [since, until] = [at, at + until - since]
    return until
  }
  return {
    extend: (ms) => {
      const at = now()
      if (at + ms > look()) [since, until] = [at, at + ms]
    },
    get until() {
      return look()
    },
  }
}
