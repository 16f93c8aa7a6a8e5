/** Group 8 as one object: who is in sales care, how long leads stay in each stage, and how much they are worth a day. Pure. */
import type { View } from '../figure.ts'
import { stageOf } from '../population.ts'
import { eachStanding, substageAt, substageNamed } from '../standing.ts'
import { type Exit, STAGES_ON_THE_WAY, type StageOnTheWay, type StaysSummed, staysIn, sumUp } from '../stays.ts'
import { type Velocity, velocities } from '../velocity.ts'

export interface FlowBlock {
  /** By `stage/substage`. */
  inSalesCare: Record<string, number>
  stages: Partial<Record<StageOnTheWay, Omit<StaysSummed, 'stays' | 'exits'> & { spells: number; exits: Partial<Record<Exit, number>> }>>
  /** null where one of its parts is not known. */
  velocity: Velocity | null
}

export function flowBlock(view: View): FlowBlock {
  const [velocity] = velocities(view, [view.asOf + 1], 1, () => 0)
  return {
    inSalesCare: inSalesCare(view),
    stages: Object.fromEntries(STAGES_ON_THE_WAY.flatMap((stage) => stageSummed(view, stage))),
    velocity: velocity!.perDayCents === null ? null : velocity!,
  }
}

function inSalesCare(view: View): Record<string, number> {
  const counts: Record<string, number> = {}
  const end = view.asOf + 1
  eachStanding(view, ['sal', 'sql'], [end], (lead, move) => {
    const substage = substageNamed(view.population, substageAt(view.population, lead, move, end))
    const key = `${stageOf(view.population.moves.to[move]!)}/${substage}`
    counts[key] = (counts[key] ?? 0) + 1
  })
  return counts
}

function stageSummed(view: View, stage: StageOnTheWay): [StageOnTheWay, NonNullable<FlowBlock['stages'][StageOnTheWay]>][] {
  const [inStage] = staysIn(view, stage, 1, () => 0)
  const { stays, exits, ...summed } = sumUp(inStage!, view.settings.stuckDays)
  if (stays === 0) return []
  return [[stage, { spells: stays, exits: Object.fromEntries(Object.entries(exits).filter(([, n]) => n > 0)), ...summed }]]
}
