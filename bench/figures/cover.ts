/** How often what is true of one invented company lies within the intervals that its figures give. */
import { CONVERTED_END, type Cohort, cohortOf, OPEN_END } from '../../core/metrics/conversions.ts'
import type { View } from '../../core/metrics/figure.ts'
import { type ConversionStep, STAGE_STEPS, STEPS } from '../../core/metrics/figure-settings.ts'
import { CELL_NAMES, CELLS, happened, MEASURES } from '../../core/metrics/forecast/cells.ts'
import { type Expected, expectedOf, forecast } from '../../core/metrics/forecast/forecast.ts'
import { Random } from '../../core/metrics/forecast/random.ts'
import { pathsOf } from '../../core/metrics/paths.ts'
import { periodsBetween } from '../../core/metrics/periods.ts'
import { populationOf } from '../../core/metrics/population.ts'
import { aalenJohansen, shareBy } from '../../core/metrics/statistics/aalen-johansen.ts'
import { medianOf } from '../../core/metrics/statistics/amounts.ts'
import { timeOfConvertedIntervals } from '../../core/metrics/statistics/bootstrap.ts'
import type { Interval } from '../../core/metrics/statistics/interval.ts'
import { kaplanMeier, logLogBand, quantile } from '../../core/metrics/statistics/kaplan-meier.ts'
import { wilson } from '../../core/metrics/statistics/share.ts'
import { atRisk, CONVERTED, ENDED, endOf, OPEN, packed, sorted, timeOf, type Waits } from '../../core/metrics/statistics/waits.ts'
import { factsOfLife } from './facts-of-life.ts'
import { asOfOf, futureOf, historyOf, type Lived } from './history.ts'
import { type Company, companyOf, DAY_MS, FIRST_YEAR, newYear, YEARS } from './parameters.ts'
import { settingsOf, WINDOWS } from './settings.ts'
import { type Truth, truthOf } from './truth.ts'

/** Of one method: intervals that held the truth, how many there were, and by how much in all the figure was above it. */
export interface Coverage {
  inside: number
  of: number
  above: number
}
export type Coverages = Record<string, Coverage>

const FUTURES = 3
const DAY = 90
const FEWEST_AT_RISK = 10
const [TELLING, TOUCHES] = [60, 2]

/** @param truthLeads of how many the truth is found */
export function coverOf(seed: number, leads: number, truthLeads: number): Coverages {
  const company = companyOf(seed, leads)
  const history = historyOf(company)
  const view = viewOf(company, history)
  const coverages: Coverages = {}
  coverForecast(company, history, view, coverages)
  const truth = truthOf(company, truthLeads)
  for (const step of STEPS) coverStep(view, step, truth, coverages)
  return coverages
}

/** By the whole way: facts, paths, columns. */
function viewOf(company: Company, history: readonly Lived[]): View {
  const random = new Random(company.seed, TELLING)
  const asOf = asOfOf()
  const facts = history.flatMap((one) => factsOfLife(one, random, { product: 'P', touches: TOUCHES, until: asOf }))
  return { population: populationOf(pathsOf(facts, asOf + DAY_MS)), leads: null, asOf, settings: settingsOf(company) }
}

/** @param value null: the figure has none; it is not counted then whether the interval is above */
function count(coverages: Coverages, method: string, truth: number | null, value: number | null, { low, high }: Interval): void {
  coverages[method] ??= { inside: 0, of: 0, above: 0 }
  const coverage = coverages[method]
  const isAbove = low !== null && truth !== null && truth < low - 1e-12
  const isBelow = high !== null && (truth === null || truth > high + 1e-12)
  coverage.of++
  if (!isAbove && !isBelow) coverage.inside++
  if (value !== null && truth !== null) coverage.above += value - truth
}

// --- steps ---------------------------------------------------------------------

function coverStep(view: View, step: ConversionStep, truth: Truth, coverages: Coverages): void {
  const { asOf } = view
  const cohort = cohortOf(view, step, 'ordered')
  const entered = (from: number, to: number) => Uint32Array.from(cohort.t0.keys()).filter((i) => cohort.t0[i]! >= from && cohort.t0[i]! < to)
  for (let year = FIRST_YEAR; year < FIRST_YEAR + YEARS; year++) {
    const [from, to] = [newYear(year), newYear(year + 1)]
    coverRate(cohort, entered, step, from, Math.min(to, asOf - WINDOWS[step] * DAY_MS), truth, coverages)
    const waits = waitsOf(cohort, entered(from, to))
    if (waits.length > 0) coverDurations(waits, step, [from, to], truth, coverages)
  }
  const [from, to] = [asOf - 184 * DAY_MS, asOf]
  const late = entered(from, to)
  const converted = late.filter((i) => cohort.ending[i] === CONVERTED_END).length
  const closed = late.filter((i) => cohort.ending[i] !== OPEN_END).length
  const real = truth.share(step, from, to, WINDOWS[step])
  for (const [name, of] of [
    ['wrong: converted / closed, last half-year', closed] as const,
    ['wrong: converted so far / all, last half-year', late.length] as const,
  ])
    if (of > 0) count(coverages, name, real, converted / of, wilson(converted, of))
}

type Entered = (from: number, to: number) => Uint32Array

function coverRate(cohort: Cohort, entered: Entered, step: ConversionStep, from: number, to: number, truth: Truth, coverages: Coverages): void {
  const mature = entered(from, to)
  if (mature.length === 0) return
  const within = mature.filter((i) => cohort.ending[i] === CONVERTED_END && cohort.ms[i]! <= WINDOWS[step] * DAY_MS)
  const { rate, ...interval } = wilson(within.length, mature.length)
  count(coverages, 'rate, mature cohort, Wilson', truth.share(step, from, to, WINDOWS[step]), rate, interval)
}

function coverDurations(waits: Waits, step: ConversionStep, [from, to]: [number, number], truth: Truth, coverages: Coverages): void {
  const real = truth.share(step, from, to, DAY)
  if (atRisk(waits, DAY * DAY_MS) >= FEWEST_AT_RISK) {
    const { value, ...interval } = shareBy(aalenJohansen(waits), waits, DAY * DAY_MS)!
    count(coverages, `share by day ${DAY}, Aalen-Johansen`, real, value, interval)
    const naive = kaplanMeier(waits, true)
    const i = naive.placeAt(DAY * DAY_MS)
    if (i >= 0) {
      const { low, high } = logLogBand(naive.values[i]!, naive.errors[i]!)
      if (low !== null && high !== null) count(coverages, `wrong: 1 - Kaplan-Meier, day ${DAY}`, real, 1 - naive.values[i]!, { low: 1 - high, high: 1 - low })
    }
  }
  if ((STAGE_STEPS as readonly ConversionStep[]).includes(step)) {
    const curve = kaplanMeier(waits)
    for (const [name, part] of [['quartile 1', 0.25] as const, ['median', 0.5] as const]) {
      const { value, low, high } = quantile(curve, part)
      const known = { low: inDays(low ?? curve.times[curve.length - 1] ?? null), high: inDays(high) }
      count(coverages, `time in step, ${name}`, truth.left(step, from, to, part), inDays(value), known)
    }
  }
  const median = truth.converted(step, from, to, 0.5)
  const [interval] = timeOfConvertedIntervals(waits, WINDOWS[step] * DAY_MS, [0.5])
  if (interval!.high !== null)
    count(coverages, 'median time of the converted, bootstrap', median, null, { low: inDays(interval!.low), high: inDays(interval!.high) })
  const finished = medianOf(
    Float64Array.from(
      waits.filter((wait) => endOf(wait) === CONVERTED && timeOf(wait) <= WINDOWS[step] * DAY_MS),
      (wait) => timeOf(wait) / DAY_MS,
    ),
  )
  if (finished.low !== null) count(coverages, 'wrong: median of finished cases', median, finished.median, finished)
}

const inDays = (ms: number | null): number | null => (ms === null ? null : ms / DAY_MS)

const waitsOf = ({ ms, ending }: Cohort, members: Uint32Array): Waits =>
  sorted(Float64Array.from(members, (i) => packed(ms[i]!, ending[i] === CONVERTED_END ? CONVERTED : ending[i] === OPEN_END ? OPEN : ENDED)))

// --- forecast --------------------------------------------------------------------

function coverForecast(company: Company, history: readonly Lived[], view: View, coverages: Coverages): void {
  const { asOf, settings } = view
  const end = newYear(FIRST_YEAR + YEARS + 1)
  const [quarters, years] = (['quarter', 'year'] as const).map((kind) => periodsBetween(kind, asOf, end, settings.timeZone))
  const foretold = forecast(view, quarters!, settings)
  const ofYear = expectedOf(
    view,
    MEASURES.map((kind) => ({ kind, period: years![0]! })),
    settings,
  )
  const ends = quarters!.map(({ to }) => to)
  for (let number = 0; number < FUTURES; number++) {
    const came = happened(populationOf(futureOf(company, history, number)), null, end, asOf, ends)
    const compare = (name: string, counted: number, expected: Expected) => count(coverages, name, counted, expected.mean, expected)
    for (const [q, { cells }] of foretold.periods.entries())
      for (const [cell, { kind }] of CELL_NAMES.entries())
        compare(kind === 'open' ? 'forecast, open leads per class' : `forecast, ${kind}, quarter`, came[q * CELLS + cell]!, cells[cell]!)
    for (const [measure, kind] of MEASURES.entries())
      compare(
        `forecast, ${kind}, year`,
        quarters!.reduce((sum, _, q) => sum + came[q * CELLS + measure]!, 0),
        ofYear[measure]!,
      )
  }
}
