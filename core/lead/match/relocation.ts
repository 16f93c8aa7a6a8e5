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
  spots.counts.forEach((_, from) => {
    spots.counts.forEach((_, to) => {
      if (from !== to && isMove(from, to, spots, people)) groups.join(from, to)
    })
  })
  const merged = groups.all()
  const numberOf = new Map(merged.flatMap((members, i) => members.map((spot) => [spot, i] as const)))
  return {
    spotAt: (place) => numberOf.get(spots.spotAt(place) ?? -1) ?? null,
    counts: merged.map((members) => members.reduce((sum, spot) => sum + spots.counts[spot]!, 0)),
    towns: merged.map((members) => new Set(members.flatMap((spot) => [...spots.towns[spot]!]))),
  }
}

function isMove(from: number, to: number, spots: Spots, people: readonly (readonly Told[])[]): boolean {
  const at = (told: readonly Told[], spot: number) => told.filter(({ hints }) => spots.spotAt(hints.place) === spot)
  const [before, after] = [at(people.flat(), from), at(people.flat(), to)]
  if (Math.max(...before.map(({ last }) => last)) >= Math.min(...after.map(({ first }) => first))) return false
  const shared = people.filter((told) => at(told, from).length > 0 && at(told, to).length > 0).length
  const present = (spot: number) => people.filter((told) => at(told, spot).length > 0).length
  const lines = new Set(before.flatMap(({ hints }) => hints.phoneStems))
  const line = after.some(({ hints }) => hints.phoneStems.some((stem) => lines.has(stem)))
  const order = logChoose(present(from) + present(to), present(from))
  const named = [from, to].some((spot) =>
    people
      .flat()
      .some(({ hints }) => hints.site !== null && hints.site.kind !== 'headOffice' && [...spots.towns[spot]!].some((town) => sameTown(town, hints.site!.name))),
  )
  return shared > 0 && order + shared * PERSON_AT_BOTH + (line ? LINE_AT_BOTH : 0) - (named ? SITE_BY_NAME : 0) > MOVES_ARE_RARE
}

/** log2 of the number of ways to choose: how unlikely it is that all of one kind come before all of the other by chance. */
function logChoose(n: number, k: number): number {
  let sum = 0
  for (let i = 1; i <= k; i++) sum += Math.log2((n - k + i) / i)
  return sum
}
