/** Stays of leads in a stage, each visit as one: how long, and how they ended (docs/figures.md, group 8). Pure. */
import { STAGES, type Stage } from '../lead/fact.ts'
import { eachLead } from './each-lead.ts'
import type { View } from './figure.ts'
import { stageCode } from './population.ts'
import { aalenJohansen, type ShareBy, shareBy, timeOfConverted } from './statistics/aalen-johansen.ts'
import type { Curve } from './statistics/curve.ts'
import { inDays, kaplanMeier, type Quantile, quantiles } from './statistics/kaplan-meier.ts'
import { CONVERTED, DAY_MS, daysOf, ENDED, endOf, OPEN, packed, timeOf, type Waits } from './statistics/waits.ts'
import { WaitsByCell } from './waits-by-cell.ts'

/** Stages that somebody is on the way in. */
export const STAGES_ON_THE_WAY = ['lead', 'recycled', 'mql', 'sal', 'sql'] as const satisfies readonly Stage[]
export type StageOnTheWay = (typeof STAGES_ON_THE_WAY)[number]

export const EXITS = ['open', 'forward', 'back', 'lost', 'disqualified'] as const
export type Exit = (typeof EXITS)[number]

/** Forward is a later one. What is nurtured again stands between `lead` and `mql`. */
const ORDER: readonly Stage[] = ['unknown', 'lead', 'recycled', 'mql', 'sal', 'sql', 'customer']
const ENDS = EXITS.map((exit) => (exit === 'open' ? OPEN : exit === 'forward' ? CONVERTED : ENDED))

/** Days by which 90 % of the stays that move forward have. */
const LONG = 0.9

/** The stays in one stage that fall into one cell. */
export interface Stays {
  /** Until the exit, or until `asOf`; forward is conversion. */
  waits: Waits
  exits: Record<Exit, number>
}

/** Told of a stay. @param until NaN: still open */
export type UseStay = (lead: number, from: number, until: number, exit: number) => void

export function eachStay({ population, leads }: View, stage: Stage, use: UseStay): void {
  const { first, at, to } = population.moves
  const [code, exits] = [stageCode(stage), exitsFrom(stage)]
  eachLead(population, leads, (lead) => {
    const end = first[lead + 1]!
    for (let move = first[lead]!; move < end; move++) {
      if (to[move] !== code) continue
      if (move + 1 < end) use(lead, at[move]!, at[move + 1]!, exits[to[move + 1]!]!)
      else use(lead, at[move]!, Number.NaN, EXITS.indexOf('open'))
    }
  })
}

/** By the code of the stage that is moved to: place in EXITS. */
function exitsFrom(stage: Stage): Uint8Array {
  const here = ORDER.indexOf(stage)
  const exits = new Uint8Array(STAGES.length)
  for (const [place, there] of ORDER.entries()) exits[stageCode(there)] = EXITS.indexOf(place > here ? 'forward' : 'back')
  exits[stageCode('lost')] = EXITS.indexOf('lost')
  exits[stageCode('disqualified')] = EXITS.indexOf('disqualified')
  return exits
}

/** @param cellOf by the lead and when the stay began; -1: not asked about */
export function staysIn(view: View, stage: Stage, cells: number, cellOf: (lead: number, from: number) => number): Stays[] {
  const waits = new WaitsByCell(cells)
  const counts = new Uint32Array(cells * EXITS.length)
  eachStay(view, stage, (lead, from, until, exit) => {
    const cell = cellOf(lead, from)
    if (cell < 0) return
    counts[cell * EXITS.length + exit]!++
    waits.push(cell, packed((exit === 0 ? view.asOf : until) - from, ENDS[exit]!))
  })
  return waits.done().map((of, cell) => ({
    waits: of,
    exits: Object.fromEntries(EXITS.map((exit, i) => [exit, counts[cell * EXITS.length + i]!])) as Record<Exit, number>,
  }))
}

export interface StaysSummed {
  stays: number
  exits: Record<Exit, number>
  openNow: number
  /** Days until any exit, by the part of the stays that had one: quartiles. */
  timeInStage: Record<'0.25' | '0.5' | '0.75', Quantile>
  /** Which share moved forward by day 180. */
  forwardBy180: ShareBy | null
  /** Days after which a stay is longer than almost any that moved on needed; null: none moved on. */
  stuckAfterDays: number | null
  /** Open stays that are longer. */
  stuck: number
}

const FORWARD_BY_DAYS = 180

/** @param stuckDays stays that moved forward later do not tell how long is usual */
export function sumUp({ waits, exits }: Stays, stuckDays: number): StaysSummed {
  const forward = aalenJohansen(waits)
  const limit = longestUsual(forward, stuckDays)
  return {
    stays: waits.length,
    exits,
    openNow: exits.open,
    timeInStage: timeInStage(waits),
    forwardBy180: shareBy(forward, waits, FORWARD_BY_DAYS * DAY_MS),
    stuckAfterDays: daysOf(limit),
    stuck: limit === null ? 0 : openLongerThan(waits, limit),
  }
}

/** Days until any exit. */
export function timeInStage(waits: Waits): StaysSummed['timeInStage'] {
  const [quartile1, median, quartile3] = quantiles(kaplanMeier(waits), [0.25, 0.5, 0.75]).map(inDays)
  return { '0.25': quartile1!, '0.5': median!, '0.75': quartile3! }
}

/** Days after which a stay is stuck; null: none moved on. @param stuckDays as above */
export const stuckAfter = (waits: Waits, stuckDays: number): number | null => daysOf(longestUsual(aalenJohansen(waits), stuckDays))

const longestUsual = (forward: Curve, stuckDays: number): number | null => timeOfConverted(forward, stuckDays * DAY_MS, LONG)

/** @param ms the limit itself is not longer */
export function openLongerThan(waits: Waits, ms: number): number {
  let n = 0
  for (let i = waits.length - 1; i >= 0 && timeOf(waits[i]!) > ms; i--) if (endOf(waits[i]!) === OPEN) n++
  return n
}
