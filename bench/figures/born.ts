/** When the leads of a company are created, and as what. */
import type { Class } from '../../core/lead/fact.ts'
import { instantAt, localTimeIn } from '../../core/lead/local-time.ts'
import type { Random } from '../../core/metrics/forecast/random.ts'
import { CHANNELS, type Channel, type Company, DAY_MS, FIRST_YEAR, INDUSTRIES, type Industry, newYear, TIME_ZONE, YEARS } from './parameters.ts'

export interface Born {
  at: number
  channel: Channel
  campaign: string
  industry: Industry
  stage: 'unknown' | 'lead'
  class: Class | null
}

const localTime = localTimeIn(TIME_ZONE)
const YEAR_MS = 365.25 * DAY_MS
type Shares<Key extends string> = Readonly<Record<Key, number>>

/** What a lead is classed at once. */
const FIRST_CLASS: Readonly<Record<Channel, Shares<Class | 'none'>>> = {
  web: { none: 0.6, B1: 0.2, B2: 0.1, B3: 0.04, A: 0.01, C: 0.05 },
  email: { none: 0.4, B1: 0.4, B2: 0.1, B3: 0.05, A: 0, C: 0.05 },
  ads: { none: 0.5, B1: 0.3, B2: 0.1, B3: 0.02, A: 0, C: 0.08 },
  webinar: { none: 0.2, B1: 0.3, B2: 0.35, B3: 0.1, A: 0, C: 0.05 },
  referral: { none: 0.3, B1: 0.1, B2: 0.25, B3: 0.25, A: 0.1, C: 0 },
  list: { none: 0.7, B1: 0.2, B2: 0, B3: 0, A: 0, C: 0.1 },
  fair: { none: 0.15, B1: 0.3, B2: 0.25, B3: 0.13, A: 0.02, C: 0.15 },
}
const UNKNOWN_SHARE = 0.15

/** Leads created from one year until before another, in the order of months. @param random draws how many, and all of them */
export function* bornBetween(company: Company, random: Random, firstYear: number, behindYear: number): Generator<Born> {
  const yearly = usualYear(company)
  for (let year = firstYear; year < behindYear; year++) {
    for (let month = 1; month <= 12; month++) {
      const [from, to] = [monthStart(year, month), monthStart(year, month + 1)]
      const mean = (yearly * company.season[month - 1]! * trend(company, (from + to) / 2)) / 12
      for (let left = random.negativeBinomial(mean, company.dispersion); left > 0; left--)
        yield ordinary(company, random, from + random.uniform() * (to - from))
    }
    for (const fair of company.fairs) {
      if (year % fair.every !== fair.odd) continue
      const begin = instantAt(localTime, `${year}-${String(fair.month).padStart(2, '0')}-${String(fair.day).padStart(2, '0')}`, 0)
      for (let left = random.negativeBinomial(yearly * fair.share, company.fairDispersion); left > 0; left--)
        yield named(company, random, begin + (Math.floor(random.uniform() * fair.days) + 0.4 + 0.3 * random.uniform()) * DAY_MS, 'fair', `${fair.name}-${year}`)
    }
  }
}

/** Leads of a year without fairs, growth and season, so that those of all years are as many as wanted. */
function usualYear(company: Company): number {
  let parts = 0
  for (let year = FIRST_YEAR; year < FIRST_YEAR + YEARS; year++) {
    for (let month = 1; month <= 12; month++) parts += (company.season[month - 1]! * trend(company, monthStart(year, month) + 15 * DAY_MS)) / 12
    for (const fair of company.fairs) if (year % fair.every === fair.odd) parts += fair.share
  }
  return company.leads / parts
}

const trend = (company: Company, at: number): number => Math.exp((company.growth * (at - newYear(FIRST_YEAR))) / YEAR_MS)
const monthStart = (year: number, month: number): number =>
  month > 12 ? newYear(year + 1) : instantAt(localTime, `${year}-${String(month).padStart(2, '0')}-01`, 0)

const ordinary = (company: Company, random: Random, at: number): Born => {
  const channel = chosen(CHANNELS, company.channels, random)
  return named(company, random, at, channel, channel)
}

function named(company: Company, random: Random, at: number, channel: Channel, campaign: string): Born {
  const heat = chosen(CLASSES, FIRST_CLASS[channel], random)
  return {
    at: Math.round(at),
    channel,
    campaign,
    industry: chosen(INDUSTRIES, company.industries, random),
    stage: channel === 'web' && random.uniform() < UNKNOWN_SHARE ? 'unknown' : 'lead',
    class: heat === 'none' ? null : heat,
  }
}

const CLASSES = ['none', 'B1', 'B2', 'B3', 'A', 'C'] as const

function chosen<Key extends string>(keys: readonly Key[], shares: Shares<Key>, random: Random): Key {
  let left = random.uniform() * keys.reduce((sum, key) => sum + shares[key], 0)
  for (const key of keys) {
    left -= shares[key]
    if (left < 0) return key
  }
  return keys[0]!
}
