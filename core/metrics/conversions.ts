/** Who entered a step, and what became of them: the one place that decides it for rates, durations and comparisons (figures.md 0.6, 0.7). Pure. */
import type { Class, Stage } from '../lead/fact.ts'
import { eachLead } from './each-lead.ts'
import type { Mode, View } from './figure.ts'
import type { ConversionStep } from './figure-settings.ts'
import { CLASS_RANK, classRank, STAGE_RANK, stageRank } from './main-order.ts'
import { classCode, type Population, stageCode } from './population.ts'
import { lastEntry } from './segment.ts'

/** `other`: of strict conversions, the first move out went elsewhere. */
export const ENDINGS = ['open', 'converted', 'lost', 'disqualified', 'C', 'fast_lane', 'other'] as const
export type Ending = (typeof ENDINGS)[number]
const code = (ending: Ending): number => ENDINGS.indexOf(ending)
export const OPEN_END = code('open')
export const CONVERTED_END = code('converted')

/** Leads that entered, each once, by their numbers. */
export interface Cohort {
  readonly n: number
  readonly lead: Uint32Array
  /** First entry, Unix ms. */
  readonly t0: Float64Array
  /** Until it ended, or until `asOf`. */
  readonly ms: Float64Array
  /** Place in ENDINGS. */
  readonly ending: Uint8Array
}

/** What became of a lead from `entry` on; written into `found`. */
type Follow = (lead: number, entry: number, found: Found) => void
interface Found {
  at: number
  ending: number
}

export function cohortOf({ population, leads, asOf }: View, step: ConversionStep, mode: Mode): Cohort {
  const { series, from, isIn, follow } = stepOf(population, step, mode)
  const { first, at, to } = series
  const n = leads === null ? population.n : leads.length
  const cohort = { lead: new Uint32Array(n), t0: new Float64Array(n), ms: new Float64Array(n), ending: new Uint8Array(n) }
  const found: Found = { at: 0, ending: 0 }
  let i = 0
  eachLead(population, leads, (lead) => {
    let entry = first[lead]!
    while (entry < first[lead + 1]! && to[entry] !== from) entry++
    if (entry === first[lead + 1]! || !isIn(lead, at[entry]!)) return
    found.at = asOf
    found.ending = OPEN_END
    follow(lead, entry, found)
    cohort.lead[i] = lead
    cohort.t0[i] = at[entry]!
    cohort.ms[i] = Math.max(0, found.at - at[entry]!)
    cohort.ending[i++] = found.ending
  })
  const { lead, t0, ms, ending } = cohort
  return { n: i, lead: lead.subarray(0, i), t0: t0.subarray(0, i), ms: ms.subarray(0, i), ending: ending.subarray(0, i) }
}

interface Step {
  series: Population['classes']
  /** Code of the stage or class that is entered. */
  from: number
  isIn: (lead: number, t0: number) => boolean
  follow: Follow
}

function stepOf(population: Population, step: ConversionStep, mode: Mode): Step {
  const [from, to] = step.split('>') as [string, string]
  return isStageStep(step) ? stageStep(population, from as Stage, to as Stage, mode) : classStep(population, from as Class, to as Class | 'closing', mode)
}

export const isStageStep = (step: ConversionStep): boolean => !/^[ABC]/.test(step)

// --- stages -------------------------------------------------------------------

function stageStep(population: Population, from: Stage, to: Stage, mode: Mode): Step {
  const { moves } = population
  const least = stageRank(to)
  const follow: Record<Mode, Follow> = {
    ordered: (lead, entry, found) => {
      const end = moves.first[lead + 1]!
      for (let move = entry + 1; move < end; move++) {
        if (STAGE_RANK[moves.to[move]!]! >= least) {
          settle(found, moves.at[move]!, CONVERTED_END)
          break
        }
      }
      if (found.ending === OPEN_END) endAsStage(population, lead, found)
      if (to === 'mql') endByFastLane(population, lead, found)
    },
    strict: (lead, entry, found) => {
      if (entry + 1 < moves.first[lead + 1]!) settle(found, moves.at[entry + 1]!, moves.to[entry + 1] === stageCode(to) ? CONVERTED_END : code('other'))
    },
    any: (lead, _entry, found) => {
      for (let move = moves.first[lead]!; move < moves.first[lead + 1]!; move++) {
        if (STAGE_RANK[moves.to[move]!]! >= least) return settle(found, moves.at[move]!, CONVERTED_END)
      }
    },
  }
  return { series: moves, from: stageCode(from), isIn: () => true, follow: follow[mode] }
}

function settle(found: Found, at: number, ending: number): void {
  found.at = at
  found.ending = ending
}

const LOST = stageCode('lost')
const DISQUALIFIED = stageCode('disqualified')
const CUSTOMER = stageCode('customer')

/** Where it stands at asOf counts: opened again, it did not end. */
function endAsStage({ moves }: Population, lead: number, found: Found): void {
  const last = moves.first[lead + 1]! - 1
  const stage = moves.to[last]!
  if (stage === LOST) settle(found, moves.at[last]!, code('lost'))
  else if (stage === DISQUALIFIED) settle(found, moves.at[last]!, code('disqualified'))
}

/** Before it became an MQL it went to sales by another door: no MQL, and no failure. */
function endByFastLane({ fastLanes }: Population, lead: number, found: Found): void {
  const first = fastLanes.first[lead]!
  if (first < fastLanes.first[lead + 1]! && fastLanes.at[first]! <= found.at) settle(found, fastLanes.at[first]!, code('fast_lane'))
}

// --- classes ------------------------------------------------------------------

const CLASS_C = classCode('C')

function classStep(population: Population, from: Class, to: Class | 'closing', mode: Mode): Step {
  const { classes, moves } = population
  const least = to === 'closing' ? Number.POSITIVE_INFINITY : classRank(to)
  const follow: Record<Mode, Follow> = {
    ordered: (lead, entry, found) => {
      const win = firstWin(population, lead, classes.at[entry]!)
      const rise = firstRise(population, lead, entry + 1, least)
      if (Math.min(win, rise) < Number.POSITIVE_INFINITY) return settle(found, Math.min(win, rise), CONVERTED_END)
      endAsStage(population, lead, found)
      endInClassC(population, lead, found)
    },
    strict: (lead, entry, found) => {
      const win = firstWin(population, lead, classes.at[entry]!)
      const leaving = firstLeaving(population, lead, entry)
      const change = leaving < 0 ? Number.POSITIVE_INFINITY : classes.at[leaving]!
      if (win < change) settle(found, win, to === 'closing' ? CONVERTED_END : code('other'))
      else if (leaving >= 0) settle(found, change, to !== 'closing' && classes.to[leaving] === classCode(to) ? CONVERTED_END : code('other'))
      else {
        endAsStage(population, lead, found)
        if (found.ending !== OPEN_END) found.ending = code('other')
      }
    },
    any: (lead, _entry, found) => {
      const at = Math.min(firstWin(population, lead, Number.NEGATIVE_INFINITY), firstRise(population, lead, classes.first[lead]!, least))
      if (at < Number.POSITIVE_INFINITY) settle(found, at, CONVERTED_END)
    },
  }
  return { series: classes, from: classCode(from), isIn: (lead, t0) => moves.to[lastEntry(moves, lead, t0)] !== CUSTOMER, follow: follow[mode] }
}

/** When it first became a customer, not before an instant; infinite: never. */
function firstWin({ moves }: Population, lead: number, since: number): number {
  for (let move = moves.first[lead]!; move < moves.first[lead + 1]!; move++) {
    if (moves.to[move] === CUSTOMER && moves.at[move]! >= since) return moves.at[move]!
  }
  return Number.POSITIVE_INFINITY
}

/** When its class first was this or beyond, from an entry on; infinite: never. */
function firstRise({ classes }: Population, lead: number, entry: number, least: number): number {
  for (let i = entry; i < classes.first[lead + 1]!; i++) if (CLASS_RANK[classes.to[i]!]! >= least) return classes.at[i]!
  return Number.POSITIVE_INFINITY
}

/** The entry by which it first left the class it had; -1: never. */
function firstLeaving({ classes }: Population, lead: number, entry: number): number {
  for (let i = entry + 1; i < classes.first[lead + 1]!; i++) if (classes.to[i] !== classes.to[entry]) return i
  return -1
}

/** In C and not back: since it came there for the last time. */
function endInClassC({ classes }: Population, lead: number, found: Found): void {
  let i = classes.first[lead + 1]! - 1
  if (classes.to[i] !== CLASS_C) return
  while (i > classes.first[lead]! && classes.to[i - 1] === CLASS_C) i--
  if (classes.at[i]! < found.at) settle(found, classes.at[i]!, code('C'))
}
