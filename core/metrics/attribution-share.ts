/** Who gets the credit of a goal: the share of each touch before it, by five models (docs/figures.md, group 6). Pure. */

export const ATTRIBUTION_MODELS = ['first', 'last', 'linear', 'position', 'decay'] as const
export type AttributionModel = (typeof ATTRIBUTION_MODELS)[number]

const DAY_MS = 86_400_000
/** Of the position model: what the first and the last instant get each; what is between them shares the rest. */
const END_SHARE = 0.4

/**
 * Writes what each of the first `n` touches gets; together 1. Touches of one instant share what their instant gets.
 * @param times of the touches, Unix ms, ascending
 * @param n at least 1
 * @param shares written to; at least `n` long
 */
export function shareGoal(model: AttributionModel, times: Float64Array, n: number, halfLifeDays: number, shares: Float64Array): void {
  const [first, last] = ends(times, n)
  switch (model) {
    case 'first':
      shares.fill(1 / first, 0, first).fill(0, first, n)
      return
    case 'last':
      shares.fill(0, 0, n - last).fill(1 / last, n - last, n)
      return
    case 'linear':
      shares.fill(1 / n, 0, n)
      return
    case 'position':
      byPosition(n, first, last, shares)
      return
    case 'decay':
      byAge(times, n, halfLifeDays, shares)
  }
}

/** How many touches the first and the last instant have. */
function ends(times: Float64Array, n: number): [first: number, last: number] {
  let first = 1
  while (first < n && times[first] === times[0]) first++
  let last = 1
  while (last < n && times[n - 1 - last] === times[n - 1]) last++
  return [first, last]
}

function byPosition(n: number, first: number, last: number, shares: Float64Array): void {
  if (first === n) {
    shares.fill(1 / n, 0, n)
    return
  }
  const between = n - first - last
  const end = between === 0 ? 0.5 : END_SHARE
  shares
    .fill(end / first, 0, first)
    .fill((1 - 2 * end) / between, first, n - last)
    .fill(end / last, n - last, n)
}

/** Ages count from the last touch: from the goal they would give the same shares, and might vanish in rounding. */
function byAge(times: Float64Array, n: number, halfLifeDays: number, shares: Float64Array): void {
  const newest = times[n - 1]!
  let sum = 0
  for (let i = 0; i < n; i++) {
    shares[i] = 2 ** ((times[i]! - newest) / DAY_MS / halfLifeDays)
    sum += shares[i]!
  }
  for (let i = 0; i < n; i++) shares[i]! /= sum
}
