/** What a person is recognised by in any text: addresses, numbers and names in every spelling, to find them and to take them out. */
import { phoneParts } from './normalise/phone.ts'

/** What is known of somebody that names them. */
export interface PersonMarks {
  /** E-mail addresses in lower case. */
  mails: readonly string[]
  /** Telephone numbers that are theirs alone, E.164. */
  numbers: readonly string[]
  names: readonly { first: string; last: string }[]
  /** Last names that nobody else has whom the same accounts know: alone they name the person there. */
  loneNames: readonly string[]
  /** Names and domains of companies: they stay, though the person's name stands in them. */
  kept?: readonly string[]
}

/** What is enough to name the person in a text, by whose it is: others may have the same name. */
export type Enough = 'address' | 'full name' | 'any name'

export interface PersonFinder {
  /** An address or number stands in the text. */
  hasAddress(text: string): boolean
  isNamedIn(text: string, enough: Enough): boolean
  /** The text without them; where it does not name them, as it was. */
  without(text: string, enough: Enough): string
  /** The same for every text of a document, keys included. */
  withoutIn(document: unknown, enough: Enough): unknown
}

/** Between first and last name, at most, in one text; a document keeps them in fields of their own. */
const WITHIN = 24
const WITHIN_DOCUMENT = 80

/** @param mark stands where something was taken out */
export function personFinder({ mails, numbers, names, loneNames, kept = [] }: PersonMarks, mark: string): PersonFinder {
  const addresses = [...mails.map(mailPattern), ...numbers.map(numberPattern)]
  const full = (within: number) => names.flatMap(({ first, last }) => fullPatterns(namePattern(first), namePattern(last), within))
  const address = anyOf(addresses)
  const close = anyOf(full(WITHIN))
  const apart = anyOf(full(WITHIN_DOCUMENT))
  const lone = anyOf(loneNames.map((name) => word(namePattern(name))))
  const last = anyOf([...new Set(names.map((one) => one.last))].map((name) => word(namePattern(name))))
  const part = anyOf([...new Set(names.flatMap((one) => [one.first, one.last]))].map((name) => `^\\s*${namePattern(name)}\\s*$`))
  // Longer ones first: "Huber Maschinenbau GmbH" before "Huber Maschinenbau".
  const staying = anyOf([...kept].sort((a, b) => b.length - a.length).map((text) => word(namePattern(text))))
  const isNamedIn = (text: string, enough: Enough): boolean => {
    if (has(address, text)) return true
    const rest = replaced(staying, text, ASIDE)
    return (enough !== 'address' && has(apart, rest)) || (enough === 'any name' && has(lone, rest))
  }
  const cutNames = (text: string): string => replaced(last, replaced(part, replaced(close, text, mark), mark), mark)
  const cut = (text: string): string => beside(staying, replaced(address, text, mark), cutNames)
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return cut(value)
    if (typeof value === 'number') return has(address, String(value)) ? mark : value
    if (Array.isArray(value)) return isWhole(staying, value.join(' ')) ? value : value.map(walk)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [replaced(address, key, mark), walk(inner)]))
  }
  return {
    hasAddress: (text) => has(address, text),
    isNamedIn,
    without: (text, enough) => (isNamedIn(text, enough) ? cut(text) : text),
    withoutIn: (document, enough) => (isNamedIn(JSON.stringify(document) ?? '', enough) ? walk(document) : document),
  }
}

// --- patterns -----------------------------------------------------------------------------

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const anyOf = (patterns: readonly string[]): RegExp | null => (patterns.length === 0 ? null : new RegExp(patterns.join('|'), 'giu'))
const word = (pattern: string): string => `(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`

/** `g` keeps a place in the expression itself. */
function has(pattern: RegExp | null, text: string): boolean {
  if (pattern === null) return false
  pattern.lastIndex = 0
  return pattern.test(text)
}

const replaced = (pattern: RegExp | null, text: string, mark: string): string => (pattern === null ? text : text.replace(pattern, mark))

/** Stands for what stays while names are looked for: no letter, and no end of a line. */
const ASIDE = '\uE000'
const NUMBERED = /\uE000(\d+)\uE000/g

const isWhole = (pattern: RegExp | null, text: string): boolean => text !== '' && replaced(pattern, text, '') === ''

/** Changes what lies between the places that stay, seen as one text, since a name may stand on both sides of one. */
function beside(staying: RegExp | null, text: string, change: (text: string) => string): string {
  const stays = staying && text.match(staying)
  if (!staying || !stays) return change(text)
  let n = 0
  const left = change(text.replace(staying, () => `${ASIDE}${n++}${ASIDE}`))
  return left.replace(NUMBERED, (all, at) => stays[Number(at)] ?? all)
}

/** An address that is not a part of a longer one; a mark behind a plus belongs to it. */
function mailPattern(address: string): string {
  const at = address.lastIndexOf('@')
  return `(?<![\\p{L}\\p{N}._%+-])${escaped(address.slice(0, at))}(?:\\+[\\p{L}\\p{N}._-]{1,64})?(?:@|%40|\\(at\\)|\\[at\\])${escaped(address.slice(at + 1))}(?![\\p{L}\\p{N}-]|\\.[\\p{L}\\p{N}])`
}

const GAP = '[\\s()\\/.\\u2013-]{0,4}'

/** However it is grouped, with or without the country. */
function numberPattern(e164: string): string {
  const { country, national } = phoneParts(e164)
  const spread = (digits: string) => [...digits].join(GAP)
  return `(?<!\\d)(?:(?:\\+|00)?${GAP}${spread(country)}${GAP}(?:\\(?0\\)?)?|0)?${GAP}${spread(national)}(?!\\d)`
}

const fullPatterns = (first: string, last: string, within: number): string[] => [
  `${word(first)}[^\\n]{1,${within}}?${word(last)}`,
  `${word(last)}[^\\n]{1,${within}}?${word(first)}`,
]

const SPELT: readonly (readonly [RegExp, string])[] = [
  [/^(?:ä|ae)/, '(?:a\\u0308|ä|ae|a)'],
  [/^(?:ö|oe)/, '(?:o\\u0308|ö|oe|o)'],
  [/^(?:ü|ue)/, '(?:u\\u0308|ü|ue|u)'],
  [/^(?:ß|ss)/, '(?:ß|ss|s)'],
]

/** A name in every way it is written: umlauts and accents with and without, `ß` and `ss`, blanks and hyphens. */
function namePattern(name: string): string {
  let rest = name.normalize('NFC').toLowerCase().trim()
  let pattern = ''
  while (rest !== '') {
    const [found] = SPELT.flatMap(([start, spelt]) => (start.test(rest) ? [[start.exec(rest)![0].length, spelt] as const] : []))
    const letter = String.fromCodePoint(rest.codePointAt(0)!)
    pattern += found ? found[1] : /[\s-]/.test(letter) ? '[\\s-]+' : lettersLike(letter)
    rest = rest.slice(found ? found[0] : letter.length)
  }
  return pattern
}

const ACCENTED: Readonly<Record<string, string>> = { a: 'àáâãäå', e: 'èéêë', i: 'ìíîï', o: 'òóôõöø', u: 'ùúûü', c: 'ç', n: 'ñ', y: 'ýÿ', s: 'šś', z: 'žźż' }

function lettersLike(letter: string): string {
  const plain = letter.normalize('NFD').replace(/\p{M}+/gu, '')
  return /^\p{L}$/u.test(plain) ? `[${letter}${plain}${ACCENTED[plain] ?? ''}]\\p{M}*` : escaped(letter)
}
