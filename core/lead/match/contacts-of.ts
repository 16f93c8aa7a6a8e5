/** The people of one unit: one mail address or mobile first, then names, the more telling before the less. */
import { groupsOf } from './groups.ts'
import { areTwoAddresses, compareLocal, compareLocals, compareNames, type PersonRelation, type Someone, sameFirst, someoneOf } from './people.ts'
import type { Told } from './told.ts'

interface Person {
  told: Told[]
  seen: Someone[]
}

/** Ids of the submissions per person; a company's own mailbox is nobody. */
export function contactsOf(told: readonly Told[]): string[][] {
  let people = byAddress(told.filter(({ submission }) => isSomebody(someoneOf(submission))))
  for (const level of ['full', 'initial', 'last'] as const) people = joined(people, level)
  return people.map((person) => person.told.flatMap(({ ids }) => ids).sort())
}

const isSomebody = ({ last, first, mail, mobile }: Someone): boolean => mail !== null || mobile !== null || last !== '' || first !== ''

function byAddress(told: readonly Told[]): Person[] {
  const groups = groupsOf(told.length)
  const seen = told.map(({ submission }) => someoneOf(submission))
  for (const address of [(one: Someone) => one.mail, (one: Someone) => one.mobile]) {
    const known = new Map<string, number[]>()
    seen.forEach((one, i) => {
      const value = address(one)
      if (value === null) return
      const fellow = known.get(value)?.find((other) => !areTwo(one, seen[other]!))
      if (fellow !== undefined) groups.join(fellow, i)
      known.set(value, [...(known.get(value) ?? []), i])
    })
  }
  return groups.all().map((members) => ({ told: members.map((i) => told[i]!), seen: members.map((i) => seen[i]!) }))
}

/** Two people who share a mailbox or a telephone: neither first nor last name agrees. */
function areTwo(a: Someone, b: Someone): boolean {
  if (a.last === '' || b.last === '' || a.first === '' || b.first === '') return false
  return compareNames(a, b) === 'other' && !sameFirst(a.first, b.first) && compareLocal(a.local, a.first, a.last) === 'other'
}

/** Joins who agrees at this level, where one of the two agrees with nobody else. */
function joined(people: readonly Person[], level: PersonRelation): Person[] {
  const groups = groupsOf(people.length)
  const partners = people.map((one) => people.flatMap((other, i) => (other !== one && relation(one, other) === level ? [i] : [])))
  partners.forEach((of, i) => {
    const told = new Set(of.map((other) => groups.find(other)))
    if (level === 'full' || told.size === 1) for (const other of of) groups.join(i, other)
  })
  return groups.all().map((members) => ({ told: members.flatMap((i) => people[i]!.told), seen: members.flatMap((i) => people[i]!.seen) }))
}

const WORTH: readonly PersonRelation[] = ['full', 'initial', 'last']

/** The best that two submissions of both agree in; contradictions that are as frequent, or two addresses of one company, make two people. */
function relation(a: Person, b: Person): PersonRelation {
  const pairs = a.seen.flatMap((x) => b.seen.map((y) => both(x, y)))
  const against = pairs.filter((one) => one === 'other').length
  const best = WORTH.find((worth) => pairs.includes(worth))
  if (best === undefined || a.seen.some((x) => b.seen.some((y) => areTwoAddresses(x, y)))) return against > 0 ? 'other' : 'open'
  return pairs.filter((one) => WORTH.includes(one)).length >= against ? best : 'other'
}

function both(x: Someone, y: Someone): PersonRelation {
  const names = compareNames(x, y)
  if (names !== 'open') return names
  if (x.local !== '' && y.local !== '' && x.local === y.local) return 'full'
  if (y.local !== '' && x.last !== '') return orOpen(compareLocal(y.local, x.first, x.last))
  if (x.local !== '' && y.last !== '') return orOpen(compareLocal(x.local, y.first, y.last))
  return x.local !== '' && y.local !== '' ? orOpen(compareLocals(x.local, y.local)) : 'open'
}

const orOpen = (relation: PersonRelation): PersonRelation => (relation === 'other' ? 'open' : relation)
