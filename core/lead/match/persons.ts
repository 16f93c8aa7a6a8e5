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
      const fellow = known.get(value)?.find((other) => !areTwo(one, told[other]!))
      if (fellow !== undefined) groups.join(fellow, i)
      known.set(value, [...(known.get(value) ?? []), i])
    })
  }
  return groups.all().map((members) => personOf(members.map((i) => told[i]!)))
}

/** Joins who agrees at this level; in anything less than a full name, only where one of the two agrees with nobody else. */
export function byName(people: readonly Person[], level: PersonRelation, may: (a: Person, b: Person) => boolean): Person[] {
  const groups = groupsOf(people.length)
  const partners = people.map((one) =>
    people.flatMap((other, i) => (other !== one && compareSeen(one.seen, other.seen) === level && may(one, other) ? [i] : [])),
  )
  partners.forEach((fellows, i) => {
    const different = new Set(fellows.map((other) => groups.find(other)))
    if (level === 'full' || different.size === 1) for (const fellow of fellows) groups.join(i, fellow)
  })
  return groups.all().map((members) => personOf(members.flatMap((i) => people[i]!.told)))
}

const personOf = (told: readonly Told[]): Person => ({ told, seen: told.map(({ submission }) => someoneOf(submission)) })
