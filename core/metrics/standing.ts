/** Where leads stand at the ends of periods. Pure. */
import { STAGES, type Stage } from '../lead/fact.ts'
import { eachLead } from './each-lead.ts'
import type { View } from './figure.ts'
import type { Population } from './population.ts'
import { lastEntry, NONE } from './segment.ts'

/**
 * Told of each stay in one of the stages and the ends it lasts over, from place `from` until before place `to`: what happened before an end decides.
 * @param ends Unix ms, ascending
 * @param use given the move by which the lead came to the stage
 */
export function eachStanding(
  { population, leads }: View,
  stages: readonly Stage[],
  ends: readonly number[],
  use: (lead: number, move: number, from: number, to: number) => void,
): void {
  const { first, at, to } = population.moves
  const isWanted = STAGES.map((stage) => stages.includes(stage))
  const endAt = Float64Array.from(ends)
  eachLead(population, leads, (lead) => {
    for (let move = first[lead]!; move < first[lead + 1]!; move++) {
      if (!isWanted[to[move]!]) continue
      const begin = endsUntil(endAt, at[move]!)
      const end = move + 1 < first[lead + 1]! ? endsUntil(endAt, at[move + 1]!) : endAt.length
      if (end > begin) use(lead, move, begin, end)
    }
  })
}

/** How many ends are not behind an instant. @param ends ascending */
export function endsUntil(ends: ArrayLike<number>, at: number): number {
  let [low, high] = [0, ends.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (ends[middle]! <= at) low = middle + 1
    else high = middle
  }
  return low
}

/** The substage a lead is in before `end`, as its code: the latest since it came to the stage by `move`; -1: none. */
export function substageAt({ moves, substages }: Population, lead: number, move: number, end: number): number {
  const entry = lastEntry(substages, lead, end - 1)
  return entry >= 0 && substages.at[entry]! >= moves.at[move]! ? substages.to.codes[entry]! : -1
}

export const substageNamed = ({ substages }: Population, code: number): string => substages.to.names[code] ?? NONE
