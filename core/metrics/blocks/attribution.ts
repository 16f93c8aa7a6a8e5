/** Group 6 as one object: every goal and model, by channel and campaign. Pure. */
import { ATTRIBUTION_GOALS, type AttributionGoal, attribute } from '../attribution.ts'
import { ATTRIBUTION_MODELS, type AttributionModel } from '../attribution-share.ts'
import { cellsOf } from '../cells.ts'
import type { View } from '../figure.ts'
import { wholeRange } from '../figure.ts'
import { NONE, named } from '../segment.ts'

type Sums = Record<string, number>
type ByModel<T> = Record<AttributionModel, T>

export interface AttributionBlock {
  total: number
  channel: ByModel<Sums>
  campaign: ByModel<Sums>
  channelByYear: ByModel<Record<string, Sums>>
}

export const attributionBlock = (view: View): Record<AttributionGoal, AttributionBlock> =>
  Object.fromEntries(ATTRIBUTION_GOALS.map((goal) => [goal, ofGoal(view, goal)])) as Record<AttributionGoal, AttributionBlock>

function ofGoal(view: View, goal: AttributionGoal): AttributionBlock {
  const years = cellsOf(view, { ...wholeRange, period: 'year' })
  const sums = (model: AttributionModel, column: 'channel' | 'campaign', places: number, placeOf: (at: number) => number): Sums[] => {
    const { sums: found, width } = attribute(view, { goal, model, column, places, placeOf })
    const names = [...view.population.touches[column].names.map(named), NONE]
    return Array.from({ length: places }, (_, place) =>
      Object.fromEntries(names.map((name, i): [string, number] => [name, found[place * width + i]!]).filter(([, sum]) => sum !== 0)),
    )
  }
  const whole = (model: AttributionModel, column: 'channel' | 'campaign') => sums(model, column, 1, () => 0)[0]!
  const byYear = (model: AttributionModel) =>
    Object.fromEntries(
      sums(model, 'channel', years.periods.length, years.periodOf)
        .map((sum, i): [string, Sums] => [years.periods[i]!.key!, sum])
        .filter(hasAny),
    )
  return {
    total: attribute(view, { goal, model: 'first', column: 'channel', places: 1, placeOf: () => 0 }).worth[0]!,
    channel: byModel((model) => whole(model, 'channel')),
    campaign: byModel((model) => whole(model, 'campaign')),
    channelByYear: byModel(byYear),
  }
}

const hasAny = ([, sums]: [string, Sums]): boolean => Object.keys(sums).length > 0
const byModel = <T>(of: (model: AttributionModel) => T): ByModel<T> => Object.fromEntries(ATTRIBUTION_MODELS.map((model) => [model, of(model)])) as ByModel<T>
