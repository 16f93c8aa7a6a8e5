/** The people of one unit. */
import { sharesMailbox, someoneOf } from './people.ts'
import { byAddress, byName } from './persons.ts'
import type { Told } from './told.ts'

/** Ids of the submissions per person; a company's own mailbox is nobody. */
export function contactsOf(told: readonly Told[]): string[][] {
  let people = byAddress(told.filter(isSomebody), (a, b) => sharesMailbox(someoneOf(a.submission), someoneOf(b.submission)))
  for (const level of ['full', 'initial', 'last'] as const) people = byName(people, level, () => true)
  return people.map((person) => person.told.flatMap(({ ids }) => ids).sort())
}

function isSomebody({ submission }: Told): boolean {
  const { last, first, mail, mobile } = someoneOf(submission)
  return mail !== null || mobile !== null || last !== '' || first !== ''
}
