/** Submissions gathered into people: one mail address or mobile first, then names, the more telling before the less. */
import { groupsOf } from './groups.ts'
import { compareSeen, type PersonRelation, type Someone, someoneOf } from './people.ts'
import type { Told } from './told.ts'

export interface Person {
  told: readonly Told[]
  /** As they called themselves each time. */
  seen: readonly Someone[]
}

/** @param areTwo whether two who share a mailbox or a telephone are two people all the same */
export function byAddress(told: readonly Told[], areTwo: (a: Told, b: Told) => boolean): Person[] {
  const groups = groupsOf(told.length)
  for (const address of [({ hints }: Told) => hints.mail, ({ hints }: Told) => hints.mobile]) {
    const known = new Map<string, number[]>()
    told.forEach((one, i) => {
      const value = address(one)
      if (value === null) return
      const membersOf = (member: number) => told.filter((_, j) => groups.find(j) === groups.find(member))
      const fellow = known.get(value)?.find((other) => !membersOf(other).some((x) => membersOf(i).some((y) => areTwo(x, y))))
      if (fellow !== undefined) groups.join(fellow, i)
      known.set(value, [...(known.get(value) ?? []), i])
    })
  }
  return groups.all().map((members) => personOf(members.map((i) => told[i]!)))
}

/** Joins who agrees at this level, unless who agrees with somebody are two people themselves. */
export function byName(people: readonly Person[], level: PersonRelation, may: (a: Person, b: Person) => boolean): Person[] {
  const agree = (a: Person, b: Person) => compareSeen(a.seen, b.seen) === level && may(a, b)
  const joined: Person[] = [...people]
  for (const one of people) {
    const at = joined.findIndex(({ told }) => told.includes(one.told[0]!))
    const fellows = joined.filter((other, i) => i !== at && agree(joined[at]!, other))
    const areOne = fellows.every((a, i) =>
      fellows.slice(i + 1).every((b) => compareSeen(a.seen, b.seen) !== 'other' && (level !== 'last' || agree(a, b)) && may(a, b)),
    )
    if (fellows.length === 0 || !areOne) continue
    const all = [joined[at]!, ...fellows]
    joined.splice(0, joined.length, ...joined.filter((other) => !all.includes(other)), personOf(all.flatMap(({ told }) => told)))
  }
  return joined
}

const personOf = (told: readonly Told[]): Person => ({ told, seen: told.map(({ submission }) => someoneOf(submission)) })
