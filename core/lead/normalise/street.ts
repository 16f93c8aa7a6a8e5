/** Streets and house numbers: `Robert Bosch Str. 12 A` and `Robert-Bosch-Straße 12a` are one. */
import { asDigits, isSlip } from './slip.ts'
import { clean, key } from './text.ts'

export interface Street {
  /** In one word, its kind shortened: `robertboschstr`. */
  name: string | null
  /** The first one of several: `12` of `12-14`, `12a` of `12 A`. */
  number: string | null
}

/** What stands behind the house number or beside the street, and is not the street. */
const RIDER =
  /[\s,;(]+(?:haus|geb(?:äude|aeude)?|gebäudeteil|halle|hof|stiege|stg|top|tür|tuer|stock|etage|aufgang|eingang|tor|block|bau|og|eg|ug|dg|postfach|pf|p\.?\s?o\.?\s?box|case postale|c\/o)\b(?:\.|:)?(?:\s*(?:nr\.?)?\s*[\w./-]{1,8})?\)?\s*$/iu
const POST_BOX = /^\W*(?:postfach|pf\.?|p\.?\s?o\.?\s?box|case postale|casella postale|b\.?p\.?)\b[\s:\d/-]*$/iu
const FLOOR = /[\s,]+\d{1,2}\.\s?(?:stock|og|obergeschoss|etage|floor)\b.*$/iu

export function street(text: string | undefined): Street {
  const line = riderless(clean(text)?.slice(0, 200) ?? '')
  if (line === '' || POST_BOX.test(line)) return { name: null, number: null }
  const leading = /^(\d{1,5}\s?[a-z]?(?:\s?bis)?)(?:\s?[-–]\s?\d{1,4})?\s*,?\s+(?=\p{L}{2})(.+)$/iu.exec(line)
  const trailing = TRAILING.exec(line)
  const [name, number] = trailing ? [trailing[1]!, trailing[2]!] : leading ? [leading[2]!, leading[1]!] : [line, undefined]
  const named = nameOf(name)
  return named === null && number !== undefined && trailing ? { name: nameOf(line), number: null } : { name: named, number: numberOf(number) }
}

/** A number, or what a card reader made of one, at the end; with a second one of a range or a staircase. */
const TRAILING =
  /^(.*?[\p{L}.\d)])[\s,]*?(?:[\s,.](?:nr\.?\s?|no\.?\s?|n°\s?)?|(?<=[\p{L}.]))([lIiOSBG|]?\d[\dlIOSBG|]{0,4}\s?[a-z]?)(?:\s?[-–+/&]\s?(?:\d{1,4}\s?[a-z]?|[a-z])){0,3}$/iu

function riderless(line: string): string {
  let rest = line.replace(FLOOR, '')
  for (let i = 0; i < 3; i++) {
    const without = rest.replace(RIDER, '')
    // Without a number before it, it is the street: "Am Hof 3".
    if (!/\d/.test(without)) break
    rest = without
  }
  return rest.replace(/[\s,;]+$/, '')
}

function numberOf(text: string | undefined): string | null {
  const [, digits = '', letter = ''] = /^(.*?[\dlIiOSBG|])\s?([a-z]?)$/i.exec(text ?? '') ?? []
  const read = asDigits(`${digits}${/^[ol|]$/i.test(letter) && !/\s/.test(text ?? '') ? letter : ''}`)
    .replace(/\D/g, '')
    .replace(/^0+(?=\d)/, '')
  if (read === '' || Number(read) === 0) return null
  return `${read}${/^[ol|]$/i.test(letter) && !/\s/.test(text ?? '') ? '' : letter.toLowerCase()}`
}

/** Kinds of streets with their short forms, at the end of the name or before it. */
const KINDS: Readonly<Record<string, string>> = {
  platz: 'pl',
  plz: 'pl',
  allee: 'al',
  gasse: 'g',
  chaussee: 'ch',
  street: 'st',
  road: 'rd',
  avenue: 'av',
  ave: 'av',
  av: 'av',
  boulevard: 'bd',
  boul: 'bd',
  blvd: 'bd',
  drive: 'dr',
  lane: 'ln',
  parkway: 'pkwy',
  route: 'rte',
  chemin: 'ch',
  viale: 'vle',
  piazza: 'pza',
  piazzale: 'ple',
  corso: 'cso',
}

const kinds = new Map<string, string>()

function kind(word: string): string | undefined {
  if (kinds.size === 0) for (const [long, short] of Object.entries(KINDS)) kinds.set(key(long), short)
  return kinds.get(word)
}

/** Said before a name, and left out by many. */
const SAID_BEFORE = new Set(['ul', 'ulica', 'al', 'aleja'])

function nameOf(text: string): string | null {
  const words = key(text.replace(/stra[ßBfs]{1,2}e(?=[\s\d,.-]|$)/giu, 'str '))
    .split(' ')
    .filter(Boolean)
  const named = words.length > 1 && SAID_BEFORE.has(words[0]!) ? words.slice(1) : words
  const joined = named.map((word) => kind(word) ?? word.replace(/platz$/, 'pl')).join('')
  return /\p{L}{2}|^[a-z]\d{1,2}$/u.test(joined) ? joined : null
}

/** One street, perhaps mistyped; only to be asked of streets in one town. */
export const isSameStreet = (a: string, b: string): boolean =>
  a === b || (bare(a).length >= 5 && bare(a) === bare(b)) || (isSlip(a, b) && isSlip(bare(a), bare(b)))

/** Without its kind: `bahnhof` and `bahnhofs` carry what tells `bahnhofstr` from `berghofstr`. */
const bare = (name: string): string => name.replace(/str$/, '')
