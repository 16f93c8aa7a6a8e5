/** How much the open opportunities are worth a day: a rough index of four parts (docs/figures.md, group 8). Pure. */
import { eachLead } from './each-lead.ts'
import type { View } from './figure.ts'
import { stageCode } from './population.ts'
import { eachStanding, endsUntil } from './standing.ts'
import { medianOf } from './statistics/amounts.ts'
import { DAY_MS, daysOf } from './statistics/waits.ts'
import { WaitsByCell } from './waits-by-cell.ts'

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

/**
 * Of each segment at each end.
 * @param ends Unix ms, ascending
 * @param segmentOf by the lead and the instant its opportunity began
 * @returns by `place of the end * segments + segment`
 */
export function velocities(view: View, ends: readonly number[], segments: number, segmentOf: (lead: number, at: number) => number): Velocity[] {
  const cells = ends.length * segments
  const open = openAt(view, ends, segments, segmentOf)
  const [won, lost, priced, cents] = [new Uint32Array(cells), new Uint32Array(cells), new Uint32Array(cells), new Float64Array(cells)]
  const cycles = new WaitsByCell(cells)
  eachClosing(view, (lead, at, began, order) => {
    const segment = segmentOf(lead, Number.isNaN(began) ? at : began)
    const until = endsUntil(ends, at + VELOCITY_DAYS * DAY_MS)
    for (let place = endsUntil(ends, at); place < until; place++) {
      const cell = place * segments + segment
      if (order === LOST) {
        lost[cell]!++
        continue
      }
      won[cell]!++
      if (!Number.isNaN(began)) cycles.push(cell, at - began)
      if (order === UNPRICED) continue
      priced[cell]!++
      cents[cell]! += order
    }
  })
  return cycles.done().map((of, cell) => {
    const median = medianOf(of).median
    const mean = priced[cell] === 0 ? null : cents[cell]! / priced[cell]!
    return withIndex({ openOpportunities: open[cell]!, won: won[cell]!, lost: lost[cell]!, meanOrderCents: mean, medianCycleDays: daysOf(median) })
  })
}

function withIndex(parts: Omit<Velocity, 'winShare' | 'perDayCents'>): Velocity {
  const { openOpportunities, won, lost, meanOrderCents, medianCycleDays } = parts
  const winShare = won + lost === 0 ? null : won / (won + lost)
  const isKnown = winShare !== null && meanOrderCents !== null && medianCycleDays !== null && medianCycleDays > 0
  return { ...parts, winShare, perDayCents: isKnown ? velocityIndex(openOpportunities, winShare, meanOrderCents, medianCycleDays) : null }
}

function openAt(view: View, ends: readonly number[], segments: number, segmentOf: (lead: number, at: number) => number): Int32Array {
  const opened = new Int32Array((ends.length + 1) * segments)
  const { at } = view.population.moves
  eachStanding(view, ['sql'], ends, (lead, move, from, to) => {
    const segment = segmentOf(lead, at[move]!)
    opened[from * segments + segment]!++
    opened[to * segments + segment]!--
  })
  for (let cell = segments; cell < opened.length; cell++) opened[cell]! += opened[cell - segments]!
  return opened
}

/** Instead of the cents of the first order. */
const LOST = -1
const UNPRICED = -2

/**
 * Told of each opportunity that was closed. Won: the lead becomes a customer, once. Lost: out of sql, each time.
 * @param use given when it was closed and when the lead first came to sql (NaN: never), and the first order's cents
 */
function eachClosing({ population, leads }: View, use: (lead: number, at: number, began: number, order: number) => void): void {
  const { moves, orders } = population
  const [sql, customer, lost] = [stageCode('sql'), stageCode('customer'), stageCode('lost')]
  eachLead(population, leads, (lead) => {
    let began = Number.NaN
    for (let move = moves.first[lead]!; move < moves.first[lead + 1]!; move++) {
      const [to, at] = [moves.to[move]!, moves.at[move]!]
      if (to === sql && Number.isNaN(began)) began = at
      else if (to === lost && move > moves.first[lead]! && moves.to[move - 1] === sql) use(lead, at, began, LOST)
      else if (to === customer) {
        const order = orders.first[lead]!
        const cents = order < orders.first[lead + 1]! ? orders.amount[order]! : Number.NaN
        use(lead, at, began, Number.isNaN(cents) ? UNPRICED : cents)
        return
      }
    }
  })
}
