/** How alike are two words of company names: the same, an abbreviation, a slip of the keyboard or the scanner. */

import { looks, sound } from '../normalise/alike.ts'
import { isTrade } from '../normalise/trades.ts'

/** How often words and values occur among all accounts. */
export interface Statistics {
  /** All accounts. */
  accounts: number
  /** Accounts whose name has the word. */
  word(word: string): number
  /** Accounts known under a key. */
  key(key: string): number
}

/** So many accounts are imagined beside those seen, so that the first ones do not make every word look rare. */
const IMAGINED = 500

/** log2 of how rare a word is in names. */
export const rarity = (stats: Statistics, word: string): number =>
  Math.min(Math.log2((stats.accounts + IMAGINED) / (stats.word(word) + 0.5)), isTradeWord(word) ? TRADE_BITS : Number.POSITIVE_INFINITY)

/** A trade that few accounts name so far is no name for that. */
const TRADE_BITS = 6

/** Seen in so many names that it says what a company does rather than which one it is. */
export const isCommon = (stats: Statistics, word: string): boolean => isTradeWord(word) || stats.word(word) >= Math.max(6, stats.accounts / 300)

/** 1: the same; 0: two different words. @param isShortened the shorter one is written as an abbreviation */
export function likeness(a: string, b: string, stats: Statistics, isShortened: (word: string) => boolean = () => false): number {
  if (a === b) return 1
  if (/\d/.test(a) || /\d/.test(b)) return shapeOf(a).seen === shapeOf(b).seen && a.length > 3 ? 0.9 : 0
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  return Math.max(abbreviation(short, long, stats, isShortened(short)), slip(short, long, stats))
}

/** People abbreviate words that everybody knows, not names; whatever has a full stop behind it is no word of its own. */
function abbreviation(short: string, long: string, stats: Statistics, isShortened: boolean): number {
  if (short.length < 2 || long.length - short.length < 2 || short[0] !== long[0]) return 0
  if (!isShortened && !isCommon(stats, long)) return short.length >= 5 && long.startsWith(short) ? 0.5 : 0
  if (!isShortened && isCommon(stats, short)) return 0
  if (long.startsWith(short)) return short.length >= 3 ? 0.9 : 0.7
  return isWithin(short, long) ? (short.length >= 4 ? 0.8 : 0.6) : 0
}

/** Every letter of `short` comes in `long`, in order. */
function isWithin(short: string, long: string): boolean {
  let i = 0
  for (const letter of long) if (letter === short[i]) i++
  return i === short.length
}

function slip(short: string, long: string, stats: Statistics): number {
  if (short.length < 4 || long.length - short.length > 2) return 0
  const [x, y] = [shapeOf(short), shapeOf(long)]
  const seen = x.seen === y.seen || x.heard === y.heard
  const most = long.length >= 8 ? 2 : 1
  if (!seen && differing(x.letters, y.letters) > 2 * most) return 0
  const plain = edits(short, long, most)
  if (plain > most && !seen) return 0
  // Two words that many companies carry are two words: Bauer is not a slip of Baur.
  const both = Math.min(stats.word(short), stats.word(long)) >= 3 ? 0.35 : 1
  const start = beginAlike(short, long) ? 1 : 0.55
  const near = start * (1 - (1.1 * Math.min(plain, most)) / long.length)
  return both * (seen ? Math.max(near, 0.85 * start) : near)
}

/** Hardly anybody slips on the first letter, unless another sounds the same (Fertrieb) or it changes places with the second (eVrlag). */
function beginAlike(a: string, b: string): boolean {
  if (a[0] === b[0] || (a[0] === b[1] && a[1] === b[0])) return true
  const [x, y] = [shapeOf(a).heard[0], shapeOf(b).heard[0]]
  return x === y && x !== VOWEL
}

/** As which all of them sound. */
const VOWEL = '0'

export const isTradeWord = (word: string): boolean => shapeOf(word).trade

/** What a word looks and sounds like, worked out once. */
interface Shape {
  seen: string
  heard: string
  /** Bit per letter that comes in it. */
  letters: number
  /** Pairs of neighbouring letters, sorted. */
  pairs: readonly number[]
  trade: boolean
}

const shapes = new Map<string, Shape>()
const SHAPES_KEPT = 100_000

function shapeOf(word: string): Shape {
  let shape = shapes.get(word)
  if (shape === undefined) {
    if (shapes.size >= SHAPES_KEPT) shapes.clear()
    let letters = 0
    const pairs: number[] = []
    for (let i = 0; i < word.length; i++) {
      letters |= 1 << (word.charCodeAt(i) & 31)
      if (i > 0) pairs.push(word.charCodeAt(i - 1) * 65536 + word.charCodeAt(i))
    }
    shape = { seen: looks(word), heard: sound(word), letters, pairs: pairs.sort((a, b) => a - b), trade: isTrade(word) }
    shapes.set(word, shape)
  }
  return shape
}

function differing(a: number, b: number): number {
  let bits = a ^ b
  let n = 0
  for (; bits !== 0; bits &= bits - 1) n++
  return n
}

/** Letters to change, add, leave out or swap; more than `most` counts as `most + 1`. */
export function edits(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1
  let older: number[] = []
  let before = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(before[j]! + 1, row[j - 1]! + 1, before[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, older[j - 2]! + 1)
      row.push(cost)
      least = Math.min(least, cost)
    }
    if (least > most) return most + 1
    older = before
    before = row
  }
  return Math.min(before[b.length]!, most + 1)
}

/** Share of letter pairs that two words have in common, from 0 to 1; short words and a different start count less. */
export function resemblance(a: string, b: string): number {
  const [x, y] = [shapeOf(a).pairs, shapeOf(b).pairs]
  if (x.length === 0 || y.length === 0) return a[0] === b[0] ? 0.3 : 0
  let common = 0
  for (let i = 0, j = 0; i < x.length && j < y.length; ) {
    if (x[i] === y[j]) {
      common++
      i++
      j++
    } else if (x[i]! < y[j]!) i++
    else j++
  }
  const dice = (2 * common) / (x.length + y.length)
  return a[0] === b[0] ? dice : dice * 0.6
}
