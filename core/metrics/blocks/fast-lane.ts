/** Group 9 as one object: who asked for sales directly, by the year, and by stage and class just before. Pure. */
import { cellsOf } from '../cells.ts'
import { eachFastLane } from '../fast-lane.ts'
import { type View, wholeRange } from '../figure.ts'
import { classOf, stageOf } from '../population.ts'
import { NO_CLASS } from '../segment.ts'

export interface FastLaneBlock {
  byYear: Record<string, Record<string, number>>
  /** Of leads that had asked before. */
  repeats: number
}

export function fastLaneBlock(view: View): FastLaneBlock {
  const { periods, periodOf } = cellsOf(view, { ...wholeRange, period: 'year' })
  const byYear: Record<string, Record<string, number>> = {}
  let repeats = 0
  const { at, stage, class: value } = view.population.fastLanes
  eachFastLane(view, (_, entry, isFirst) => {
    if (!isFirst) {
      repeats++
      return
    }
    const year = periods[periodOf(at[entry]!)]!.key!
    const key = `${stageOf(stage[entry]!)}/${classOf(value[entry]!) ?? NO_CLASS}`
    byYear[year] = { ...byYear[year], [key]: (byYear[year]?.[key] ?? 0) + 1 }
  })
  return { byYear, repeats }
}
