/**
 * What may come: every open lead moved on from its state and age, new ones from theirs, again and again, each time by hazards and
 * arrivals as they may be as well (nonparametric bootstrap over leads: Efron and Tibshirani, An Introduction to the Bootstrap, 1993). Pure.
 */
import type { FigureSettings } from '../figure-settings.ts'
import type { Population } from '../population.ts'
import { arrivalModel, drawArrivals } from './arrivals.ts'
import { CELLS, measureOf, openCell } from './cells.ts'
import { DAY_MS, experienceOf, Hazards } from './hazards.ts'
import { Random } from './random.ts'
import { type Standing, standingAt } from './standing.ts'
import { classOfState, isOpenState } from './states.ts'

export interface Simulation {
  population: Population
  /** Their numbers; null: all. */
  leads: Uint32Array | null
  /** Unix ms. Nothing after it is known. */
  asOf: number
  /** Ends of coming spans, Unix ms, ascending, after `asOf`; the first begins at `asOf`. */
  ends: readonly number[]
  settings: Pick<FigureSettings, 'timeZone' | 'fairs'>
  /** At least 200 for intervals of 95 %. */
  runs: number
  seed: number
}

export interface Drawn {
  count: (run: number, span: number, cell: number) => number
  /** Fairs of the calendar that come but were never seen. */
  unknownFairs: readonly string[]
}

const YEAR_MS = 365 * DAY_MS
export function simulate({ population, leads, asOf, ends, settings, runs, seed }: Simulation): Drawn {
  const random = new Random(seed)
  const experience = experienceOf(population, leads, asOf)
  const hazards = new Hazards(experience)
  const standing = standingAt(population, leads, asOf)
  const days = Float64Array.from(ends, (end) => (end - asOf) / DAY_MS)
  const counts = new Uint32Array(runs * ends.length * CELLS)
  const times = new Uint16Array(experience.leads)
  const arrivals = arrivalModel(population, leads, asOf, ends.at(-1)!, settings)
  const pools = startsOf(population, leads, asOf, standing, arrivals.isFromFair)
  hazards.estimate(null)
  const movable = numbersWhere(standing.n, (i) => isOpenState[standing.state[i]!]! || hazards.canLeave(standing.state[i]!))
  for (let run = 0; run < runs; run++) {
    times.fill(0)
    for (let i = 0; i < experience.leads; i++) times[random.below(experience.leads)]!++
    hazards.estimate(times)
    const walk = { hazards, days, random, counts, at: run * ends.length * CELLS }
    for (const i of movable) follow(walk, standing.state[i]!, -standing.age[i]!, 0, standing.reached[i]!)
    const starts = { ordinary: resampled(pools.ordinary, random), fair: resampled(pools.fair, random) }
    drawArrivals(arrivals, random, (at, isFair) => {
      const pool = isFair ? starts.fair : starts.ordinary
      const [state, day] = [pool[random.below(pool.length)]!, (at - asOf) / DAY_MS]
      const span = spanAt(days, day)
      counts[walk.at + span * CELLS]!++
      const measure = measureOf[state]!
      if (measure) counts[walk.at + span * CELLS + measure]!++
      follow(walk, state, day, day, 1 << measure)
    })
  }
  return { count: (run, span, cell) => counts[(run * ends.length + span) * CELLS + cell]!, unknownFairs: arrivals.fairs.unknown }
}

interface Walk {
  hazards: Hazards
  /** Ends of the spans in days from now. */
  days: Float64Array
  random: Random
  counts: Uint32Array
  /** Where the cells of this run begin. */
  at: number
}

/** One lead from a day to the end of what is asked. @param entered day on which it came into the state, before 0: earlier */
function follow({ hazards, days, random, counts, at }: Walk, start: number, since: number, from: number, reachedBefore: number): void {
  let [state, entered, now, reached, span] = [start, since, from, reachedBefore, spanAt(days, from)]
  for (;;) {
    const age = hazards.leavesAt(state, now - entered, random)
    const leaves = entered + age
    const isOpen = isOpenState[state]!
    const cell = at + openCell(classOfState(state))
    for (; span < days.length && days[span]! <= leaves; span++) if (isOpen) counts[cell + span * CELLS]!++
    if (span === days.length) return
    state = hazards.goesTo(state, age, random)
    entered = leaves
    now = leaves
    const measure = measureOf[state]!
    if (measure === 0 || reached & (1 << measure)) continue
    reached |= 1 << measure
    counts[at + span * CELLS + measure]!++
  }
}

/** The span in which a day lies; its end is of the next. */
function spanAt(days: Float64Array, day: number): number {
  let span = 0
  while (span < days.length && days[span]! <= day) span++
  return span
}

/** States in which the last year's leads began; those of fairs apart, and of earlier fairs where the last year had none. */
function startsOf(population: Population, leads: Uint32Array | null, asOf: number, { n, began }: Standing, isFromFair: (lead: number) => boolean) {
  const lead = (i: number) => leads?.[i] ?? i
  const isLate = (i: number) => population.createdAt[lead(i)]! >= asOf - YEAR_MS
  const fairs = numbersWhere(n, (i) => isFromFair(lead(i)))
  const lateFairs = fairs.filter(isLate)
  const states = (numbers: Uint32Array): Uint8Array => Uint8Array.from(numbers, (i) => began[i]!)
  const ordinary = numbersWhere(n, (i) => !isFromFair(lead(i)))
  const late = ordinary.filter(isLate)
  const pools = { ordinary: states(late.length > 0 ? late : ordinary), fair: states(lateFairs.length > 0 ? lateFairs : fairs) }
  return pools.ordinary.length > 0 ? pools : { ...pools, ordinary: pools.fair }
}

const numbersWhere = (n: number, isMeant: (i: number) => boolean): Uint32Array => Uint32Array.from({ length: n }, (_, i) => i).filter(isMeant)
const resampled = (pool: Uint8Array, random: Random): Uint8Array => pool.map(() => pool[random.below(pool.length)]!)
