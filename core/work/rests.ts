/** How long the API of each thin source is left alone: as long as it asked for, or while it does not answer. */

export interface Rests {
  /** Milliseconds until the source may be asked; 0: go on. Behind a rest one asks first, the others follow once it is answered. */
  wait(source: string): number
  /** @param since when it was asked, Unix ms */
  answered(source: string, since: number): void
  /** It gave no answer, or said that these were too many calls. @param afterMs what it asked for */
  failed(source: string, since: number, afterMs: number | undefined): void
}

const FIRST_REST_MS = 1_000
const LONGEST_REST_MS = 5 * 60_000
/** Behind a rest the next one asks after so long, where the first got no answer yet. */
const BETWEEN_MS = 2_000

interface Rest {
  until: number
  /** One after the other, without an answer between. */
  failures: number
  failedAt: number
}

export function createRests(now: () => number): Rests {
  const rests = new Map<string, Rest>()
  return {
    wait: (source) => {
      const rest = rests.get(source)
      const ms = (rest?.until ?? 0) - now()
      if (ms > 0) return ms
      if (rest) rest.until = now() + BETWEEN_MS
      return 0
    },
    answered: (source, since) => {
      if (since >= (rests.get(source)?.failedAt ?? 0)) rests.delete(source)
    },
    failed: (source, since, afterMs = 0) => {
      const before = rests.get(source)
      // Calls that were under way together fail together: that is one failure.
      const failures = before && since < before.failedAt ? before.failures : (before?.failures ?? 0) + 1
      const own = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (failures - 1))
      rests.set(source, { failures, failedAt: now(), until: Math.max(before?.until ?? 0, now() + Math.max(own, afterMs)) })
    },
  }
}
