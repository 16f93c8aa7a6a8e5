/** Public holidays, by a library that takes 30 MB of memory and a tenth of a second: it is loaded when the first one is asked for. */
import { createRequire } from 'node:module'
import type Holidays from 'date-holidays'

/** By country: its parts, and the parts of each. */
export type Regions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

/** @param region of `holiday-regions.json` @returns whether a day, `2026-12-25`, is a public holiday there */
export function holidaysIn(region: string): (date: string) => boolean {
  const known = new Map<number, ReadonlySet<string>>()
  let library: Holidays | null = null
  return (date) => {
    const year = Number(date.slice(0, 4))
    let free = known.get(year)
    if (!free) {
      library ??= libraryFor(region)
      const found = library.getHolidays(year).filter(({ type }) => type === 'public')
      free = new Set(found.map(({ date: of }) => of.slice(0, 10)))
      known.set(year, free)
    }
    return free.has(date)
  }
}

/** All that the library knows. */
export function knownRegions(): Regions {
  const library = new (load())()
  const partsOf = (country: string) => Object.keys(library.getStates(country) ?? {})
  return Object.fromEntries(
    Object.keys(library.getCountries()).map((country) => [
      country,
      Object.fromEntries(partsOf(country).map((state) => [state, Object.keys(library.getRegions(country, state) ?? {})])),
    ]),
  )
}

function libraryFor(region: string): Holidays {
  const [country = '', ...parts] = region.split('-')
  const library = new (load())()
  library.init(country, ...(parts as [string, string]))
  return library
}

const load = (): typeof Holidays => createRequire(import.meta.url)('date-holidays') as typeof Holidays
