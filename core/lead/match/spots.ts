/** The towns an account is told to be in: its places gathered around those that are told most. */
import type { Place } from '../normalise/place.ts'
import type { Told } from './told.ts'
import { type PlaceRelation, relatePlaces } from './whereabouts.ts'

export interface Spots {
  /** Number of the spot of a place that is told; null where it cannot be said to be one of them. */
  spotAt: (place: Place | null) => number | null
  /** How many different submissions name each spot. */
  counts: readonly number[]
  towns: readonly ReadonlySet<string>[]
}

const CLOSENESS: Readonly<Record<PlaceRelation, number>> = { address: 5, street: 4, code: 3, town: 2, near: 1, open: 0, elsewhere: 0 }

export function spotsOf(told: readonly Told[]): Spots {
  const counts = new Map<string, { place: Place; count: number }>()
  for (const { hints } of told) {
    if (hints.place === null) continue
    const key = JSON.stringify(hints.place)
    counts.set(key, { place: hints.place, count: (counts.get(key)?.count ?? 0) + 1 })
  }
  const byWorth = [...counts].sort(([a, x], [b, y]) => complete(y.place) - complete(x.place) || y.count - x.count || (a < b ? -1 : 1))
  const spots: { places: Place[]; count: number }[] = []
  const at = new Map<string, number>()
  for (const [key, { place, count }] of byWorth) {
    const known = closest(place, spots)
    if (known === null && place.postalCode === null && place.city === null) continue
    const spot = known ?? spots.push({ places: [], count: 0 }) - 1
    spots[spot]!.places.push(place)
    spots[spot]!.count += count
    at.set(key, spot)
  }
  const spotOf = new Map(told.map(({ hints: { place } }) => [place, place === null ? null : (at.get(JSON.stringify(place)) ?? closest(place, spots))]))
  return {
    spotAt: (place) => spotOf.get(place) ?? null,
    counts: spots.map(({ count }) => count),
    towns: spots.map(({ places }) => new Set(places.map(({ city }) => city).filter((city) => city !== null))),
  }
}

const complete = ({ postalCode, city }: Place): number => (postalCode !== null ? 1 : 0) + (city !== null ? 1 : 0)

/** A neighbouring town is another spot, unless code and town contradict each other or one of them is missing. */
function closest(place: Place, spots: readonly { places: readonly Place[] }[]): number | null {
  const mayBeWrong = place.agrees !== 'same' || place.corrected !== null
  let best: number | null = null
  let closeness = 0
  spots.forEach(({ places }, i) => {
    const close = Math.max(...places.map((other) => CLOSENESS[relatePlaces(place, other)]))
    if (close === CLOSENESS.near && !mayBeWrong) return
    if (close > closeness) [best, closeness] = [i, close]
  })
  return best
}
