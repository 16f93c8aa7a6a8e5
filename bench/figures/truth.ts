/** What is really so in an invented company: shares and times of very many of its leads, all followed until everything has long been decided. */
import { CONVERTED_END, type Cohort, cohortOf, OPEN_END } from '../../core/metrics/conversions.ts'
import type { View } from '../../core/metrics/figure.ts'
import { type ConversionStep, STEPS } from '../../core/metrics/figure-settings.ts'
import { Random } from '../../core/metrics/forecast/random.ts'
import { populationOf } from '../../core/metrics/population.ts'
import { asOfOf, lived } from './history.ts'
import { type Company, DAY_MS, FIRST_YEAR, YEARS } from './parameters.ts'
import { pathOfLife } from './path-of-life.ts'
import { settingsOf, WINDOWS } from './settings.ts'

/** Longer than the longest window. */
export const FOLLOWED_DAYS = 400
const STREAM = 50

/** Leads that entered a step: those of one step of a company, whenever that was. */
export interface Truth {
  /** Of those that entered from one instant until before another the share that converted within so many days; null: nobody entered. */
  share: (step: ConversionStep, from: number, to: number, days: number) => number | null
  /** Days by which this part has left the step in whatever way; null: longer than they were followed. */
  left: (step: ConversionStep, from: number, to: number, part: number) => number | null
  /** Days by which this part of those has converted who do so within the window. */
  converted: (step: ConversionStep, from: number, to: number, part: number) => number | null
}

/** @param leads so many, and as many more as chance will have it */
export function truthOf(company: Company, leads: number): Truth {
  const asOf = asOfOf() + FOLLOWED_DAYS * DAY_MS
  const random = new Random(company.seed, STREAM)
  const many = { ...company, leads }
  const population = populationOf(paths())
  function* paths() {
    for (const { id, life, events } of lived(many, random, FIRST_YEAR, FIRST_YEAR + YEARS, asOf, 'T')) yield pathOfLife(id, life.born, events)
  }
  const view: View = { population, leads: null, asOf, settings: settingsOf(company) }
  const cohorts = new Map(STEPS.map((step) => [step, cohortOf(view, step, 'ordered')]))
  const among = (step: ConversionStep, from: number, to: number): { cohort: Cohort; members: Uint32Array } => {
    const cohort = cohorts.get(step)!
    return { cohort, members: Uint32Array.from(cohort.t0.keys()).filter((i) => cohort.t0[i]! >= from && cohort.t0[i]! < to) }
  }
  return {
    share(step, from, to, days) {
      const { cohort, members } = among(step, from, to)
      const converted = members.filter((i) => cohort.ending[i] === CONVERTED_END && cohort.ms[i]! <= days * DAY_MS)
      return members.length === 0 ? null : converted.length / members.length
    },
    left(step, from, to, part) {
      const { cohort, members } = among(step, from, to)
      const days = daysOf(cohort, members, (i) => cohort.ending[i] !== OPEN_END)
      return days[Math.ceil(part * members.length) - 1] ?? null
    },
    converted(step, from, to, part) {
      const { cohort, members } = among(step, from, to)
      const days = daysOf(cohort, members, (i) => cohort.ending[i] === CONVERTED_END && cohort.ms[i]! <= WINDOWS[step] * DAY_MS)
      return days[Math.ceil(part * days.length) - 1] ?? null
    },
  }
}

const daysOf = (cohort: Cohort, members: Uint32Array, isMeant: (i: number) => boolean): Float64Array =>
  Float64Array.from(members.filter(isMeant), (i) => cohort.ms[i]! / DAY_MS).sort()
