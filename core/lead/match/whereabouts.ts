/** How two places of one account lie to each other: one address, one town, nearby, or elsewhere. */
import { comparePlaces, distanceKm, NEAR_KM } from '../normalise/compare-places.ts'
import type { Place } from '../normalise/place.ts'
import { isDigitSlip, isSlip } from '../normalise/slip.ts'
import { areaOf } from '../normalise/towns.ts'

/** `open`: nothing of both can be compared. */
export type PlaceRelation = 'address' | 'street' | 'code' | 'town' | 'near' | 'open' | 'elsewhere'

export const isPlace = ({ postalCode, city, street }: Place): boolean => postalCode !== null || city !== null || street !== null

const RELATIONS = { address: 'address', street: 'street', postalCode: 'code', town: 'town', near: 'near', different: 'elsewhere', unknown: 'open' } as const

const related = new WeakMap<Place, WeakMap<Place, PlaceRelation>>()

/** Remembered, since every place of an account is held against every other, again and again. */
export function relatePlaces(a: Place, b: Place): PlaceRelation {
  const known = related.get(a) ?? new WeakMap<Place, PlaceRelation>()
  related.set(a, known)
  const relation = known.get(b) ?? foundRelation(a, b)
  known.set(b, relation)
  return relation
}

function foundRelation(a: Place, b: Place): PlaceRelation {
  const { level, km, sameStreet, sameNumber } = comparePlaces(a, b)
  if (level === 'town' && areTwoParts(a, b)) return 'elsewhere'
  if (level === 'address' || level === 'street' || level === 'postalCode' || level === 'town') return RELATIONS[level]
  if (isCodeOf(a, b) || isCodeOf(b, a)) return sameStreet ? 'street' : 'town'
  // One door: the code or the town of one of them is wrong.
  if (sameStreet && sameNumber && (level === 'unknown' || level === 'near' || (distanceKm(a, b) ?? 0) < 40)) return level === 'unknown' ? 'street' : 'near'
  if (level !== 'near') return RELATIONS[level]
  // By a digit of their codes alone: one is mistyped, or they are two.
  if (km === null || km > NEAR_KM) return 'open'
  return isBeyondDoubt(a) && isBeyondDoubt(b) ? 'elsewhere' : 'near'
}

/** Code and town bear each other out: two such places that are neighbours are two. */
const isBeyondDoubt = ({ agrees, corrected }: Place): boolean => agrees === 'same' && corrected === null

/** Of one city, a part of which is named, and another postal code than that part has. */
const areTwoParts = (a: Place, b: Place): boolean =>
  a.town !== null && b.town !== null && a.town !== b.town && isBeyondDoubt(a) && isBeyondDoubt(b) && areTwoCodes(a.postalCode, b.postalCode)

const areTwoCodes = (a: string | null, b: string | null): boolean => a !== null && b !== null && !isDigitSlip(a, b)

/** A postal code of the town that the other names without one; hamlets go by the name of their town once a code is told. */
function isCodeOf(a: Place, b: Place): boolean {
  if (a.postalCode === null || b.city === null || b.postalCode !== null) return false
  const towns = areaOf(a.country ?? b.country ?? 'DE', a.postalCode)?.towns ?? []
  return towns.some(({ known }) => known.includes(b.city!) || known.includes(b.town ?? ''))
}

export const sameTown = (a: string, b: string): boolean => a === b || a.startsWith(`${b} `) || b.startsWith(`${a} `) || isSlip(a, b)
