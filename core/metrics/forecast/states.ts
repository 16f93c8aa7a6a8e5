/** Where a lead stands for a forecast: stage, class, and whether a hand-over by another door than MQL awaits its answer; and since when. Pure. */
import { CLASSES, STAGES, type Stage } from '../../lead/fact.ts'
import { classCode, type Population } from '../population.ts'

/** With none. */
export const CLASS_COUNT = CLASSES.length + 1
export const STATE_COUNT = STAGES.length * CLASS_COUNT * 2

const OPEN_STAGES: readonly Stage[] = ['unknown', 'lead', 'recycled', 'mql', 'sal', 'sql']
const NO_CLASS = classCode(null)

/** @param stage, heat numbers as in the columns of a population */
export const stateOf = (stage: number, heat: number, isPending: boolean): number => (stage * CLASS_COUNT + heat) * 2 + (isPending ? 1 : 0)
export const stageOfState = (state: number): number => Math.floor(state / (CLASS_COUNT * 2))
export const classOfState = (state: number): number => Math.floor(state / 2) % CLASS_COUNT
export const isOpenState: readonly boolean[] = Array.from({ length: STATE_COUNT }, (_, state) => OPEN_STAGES.includes(STAGES[stageOfState(state)]!))

/** @param next -1: it still stands there; `until` is then the end of what is known */
export type VisitStay = (state: number, from: number, until: number, next: number) => void

/**
 * The stays of one lead from its creation on, in the order of time. What changes at one instant is one move.
 * @param lead its number
 * @param asOf Unix ms; nothing after it is known
 */
export function eachStay(population: Population, lead: number, asOf: number, visit: VisitStay): void {
  const { moves, classes, offers } = population
  let move = moves.first[lead]!
  let heat = classes.first[lead]!
  const [lastMove, lastClass] = [moves.first[lead + 1]!, classes.first[lead + 1]!]
  const [firstOffer, lastOffer] = [offers.first[lead]!, offers.first[lead + 1]!]
  if (move === lastMove) return
  let now = moves.at[move]!
  let from = now
  let state = -1
  for (;;) {
    while (move + 1 < lastMove && moves.at[move + 1]! <= now) move++
    while (heat < lastClass && classes.at[heat]! <= now) heat++
    let next = Math.min(move + 1 < lastMove ? moves.at[move + 1]! : Infinity, heat < lastClass ? classes.at[heat]! : Infinity)
    let isPending = false
    for (let offer = firstOffer; offer < lastOffer; offer++) {
      if (offers.lane.names[offers.lane.codes[offer]!] === 'mql') continue
      const [made, answered] = [offers.at[offer]!, offers.outcomeAt[offer]!]
      if (made > now) next = Math.min(next, made)
      else if (!(answered <= now)) {
        isPending = true
        if (answered > now) next = Math.min(next, answered)
      }
    }
    const before = heat - 1
    const reached = stateOf(moves.to[move]!, before < classes.first[lead]! ? NO_CLASS : classes.to[before]!, isPending)
    if (state >= 0 && reached !== state) {
      visit(state, from, now, reached)
      from = now
    }
    state = reached
    if (!(next <= asOf)) break
    now = next
  }
  visit(state, from, asOf, -1)
}
