/** What stands beside a company's name and is no part of it: `Wien` in "Huber AG, Wien" and in "Druckerei Huber - Wien". */
import { mark, type Phrase, typed } from './phrase.ts'
import { key } from './text.ts'
import { isTrade } from './trades.ts'

/** Marks what stands aside and tells the first of it. */
export function findAside(text: Phrase): string | null {
  const { words } = text
  const form = words.findLastIndex(({ part }) => part === 'form')
  const named = words.findIndex(({ part }) => part === null)
  return form > named && named !== -1 ? behindForm(text, form) : behindName(text, named)
}

/** All that is left behind the legal form; but "Verwaltungs GmbH Huber" is no name without it. */
function behindForm(text: Phrase, form: number): string | null {
  const free = text.words.flatMap(({ part }, i) => (part === null ? [i] : []))
  const name = free.filter((i) => i < form)
  if (name.every((i) => isTrade(text.words[i]!.key)) && text.words[form + 1]?.gap === 'joint') return null
  return cut(
    text,
    free.filter((i) => i > form),
  )
}

/** Without a form the last stretch stands aside, unless it holds the trade or the name: "Druckerei, Huber", "Huber, Druckerei". */
function behindName(text: Phrase, named: number): string | null {
  const { words } = text
  const last = words.findLastIndex(({ part }) => part === null)
  if (named === -1 || words[last]!.stretch === words[named]!.stretch) return null
  const [head, tail] = [stretch(text, words[named]!.stretch), stretch(text, words[last]!.stretch)]
  const connected = text.raw.slice(words[tail[0]!]!.start, words[last]!.end)
  if (
    tail.length > 4 ||
    tail.some((i) => COUNTRIES.has(words[i]!.key)) ||
    /[&+]| und | u\. /i.test(connected) ||
    tail.some((i) => isTypedAsTrade(text, i)) ||
    head.every((i) => isTypedAsTrade(text, i))
  )
    return null
  return cut(text, tail)
}

/** `Huber (Deutschland)` and `Huber (Schweiz)` are two companies. */
const COUNTRIES = new Set(
  key('Deutschland Germany Austria Österreich Schweiz Suisse Switzerland Svizzera Italia France Polska Europe Europa International').split(' '),
)

const stretch = ({ words }: Phrase, number: number): number[] => words.flatMap((word, i) => (word.stretch === number && word.part === null ? [i] : []))

/** A trade, or shortened to a word with a dot behind it: `Fensterb.` */
const isTypedAsTrade = ({ raw, words }: Phrase, at: number): boolean =>
  isTrade(words[at]!.key) || (raw[words[at]!.end] === '.' && words[at]!.key.length > 2 && words[at]!.key !== 'gebr')

function cut(text: Phrase, indices: readonly number[]): string | null {
  const [from, ...more] = indices
  if (from === undefined) return null
  let to = from
  for (const i of more) if (i === to + 1 && text.words[i]!.gap === 'joint') to = i
  for (const i of indices) mark(text, i, i, 'aside')
  return typed(text, from, to)
}
