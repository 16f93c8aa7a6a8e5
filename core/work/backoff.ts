/** When a job that failed for the weather is tried again. */

export const FIRST_WAIT_MS = 1_000
/** Longer waits would only make the recovery after an outage slower; an open breaker keeps the tries few. */
export const LONGEST_WAIT_MS = 15 * 60_000
/** A job that found no good weather for so long is parked for a person. */
export const GIVE_UP_AFTER_MS = 24 * 3_600_000
/** Doubling reaches the longest wait after this many tries. */
export const TRIES_UNTIL_LONGEST = 11

/**
 * Milliseconds until the next try: exponential with full jitter, so that jobs which failed together do not come back
 * together. What the other side asked for (`afterMs`) is kept exactly.
 * @param attempt tries made so far, from 1
 * @param random gives 0 (included) to 1 (excluded)
 */
export function backoff(attempt: number, random: () => number, afterMs?: number): number {
  if (afterMs !== undefined) return afterMs
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(TRIES_UNTIL_LONGEST, Math.max(0, attempt - 1)))
  return Math.round(random() * longest)
}

/** @param firstTriedAt Unix milliseconds of the first failed try */
export const givesUp = (firstTriedAt: number, now: number): boolean => now - firstTriedAt >= GIVE_UP_AFTER_MS
