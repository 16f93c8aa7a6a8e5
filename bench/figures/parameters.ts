/** An invented company whose every rate is known: how its leads come and go, drawn by a seed. */
import type { Class, Stage } from '../../core/lead/fact.ts'
import { instantAt, localTimeIn } from '../../core/lead/local-time.ts'
import type { Fair } from '../../core/metrics/figure-settings.ts'
import { Random } from '../../core/metrics/forecast/random.ts'

export const TIME_ZONE = 'Europe/Berlin'
export const DAY_MS = 86_400_000
export const FIRST_YEAR = 2023
export const YEARS = 3
const localTime = localTimeIn(TIME_ZONE)
export const newYear = (year: number): number => instantAt(localTime, `${year}-01-01`, 0)

export const CHANNELS = ['web', 'email', 'ads', 'webinar', 'referral', 'list', 'fair'] as const
export type Channel = (typeof CHANNELS)[number]
export const INDUSTRIES = ['it', 'machinery', 'logistics', 'health'] as const
export type Industry = (typeof INDUSTRIES)[number]

/** Weibull: leaves by age `a` days with 1 - exp(-(rate x a)^shape). */
export interface Cause {
  to: Class | Stage | 'fast_lane' | 'accept' | 'reject'
  rate: number
  shape: number
}

export interface Company {
  seed: number
  /** Leads expected in the three years. */
  leads: number
  /** From when on everything goes faster, Unix ms, and by what. */
  fasterFrom: number
  faster: number
  growth: number
  /** By month. */
  season: readonly number[]
  /** Of the counts of months, and of fairs. */
  dispersion: number
  fairDispersion: number
  fairs: readonly (Fair & { /** Of a year's leads without fairs. */ share: number })[]
  channels: Readonly<Record<Channel, number>>
  industries: Readonly<Record<Industry, number>>
  /** How fast leads of an industry go on. */
  pace: Readonly<Record<Industry, number>>
  /** How much likelier leads of a channel become MQL. */
  worth: Readonly<Record<Channel, number>>
  /** Ways out of each stage, apart from the class. */
  ways: Readonly<Partial<Record<Stage | 'pending', readonly Cause[]>>>
  /** Of leads in nurturing: by class to others, to MQL and to the fast lane. */
  ripening: Readonly<Record<Class | 'none', readonly Cause[]>>
}

/** Rates a day of a usual company. */
const RIPENING: Readonly<Record<Class | 'none', Readonly<Partial<Record<Cause['to'], number>>>>> = {
  none: { B1: 0.008, B2: 0.004, B3: 0.002, A: 0.0004, C: 0.003, mql: 0.0006, fast_lane: 0.0004 },
  B1: { B2: 0.0055, B3: 0.001, A: 0.0004, C: 0.0015, mql: 0.0014, fast_lane: 0.0005 },
  B2: { B1: 0.0008, B3: 0.007, A: 0.001, C: 0.0015, mql: 0.0035, fast_lane: 0.0008 },
  B3: { B2: 0.0008, A: 0.008, C: 0.001, mql: 0.008, fast_lane: 0.0014 },
  A: { B3: 0.002, mql: 0.016, fast_lane: 0.003 },
  C: { B1: 0.002, mql: 0.0003, fast_lane: 0.0002 },
}
/** Who is lost stays so: an end that is taken back is none (figures.md 0.7), and times in step would be true as of an instant only. */
const WAYS: Readonly<Partial<Record<Stage | 'pending', Readonly<Partial<Record<Cause['to'], number>>>>>> = {
  unknown: { lead: 0.015, disqualified: 0.001 },
  lead: { disqualified: 0.0005, lost: 0.0006 },
  recycled: { disqualified: 0.0008, lost: 0.001 },
  mql: { accept: 0.12, reject: 0.05, disqualified: 0.003 },
  sal: { sql: 0.025, recycled: 0.008, lost: 0.006, disqualified: 0.002 },
  sql: { customer: 0.011, lost: 0.014, recycled: 0.002 },
  pending: { accept: 0.3, reject: 0.1 },
}
/** Steps that take their time, where others may come at any age. */
const SHAPES: Readonly<Partial<Record<Cause['to'], number>>> = { accept: 1.2, sql: 1.3, customer: 1.4, mql: 0.9, B2: 1.1, B3: 1.1, A: 1.1 }

export function companyOf(seed: number, leads: number): Company {
  const random = new Random(seed, 1)
  const around = (value: number, deviation: number) => value * Math.exp(deviation * random.normal())
  const between = (low: number, high: number) => low + random.uniform() * (high - low)
  const causes = (rates: Readonly<Partial<Record<Cause['to'], number>>>): Cause[] =>
    Object.entries(rates).map(([to, rate]) => ({
      to: to as Cause['to'],
      rate: around(rate, 0.3),
      shape: (SHAPES[to as Cause['to']] ?? 1) * between(0.85, 1.15),
    }))
  const [depth, peak] = [between(0.05, 0.3), between(0, 12)]
  const season = Array.from({ length: 12 }, (_, month) => around(1 + depth * Math.cos(((month - peak) / 6) * Math.PI), 0.08))
  const every = <Key extends string, Value>(keys: readonly Key[], value: (key: Key) => Value) =>
    Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<Key, Value>
  const usualChannels = { web: 5, email: 1.5, ads: 1.5, webinar: 1, referral: 0.6, list: 0.6, fair: 0 }
  const usualWorth = { web: 1, email: 0.9, ads: 0.7, webinar: 1.3, referral: 1.5, list: 0.5, fair: 1.1 }
  const usualPace = { it: 1.4, machinery: 0.65, logistics: 1, health: 0.8 }
  return {
    seed,
    leads,
    fasterFrom: newYear(FIRST_YEAR + YEARS - 1),
    faster: between(1.05, 1.5),
    growth: 0.05 + 0.12 * random.normal(),
    season,
    dispersion: between(0.003, 0.03),
    fairDispersion: between(0.01, 0.06),
    fairs: [
      { name: 'spring-fair', month: 4, day: 8, days: 4, every: 1, odd: 0, share: between(0.02, 0.1) },
      { name: 'autumn-fair', month: 10, day: 14, days: 4, every: 1, odd: 0, share: between(0.02, 0.1) },
      { name: 'world-fair', month: 6, day: 17, days: 5, every: 2, odd: random.below(2), share: between(0.05, 0.15) },
    ],
    channels: every(CHANNELS, (one) => around(usualChannels[one], 0.2)),
    industries: every(INDUSTRIES, () => around(1, 0.3)),
    pace: every(INDUSTRIES, (one) => around(usualPace[one], 0.1)),
    worth: every(CHANNELS, (one) => around(usualWorth[one], 0.1)),
    ways: Object.fromEntries(Object.entries(WAYS).map(([stage, rates]) => [stage, causes(rates)])),
    ripening: every(['none', 'B1', 'B2', 'B3', 'A', 'C'], (one) => causes(RIPENING[one])),
  }
}
