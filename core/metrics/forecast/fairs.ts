/** Trade fairs by occurrence: when each takes place, which leads came from it, and how many it brings. Pure. */
import { dayAfter, instantAt, localTimeIn } from '../../lead/local-time.ts'
import type { Fair } from '../figure-settings.ts'
import type { Population } from '../population.ts'
import { DAY_MS } from './hazards.ts'
import type { Random } from './random.ts'

/** Unix ms, from the first instant of its first day to the one behind its last. */
export interface Occurrence {
  fair: Fair
  from: number
  to: number
}

/** Scans are handed in for so many days after the last. */
const HANDED_IN_DAYS = 14
/** Before anything is known of a company's fairs, their sizes differ by about a fifth from one time to the next; as if seen so often. */
const USUAL_DISPERSION = 0.05
const USUAL_WEIGHT = 2
const [LEAST_DISPERSION, MOST_DISPERSION] = [0.005, 0.5]

/** Those that take place, in part at least, between two instants. */
export function occurrencesOf(fairs: readonly Fair[], timeZone: string, from: number, to: number): Occurrence[] {
  const localTime = localTimeIn(timeZone)
  const [first, last] = [from, to].map((at) => Number(localTime(at).date.slice(0, 4))) as [number, number]
  const found: Occurrence[] = []
  for (let year = first - 1; year <= last; year++)
    for (const fair of fairs) {
      if (year % fair.every !== fair.odd) continue
      const day = `${year}-${String(fair.month).padStart(2, '0')}-${String(fair.day).padStart(2, '0')}`
      const one = { fair, from: instantAt(localTime, day, 0), to: instantAt(localTime, dayAfter(day, fair.days), 0) }
      if (one.to > from && one.from < to) found.push(one)
    }
  return found.sort((a, b) => a.from - b.from)
}

/** Which of the occurrences a lead came from, as its place among them; -1: none. */
export function fairOfLead(population: Population, occurrences: readonly Occurrence[]): (lead: number) => number {
  const { channel, campaign, createdAt } = population
  const isFair = channel.names.map((name) => name === 'fair')
  const namesFair = campaign.names.map((name) => occurrences.map(({ fair }) => name?.includes(fair.name) ?? false))
  return (lead) => {
    const at = createdAt[lead]!
    const isFromFair = isFair[channel.codes[lead]!]!
    const named = namesFair[campaign.codes[lead]!]!
    let found = -1
    for (const [i, { from, to }] of occurrences.entries())
      if (at >= from && at < to + HANDED_IN_DAYS * DAY_MS && (named[i] || (isFromFair && found < 0))) found = i
    return found
  }
}

export interface ComingFair {
  from: number
  to: number
  /** Leads expected between the two. */
  mean: number
  /** Times it was seen. */
  seen: number
}

export interface FairModel {
  coming: readonly ComingFair[]
  dispersion: number
  freedom: number
  /** Never seen so far: nothing is expected of them. */
  unknown: readonly string[]
}

/**
 * @param past those that are over, with how many leads each brought
 * @param coming those that are not
 * @param from, to what is asked about
 */
export function fairModel(past: readonly (Occurrence & { leads: number })[], coming: readonly Occurrence[], from: number, to: number): FairModel {
  const byFair = Map.groupBy(past, ({ fair }) => fair)
  let [squares, freedom] = [USUAL_DISPERSION * USUAL_WEIGHT, USUAL_WEIGHT]
  for (const times of byFair.values()) {
    const mean = meanLeads(times)
    if (mean === 0) continue
    squares += times.reduce((sum, { leads }) => sum + ((leads - mean) / mean) ** 2, 0) - (times.length - 1) / mean
    freedom += times.length - 1
  }
  const known = coming.filter(({ fair }) => byFair.has(fair))
  return {
    coming: known.map((one) => {
      const times = byFair.get(one.fair)!
      const [begin, end] = [Math.max(one.from, from), Math.min(one.to, to)]
      return { from: begin, to: end, mean: (meanLeads(times) * (end - begin)) / (one.to - one.from), seen: times.length }
    }),
    dispersion: Math.max(LEAST_DISPERSION, squares / freedom),
    freedom,
    unknown: [...new Set(coming.filter(({ fair }) => !byFair.has(fair)).map(({ fair }) => fair.name))],
  }
}

const meanLeads = (times: readonly { leads: number }[]): number => times.reduce((sum, { leads }) => sum + leads, 0) / times.length

/** How many leads each of the coming fairs brings, this time. */
export function drawFairs({ coming, dispersion, freedom }: FairModel, random: Random): number[] {
  const drawn = Math.min(MOST_DISPERSION, (dispersion * freedom) / (2 * random.gamma(freedom / 2)))
  return coming.map(({ mean, seen }) => {
    if (mean === 0) return 0
    const variance = (1 / mean + drawn) / seen
    return random.negativeBinomial(mean * Math.exp(Math.sqrt(variance) * random.normal() - variance / 2), drawn)
  })
}
