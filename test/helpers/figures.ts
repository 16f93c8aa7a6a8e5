/** The example log of an invented company with the figures it must give (test/figures/public/README.md), read for tests. */
import { readFileSync } from 'node:fs'
import { localTimeIn } from '../../core/lead/local-time.ts'
import type { MetricFact } from '../../core/metrics/fact.ts'
import type { FigureSettings } from '../../core/metrics/figure-settings.ts'
import { pathsOf } from '../../core/metrics/paths.ts'
import { type Population, populationOf } from '../../core/metrics/population.ts'

// biome-ignore lint/suspicious/noExplicitAny: expected figures are read as they are written
export type Expected = any

const folder = new URL('../figures/public/', import.meta.url)
export const text = (name: string): string => readFileSync(new URL(name, folder), 'utf8')

export const json = (name: string): Expected => JSON.parse(text(name))
export const lines = (name: string): Expected[] =>
  text(name)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

/** A fact as it is written there: times in words, attributes left out where they are not known. */
export function factFrom({ at, received, source, ...fact }: Expected): MetricFact {
  const absent = fact.kind === 'unit' ? { industry: null, size: null, region: null } : {}
  const named = fact.kind === 'contact' ? { activity: fact.touch ?? null } : {}
  const noClass = fact.kind === 'fast_lane' && fact.class === 'none' ? { class: null } : {}
  return { ...absent, auto: false, ...fact, ...named, ...noClass, ...(source && { source }), at: Date.parse(at), received: Date.parse(received) }
}

export const publicFacts = (): MetricFact[] => lines('facts.jsonl').map(factFrom)

export function publicSettings(): FigureSettings {
  const { timezone, windows, workingTime, sla, capacity, targets, attribution, fairs } = json('config.json')
  const { stuck, composition, ...steps } = windows
  const hours = [[minuteOf(workingTime.from), minuteOf(workingTime.to)]] as [[number, number]]
  const holidays = new Set(workingTime.holidays)
  return {
    timeZone: timezone,
    windows: steps,
    stuckDays: stuck,
    compositionDays: composition,
    workingTime: {
      week: Object.fromEntries(workingTime.weekdays.map((day: number) => [day, hours])),
      yearly: {},
      dates: {},
      localTime: localTimeIn(timezone),
      isHoliday: (date) => holidays.has(date),
    },
    sla,
    capacity,
    targets,
    attribution,
    fairs,
  }
}

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** The leads of a product as known at an instant; null: of all. */
export function publicPopulation(asOf: number, product: string | null = null): Population {
  return populationOf(pathsOf(publicFacts(), asOf).filter((path) => product === null || path.product === product))
}

/** The first difference between a figure and what it must be; null: none. Counts exact, money 0.01 cents, all else 1e-6 relative, absolute below 1. */
export function difference(actual: unknown, expected: Expected, path = ''): string | null {
  if (typeof expected === 'number' && typeof actual === 'number') {
    const isNear = Math.abs(actual - expected) <= 1e-6 * Math.max(1, Math.abs(expected))
    return isNear && !(Number.isInteger(expected) && Math.abs(expected) > 1e6 && Math.abs(actual - expected) > 0.01)
      ? null
      : `${path}: ${actual} instead of ${expected}`
  }
  if (expected === null || typeof expected !== 'object')
    return Object.is(actual, expected) ? null : `${path}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`
  if (actual === null || typeof actual !== 'object') return `${path}: ${JSON.stringify(actual)} instead of an object`
  for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const [one, other] = [(actual as Expected)[key], expected[key]]
    // Counters may leave out rows of zero.
    if ((one === undefined && other === 0) || (other === undefined && one === 0)) continue
    if (one === undefined || other === undefined) return `${path}.${key}: ${one === undefined ? 'missing' : 'not expected'}`
    const found = difference(one, other, `${path}.${key}`)
    if (found !== null) return found
  }
  return null
}
