/** The people of one unit. */
import { groupsOf } from './groups.ts'
import type { Told } from './told.ts'

/** Ids of the submissions per person; a company's own mailbox is nobody. */
export function contactsOf(told: readonly Told[]): string[][] {
  const groups = groupsOf(told.length)
  for (const keyOf of [({ hints }: Told) => hints.mail, ({ hints }: Told) => hints.mobile, ({ hints }: Told) => hints.name]) {
    const first = new Map<string, number>()
    told.forEach((one, i) => {
      const key = keyOf(one)
      if (key === null) return
      if (first.has(key)) groups.join(first.get(key)!, i)
      else first.set(key, i)
    })
  }
  return groups
    .all()
    .map((members) => members.map((i) => told[i]!))
    .filter((members) => members.some(({ hints, submission }) => hints.mail !== null || hints.mobile !== null || submission.person.lastName !== null))
    .map((members) => members.flatMap(({ ids }) => ids).sort())
}
