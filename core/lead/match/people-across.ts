/** One human being in several accounts: who changed the employer, or has two jobs. */
import { groupsOf } from './groups.ts'
import { type Someone, sharesMailbox } from './people.ts'

export interface Bearer {
  contact: string
  /** As they called themselves each time. */
  seen: readonly Someone[]
}

/** Ids of contacts that one mobile or one private mail address ties together; a mailbox of a firm ties nobody. */
export function peopleAcross(contacts: readonly Bearer[]): string[][] {
  const groups = groupsOf(contacts.length)
  const holders = new Map<string, number[]>()
  contacts.forEach(({ seen }, i) => {
    for (const value of new Set(seen.flatMap(privateAddresses))) {
      const known = holders.get(value) ?? []
      const same = known.find((other) => !areTwo(contacts[other]!, contacts[i]!))
      if (same !== undefined) groups.join(same, i)
      holders.set(value, [...known, i])
    }
  })
  return groups.all().map((members) => members.map((i) => contacts[i]!.contact))
}

/** An address of the company's own domain is not private. */
const privateAddresses = ({ mail, domain, mobile }: Someone): string[] =>
  [mail !== null && domain === null ? mail : null, mobile].filter((value) => value !== null)

const areTwo = (a: Bearer, b: Bearer): boolean => {
  const [named, others] = [a.seen.filter(({ last }) => last !== ''), b.seen.filter(({ last }) => last !== '')]
  return named.length > 0 && others.length > 0 && named.every((x) => others.every((y) => sharesMailbox(x, y)))
}
