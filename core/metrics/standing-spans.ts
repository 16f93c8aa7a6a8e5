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
  const next = changes.map(() => 0)
  eachLead(population, leads, (lead) => {
    let at = population.createdAt[lead]!
    let from = placeBehind(ends, at, 0)
    for (let i = 0; i < changes.length; i++) next[i] = changes[i]!.first[lead]!
    while (from < places) {
      const change = nextChange(changes, next, lead)
      const to = placeBehind(ends, change, from)
      if (to > from) use(lead, at, from, to)
      from = to
      if (change > at) at = change
    }
  })
}

/** The earliest change that comes next; infinite: none. */
function nextChange(changes: readonly Series[], next: number[], lead: number): number {
  let [earliest, which] = [Number.POSITIVE_INFINITY, -1]
  for (let i = 0; i < changes.length; i++) {
    const { first, at } = changes[i]!
    if (next[i]! < first[lead + 1]! && at[next[i]!]! < earliest) [earliest, which] = [at[next[i]!]!, i]
  }
  if (which >= 0) next[which]!++
  return earliest
}

/** The first end behind an instant, looked for from a place on. */
function placeBehind(ends: Float64Array, at: number, from: number): number {
  let place = from
  while (place < ends.length && ends[place]! <= at) place++
  return place
}
