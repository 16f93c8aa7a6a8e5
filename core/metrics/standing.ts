/** Where leads stand at the ends of periods. Pure. */
import type { Stage } from '../lead/fact.ts'
import { eachLead } from './each-lead.ts'
import type { View } from './figure.ts'
import { type Population, stageCode } from './population.ts'
import { lastEntry, NONE } from './segment.ts'

/**
 * Told of each end at which a lead stands in one of the stages: what happened before it decides.
 * @param ends Unix ms, ascending
 * @param use given the place of the end, and the move by which the lead came to the stage
 */
export function eachStanding(
  { population, leads }: View,
  stages: readonly Stage[],
  ends: readonly number[],
  use: (lead: number, place: number, move: number) => void,
): void {
  const { first, at, to } = population.moves
  const wanted = new Set(stages.map(stageCode))
  const isWanted = Array.from({ length: 256 }, (_, code) => wanted.has(code))
  eachLead(population, leads, (lead) => {
    for (let move = first[lead]!; move < first[lead + 1]!; move++) {
      if (!isWanted[to[move]!]) continue
      const until = move + 1 < first[lead + 1]! ? at[move + 1]! : Number.POSITIVE_INFINITY
      for (let place = 0; place < ends.length && ends[place]! <= until; place++) if (ends[place]! > at[move]!) use(lead, place, move)
    }
  })
}

/** The substage a lead is in before `end`: the latest since it came to the stage by `move`. */
export function substageAt({ moves, substages }: Population, lead: number, move: number, end: number): string {
  const entry = lastEntry(substages, lead, end - 1)
  return entry >= 0 && substages.at[entry]! >= moves.at[move]! ? (substages.to.names[substages.to.codes[entry]!] ?? NONE) : NONE
}
