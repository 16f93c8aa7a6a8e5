/** Whether two names can be those of one person; names come whole, swapped, shortened or mistyped. */
import { looks, slips, sound } from './alike.ts'
import { compareGivenNames, genderOf, isGivenName } from './given-names.ts'
import { nameWords, type PersonName } from './person.ts'

/**
 * `same`: both names agree, nicknames and swapped fields allowed. `likely`: all but a slip, an initial, a part of a double name.
 * `possible`: only what both tell agrees (one given name missing; another last name of a woman, who may have married).
 * `different`: the given or the last names are two. `unknown`: nothing to hold against each other.
 */
export type SamePerson = 'same' | 'likely' | 'possible' | 'different' | 'unknown'

export type Named = Pick<PersonName, 'firstName' | 'lastName'>

/** How well one part of two names agrees, best first. */
type Agreement = 'equal' | 'near' | 'initial' | 'missing' | 'different'

interface Words {
  given: string[]
  family: string[]
}

export function comparePersons(a: Named, b: Named): SamePerson {
  const [x, y] = [wordsOf(a), wordsOf(b)]
  if (isEmpty(x) || isEmpty(y)) return 'unknown'
  if (sameWords(x, y)) return 'same'
  const straight = compare(x, y)
  if (straight === 'same' || straight === 'likely' || !isSwap(x, y)) return straight
  return best([straight, compare(swapped(x), y), compare(x, swapped(y))])
}

const swapped = ({ given, family }: Words): Words => ({ given: family, family: given })
const best = (results: readonly SamePerson[]): SamePerson => RANK.find((result) => results.includes(result))!

/** `Eva Müller-Kern` and `Eva Müller Kern`, wherever the last name was taken to begin. */
function sameWords(a: Words, b: Words): boolean {
  const [x, y] = [a, b].map(({ given, family }) => [...given, ...family].sort())
  return x!.length > 2 && !x!.some(isInitial) && x!.join(' ') === y!.join(' ')
}

const RANK: readonly SamePerson[] = ['same', 'likely', 'possible', 'unknown', 'different']

const wordsOf = ({ firstName, lastName }: Named): Words => ({ given: nameWords(firstName), family: nameWords(lastName) })
const isEmpty = ({ given, family }: Words): boolean => given.length === 0 && family.length === 0

/** Fields are swapped as a whole, or the only name told is in the wrong one. */
const isSwap = (a: Words, b: Words): boolean => [a, b].some(({ given, family }) => given.length > 0 && family.length > 0)

function compare(a: Words, b: Words): SamePerson {
  const family = compareFamily(a.family, b.family)
  const given = compareGiven(a.given, b.given)
  if (family === 'missing') return given === 'missing' ? 'unknown' : given === 'different' ? 'different' : given === 'initial' ? 'unknown' : 'possible'
  if (family === 'different') return given === 'equal' && a.given.some((name) => genderOf(name) === 'woman') ? 'possible' : 'different'
  if (given === 'different') return 'different'
  if (given === 'missing') return 'possible'
  if (family === 'equal') return given === 'equal' ? 'same' : 'likely'
  return given === 'initial' && family === 'near' ? 'possible' : 'likely'
}

function compareFamily(a: readonly string[], b: readonly string[]): Agreement {
  if (a.length === 0 || b.length === 0) return 'missing'
  const [x, y] = [oneS(a.join('')), oneS(b.join(''))]
  if (x === y) return x.length === 1 ? 'initial' : 'equal'
  if (a.length !== b.length && (isPart(a, b) || isPart(b, a))) return 'near'
  if (x.length === 1 || y.length === 1) return x[0] === y[0] ? 'initial' : 'different'
  return isSlip(x, y) ? 'near' : 'different'
}

/** `Müller` of `Müller-Lüdenscheidt`. */
const isPart = (part: readonly string[], whole: readonly string[]): boolean => part.every((word) => word.length > 2 && whole.includes(word))

/** Weiß, Weiss and Weis. */
const oneS = (word: string): string => word.replaceAll('ss', 's')

/** One letter off from five letters on, two from nine; or read or heard as the other. */
function isSlip(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length)
  if (shorter < 4) return false
  const most = shorter >= 9 ? 2 : shorter >= 5 ? 1 : 0
  if (most > 0 && slips(a, b, most) <= most) return true
  if (looks(a) === looks(b)) return true
  return shorter >= 5 && a[0] === b[0] && Math.abs(a.length - b.length) <= 2 && slips(a, b, 2) <= 2 && sound(a) === sound(b)
}

function compareGiven(a: readonly string[], b: readonly string[]): Agreement {
  if (a.length === 0 || b.length === 0) return 'missing'
  if (a.join('') === b.join('')) return a[0]!.length === 1 ? 'initial' : 'equal'
  const [x, y] = [a[0]!, b[0]!]
  if (a.every(isInitial) || b.every(isInitial)) return initialsAgree(a, b) ? 'initial' : 'different'
  const names = a.flatMap((one) => b.map((other) => (isInitial(one) || isInitial(other) ? 'different' : compareGivenNames(one, other))))
  if (names.includes('same')) return a.length === b.length || [...a, ...b].every(isGivenName) ? 'equal' : 'near'
  if (names.includes('alike') || isSlip(x, y) || isSlip(a.join(''), b.join('')))
    return bothKnown(x, y) && !names.includes('alike') && !looksSame(x, y) ? 'different' : 'near'
  return 'different'
}

/** Two names that exist are two people, however close: Jana and Jane, Martin and Marvin; not so where a slip made one of them. */
const bothKnown = (a: string, b: string): boolean => isGivenName(a) && isGivenName(b)
const looksSame = (a: string, b: string): boolean => looks(a) === looks(b)

const isInitial = (word: string): boolean => word.length === 1

/** `M.` of Max, `H. P.` and `HP` of Hans-Peter; `K.` of Carl. */
function initialsAgree(a: readonly string[], b: readonly string[]): boolean {
  const [x, y] = [a[0]![0]!, b[0]![0]!]
  return x === y || ('ck'.includes(x) && 'ck'.includes(y))
}
