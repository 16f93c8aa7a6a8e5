/** The cells of a forecast: in each span what was created and first reached, and the open leads by class at its end. Pure. */
import { CLASSES, type Class, STAGES, type Stage } from '../../lead/fact.ts'
import { type Population, stageCode } from '../population.ts'
import { CLASS_COUNT, classOfState, eachStay, isOpenState, STATE_COUNT, stageOfState } from './states.ts'

/** First entries of leads; closings: their first orders. */
export const MEASURES = ['created', 'mql', 'sql', 'closings'] as const
export type Measure = (typeof MEASURES)[number]

export const CELLS = MEASURES.length + CLASS_COUNT
export const openCell = (heat: number): number => MEASURES.length + heat

/** What each cell counts; of open leads those of a class. */
export const CELL_NAMES: readonly ({ kind: Measure } | { kind: 'open'; class: Class | 'none' })[] = [
  ...MEASURES.map((kind) => ({ kind })),
  ...[...CLASSES, 'none' as const].map((one) => ({ kind: 'open' as const, class: one })),
]

/** The measure that counts the first entry into a state's stage, which is its cell and its bit; 0: none does. */
export const measureOf: Readonly<Uint8Array> = Uint8Array.from({ length: STATE_COUNT }, (_, state) => {
  const stage = STAGES[stageOfState(state)]
  return stage === 'mql' || stage === 'sql' ? MEASURES.indexOf(stage) : stage === 'customer' ? MEASURES.indexOf('closings') : 0
})

/** When a lead reached each measure first, Unix ms; NaN: not yet. As group 1 counts it: every stage that it passed, closings by orders. */
export function firstTimes({ createdAt, moves, orders }: Population, lead: number): number[] {
  const entered = (stage: Stage): number => {
    const code = stageCode(stage)
    for (let move = moves.first[lead]!; move < moves.first[lead + 1]!; move++) if (moves.to[move] === code) return moves.at[move]!
    return Number.NaN
  }
  const firstOrder = orders.first[lead]!
  return [createdAt[lead]!, entered('mql'), entered('sql'), firstOrder < orders.first[lead + 1]! ? orders.at[firstOrder]! : Number.NaN]
}

/**
 * Counts what did happen.
 * @param leads their numbers; null: all
 * @param asOf Unix ms; nothing after it is known
 * @param from the beginning of the first span
 * @param ends of the spans, ascending
 * @returns of span `s`, cell `c` at `s * CELLS + c`; nobody is counted as open at an end that is not known yet
 */
export function happened(population: Population, leads: Uint32Array | null, asOf: number, from: number, ends: readonly number[]): Uint32Array {
  const counts = new Uint32Array(ends.length * CELLS)
  const n = leads?.length ?? population.n
  for (let i = 0; i < n; i++) {
    const lead = leads?.[i] ?? i
    for (const [measure, at] of firstTimes(population, lead).entries()) {
      const span = at >= from ? ends.findIndex((end) => at < end) : -1
      if (span >= 0) counts[span * CELLS + measure]!++
    }
    eachStay(population, lead, asOf, (state, entered, until) => {
      if (!isOpenState[state]) return
      const cell = openCell(classOfState(state))
      for (const [span, end] of ends.entries()) if (entered < end && end <= until) counts[span * CELLS + cell]!++
    })
  }
  return counts
}
