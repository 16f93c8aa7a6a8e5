/** Submissions of an account that are one person's for certain: one mail address, one mobile, one full name. */
import { areTwoAddresses } from './people.ts'
import { byAddress, byName, type Person } from './persons.ts'
import { apart } from './site.ts'
import type { Spots } from './spots.ts'
import type { Told } from './told.ts'
import { bearsTheFirm } from './unit-view.ts'

/** Groups of submissions that belong to one unit, whatever place some of them name. */
export function tiedTogether(told: readonly Told[], spots: Spots): (readonly Told[])[] {
  const people = byAddress(told, (a, b) => a.hints.site !== null && b.hints.site !== null && apart(a.hints.site, b.hints.site))
  return byName(people, 'full', (a, b) => !areApart(a, b) && !areColleagues(a, b) && couldMeet(a, b, spots)).map((person) => person.told)
}

const areApart = (a: Person, b: Person): boolean =>
  a.told.some(({ hints: x }) => b.told.some(({ hints: y }) => x.site !== null && y.site !== null && apart(x.site, y.site)))

/** Namesakes whom the company gave an address each: who tells none of the two could be either, and holds nobody together. */
const areColleagues = (a: Person, b: Person): boolean => a.seen.some((x) => b.seen.some((y) => areTwoAddresses(x, y)))

/** Namesakes at two places are two people where the firm bears their name, too: father and son, or the owner on every card. */
function couldMeet(a: Person, b: Person, spots: Spots): boolean {
  const placesOf = ({ told }: Person) => new Set(told.map(({ hints }) => spots.spotAt(hints.place)).filter((spot) => spot !== null))
  const [x, y] = [placesOf(a), placesOf(b)]
  return x.size === 0 || y.size === 0 || [...x].some((spot) => y.has(spot)) || !a.told.some(({ submission }) => bearsTheFirm(submission))
}
