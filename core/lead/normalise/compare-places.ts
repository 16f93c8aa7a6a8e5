/** How close two addresses are, from one door to elsewhere. */
import { isPartOf } from './code-and-town.ts'
import type { Place } from './place.ts'
import { isDigitSlip, isSlip } from './slip.ts'
import { isSameStreet } from './street.ts'
import { withoutPart } from './town-name.ts'
import { kmBetween } from './towns.ts'

/**
 * - `address`: same street and house number, in one town or under one postal code
 * - `street`: same street there, another or no house number
 * - `postalCode`: same postal code; the streets differ or are not both known
 * - `town`: same town, other or no postal codes
 * - `near`: up to 10 km apart, or codes one digit apart where no towns speak against it
 * - `different`: elsewhere
 * - `unknown`: nothing to compare
 */
export type Closeness = 'address' | 'street' | 'postalCode' | 'town' | 'near' | 'different' | 'unknown'

export interface PlaceComparison {
  level: Closeness
  /** Between the postal codes or towns; null where one of them is not known. */
  km: number | null
  /** null where one of them has none. */
  sameStreet: boolean | null
  sameNumber: boolean | null
}

export const NEAR_KM = 10
/** Bearers of one name further apart than this are two towns; the parts of the biggest town are not. */
const ONE_TOWN_KM = 30

export function comparePlaces(a: Place, b: Place): PlaceComparison {
  const km = distanceKm(a, b)
  const code = a.postalCode === null || b.postalCode === null ? null : a.postalCode === b.postalCode
  const city = isSameTown(a.town ?? a.city, b.town ?? b.city, km)
  const fits = !isAbroad(a, b) && (code === true || city === true)
  const sameStreet = a.streetName === null || b.streetName === null ? null : fits ? isSameStreet(a.streetName, b.streetName) : a.streetName === b.streetName
  const sameNumber = a.houseNumber === null || b.houseNumber === null ? null : a.houseNumber === b.houseNumber
  return { level: levelOf({ fits, code, city, km, sameStreet, sameNumber }, a, b), km, sameStreet, sameNumber }
}

interface Found {
  fits: boolean
  code: boolean | null
  city: boolean | null
  km: number | null
  sameStreet: boolean | null
  sameNumber: boolean | null
}

function levelOf({ fits, code, city, km, sameStreet, sameNumber }: Found, a: Place, b: Place): Closeness {
  if (fits) return sameStreet ? (sameNumber ? 'address' : 'street') : code ? 'postalCode' : 'town'
  if (km !== null && km <= NEAR_KM) return 'near'
  if (city !== false && code === false && isDigitSlip(a.postalCode!, b.postalCode!)) return 'near'
  return km !== null || isAbroad(a, b) || (code ?? city) !== null ? 'different' : 'unknown'
}

/** Between postal codes, or towns where no code is known; null where one of the two is not in the tables. */
export const distanceKm = (a: Place, b: Place): number | null => (a.at && b.at ? Math.round(kmBetween(a.at, b.at) * 10) / 10 : null)

const isAbroad = (a: Place, b: Place): boolean => a.country !== null && b.country !== null && a.country !== b.country

function isSameTown(a: string | null, b: string | null, km: number | null): boolean | null {
  if (a === null || b === null) return null
  if (km !== null && km > ONE_TOWN_KM) return false
  return a === b || isPartOf(a, b) || isPartOf(b, a) || isSlip(withoutPart(a), withoutPart(b))
}
