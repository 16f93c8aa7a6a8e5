/** Given names that are one and the same: short forms, nicknames and spellings of German and European names. */
import { MEN } from './given-names-men.ts'
import { WOMEN } from './given-names-women.ts'
import { key } from './text.ts'

interface Known {
  /** Numbers of the lines it stands in. */
  lines: readonly number[]
  /** The line that it opens: a name of its own, not only a short form. */
  opens: number | null
}

const FIRST_WOMAN = MEN.split('\n').length
const NAMES: ReadonlyMap<string, Known> = readTable()

function readTable(): Map<string, Known> {
  const names = new Map<string, Known>()
  for (const [number, line] of [...MEN.split('\n'), ...WOMEN.split('\n')].entries())
    for (const [place, name] of line.split(' ').entries()) {
      const one = writtenAlike(name)
      const { lines = [], opens = null } = names.get(one) ?? {}
      names.set(one, { lines: lines.includes(number) ? lines : [...lines, number], opens: place === 0 ? number : opens })
    }
  return names
}

/** One spelling for what differs only in writing: `ph` and `f`, `th` and `t`, `c` and `k`, `y` and `i`, doubled letters. */
function writtenAlike(name: string): string {
  return key(name)
    .replaceAll(' ', '')
    .replace(/ph/g, 'f')
    .replace(/th/g, 't')
    .replace(/chr/g, 'kr')
    .replace(/ck|c(?=[aoulr]|$)/g, 'k')
    .replace(/y/g, 'i')
    .replace(/(.)\1+/g, '$1')
}

/** Known as a given name, or as the short form of one. */
export const isGivenName = (name: string): boolean => NAMES.has(writtenAlike(name))

/**
 * `same`: one spelling, or a name and its short form (Stefan and Stephan, Katharina and Käthe, Maximilian and Max).
 * `alike`: two names out of one (Hans and Jan, Michi and Mike). Christian and Christoph are neither, though both are Chris.
 */
export function compareGivenNames(a: string, b: string): 'same' | 'alike' | 'different' {
  const [x, y] = [writtenAlike(a), writtenAlike(b)]
  if (x === y) return NAMES.has(x) || key(a) === key(b) ? 'same' : 'alike'
  const [ours, theirs] = [NAMES.get(x), NAMES.get(y)]
  if (!ours || !theirs || areOfTwoGenders(ours, theirs)) return 'different'
  if (isShortOf(ours, theirs) || isShortOf(theirs, ours)) return 'same'
  return ours.lines.some((line) => theirs.lines.includes(line)) ? 'alike' : 'different'
}

const isShortOf = (short: Known, full: Known): boolean => short.opens === null && full.opens !== null && short.lines.includes(full.opens)

/** Simon and Simone: names of their own, one of men and one of women. */
const areOfTwoGenders = (a: Known, b: Known): boolean => a.opens !== null && b.opens !== null && a.opens < FIRST_WOMAN !== b.opens < FIRST_WOMAN

/** `null` where the name is borne by both, or is not known. */
export function genderOf(name: string): 'woman' | 'man' | null {
  const lines = NAMES.get(writtenAlike(name))?.lines
  if (lines === undefined) return null
  const women = lines.filter((line) => line >= FIRST_WOMAN).length
  return women === lines.length ? 'woman' : women === 0 ? 'man' : null
}
