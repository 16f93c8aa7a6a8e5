/** How two places lie to each other: one address, one town, nearby, or elsewhere. */
import type { Place } from '../normalise/place.ts'
import { nearlySame, slips } from './near-text.ts'

export type Where = Pick<Place, 'postalCode' | 'city' | 'street' | 'country'>

/** `open`: nothing of both can be compared. */
export type PlaceRelation = 'address' | 'code' | 'town' | 'near' | 'open' | 'elsewhere'

export const isPlace = ({ postalCode, city, street }: Where): boolean => postalCode !== null || city !== null || street !== null

export function comparePlaces(a: Where, b: Where): PlaceRelation {
  const street = sameStreet(a.street, b.street)
  const code = a.postalCode !== null && b.postalCode !== null ? a.postalCode === b.postalCode : null
  const town = a.city !== null && b.city !== null ? sameTown(a.city, b.city) : null
  if (street && (code !== false || town === true || slippedCode(a, b)) && town !== false) return 'address'
  if (street && code === true) return 'address'
  if (code === true) return 'code'
  if (town === true) return 'town'
  if (code === false && town === null && slippedCode(a, b)) return 'near'
  return code === null && town === null ? 'open' : 'elsewhere'
}

const slippedCode = (a: Where, b: Where): boolean =>
  a.postalCode !== null && b.postalCode !== null && a.postalCode.length === b.postalCode.length && slips(a.postalCode, b.postalCode, 1) <= 1

export function sameTown(a: string, b: string): boolean {
  return nearlySame(a, b) || a.startsWith(`${b} `) || b.startsWith(`${a} `)
}

/** The house number must agree where both have one. */
function sameStreet(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return false
  if (a === b) return true
  const [x, y] = [parts(a), parts(b)]
  return nearlySame(x.name, y.name) && (x.number === '' || y.number === '' || x.number === y.number)
}

function parts(street: string): { name: string; number: string } {
  const found = /^(.*?)\s*(\d+\s?[a-z]?(?:\s\d+)?)$/.exec(street)
  return found ? { name: found[1]!.replaceAll(' ', ''), number: found[2]!.replaceAll(' ', '') } : { name: street.replaceAll(' ', ''), number: '' }
}
