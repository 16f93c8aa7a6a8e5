/** Submissions gathered into people: one mail address or mobile first, then names, the more telling before the less. */
import { key } from '../normalise/text.ts'
import { groupsOf } from './groups.ts'
import { compareSeen, type PersonRelation, type Someone, someoneOf } from './people.ts'
import type { Told } from './told.ts'

export interface Person {
  told: readonly Told[]
  /** As they called themselves each time. */
  seen: readonly Someone[]
  keys: readonly string[]
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
  const agree = (a: Person, b: Person) => a !== b && relate(a, b) === level && may(a, b)
  const areTwo = (a: Person, b: Person) => a !== b && (relate(a, b) === 'other' || !may(a, b) || (level === 'last' && !agree(a, b)))
  const joined = new Set(people)
  const alike = new Map<string, Set<Person>>()
  const file = (person: Person) => {
    for (const key of person.keys) alike.set(key, (alike.get(key) ?? new Set()).add(person))
  }
  const fellowsOf = (one: Person) => [...new Set(one.keys.flatMap((key) => [...(alike.get(key) ?? [])]))].filter((other) => agree(one, other))
  for (const person of people) file(person)
  for (const one of people) {
    if (!joined.has(one)) continue
    const fellows = fellowsOf(one)
    const meant = new Set([one, ...fellows, ...fellows.flatMap(fellowsOf)])
    if (fellows.length === 0 || [...meant].some((a) => [...meant].some((b) => areTwo(a, b)))) continue
    const all = personOf([...meant].flatMap((person) => person.told))
    for (const person of meant) {
      joined.delete(person)
      for (const key of person.keys) alike.get(key)!.delete(person)
    }
    joined.add(all)
    file(all)
  }
  return [...joined]
}

const related = new WeakMap<Person, WeakMap<Person, PersonRelation>>()

/** Remembered from level to level. */
function relate(a: Person, b: Person): PersonRelation {
  const known = related.get(a) ?? new WeakMap<Person, PersonRelation>()
  related.set(a, known)
  const relation = known.get(b) ?? compareSeen(a.seen, b.seen)
  known.set(b, relation)
  return relation
}

function personOf(told: readonly Told[]): Person {
  const seen = told.map(({ submission }) => someoneOf(submission))
  return { told, seen, keys: [...new Set(seen.flatMap(keysOf))] }
}

/** How the names begin and end: a slip leaves one of them. Only who shares a key is compared. */
function keysOf({ first, last, local }: Someone): string[] {
  const words = [...first.split(' '), ...last.split(' '), ...key(local).split(' ')].map((word) => word.replace(/\d/g, '')).filter((word) => word.length > 1)
  return words.flatMap((word) => [`${word.slice(0, 3)}-`, `-${word.slice(-3)}`])
}
