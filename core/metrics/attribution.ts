/** Goals that leads reached, shared among the touches before them (docs/figures.md, group 6). Pure. */
import { type AttributionModel, shareGoal } from './attribution-share.ts'
import { eachLead, firstMoveTo } from './each-lead.ts'
import type { View } from './figure.ts'
import { type Population, stageCode, type Touches } from './population.ts'

export const ATTRIBUTION_GOALS = ['mql', 'sql', 'closing', 'revenue'] as const
export type AttributionGoal = (typeof ATTRIBUTION_GOALS)[number]

/** What touches are told apart by. */
export type TouchColumn = 'channel' | 'system' | 'campaign' | 'touch'

export interface Attribution {
  /** The goal's worth by place and segment, `place * width + segment`; the last segment is for goals without a touch. */
  sums: Float64Array
  /** Leads (of revenue: orders) of which the segment has a share. */
  n: Uint32Array
  /** Leads (orders) of each place, and what they are worth together. */
  goals: Uint32Array
  worth: Float64Array
  /** Segments: the column's names and one more. */
  width: number
}

/**
 * @param places how many there are; @param placeOf where a goal belongs, by its instant; -1: nowhere
 * @param used told of each lead with a share: its number, place and segment
 */
export function attribute(
  view: View,
  question: { goal: AttributionGoal; model: AttributionModel; column: TouchColumn; places: number; placeOf: (at: number) => number },
  used?: (lead: number, place: number, segment: number) => void,
): Attribution {
  const { population, settings } = view
  const { goal, model, column, places, placeOf } = question
  const { codes, names } = population.touches[column]
  const width = names.length + 1
  const [sums, n, seen] = [new Float64Array(places * width), new Uint32Array(places * width), new Int32Array(places * width)]
  const taken = new CountedTouches(population, settings.attribution.notCounted)
  const [goals, worths] = [new Uint32Array(places), new Float64Array(places)]
  let serial = 0
  const give = (lead: number, at: number, worth: number): void => {
    const place = placeOf(at)
    if (place < 0) return
    goals[place]!++
    worths[place]! += worth
    serial++
    const add = (segment: number, share: number): void => {
      const cell = place * width + segment
      sums[cell]! += worth * share
      if (share === 0 || seen[cell] === serial) return
      seen[cell] = serial
      n[cell]!++
      used?.(lead, place, segment)
    }
    const count = taken.until(lead, at)
    if (count === 0) {
      add(names.length, 1)
      return
    }
    shareGoal(model, taken.times, count, settings.attribution.halfLifeDays, taken.shares)
    for (let i = 0; i < count; i++) add(codes[taken.touches[i]!]!, taken.shares[i]!)
  }
  eachGoal(view, goal, give)
  return { sums, n, goals, worth: worths, width }
}

/** A lead reaches a stage or its first order once; each of its orders is revenue, in cents. */
function eachGoal({ population, leads }: View, goal: AttributionGoal, give: (lead: number, at: number, worth: number) => void): void {
  const { moves, orders } = population
  const stage = goal === 'mql' || goal === 'sql' ? stageCode(goal) : -1
  eachLead(population, leads, (lead) => {
    if (stage >= 0) {
      const move = firstMoveTo(population, lead, stage)
      if (move >= 0) give(lead, moves.at[move]!, 1)
      return
    }
    const [begin, end] = [orders.first[lead]!, orders.first[lead + 1]!]
    if (goal === 'closing' && begin < end) give(lead, orders.at[begin]!, 1)
    // An order without an amount is an order of which no revenue is known.
    if (goal === 'revenue') for (let order = begin; order < end; order++) give(lead, orders.at[order]!, orders.amount[order]! || 0)
  })
}

/** The touches of one lead that can win somebody, over and over in the same arrays. */
class CountedTouches {
  times = new Float64Array(64)
  shares = new Float64Array(64)
  touches = new Uint32Array(64)
  private readonly all: Touches
  private readonly createdAt: Float64Array
  /** By kind of touch. */
  private readonly counts: readonly boolean[]
  constructor({ touches, createdAt }: Population, notCounted: readonly string[]) {
    this.all = touches
    this.createdAt = createdAt
    this.counts = touches.touch.names.map((name) => name === null || !notCounted.includes(name))
  }
  /** Those from the creation on and not behind `at`. @returns how many */
  until(lead: number, at: number): number {
    const { first, at: times, touch } = this.all
    const [begin, end] = [first[lead]!, first[lead + 1]!]
    if (end - begin > this.times.length) this.widen(end - begin)
    let n = 0
    for (let i = begin; i < end && times[i]! <= at; i++) {
      if (times[i]! < this.createdAt[lead]! || !this.counts[touch.codes[i]!]) continue
      this.times[n] = times[i]!
      this.touches[n++] = i
    }
    return n
  }
  private widen(least: number): void {
    const length = 2 ** Math.ceil(Math.log2(least))
    this.times = new Float64Array(length)
    this.shares = new Float64Array(length)
    this.touches = new Uint32Array(length)
  }
}
