/** Did a unit move from one town to another? Its people give the old place until a day, and the new one from then on. */
import { groupsOf } from './groups.ts'
import type { Spots } from './spots.ts'
import type { Told } from './told.ts'
import { sameTown } from './whereabouts.ts'

/** log2: how rarely a person of one site gives the address of another, two sites share a line, an account moves instead of having two sites. */
const PERSON_AT_BOTH = 4
const LINE_AT_BOTH = 2
const SITE_BY_NAME = 4
const MOVES_ARE_RARE = 6.5

/** Spots of one unit that moved become one spot. */
export function withoutMoves(spots: Spots, people: readonly (readonly Told[])[]): Spots {
  const groups = groupsOf(spots.counts.length)
  const present = people.map((told) => new Set(told.map(({ hints }) => spots.spotAt(hints.place)).filter((spot) => spot !== null)))
  const pairs = new Map(
    present.flatMap((at) => [...at].flatMap((from) => [...at].filter((to) => to !== from).map((to) => [`${from} ${to}`, [from, to] as const]))),
  )
  for (const [from, to] of pairs.values()) if (isMove(from, to, spots, people, present)) groups.join(from, to)
  const merged = groups.all()
  const numberOf = new Map(merged.flatMap((members, i) => members.map((spot) => [spot, i] as const)))
  return {
    spotAt: (place) => numberOf.get(spots.spotAt(place) ?? -1) ?? null,
    counts: merged.map((members) => members.reduce((sum, spot) => sum + spots.counts[spot]!, 0)),
    towns: merged.map((members) => new Set(members.flatMap((spot) => [...spots.towns[spot]!]))),
  }
}

function isMove(from: number, to: number, spots: Spots, people: readonly (readonly Told[])[], present: readonly ReadonlySet<number>[]): boolean {
  const told = people.flat()
  const [before, after] = [from, to].map((spot) => told.filter(({ hints }) => spots.spotAt(hints.place) === spot))
  if (Math.max(...before!.map(({ last }) => last)) >= Math.min(...after!.map(({ first }) => first))) return false
  const times = (test: (at: ReadonlySet<number>) => boolean) => present.filter(test).length
  const lines = new Set(before!.flatMap(({ hints }) => hints.phoneStems))
  const isLineShared = after!.some(({ hints }) => hints.phoneStems.some((stem) => lines.has(stem)))
  const [old, now] = [times((at) => at.has(from)), times((at) => at.has(to))]
  const shared = times((at) => at.has(from) && at.has(to)) * PERSON_AT_BOTH
  const towns = [...spots.towns[from]!, ...spots.towns[to]!]
  const isNamed = told.some(({ hints: { site } }) => site !== null && site.kind !== 'headOffice' && towns.some((town) => sameTown(town, site.name)))
  return logChoose(old + now, old) + shared + (isLineShared ? LINE_AT_BOTH : 0) - (isNamed ? SITE_BY_NAME : 0) > MOVES_ARE_RARE
}

/** log2 of the number of ways to choose: how unlikely it is that all of one kind come before all of the other by chance. */
function logChoose(n: number, k: number): number {
  let sum = 0
  for (let i = 1; i <= k; i++) sum += Math.log2((n - k + i) / i)
  return sum
}
