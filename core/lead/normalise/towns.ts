/** Postal codes and towns of Germany, Austria and Switzerland: which belong together, and where they are. */
import data from './data/towns.json' with { type: 'json' }

export interface Position {
  lat: number
  lon: number
}

export interface PostalArea {
  code: string
  at: Position
  towns: readonly Town[]
}

export interface Town {
  /** As a key: `frankfurt main`. */
  name: string
  /** All keys it goes by: its short form, its parts, its name in another language. */
  known: readonly string[]
}

export interface Region {
  country: string
  town: string
  at: Position
}

type Areas = Map<string, PostalArea>

const COUNTRIES = ['DE', 'AT', 'CH'] as const
type Known = (typeof COUNTRIES)[number]
const isKnown = (country: string): country is Known => country in data

const tables = new Map<Known, Areas>()
const indices = new Map<Known, Map<string, PostalArea[]>>()

/** By postal code; read on first use. */
function tableOf(country: Known): Areas {
  const table = tables.get(country) ?? read(data[country], country === 'DE' ? 5 : 4)
  tables.set(country, table)
  return table
}

function read(text: string, digits: number): Areas {
  const areas: Areas = new Map()
  let number = 0
  let towns: readonly Town[] = []
  for (const record of text.split(';')) {
    const [step = '', position = '', names = ''] = record.split(',')
    number += Number(step)
    if (names !== '=') towns = names.split('|').map(townOf)
    const code = String(number).padStart(digits, '0')
    areas.set(code, { code, at: { lat: hundredths(position.slice(0, 3)), lon: hundredths(position.slice(3)) }, towns })
  }
  return areas
}

/** Areas by every key of their towns; made on first use. */
function indexOf(country: Known): Map<string, PostalArea[]> {
  const index = indices.get(country) ?? new Map<string, PostalArea[]>()
  if (index.size === 0) for (const area of tableOf(country).values()) for (const { known } of area.towns) for (const name of known) add(index, name, area)
  indices.set(country, index)
  return index
}

function add(index: Map<string, PostalArea[]>, name: string, area: PostalArea): void {
  const those = index.get(name)
  if (those === undefined) index.set(name, [area])
  else if (those.at(-1) !== area) those.push(area)
}

function townOf(names: string): Town {
  const known = names.split('+').flatMap((name) => {
    const at = name.indexOf('~')
    return at < 0 ? [name] : [`${name.slice(0, at)} ${name.slice(at + 1)}`, name.slice(0, at)]
  })
  return { name: known[0]!, known }
}

const hundredths = (digits: string): number => Number.parseInt(digits, 36) / 100

export const hasTable = (country: string): boolean => isKnown(country)

export const areaOf = (country: string, code: string): PostalArea | undefined => (isKnown(country) ? tableOf(country).get(code) : undefined)

/** Areas of all towns that go by a name. */
export const areasNamed = (country: string, name: string): readonly PostalArea[] => (isKnown(country) ? (indexOf(country).get(name) ?? []) : [])

const regions = new Map<string, Region | null>()

/** Where a town is that is known by its name alone; null where several bear it and none stands out. */
export function regionOf(name: string, country: string | null): Region | null {
  const among = country === null ? COUNTRIES : isKnown(country) ? [country] : []
  const places = among.flatMap((one) => areasNamed(one, name).map((area) => ({ country: one, area })))
  if (places.length === 0) return null
  const memo = `${country} ${name}`
  const found = regions.get(memo)
  if (found !== undefined) return found
  const region = outstanding(name, places)
  regions.set(memo, region)
  return region
}

interface Cluster extends Region {
  weight: number
}

/** The bearer of a name that has three times the postal codes of all its namesakes together. A part of a town counts less than a town. */
function outstanding(name: string, places: readonly { country: string; area: PostalArea }[]): Region | null {
  const clusters: Cluster[] = []
  for (const { country, area } of places) {
    const town = area.towns.find(({ known }) => known.includes(name))!
    const weight = town.name === name ? 3 : town.name.startsWith(`${name} `) ? 2 : 1
    const near = clusters.find((one) => one.country === country && kmBetween(one.at, area.at) <= 25)
    if (near === undefined) clusters.push({ country, town: town.name, at: area.at, weight })
    else near.weight += weight
  }
  const [first, ...others] = clusters.sort((a, b) => b.weight - a.weight)
  if (first === undefined || first.weight < 3 * others.reduce((sum, { weight }) => sum + weight, 0)) return null
  const { country, town, at } = first
  return { country, town, at }
}

/** On a globe; exact to about a kilometre, as the table is. */
export function kmBetween(a: Position, b: Position): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180
  const north = radians(b.lat - a.lat) / 2
  const east = radians(b.lon - a.lon) / 2
  const h = Math.sin(north) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(east) ** 2
  return 12742 * Math.asin(Math.sqrt(Math.min(1, h)))
}
