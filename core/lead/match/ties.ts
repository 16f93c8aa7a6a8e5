/** Submissions of an account that are one person's for certain: one mail address, one mobile, one full name. */
import { groupsOf } from './groups.ts'
import { areTwoAddresses, someoneOf } from './people.ts'
import { apart } from './site.ts'
import type { Spots } from './spots.ts'
import type { Told } from './told.ts'

/** Groups of submissions that belong to one unit, whatever place some of them name. */
export function tiedTogether(told: readonly Told[], spots: Spots): Told[][] {
  const groups = groupsOf(told.length)
  const tie = (keyOf: (one: Told) => string | null, may: (a: readonly Told[], b: readonly Told[]) => boolean) => {
    const first = new Map<string, number>()
    told.forEach((one, i) => {
      const key = keyOf(one)
      if (key === null) return
      const known = first.get(key)
      if (known === undefined) first.set(key, i)
      else if (groups.find(known) !== groups.find(i)) {
        const of = (member: number) => told.filter((_, j) => groups.find(j) === groups.find(member))
        if (may(of(known), of(i))) groups.join(known, i)
      }
    })
  }
  const noConflict = (a: readonly Told[], b: readonly Told[]) =>
    !a.some((x) => b.some((y) => x.hints.site && y.hints.site && apart(x.hints.site, y.hints.site)))
  const placeOf = (members: readonly Told[]) => new Set(members.map(({ hints }) => spots.spotAt(hints.place)).filter((spot) => spot !== null))
  const sameSpot = (a: readonly Told[], b: readonly Told[]) => {
    const [x, y] = [placeOf(a), placeOf(b)]
    return x.size === 0 || y.size === 0 || [...x].some((spot) => y.has(spot))
  }
  tie(({ hints }) => hints.mail, noConflict)
  tie(({ hints }) => hints.mobile, noConflict)
  tie(
    ({ hints }) => hints.name,
    (a, b) => noConflict(a, b) && sameSpot(a, b) && !a.some((x) => b.some((y) => areTwoAddresses(someoneOf(x.submission), someoneOf(y.submission)))),
  )
  return groups.all().map((members) => members.map((i) => told[i]!))
}
