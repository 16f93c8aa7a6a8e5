/** What do two names of companies say about each other: the same, one a part of the other, sisters, or nothing in common? */
import { shortenedIn } from '../normalise/company.ts'
import { edits, likeness, rarity, resemblance, type Statistics } from './words.ts'

export interface ComparableName {
  tokens: readonly string[]
  joined: string
  /** As typed. */
  core: string
}

export interface NameRelation {
  kind: 'same' | 'part' | 'sister' | 'other'
  /** Bits of the words they share. */
  shared: number
  /** Bits of words that only one has; of the richer and the poorer side. */
  onlyA: number
  onlyB: number
  /** 1: letter for letter. */
  quality: number
  /** The rarest word they share, for counting who else has it. */
  rarest: string | null
}

/** @param towns words that name a town of either side: they say where, not who */
export function relate(a: ComparableName, b: ComparableName, towns: { a: ReadonlySet<string>; b: ReadonlySet<string> }, stats: Statistics): NameRelation {
  if (a.joined === b.joined) return whole(a, 1, stats)
  const long = Math.min(a.joined.length, b.joined.length)
  if (a.tokens.length !== b.tokens.length && long >= 8 && a.tokens.length + b.tokens.length <= 6) {
    const off = edits(a.joined, b.joined, long >= 12 ? 2 : 1)
    if (off <= (long >= 12 ? 2 : 1)) return whole(a.tokens.length > b.tokens.length ? a : b, 1 - 0.08 * off, stats)
  }
  const { pairs, restA, restB } = align(a, b, stats)
  // A word garbled beyond recognition still resembles what it was: it does not count in full as a word of its own.
  const bits = (words: readonly string[], others: readonly string[]) =>
    words.reduce((sum, word) => sum + rarity(stats, word) * (1 - Math.max(0, ...others.map((other) => resemblance(word, other)))), 0)
  const shared = pairs.reduce((sum, { a: x, b: y, alike }) => sum + alike * Math.min(rarity(stats, x), rarity(stats, y)), 0)
  const full = pairs.reduce((sum, { a: x, b: y }) => sum + Math.min(rarity(stats, x), rarity(stats, y)), 0)
  const quality = full === 0 ? 0 : shared / full
  // A town that only one of the names adds is where it is; against another word it tells them apart.
  const isWhere = (word: string) => towns.a.has(word) || towns.b.has(word)
  const leftA = restB.length === 0 ? restA.filter((word) => !isWhere(word)) : restA
  const leftB = restA.length === 0 ? restB.filter((word) => !isWhere(word)) : restB
  const onlyA = bits(leftA, leftB)
  const onlyB = bits(leftB, leftA)
  const rarest = pairs.map(({ b: word }) => word).sort((x, y) => rarity(stats, y) - rarity(stats, x))[0] ?? null
  const kind = pairs.length === 0 ? 'other' : leftA.length === 0 && leftB.length === 0 ? 'same' : leftA.length === 0 || leftB.length === 0 ? 'part' : 'sister'
  return { kind, shared, onlyA, onlyB, quality, rarest }
}

function whole(name: ComparableName, quality: number, stats: Statistics): NameRelation {
  const shared = name.tokens.reduce((sum, word) => sum + rarity(stats, word), 0)
  const rarest = [...name.tokens].sort((x, y) => rarity(stats, y) - rarity(stats, x))[0] ?? null
  return { kind: 'same', shared: shared * quality, onlyA: 0, onlyB: 0, quality, rarest }
}

interface Pair {
  a: string
  b: string
  alike: number
}

/** Below this two words are two words. */
const ALIKE = 0.5

/** Pairs the words that are most alike, then two words written as one. */
function align(
  { tokens: a, core: coreA }: ComparableName,
  { tokens: b, core: coreB }: ComparableName,
  stats: Statistics,
): { pairs: Pair[]; restA: string[]; restB: string[] } {
  const [shortA, shortB] = [shortenedIn(coreA), shortenedIn(coreB)]
  const isShortened = (word: string) => shortA.has(word) || shortB.has(word)
  const found: { i: number; j: number; alike: number }[] = []
  for (const [i, x] of a.entries())
    for (const [j, y] of b.entries()) {
      const alike = likeness(x, y, stats, isShortened)
      if (alike >= ALIKE) found.push({ i, j, alike })
    }
  found.sort((x, y) => y.alike - x.alike || x.i - y.i || x.j - y.j)
  const [usedA, usedB] = [new Set<number>(), new Set<number>()]
  const pairs: Pair[] = []
  for (const { i, j, alike } of found) {
    if (usedA.has(i) || usedB.has(j)) continue
    usedA.add(i)
    usedB.add(j)
    pairs.push({ a: a[i]!, b: b[j]!, alike })
  }
  joinTwo(a, b, usedA, usedB, (x, y) => pairs.push({ a: x, b: y, alike: 0.95 }))
  joinTwo(b, a, usedB, usedA, (y, x) => pairs.push({ a: x, b: y, alike: 0.95 }))
  return { pairs, restA: a.filter((_, i) => !usedA.has(i)), restB: b.filter((_, j) => !usedB.has(j)) }
}

/** `nord` `licht` here, `nordlicht` there. */
function joinTwo(
  ones: readonly string[],
  twos: readonly string[],
  usedOnes: Set<number>,
  usedTwos: Set<number>,
  pair: (one: string, two: string) => unknown,
): void {
  for (const [i, one] of ones.entries()) {
    if (usedOnes.has(i)) continue
    for (let j = 0; j + 1 < twos.length; j++) {
      const two = twos[j]! + twos[j + 1]!
      if (usedTwos.has(j) || usedTwos.has(j + 1) || edits(one, two, two.length >= 8 ? 1 : 0) > (two.length >= 8 ? 1 : 0)) continue
      usedOnes.add(i)
      usedTwos.add(j).add(j + 1)
      pair(one, twos[j]!)
      break
    }
  }
}
