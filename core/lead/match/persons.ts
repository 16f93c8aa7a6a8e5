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

/** Joins who agrees at this level, unless somebody among them agrees with two people. */
export function byName(people: readonly Person[], level: PersonRelation, may: (a: Person, b: Person) => boolean): Person[] {
  const agree = (a: Person, b: Person) => a !== b && compareSeen(a.seen, b.seen) === level && may(a, b)
  const areTwo = (a: Person, b: Person) => a !== b && (compareSeen(a.seen, b.seen) === 'other' || !may(a, b) || (level === 'last' && !agree(a, b)))
  let joined = [...people]
  for (const { told } of people) {
    const one = joined.find((person) => person.told.includes(told[0]!))!
    const fellows = joined.filter((other) => agree(one, other))
    const meant = new Set([one, ...fellows, ...fellows.flatMap((fellow) => joined.filter((other) => agree(fellow, other)))])
    if (fellows.length === 0 || [...meant].some((a) => [...meant].some((b) => areTwo(a, b)))) continue
    joined = [...joined.filter((person) => !meant.has(person)), personOf([...meant].flatMap((person) => person.told))]
  }
  return joined
}

const personOf = (told: readonly Told[]): Person => ({ told, seen: told.map(({ submission }) => someoneOf(submission)) })
