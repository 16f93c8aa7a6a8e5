/** Whether two submissions can be of one person: by their names, and by the names that their mail addresses are made of. */

import { comparePersons } from '../normalise/same-person.ts'
import { isSlip } from '../normalise/slip.ts'
import { key } from '../normalise/text.ts'
import type { Submission } from '../submission.ts'

/** How much agrees: `full` first and last name, `initial` last name and an initial, `last` only the last name. */
export type PersonRelation = 'full' | 'initial' | 'last' | 'open' | 'other'

export interface Someone {
  first: string
  last: string
  /** Letters of a personal address before its sign, without numbers. */
  local: string
  mail: string | null
  domain: string | null
  mobile: string | null
}

export function someoneOf(submission: Submission): Someone {
  const known = someones.get(submission) ?? readSomeone(submission)
  someones.set(submission, known)
  return known
}

const someones = new WeakMap<Submission, Someone>()

function readSomeone({ person, mail, mobile }: Submission): Someone {
  const own = mail !== null && mail.kind !== 'role' ? mail : null
  return {
    first: key(person.firstName ?? ''),
    last: key(person.lastName ?? ''),
    local: own === null ? '' : own.address.split('@')[0]!,
    mail: own?.address ?? null,
    domain: own?.domain ?? null,
    mobile: mobile?.e164 ?? null,
  }
}

export function compareNames(a: Someone, b: Someone): PersonRelation {
  if (a.last === '' || b.last === '') return 'open'
  const [x, y] = [a, b].map(({ first, last }) => ({ firstName: first || null, lastName: last }))
  const relation = comparePersons(x!, y!)
  if (relation === 'same' || relation === 'likely') return isInitial(a.first) || isInitial(b.first) ? 'initial' : 'full'
  if (relation === 'possible') return a.first === '' || b.first === '' ? 'last' : 'open'
  return relation === 'different' ? 'other' : 'open'
}

const isInitial = (name: string): boolean => name !== '' && name.split(' ').every((word) => word.length === 1)

export const sameFirst = (a: string, b: string): boolean => comparePersons({ firstName: a, lastName: null }, { firstName: b, lastName: null }) === 'possible'

/** How an address before its sign is made of a name: `thomas.mueller`, `mueller.t`, `tmueller`, `mueller`. */
export function compareLocal(local: string, first: string, last: string): PersonRelation {
  const letters = key(local.replace(/\d+/g, '')).replaceAll(' ', '')
  const [given, family] = [first.replaceAll(' ', ''), last.replaceAll(' ', '')]
  if (letters === '' || family === '') return 'open'
  const is = (text: string) => letters === text || (text.length >= 8 && isSlip(letters, text))
  if (given.length > 1 && (is(given + family) || is(family + given))) return 'full'
  if (given !== '' && (is(given[0]! + family) || is(family + given[0]!))) return 'initial'
  if (is(family)) return 'last'
  return 'other'
}

/** Two addresses of one person: `thomas.mueller@` here and `muellerthomas77@` there. */
export function compareLocals(a: string, b: string): PersonRelation {
  const parts = (local: string) =>
    local
      .replace(/\d+/g, '')
      .split(/[._-]+/)
      .map(key)
      .filter(Boolean)
  for (const [split, other] of [
    [parts(a), b],
    [parts(b), a],
  ] as const) {
    if (split.length === 2) {
      const there = [compareLocal(other, split[0]!, split[1]!), compareLocal(other, split[1]!, split[0]!)]
      if (split[0]!.length > 1 && split[1]!.length > 1 && there.includes('full')) return 'full'
      if (there.includes('initial') || there.includes('full')) return 'initial'
    }
  }
  return 'other'
}

/** Two people of one company, since it gave them an address each. */
export const areTwoAddresses = (x: Someone, y: Someone): boolean => x.domain !== null && x.domain === y.domain && x.mail !== y.mail && !isTypo(x.local, y.local)

const isTypo = (a: string, b: string): boolean => a.replace(/\D/g, '') === b.replace(/\D/g, '') && compareLocal(a, '', b) === 'last'

const WORTH: readonly PersonRelation[] = ['full', 'initial', 'last']

/** The best that two submissions of both agree in; contradictions that are as frequent, or two addresses of one company, make two people. */
export function compareSeen(a: readonly Someone[], b: readonly Someone[]): PersonRelation {
  const pairs = a.flatMap((x) => b.map((y) => both(x, y)))
  const against = pairs.filter((one) => one === 'other').length
  const best = WORTH.find((worth) => pairs.includes(worth))
  if (best === undefined || a.some((x) => b.some((y) => areTwoAddresses(x, y)))) return against > 0 ? 'other' : 'open'
  return pairs.filter((one) => WORTH.includes(one)).length >= against ? best : 'other'
}

const compared = new WeakMap<Someone, WeakMap<Someone, PersonRelation>>()

/** Remembered, since the people of an account are held against each other with everybody who comes. */
function both(x: Someone, y: Someone): PersonRelation {
  const known = compared.get(x) ?? new WeakMap<Someone, PersonRelation>()
  compared.set(x, known)
  const relation = known.get(y) ?? foundRelation(x, y)
  known.set(y, relation)
  return relation
}

function foundRelation(x: Someone, y: Someone): PersonRelation {
  const names = compareNames(x, y)
  if (names !== 'open') return names
  if (x.local !== '' && y.local !== '' && x.local === y.local) return 'full'
  if (y.local !== '' && x.last !== '') return orOpen(compareLocal(y.local, x.first, x.last))
  if (x.local !== '' && y.last !== '') return orOpen(compareLocal(x.local, y.first, y.last))
  return x.local !== '' && y.local !== '' ? orOpen(compareLocals(x.local, y.local)) : 'open'
}

const orOpen = (relation: PersonRelation): PersonRelation => (relation === 'other' ? 'open' : relation)

/** Two people at one mailbox or telephone: neither first nor last name agrees, nor is the mailbox called after one of them. */
export function sharesMailbox(a: Someone, b: Someone): boolean {
  if (a.last === '' || b.last === '' || a.first === '' || b.first === '') return false
  return compareNames(a, b) === 'other' && !sameFirst(a.first, b.first) && !WORTH.includes(compareLocal(a.local, a.first, a.last))
}
