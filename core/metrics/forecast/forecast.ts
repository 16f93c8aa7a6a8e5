/** What is to be expected of coming periods: means and intervals of simulated counts (figures.md, group 5). Pure. */
import type { FigureSettings } from '../figure-settings.ts'
import type { Period } from '../periods.ts'
import type { Population } from '../population.ts'
import { CELLS, happened, MEASURES, type Measure } from './cells.ts'
import { DAY_MS } from './hazards.ts'
import { simulate } from './simulate.ts'

/** Leads as known at an instant. */
export interface Known {
  population: Population
  /** Their numbers, ascending; null: all. */
  leads: Uint32Array | null
  /** Unix ms. */
  asOf: number
}

/** Of a count; limits are those of the simulated counts between which 50 % and 95 % of them lie. */
export interface Expected {
  mean: number
  median: number
  low50: number
  high50: number
  low: number
  high: number
}

export interface ForecastPeriod extends Period {
  /** It began before `asOf`: what was counted of it so far is in what is expected. */
  isRunning: boolean
  /** In the order of CELL_NAMES; of open leads 0. */
  soFar: readonly number[]
  cells: readonly Expected[]
}

export interface Forecast {
  periods: readonly ForecastPeriod[]
  /** Fairs of the calendar that come but were never seen: nothing is expected of them. */
  unknownFairs: readonly string[]
}

export interface Drawing {
  runs: number
  seed: number
}

/** As the definition asks; the interval's limits are then the 5th and the 195th. */
export const USUAL_DRAWING: Drawing = { runs: 200, seed: 5 }

const LEAST_HISTORY_DAYS = 365
const LEAST_CLOSINGS = 10

/** Of what there is too little: less than twelve months of history, or fewer than ten closings in the last. */
export type Missing = 'history' | 'closings'

/** Why nothing is foretold; null: enough is known. */
export function missingFor({ population, leads, asOf }: Known): Missing | null {
  const numbers = leads ?? population.ids.keys()
  const year = asOf - LEAST_HISTORY_DAYS * DAY_MS
  const { createdAt, orders } = population
  let [begin, closings] = [asOf, 0]
  for (const lead of numbers) {
    begin = Math.min(begin, createdAt[lead]!)
    if (orders.first[lead]! < orders.first[lead + 1]! && orders.at[orders.first[lead]!]! >= year) closings++
  }
  return begin > year ? 'history' : closings < LEAST_CLOSINGS ? 'closings' : null
}

type Settings = Pick<FigureSettings, 'timeZone' | 'fairs'>

/** @param periods that follow each other, ascending; the first may be running, all end after `asOf` */
export function forecast(known: Known, periods: readonly Period[], settings: Settings, drawing: Drawing = USUAL_DRAWING): Forecast {
  const drawn = simulate({ ...known, ...drawing, ends: periods.map(({ to }) => to), settings })
  return {
    unknownFairs: drawn.unknownFairs,
    periods: periods.map((period, span) => {
      const soFar = countedSoFar(known, period)
      const cells = soFar.map((before, cell) => expected(drawing.runs, (run) => before + drawn.count(run, span, cell)))
      return { ...period, isRunning: period.from < known.asOf, soFar, cells }
    }),
  }
}

/** What is expected of running periods at their ends, all from one simulation; with what was counted of them so far. */
export function expectedOf(
  known: Known,
  wanted: readonly { kind: Measure; period: Pick<Period, 'from' | 'to'> }[],
  settings: Settings,
  drawing: Drawing = USUAL_DRAWING,
): Expected[] {
  const ends = [...new Set(wanted.map(({ period }) => period.to))].sort((a, b) => a - b)
  if (ends.length === 0) return []
  const drawn = simulate({ ...known, ...drawing, ends, settings })
  return wanted.map(({ kind, period }) => {
    const cell = MEASURES.indexOf(kind)
    const before = countedSoFar(known, period)[cell]!
    const spans = ends.slice(0, ends.indexOf(period.to) + 1)
    return expected(drawing.runs, (run) => spans.reduce((sum, _, span) => sum + drawn.count(run, span, cell), before))
  })
}

/** In the order of CELL_NAMES; open leads are not counted so far, but at the end. */
function countedSoFar({ population, leads, asOf }: Known, { from }: Pick<Period, 'from'>): number[] {
  const counts = from < asOf ? happened(population, leads, asOf, from, [asOf]) : new Uint32Array(CELLS)
  return Array.from(counts, (count, cell) => (cell < MEASURES.length ? count : 0))
}

/** Quantiles as the inverse of the distribution of the counts: the least that is not exceeded so often. */
function expected(runs: number, countOf: (run: number) => number): Expected {
  const sorted = Uint32Array.from({ length: runs }, (_, run) => countOf(run)).sort()
  const quantile = (share: number): number => sorted[Math.ceil(share * runs - 1e-9) - 1]!
  return {
    mean: sorted.reduce((sum, one) => sum + one, 0) / runs,
    median: quantile(0.5),
    low50: quantile(0.25),
    high50: quantile(0.75),
    low: quantile(0.025),
    high: quantile(0.975),
  }
}
