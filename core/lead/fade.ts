/** When points that fade are worth counting anew, so that a schedule looks at those leads only whose figures changed. */

import type { Rules } from './rules.ts'
import { type Engagement, engagementAt, engagementGradeOf, faded } from './score.ts'

/** A quarter more or less is worth telling, also within a grade. */
const WORTH = 0.25
/** Fewer points are as good as none. */
const LEAST = 1
const HOUR_MS = 3_600_000
const LONGEST_MS = 20 * 365 * 24 * HOUR_MS

/**
 * When, after `at`, the engagement grade is another one, or the points differ by a quarter, whichever comes first: to the hour.
 * Points below nothing fade, too, so that those above them may come to count for more.
 * @returns null where nothing that counts is left, or it lasts for decades
 */
export function nextFading(rules: Pick<Rules, 'engagementGrades'>, engagement: Engagement, at: number): number | null {
  const now = engagementAt(engagement, at)
  const left = Object.entries(engagement).reduce((sum, [halfLifeDays, kept]) => sum + Math.abs(faded(kept, Number(halfLifeDays), at)), 0)
  if (left < LEAST) return null
  const grade = engagementGradeOf(rules, now)
  const isOther = (ms: number) => {
    const then = engagementAt(engagement, at + ms)
    return Math.abs(then - now) >= Math.max(Math.abs(now), LEAST) * WORTH || engagementGradeOf(rules, then) !== grade
  }
  let high = HOUR_MS
  while (!isOther(high)) {
    high *= 2
    if (high > LONGEST_MS) return null
  }
  let low = high === HOUR_MS ? 0 : high / 2
  while (high - low > HOUR_MS) {
    const middle = (low + high) / 2
    if (isOther(middle)) high = middle
    else low = middle
  }
  return Math.ceil(at + high)
}
