/** Which segment a lead belongs to at an instant (docs/figures.md, "Segments"). Pure. */
import { CLASSES, STAGES } from '../lead/fact.ts'
import type { Dimension } from './figure.ts'
import type { NamedSeries, Population, Series, Texts } from './population.ts'

export const UNKNOWN = '(unknown)'
export const NONE = '(none)'
export const NO_CLASS = 'none'

/** Segments as small numbers: `names[of(lead, at)]`. */
export interface Segments {
  readonly names: readonly string[]
  readonly of: (lead: number, at: number) => number
}

/** Source and unit are the lead's own; class, stage and owner are what they were at the start of the clock, that instant included. */
export function segmentsBy(population: Population, dimension: Exclude<Dimension, 'touch'>): Segments {
  switch (dimension) {
    case 'class':
      return atTheTime(population.classes, [...CLASSES, NO_CLASS], (entry) => population.classes.to[entry]!, CLASSES.length)
    case 'stage':
      return atTheTime(population.moves, STAGES, (entry) => population.moves.to[entry]!, 0)
    case 'owner':
      return ownersAtTheTime(population.owners)
    default:
      return fixed(population[dimension])
  }
}

export const named = (name: string | null): string => name ?? UNKNOWN

const fixed = ({ names, codes }: Texts): Segments => ({ names: names.map(named), of: (lead) => codes[lead]! })

function ownersAtTheTime({ to: { names, codes }, ...series }: NamedSeries): Segments {
  const nobody = names.includes(null) ? names.indexOf(null) : names.length
  return atTheTime(series, [...names.map((name) => name ?? NONE), ...(names.includes(null) ? [] : [NONE])], (entry) => codes[entry]!, nobody)
}

/** @param before the number of the segment before the first entry */
function atTheTime(series: Series, names: readonly string[], codeOf: (entry: number) => number, before: number): Segments {
  return {
    names,
    of: (lead, at) => {
      const entry = lastEntry(series, lead, at)
      return entry < 0 ? before : codeOf(entry)
    },
  }
}

/** The last entry of a lead not behind an instant; -1: none. */
export function lastEntry({ first, at: times }: Series, lead: number, at: number): number {
  for (let entry = first[lead + 1]! - 1; entry >= first[lead]!; entry--) if (times[entry]! <= at) return entry
  return -1
}
