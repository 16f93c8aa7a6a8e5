/** Words that were misread, misheard or mistyped: two coarse keys to find them by, and a count of typing slips. */
import { key } from './text.ts'

/**
 * A key under which letters fall together that look alike on a scan: 0 and O, 1 and l and I, 5 and S, 8 and B, rn and m, cl and d.
 * Coarse on purpose: it finds candidates and supports a comparison, it proves nothing about short words.
 */
export function looks(text: string): string {
  return key(text.replace(/[|!]/g, 'l'))
    .replace(/6(?=[aeiouy])/g, 'g')
    .replace(/[0156289iqhef]/g, (sign) => LOOKS_LIKE[sign] ?? sign)
    .replace(/rl/g, 'n')
    .replace(/rn/g, 'm')
    .replace(/cl/g, 'd')
    .replace(/vv/g, 'w')
    .replace(/ll/g, 'u')
}

/** `e` is read as `c`, `h` as `b`, `f` as `t`; a `6` before a consonant was an `ö`. */
const LOOKS_LIKE: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'l',
  '2': 'z',
  '5': 's',
  '6': 'o',
  '8': 'b',
  '9': 'g',
  i: 'l',
  q: 'g',
  h: 'b',
  e: 'c',
  f: 't',
}

/** Cologne phonetics (Postel 1969), word by word: Meyer, Maier and Mayr sound alike. Digits of a text stay, behind a `#`. */
export const sound = (text: string): string => key(text).split(' ').map(soundOf).join(' ')

function soundOf(word: string): string {
  if (/\d/.test(word)) return `#${word}`
  let code = ''
  let last = ''
  for (let i = 0; i < word.length; i++) {
    const next = soundAt(word[i]!, word[i - 1] ?? '', word[i + 1] ?? '')
    if (next === '' || next === last) continue
    if (next !== '0' || code === '') code += next[0] === last && next.length > 1 ? next.slice(1) : next
    last = next.at(-1)!
  }
  return code
}

function soundAt(letter: string, before: string, after: string): string {
  if ('aeijouy'.includes(letter)) return '0'
  if (letter === 'b') return '1'
  if (letter === 'p') return after === 'h' ? '3' : '1'
  if (letter === 'd' || letter === 't') return isIn(after, 'csz') ? '8' : '2'
  if (letter === 'f' || letter === 'v' || letter === 'w') return '3'
  if (letter === 'g' || letter === 'k' || letter === 'q') return '4'
  if (letter === 'x') return isIn(before, 'ckq') ? '8' : '48'
  if (letter === 'l') return '5'
  if (letter === 'm' || letter === 'n') return '6'
  if (letter === 'r') return '7'
  if (letter === 's' || letter === 'z') return '8'
  if (letter === 'c') return soundOfC(before, after)
  return ''
}

function soundOfC(before: string, after: string): string {
  if (before === '') return isIn(after, 'ahkloqrux') ? '4' : '8'
  return isIn(before, 'sz') || !isIn(after, 'ahkoqux') ? '8' : '4'
}

const isIn = (letter: string, letters: string): boolean => letter !== '' && letters.includes(letter)

/** Letters to add, leave out, change or swap with their neighbour to get from one word to the other; `most + 1` when it takes more than `most`. */
export function slips(a: string, b: string, most: number): number {
  if (a === b) return 0
  if (Math.abs(a.length - b.length) > most || b.length >= LONGEST) return most + 1
  let [beforeLast, last, row] = ROWS
  for (let j = 0; j <= b.length; j++) last[j] = j
  for (let i = 1; i <= a.length; i++) {
    row[0] = i
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const count = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + (same ? 0 : 1), swapped ? beforeLast[j - 2]! + 1 : LONGEST)
      row[j] = count
      if (count < least) least = count
    }
    if (least > most) return most + 1
    ;[beforeLast, last, row] = [last, row, beforeLast]
  }
  return Math.min(last[b.length]!, most + 1)
}

/** Words beyond it are compared as they stand. */
const LONGEST = 80
const ROWS: readonly [Uint8Array, Uint8Array, Uint8Array] = [new Uint8Array(LONGEST), new Uint8Array(LONGEST), new Uint8Array(LONGEST)]

/** How many slips a word of this length may hold and still be meant. */
const slipsAllowed = (length: number): number => (length >= 12 ? 2 : length >= 6 ? 1 : 0)

interface Meant {
  word: string
  letters: number
}

/** Finds the one of some words that a word was meant to be: one slip from six letters on, two from twelve. */
export function meaning(words: Iterable<string>): (word: string) => string | undefined {
  const known = Map.groupBy(
    [...new Set(words)].filter((word) => word.length >= 6).map((word): Meant => ({ word, letters: lettersOf(word) })),
    ({ word }) => word.length,
  )
  return (word) => {
    const most = slipsAllowed(word.length)
    if (most === 0) return undefined
    const letters = lettersOf(word)
    const isMeant = (other: Meant) => bits(other.letters ^ letters) <= 2 * most && slips(word, other.word, most) <= most
    for (let length = word.length - most; length <= word.length + most; length++) {
      const found = known.get(length)?.find(isMeant)
      if (found) return found.word
    }
    return undefined
  }
}

/** One bit for each letter that occurs: words that differ in many letters need not be compared. */
function lettersOf(word: string): number {
  let letters = 0
  for (let i = 0; i < word.length; i++) letters |= 1 << (word.charCodeAt(i) & 31)
  return letters
}

function bits(number: number): number {
  let count = 0
  for (let left = number; left !== 0; left &= left - 1) count++
  return count
}
