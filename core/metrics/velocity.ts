/** How much the open opportunities are worth a day: a rough index of four parts (docs/figures.md, group 8). Pure. */
import { eachLead } from './each-lead.ts'
import type { View } from './figure.ts'
import { stageCode } from './population.ts'
import { eachStanding } from './standing.ts'
import { meanOf, medianOf } from './statistics/amounts.ts'
import { DAY_MS } from './statistics/waits.ts'

/** So far back closed opportunities count. */
export const VELOCITY_DAYS = 365

export interface Velocity {
  openOpportunities: number
  won: number
  lost: number
  winShare: number | null
  /** Of the first orders of those won. */
  meanOrderCents: number | null
  /** From the first entry into sql to the customer. */
  medianCycleDays: number | null
  /** Cents; null where one of the parts is not known. */
  perDayCents: number | null
}

/** @param medianDays more than 0 */
export const velocityIndex = (open: number, winShare: number, meanOrder: number, medianDays: number): number => (open * winShare * meanOrder) / medianDays

/** An opportunity that was closed. */
interface Closing {
  cell: number
  at: number
  isWon: boolean
  /** Of those won; NaN: not known. */
  cents: number
  days: number
}

/**
 * Of each segment at each end.
 * @param ends Unix ms, ascending
 * @param segmentOf by the lead and the instant its opportunity began
 * @returns by `place of the end * segments + segment`
 */
export function velocities(view: View, ends: readonly number[], segments: number, segmentOf: (lead: number, at: number) => number): Velocity[] {
  const open = new Uint32Array(ends.length * segments)
  const { at } = view.population.moves
  eachStanding(view, ['sql'], ends, (lead, place, move) => open[place * segments + segmentOf(lead, at[move]!)]!++)
  const closings = closingsOf(view, segmentOf)
  return Array.from(open, (n, cell) => {
    const end = ends[Math.floor(cell / segments)]!
    return velocityOf(
      n,
      closings.filter((one) => one.cell === cell % segments && one.at < end && one.at >= end - VELOCITY_DAYS * DAY_MS),
    )
  })
}

function velocityOf(openOpportunities: number, closings: readonly Closing[]): Velocity {
  const won = closings.filter(({ isWon }) => isWon)
  const lost = closings.length - won.length
  const winShare = closings.length === 0 ? null : won.length / closings.length
  const meanOrderCents = meanOf(known(won.map(({ cents }) => cents))).mean
  const medianCycleDays = medianOf(known(won.map(({ days }) => days)).sort()).median
  const isKnown = winShare !== null && meanOrderCents !== null && medianCycleDays !== null && medianCycleDays > 0
  const perDayCents = isKnown ? velocityIndex(openOpportunities, winShare, meanOrderCents, medianCycleDays) : null
  return { openOpportunities, won: won.length, lost, winShare, meanOrderCents, medianCycleDays, perDayCents }
}

/** Won: the lead becomes a customer, once. Lost: out of sql, each time. */
function closingsOf({ population, leads }: View, segmentOf: (lead: number, at: number) => number): Closing[] {
  const { moves, orders } = population
  const [sql, customer, lost] = [stageCode('sql'), stageCode('customer'), stageCode('lost')]
  const closings: Closing[] = []
  eachLead(population, leads, (lead) => {
    let began = Number.NaN
    for (let move = moves.first[lead]!; move < moves.first[lead + 1]!; move++) {
      const [to, at] = [moves.to[move]!, moves.at[move]!]
      if (to === sql && Number.isNaN(began)) began = at
      const isLost = to === lost && move > moves.first[lead]! && moves.to[move - 1] === sql
      if (to !== customer && !isLost) continue
      const order = orders.first[lead]!
      const cents = order < orders.first[lead + 1]! ? orders.amount[order]! : Number.NaN
      closings.push({ cell: segmentOf(lead, Number.isNaN(began) ? at : began), at, isWon: !isLost, cents, days: (at - began) / DAY_MS })
      if (to === customer) return
    }
  })
  return closings
}

const known = (values: readonly number[]): Float64Array => Float64Array.from(values.filter((value) => !Number.isNaN(value)))
