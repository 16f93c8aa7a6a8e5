/** Segments against each other: rates, speed and composition (figures.md group 4). Pure. */
import { CLASSES, type Class } from '../lead/fact.ts'
import type { Cells } from './cells.ts'
import { eachLead } from './each-lead.ts'
import type { View } from './figure.ts'
import { lastEntry, NO_CLASS } from './segment.ts'
import { type ChiSquared, chiSquared, compareShares, holm, type SharesCompared } from './statistics/table.ts'
import { DAY_MS } from './statistics/waits.ts'

export interface Part {
  name: string
  k: number
  n: number
}

export type AgainstRest = SharesCompared & { k: number; n: number; restK: number; restN: number; pHolm: number | null }

/** Each against all others together; p-values adjusted for all that are shown. */
export function againstRest(parts: readonly Part[]): Map<string, AgainstRest> {
  const [k, n] = [sum(parts.map((part) => part.k)), sum(parts.map((part) => part.n))]
  const found = parts.map((part) => {
    const rest = { restK: k - part.k, restN: n - part.n }
    return { k: part.k, n: part.n, ...rest, ...compareShares(part.k, part.n, rest.restK, rest.restN) }
  })
  const adjusted = adjustedPs(found)
  return new Map(parts.map(({ name }, i) => [name, { ...found[i]!, pHolm: adjusted[i]! }]))
}

/** By Holm, those that are defined. */
function adjustedPs(compared: readonly SharesCompared[]): (number | null)[] {
  const ps = compared.flatMap(({ p }) => p ?? [])
  const adjusted = holm(ps)
  let next = 0
  return compared.map(({ p }) => (p === null ? null : adjusted[next++]!))
}

const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0)

/** In the order in which compositions are shown. */
export const COMPOSITION_CLASSES = [NO_CLASS, 'B1', 'B2', 'B3', 'A', 'C'] as const satisfies readonly (Class | typeof NO_CLASS)[]
const PLACE = [...CLASSES, NO_CLASS].map((value) => COMPOSITION_CLASSES.indexOf(value as (typeof COMPOSITION_CLASSES)[number]))

/** Told of each lead that is old enough: when it was created, and the place of the class that it had at that age. */
export function eachOfAge(view: View, use: (lead: number, createdAt: number, place: number) => void): void {
  const { population, leads, asOf, settings } = view
  const ageMs = settings.compositionDays * DAY_MS
  eachLead(population, leads, (lead) => {
    const createdAt = population.createdAt[lead]!
    if (createdAt + ageMs <= asOf) use(lead, createdAt, placeOfClass(view, lead, createdAt + ageMs))
  })
}

/** Of new leads at the same age: by cell, how many are of which class. */
export function compositionOf(view: View, cells: Pick<Cells, 'n' | 'of'>): number[][] {
  const counts = Array.from({ length: cells.n }, () => new Array<number>(COMPOSITION_CLASSES.length).fill(0))
  eachOfAge(view, (lead, createdAt, place) => {
    const ofCell = counts[cells.of(lead, createdAt)]
    if (ofCell !== undefined) ofCell[place]!++
  })
  return counts
}

function placeOfClass({ population: { classes } }: View, lead: number, at: number): number {
  const entry = lastEntry(classes, lead, at)
  return PLACE[entry < 0 ? CLASSES.length : classes.to[entry]!]!
}

export type ClassCompared = SharesCompared & { pHolm: number | null }

export interface CompositionCompared {
  /** Whether the whole differs; null where it cannot be told. */
  test: ChiSquared | null
  differences: Record<(typeof COMPOSITION_CLASSES)[number], ClassCompared>
}

/** @param one counts in the order of COMPOSITION_CLASSES */
export function compareCompositions(one: readonly number[], other: readonly number[]): CompositionCompared {
  const [n1, n2] = [sum(one), sum(other)]
  const compared = one.map((k, i) => compareShares(k, n1, other[i]!, n2))
  const adjusted = adjustedPs(compared)
  return {
    test: chiSquared([one, other]),
    differences: Object.fromEntries(
      COMPOSITION_CLASSES.map((name, i) => [name, { ...compared[i]!, pHolm: adjusted[i]! }]),
    ) as CompositionCompared['differences'],
  }
}
