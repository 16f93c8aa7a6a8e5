/** How many leads stand in each stage and class at the ends of periods, each once (figures.md group 1). Pure. */
import { CLASSES, STAGES } from '../lead/fact.ts'
import type { View } from './figure.ts'
import { OPEN_STAGES } from './main-order.ts'
import type { Series } from './population.ts'
import { lastEntry } from './segment.ts'
import { eachSpan } from './standing-spans.ts'

const IS_OPEN = STAGES.map((stage) => OPEN_STAGES.includes(stage))

/** Told of a run of ends, from place `from` until before `to`, and of the code of the stage or class. */
export type UseSpan = (lead: number, at: number, code: number, from: number, to: number) => void

/** Told of each run of ends over which a lead stands in a stage. @param also what else must not change within a run */
export function eachStageSpan(view: View, ends: Float64Array, use: UseSpan, also: readonly Series[] = []): void {
  const { moves } = view.population
  eachSpan(view, ends, [moves, ...also], (lead, at, from, to) => use(lead, at, moves.to[lastEntry(moves, lead, at)]!, from, to))
}

/** The same for open leads and their class; the last code is none. */
export function eachClassSpan(view: View, ends: Float64Array, use: UseSpan, also: readonly Series[] = []): void {
  const { moves, classes } = view.population
  eachSpan(view, ends, [moves, classes, ...also], (lead, at, from, to) => {
    if (!IS_OPEN[moves.to[lastEntry(moves, lead, at)]!]) return
    const entry = lastEntry(classes, lead, at)
    use(lead, at, entry < 0 ? CLASSES.length : classes.to[entry]!, from, to)
  })
}
