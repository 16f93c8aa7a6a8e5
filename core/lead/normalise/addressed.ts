/** Whom a company text speaks of besides the company: `z. Hd. Frau Meier`, `c/o`, `i. A.` of a client, `Inh.`. */

import { isGivenName } from './given-names.ts'
import { isFree, mark, type Part, type Phrase, typed, type Word } from './phrase.ts'
import { isTrade } from './trades.ts'

type Addressed = Extract<Part, 'attention' | 'careOf' | 'principal' | 'owner'>

/** Keys of words that open such a part, longest first. */
const OPENINGS: readonly (readonly [Addressed, string])[] = (
  [
    [
      'attention',
      'z hd|zhd|z h|z hdn|zhdn|z handen|zu handen|zuhanden|zu handen von|attn|att|attention|fao|for the attention of|a l attention de|alla c a|t a v|tav',
    ],
    ['careOf', 'c o|care of|per adresse'],
    [
      'principal',
      'i a|im auftrag|im auftrag von|im auftrag der|im auftrag des|im auftrag unseres kunden|im auftrag fur|im namen|im namen von|im namen der|im namen des|im namen und auftrag von|im namen und im auftrag von|on behalf of|obo|namens|handelnd fur|in vertretung fur|in vertretung von|als vertreter von|pour le compte de',
    ],
    ['owner', 'inh|inhaber|inhaberin|inhaberin frau|inhaber herr|eigentumer|proprietor|geschaftsinhaber|ind inhaber|vormals|ehemals|fruher|formerly|vorm'],
  ] as const
)
  .flatMap(([part, openings]) => openings.split('|').map((opening) => [part, opening] as const))
  .sort((a, b) => b[1].length - a[1].length)

const BY_FIRST_WORD = new Map<string, { part: Addressed; keys: readonly string[] }[]>()
for (const [part, opening] of OPENINGS) {
  const keys = opening.split(' ')
  BY_FIRST_WORD.set(keys[0]!, [...(BY_FIRST_WORD.get(keys[0]!) ?? []), { part, keys }])
}

/** Marks every part that speaks of somebody else and tells what stands in it. */
export function findAddressed(text: Phrase): Record<Addressed, string | null> {
  const found: Record<Addressed, string | null> = { attention: null, careOf: null, principal: null, owner: null }
  for (let i = 0; i < text.words.length; i++) {
    const opening = isFree(text.words[i]) ? openingAt(text.words, i) : undefined
    if (!opening) continue
    const from = i + opening.keys.length
    const to = lastOf(text, from, opening.part)
    if (to >= from) found[opening.part] ??= typed(text, from, to)
    mark(text, i, Math.max(to, from - 1), opening.part)
    i = to
  }
  return found
}

function openingAt(words: readonly Word[], at: number): { part: Addressed; keys: readonly string[] } | undefined {
  const openings = BY_FIRST_WORD.get(words[at]!.key)
  return openings?.find((opening) => opening.keys.every((key, i) => words[at + i]?.key === key && words[at + i]!.part === null) && isMeant(words, at, opening))
}

/** `c/o` is written with a slash; single letters and `für` mean it only where they open a bracket, a stretch or follow a name. */
function isMeant(words: readonly Word[], at: number, { part, keys }: { part: Addressed; keys: readonly string[] }): boolean {
  const next = words[at + keys.length]
  if (part === 'careOf' && keys[0] === 'c') return words[at + 1]!.gap === 'slash' && next !== undefined
  if (part === 'owner') return at > 0
  if (keys.length === 2 && keys[0] === 'i') return next !== undefined && next.key.length > 1
  return keys[0] !== 'att' || words[at]!.gap !== 'joint'
}

/** To the end of the stretch, over the first break where only `:` stands after the opening. */
function lastOf({ words }: Phrase, from: number, part: Addressed): number {
  let to = from - 1
  for (let i = from; i < words.length; i++) {
    const parts = i > from && words[i]!.gap !== 'joint' && !(part === 'principal' && words[i]!.gap === 'slash')
    if (parts || (part === 'owner' && to - from >= 3)) break
    to = i
  }
  return to
}

/** ` - Max Huber` behind a name: two or three words, one of them a given name, the first or the last. Marks it and tells it. */
export function findPersonBehind(text: Phrase): string | null {
  const { words } = text
  const from = words.findLastIndex(({ gap }) => gap === 'break')
  const named = from > 0 ? words.slice(from) : []
  if (named.length < 2 || named.length > 3 || !named.every((word) => word.part === null && !/\d/.test(word.key) && !isTrade(word.key))) return null
  if (!isGivenName(named[0]!.key) && !isGivenName(named.at(-1)!.key)) return null
  if (!words.slice(0, from).some(({ part }) => part === null || part === 'form')) return null
  mark(text, from, words.length - 1, 'attention')
  return typed(text, from, words.length - 1)
}
