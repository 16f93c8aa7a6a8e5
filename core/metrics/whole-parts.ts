/** Parts as they are shown: whole numbers that add up to the whole. Pure. */

/**
 * Rounds parts so that they add up to their rounded sum, by largest remainder; where remainders are equal, the earlier part wins.
 * @param parts not negative
 */
export function wholeParts(parts: readonly number[]): number[] {
  const whole = parts.map(Math.floor)
  const missing = Math.round(sum(parts)) - sum(whole)
  const byRemainder = parts.map((part, i) => ({ i, rest: part - whole[i]! })).sort((a, b) => b.rest - a.rest || a.i - b.i)
  for (const { i } of byRemainder.slice(0, missing)) whole[i]!++
  return whole
}

const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0)
