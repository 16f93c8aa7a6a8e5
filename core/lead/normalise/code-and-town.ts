/** Postal code against town: do they fit, which of them is likelier wrong, and where is it? */
import { isDigitSlip, isSlip } from './slip.ts'
import { localName, type TownName, withoutPart } from './town-name.ts'
import { areaOf, areasNamed, hasTable, kmBetween, type Position, type PostalArea, regionOf } from './towns.ts'

/** `same` also where a slip was mended; `neighbour` up to 15 km; `unknown` where one of them is missing or in no table. */
export type Agreement = 'same' | 'neighbour' | 'conflict' | 'unknown'

export interface Settled {
  country: string | null
  postalCode: string | null
  /** Key of the town as its table calls it; null when no table has it or several towns bear the name. */
  town: string | null
  agrees: Agreement
  /** Which of the two was a slip of the other and was mended; a code that could be mended in several ways is left out. */
  corrected: 'postalCode' | 'town' | null
  at: Position | null
}

const NEIGHBOUR_KM = 15

const CENTRAL = ['DE', 'AT', 'CH'] as const

export function codeAndTown(country: string | null, code: string | null, city: TownName | null): Settled {
  if (country !== null && !hasTable(country)) return unsettled(country, code)
  if (code === null) return byTown(country, city)
  const verdicts = readings(country, code).map(([one, written]) => judge(one, written, city))
  const best = verdicts.reduce<Settled | null>(
    (chosen, one) => (chosen === null || TRUST.indexOf(one.agrees) < TRUST.indexOf(chosen.agrees) ? one : chosen),
    null,
  )
  if (best === null) return unsettled(country, code)
  if (country !== null || best.agrees === 'same' || best.agrees === 'neighbour') return best
  // Four digits are a code in many countries, five are taken for German.
  if (code.length === 4) return { ...unsettled(null, code), agrees: best.agrees }
  return best.at === null && best.town === null ? unsettled(null, code) : best
}

const TRUST: readonly Agreement[] = ['same', 'neighbour', 'unknown', 'conflict']

const unsettled = (country: string | null, postalCode: string | null): Settled => ({
  country,
  postalCode,
  town: null,
  agrees: 'unknown',
  corrected: null,
  at: null,
})

/** Countries that a code may belong to, and how it is written there: spreadsheets drop the zero of 01067. */
function readings(country: string | null, code: string): [string, string][] {
  if (!/^\d{4,5}$/.test(code)) return []
  if (code.length === 5) return country === null || country === 'DE' ? [['DE', code]] : []
  const written: [string, string][] = CENTRAL.map((one) => [one, one === 'DE' ? `0${code}` : code])
  return written.filter(([one]) => country === null || one === country).sort(([a], [b]) => Number(a === 'DE') - Number(b === 'DE'))
}

function byTown(country: string | null, city: TownName | null): Settled {
  const region =
    city === null || GENERIC.test(city.full) ? null : namesOf(city).reduce<ReturnType<typeof regionOf>>((found, name) => found ?? regionOf(name, country), null)
  return region === null ? unsettled(country, null) : { ...unsettled(region.country, null), town: region.town, at: region.at }
}

/** Hamlets are called so, but who writes nothing else means no hamlet. */
const GENERIC = /^(?:stadt|markt|dorf|mitte|nord|sud|ost|west|zentrum|bahnhof|hof|industriegebiet|gewerbegebiet|gewerbepark|innenstadt|altstadt|land|ort)$/

/** All that it may be called in a table, likeliest first. */
function namesOf({ full, short }: TownName): string[] {
  const bare = full.replace(/^(?:(?:kreis|landeshaupt|hanse|universitats|gross)?stadt|gemeinde|marktgemeinde|markt|stadtgemeinde) /, '')
  return [...new Set([full, localName(full), withoutPart(full), short, localName(short), bare])].filter((name) => name !== undefined)
}

function judge(country: string, code: string, city: TownName | null): Settled {
  const area = areaOf(country, code)
  const settled: Settled = { ...unsettled(country, code), at: area?.at ?? null }
  if (city === null) return { ...settled, town: area ? onlyTown(country, area) : null }
  const names = namesOf(city)
  const town = area && townAmong(area, names)
  if (town !== undefined) return { ...settled, town, agrees: 'same' }
  const meant = area && mistyped(area, city)
  if (meant !== undefined) return { ...settled, town: meant, agrees: 'same', corrected: 'town' }
  const name = names.find((one) => areasNamed(country, one).length > 0)
  return name === undefined ? settled : apart(settled, name, areasNamed(country, name))
}

function townAmong({ towns }: PostalArea, names: readonly string[]): string | undefined {
  for (const name of names) {
    const town = towns.find(({ known }) => known.includes(name))
    if (town) return town.name
  }
  for (const name of names) {
    if (towns.some(({ known }) => known.some((one) => isPartOf(one, name)))) return name
    const whole = towns.find(({ known }) => known.some((one) => isPartOf(name, one)))
    if (whole) return whole.name
  }
  return undefined
}

/** The one town of a postal code, or the one that all others are parts of; the city, for its districts. */
function onlyTown(country: string, { towns }: PostalArea): string | null {
  const shortest = towns.reduce((found, { name }) => (name.length < found.length ? name : found), towns[0]?.name ?? '')
  if (!towns.every(({ name }) => name === shortest || isPartOf(name, shortest))) return null
  const city = shortest.split(' ')[0]!
  return (city !== shortest && areasNamed(country, city).length >= DISTRICTS ? city : shortest) || null
}

/** A city has at least so many postal codes. */
const DISTRICTS = 10

/** `nurnberg sud` is a part of `nurnberg`. */
export const isPartOf = (part: string, whole: string): boolean => whole.length >= 3 && part.startsWith(`${whole} `)

/** A code has so few towns that short names may be mistyped, too. */
function mistyped({ towns }: PostalArea, { full, short }: TownName): string | undefined {
  const typed = [...new Set([full, short, withoutPart(full)])]
  return towns.find(({ known }) => known.some((name) => typed.some((one) => isSlip(name, one, 4))))?.name
}

/** Both are known, and do not belong together. */
function apart(settled: Settled, name: string, areas: readonly PostalArea[]): Settled {
  const { at, postalCode, country } = settled
  const away = (area: PostalArea) => (at === null ? Number.POSITIVE_INFINITY : kmBetween(at, area.at))
  const nearest = areas.reduce((found, area) => (away(area) < away(found) ? area : found))
  if (away(nearest) <= NEIGHBOUR_KM) return { ...settled, town: townAmong(nearest, [name]) ?? null, agrees: 'neighbour' }
  const meant = codeMeant(postalCode!, areas)
  if (meant !== undefined) {
    const { code, area } = meant
    return { ...settled, postalCode: code, town: townAmong(area, [name]) ?? null, agrees: 'same', corrected: 'postalCode', at: area.at }
  }
  const home = regionOf(name, country)
  return { ...settled, town: home?.town ?? null, agrees: at === null ? 'unknown' : 'conflict', at: home?.at ?? at }
}

/** The town's code that was mistyped: two digits swapped, else one wrong; none where it could be several. */
function codeMeant(code: string, areas: readonly PostalArea[]): { code: string | null; area: PostalArea } | undefined {
  const near = areas.filter((area) => isDigitSlip(area.code, code))
  const swapped = near.filter((area) => [...area.code].sort().join('') === [...code].sort().join(''))
  const [area, ...others] = swapped.length > 0 ? swapped : near
  return area && { code: others.length === 0 ? area.code : null, area }
}
