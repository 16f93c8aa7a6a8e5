/** Where leads stand at the ends of periods, without looking at each of them at each end. Pure. */
import { eachLead } from './each-lead.ts'
import type { View } from './figure.ts'
import type { Series } from './population.ts'

/**
 * Told of each run of ends over which nothing changes: from place `from` until before place `to`, what was at `at` holds.
 * @param ends Unix ms, ascending; what happened before an end decides
 * @param changes what may change
 */
export function eachSpan(
  { population, leads }: View,
  ends: Float64Array,
  changes: readonly Series[],
  use: (lead: number, at: number, from: number, to: number) => void,
): void {
  const places = ends.length
  const firsts = changes.map(({ first }) => first)
  const times = changes.map(({ at }) => at)
  const next = new Uint32Array(changes.length)
  eachLead(population, leads, (lead) => {
    let at = population.createdAt[lead]!
    let from = placeBehind(ends, at, 0)
    for (let i = 0; i < next.length; i++) next[i] = firsts[i]![lead]!
    while (from < places) {
      // The earliest change that comes next.
      let change = Number.POSITIVE_INFINITY
      let which = -1
      for (let i = 0; i < next.length; i++) {
        const time = next[i]! < firsts[i]![lead + 1]! ? times[i]![next[i]!]! : Number.POSITIVE_INFINITY
        if (time < change) {
          change = time
          which = i
        }
      }
      if (which >= 0) next[which]!++
      if (change >= ends[from]!) {
        const to = change === Number.POSITIVE_INFINITY ? places : placeBehind(ends, change, from)
        use(lead, at, from, to)
        from = to
      }
      if (change > at) at = change
    }
  })
}

/** The first end behind an instant, looked for from a place on. */
function placeBehind(ends: Float64Array, at: number, from: number): number {
  let [low, high] = [from, ends.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ends[middle]! <= at) low = middle + 1
    else high = middle
  }
  return low
}
