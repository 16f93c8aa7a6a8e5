/** How many leads will be created, and when: by month with its season and growth, trade fairs apart. Pure. */
import type { FigureSettings } from '../figure-settings.ts'
import { periodsBetween, placeIn } from '../periods.ts'
import type { Population } from '../population.ts'
import { drawFairs, type FairModel, fairModel, fairOfLead, occurrencesOf } from './fairs.ts'
import { DAY_MS } from './hazards.ts'
import { type CountModel, drawModel, fitCounts, meanOf } from './log-linear.ts'
import type { Random } from './random.ts'

/** Part of a local month. */
interface MonthPart {
  from: number
  to: number
  /** 1 to 12. */
  month: number
}

export interface ArrivalModel {
  months: CountModel
  coming: readonly (MonthPart & { exposure: number; x: readonly number[] })[]
  fairs: FairModel
  /** Whether a lead came from a fair of the calendar. */
  isFromFair: (lead: number) => boolean
}

/** Logarithms: months differ from the mean by about a quarter, years by a tenth or two. */
const SEASON_DEVIATION = 0.25
const GROWTH_DEVIATION = 0.15
const PRECISION = [1e-6, ...Array.from({ length: 12 }, () => 1 / SEASON_DEVIATION ** 2), 1 / GROWTH_DEVIATION ** 2]
const MONTH_MS = 30.4375 * DAY_MS
const YEAR_MS = 12 * MONTH_MS

/**
 * @param leads their numbers; null: all. At least one
 * @param until Unix ms; what is created from `asOf` to it is asked about
 */
export function arrivalModel(
  population: Population,
  leads: Uint32Array | null,
  asOf: number,
  until: number,
  { timeZone, fairs }: Pick<FigureSettings, 'timeZone' | 'fairs'>,
): ArrivalModel {
  const numbers = leads ?? Uint32Array.from({ length: population.n }, (_, i) => i)
  const begin = numbers.reduce((first, lead) => Math.min(first, population.createdAt[lead]!), asOf)
  const occurrences = occurrencesOf(fairs, timeZone, begin, until)
  const brought = occurrences.map((one) => ({ ...one, leads: 0 }))
  const fairOf = fairOfLead(population, occurrences)
  const parts = monthParts(timeZone, begin, asOf)
  const partAt = placeIn(parts)
  const counts = parts.map(() => 0)
  for (const lead of numbers) {
    const at = population.createdAt[lead]!
    const fair = fairOf(lead)
    if (fair >= 0) brought[fair]!.leads++
    // The count begins with the first lead, which therefore does not count itself.
    else if (at > begin && at < asOf) counts[partAt(at)]!++
  }
  const rows = parts.map((part, i) => ({ count: counts[i]!, ...explained(part, asOf) }))
  const [past, coming] = [brought.filter(({ from, to }) => from >= begin && to <= asOf), occurrences.filter(({ to }) => to > asOf)]
  return {
    months: fitCounts(rows, PRECISION),
    coming: monthParts(timeZone, asOf, until).map((part) => ({ ...part, ...explained(part, asOf) })),
    fairs: fairModel(past, coming, asOf, until),
    isFromFair: (lead) => fairOf(lead) >= 0,
  }
}

/** @param take gets the instant of each creation, Unix ms, and whether it is at a fair; in no order */
export function drawArrivals(model: ArrivalModel, random: Random, take: (at: number, isFair: boolean) => void): void {
  const { factors, dispersion } = drawModel(model.months, random)
  for (const part of model.coming) spread(random.negativeBinomial(meanOf(factors, part), dispersion), part, false)
  for (const [i, leads] of drawFairs(model.fairs, random).entries()) spread(leads, model.fairs.coming[i]!, true)

  function spread(leads: number, { from, to }: { from: number; to: number }, isFair: boolean): void {
    for (let i = 0; i < leads; i++) take(from + random.uniform() * (to - from), isFair)
  }
}

function explained({ from, to, month }: MonthPart, asOf: number): { exposure: number; x: number[] } {
  const growing = ((from + to) / 2 - asOf) / YEAR_MS
  return { exposure: (to - from) / MONTH_MS, x: [1, ...Array.from({ length: 12 }, (_, i) => (i + 1 === month ? 1 : 0)), growing] }
}

const monthParts = (timeZone: string, from: number, to: number): MonthPart[] =>
  periodsBetween('month', from, to, timeZone).map((month) => ({
    from: Math.max(month.from, from),
    to: Math.min(month.to, to),
    month: Number(month.key.slice(5)),
  }))
