/** The people of one unit. */
import { compareLocal, compareNames, sameFirst, someoneOf } from './people.ts'
import { byAddress, byName } from './persons.ts'
import type { Told } from './told.ts'

/** Ids of the submissions per person; a company's own mailbox is nobody. */
export function contactsOf(told: readonly Told[]): string[][] {
  let people = byAddress(told.filter(isSomebody), areTwo)
  for (const level of ['full', 'initial', 'last'] as const) people = byName(people, level, () => true)
  return people.map((person) => person.told.flatMap(({ ids }) => ids).sort())
}

function isSomebody({ submission }: Told): boolean {
  const { last, first, mail, mobile } = someoneOf(submission)
  return mail !== null || mobile !== null || last !== '' || first !== ''
}

/** Neither first nor last name agrees, nor is the mailbox called after one of them. */
function areTwo(x: Told, y: Told): boolean {
  const [a, b] = [someoneOf(x.submission), someoneOf(y.submission)]
  if (a.last === '' || b.last === '' || a.first === '' || b.first === '') return false
  return compareNames(a, b) === 'other' && !sameFirst(a.first, b.first) && compareLocal(a.local, a.first, a.last) === 'other'
}
