/** The words of a company text in their places, with what stands between them: the ground on which its parts are told apart. */
import { key } from './text.ts'

export type Part = 'form' | 'site' | 'department' | 'attention' | 'careOf' | 'principal' | 'owner' | 'aside'

/** What stands before a word: nothing that parts (`joint`), a comma, a slash, or a plain break such as a bracket or a dash between spaces. */
type Gap = 'joint' | 'comma' | 'slash' | 'break'

export interface Word {
  start: number
  end: number
  key: string
  gap: Gap
  /** Stretches between commas, slashes, brackets and dashes, counted. */
  stretch: number
  part: Part | null
}

export interface Phrase {
  raw: string
  words: Word[]
}

const WORD = /[\p{L}\p{M}\p{N}]+(?:['’`´][\p{L}\p{M}\p{N}]+)*/gu
/** `VerwaltungsGmbH`, typed as one word. */
const GLUED = /^(\p{L}{3,}?)(gmbh|mbh)$/iu

export function phrase(raw: string): Phrase {
  const words: Word[] = []
  for (const { 0: typed, index } of raw.matchAll(WORD)) {
    const glued = GLUED.exec(typed)
    if (glued && !/^ges$/i.test(glued[1]!)) {
      add(words, raw, index, index + glued[1]!.length)
      add(words, raw, index + glued[1]!.length, index + typed.length)
    } else add(words, raw, index, index + typed.length)
  }
  return { raw, words }
}

function add(words: Word[], raw: string, start: number, end: number): void {
  const before = words.at(-1)
  const gap = before === undefined ? 'joint' : gapOf(raw.slice(before.end, start))
  const one = key(raw.slice(start, end).replace(/['’`´]/g, '')).replaceAll(' ', '')
  if (one !== '') words.push({ start, end, key: one, gap, stretch: (before?.stretch ?? 0) + (gap === 'joint' ? 0 : 1), part: null })
}

function gapOf(between: string): Gap {
  if (between === ' ' || between === '') return 'joint'
  if (/[()[\]{}|;:<>•·—]|\s[-–]+\s/.test(between)) return 'break'
  if (between.includes('/')) return 'slash'
  return between.includes(',') ? 'comma' : 'joint'
}

/** What is typed from one word to another, both included. */
export const typed = ({ raw, words }: Phrase, from: number, to: number): string => raw.slice(words[from]!.start, words[to]!.end)

export const isFree = (word: Word | undefined): word is Word => word !== undefined && word.part === null

/** The free words that follow in the same stretch. */
export function following({ words }: Phrase, at: number): number[] {
  const found: number[] = []
  for (let i = at + 1; isFree(words[i]) && words[i]!.gap === 'joint'; i++) found.push(i)
  return found
}

export function mark({ words }: Phrase, from: number, to: number, part: Part): void {
  for (let i = from; i <= to; i++) words[i]!.part = part
}

/** It is the first word of its stretch. */
export function opens({ words }: Phrase, at: number): boolean {
  return at === 0 || words[at]!.gap !== 'joint'
}
