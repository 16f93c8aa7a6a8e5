/** How much usually comes at an hour: what came at the same hours of the weeks before. */

export interface UsualHour {
  /** Unix time in hours. */
  hour: number
  low: number
  high: number
}

const WEEK_HOURS = 168
export const USUAL_WEEKS = 4
/** From fewer weeks nothing is told. */
const LEAST_WEEKS = 2

/** The hours of the weeks before that tell of these. */
export const hoursBefore = (hours: readonly number[]): number[] =>
  hours.flatMap((hour) => Array.from({ length: USUAL_WEEKS }, (_, week) => hour - (week + 1) * WEEK_HOURS))

/**
 * @param counted deliveries per hour; hours without any are not in it
 * @param since the first hour that was counted at all
 */
export function usualRange(hours: readonly number[], counted: ReadonlyMap<number, number>, since: number | null): UsualHour[] {
  if (since === null) return []
  return hours.flatMap((hour) => {
    const known = hoursBefore([hour]).filter((one) => one >= since)
    if (known.length < LEAST_WEEKS) return []
    const counts = known.map((one) => counted.get(one) ?? 0)
    return [{ hour, low: Math.min(...counts), high: Math.max(...counts) }]
  })
}
