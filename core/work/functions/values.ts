/** Values as people and tools type them: numbers, truth, salutations, vocabularies, texts in several languages. */
import { createHash } from 'node:crypto'
import { measure } from '../mapping-limits.ts'
import { isObject, listOf, nameKey, textOf } from './argument.ts'

/**
 * A number in German, English or Swiss notation, currency signs and spaces aside; undefined where it is none. One kind
 * of separator before exactly three digits is read as thousands where it is a point, as decimals where it is a comma;
 * `notation` `en` turns that round.
 */
export function decimal(value: unknown, notation: unknown = 'de'): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  const text = textOf(value)?.replace(/[\s'’€$£]|EUR|CHF|USD/g, '')
  if (text === undefined || !/^[+-]?\d[\d.,]*%?$/.test(text)) return undefined
  const digits = text.replace('%', '')
  const point = digits.lastIndexOf('.') > digits.lastIndexOf(',') ? '.' : ','
  const both = digits.includes('.') && digits.includes(',')
  const thousands = notation === 'en' ? ',' : '.'
  const grouped = new RegExp(`^[+-]?[1-9]\\d{0,2}(?:\\${thousands}\\d{3})+$`).test(digits)
  const number = grouped
    ? digits.replaceAll(thousands, '')
    : both || digits.indexOf(point) === digits.lastIndexOf(point)
      ? plain(digits, point)
      : digits.replaceAll(point, '')
  return Number.isFinite(Number(number)) ? Number(number) : undefined
}

const plain = (digits: string, point: string): string => digits.replaceAll(point === '.' ? ',' : '.', '').replace(point, '.')

const YES = new Set(['1', 'true', 'ja', 'j', 'yes', 'y', 'x', 'on', 'wahr', 'checked', 'si', 'oui'])
const NO = new Set(['0', 'false', 'nein', 'n', 'no', 'off', 'falsch', 'unchecked', 'non', 'keine', 'none'])

/** `true` or `false` for what stands for it in forms and exports; undefined where it is neither, so that a mapping can tell. */
export function truth(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  const text = textOf(value)?.toLowerCase()
  if (text === undefined) return undefined
  if (YES.has(text) || text === '✓' || text === '✔') return true
  return NO.has(text) || text === '-' ? false : undefined
}

/** The map's value for a text, compared without case, umlauts and punctuation; else the default. */
export function oneOf(value: unknown, map: unknown, fallback?: unknown): unknown {
  const text = typeof value === 'boolean' ? String(value) : textOf(value)
  if (text === undefined || !isObject(map)) return fallback
  if (Object.hasOwn(map, text)) return map[text]
  const wanted = nameKey(text)
  for (const [name, meaning] of Object.entries(map)) if (nameKey(name) === wanted && wanted !== '') return meaning
  return fallback
}

const SALUTATIONS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['herr', 'herrn', 'hr', 'mr', 'mister', 'm', 'male', 'mann', 'maennlich', 'monsieur', 'signor'].map((name) => [name, 'Herr'])),
  ...Object.fromEntries(['frau', 'fr', 'mrs', 'ms', 'miss', 'f', 'w', 'female', 'weiblich', 'madame', 'signora'].map((name) => [name, 'Frau'])),
  ...Object.fromEntries(['divers', 'd', 'diverse', 'x', 'mx', 'nonbinary'].map((name) => [name, 'divers'])),
}

/** `Herr`, `Frau` or `divers`; codes need a map, as every tool counts differently. Undefined where it is not told. */
export function salutation(value: unknown, map?: unknown): unknown {
  return map === undefined ? oneOf(value, SALUTATIONS) : oneOf(value, map)
}

/** The text in a language out of `{de, en}`; else German, English, the first there is. A plain text is itself. */
export function multilingual(titles: unknown, language: unknown = 'de'): string | undefined {
  if (!isObject(titles)) return textOf(titles)
  const found = [language, 'de', 'en', ...Object.keys(titles)].find(
    (name) => typeof name === 'string' && Object.hasOwn(titles, name) && textOf(titles[name]) !== undefined,
  )
  return typeof found === 'string' ? textOf(titles[found]) : undefined
}

/** The object or list without what is null, empty or blank, at the top level. */
export function compact(value: unknown): unknown {
  const keeps = (one: unknown): boolean =>
    one !== null && one !== undefined && !(typeof one === 'string' && one.trim() === '') && !(Array.isArray(one) && one.length === 0)
  if (Array.isArray(value)) return value.filter(keeps)
  return isObject(value) ? Object.fromEntries(Object.entries(value).filter(([, one]) => keeps(one))) : value
}

/** The texts that say something, one to a line. @throws TooLarge */
export function lines(...values: readonly unknown[]): string | undefined {
  const said = values.flatMap(listOf).flatMap((value) => textOf(value) ?? [])
  measure(said)
  return said.length === 0 ? undefined : said.join('\n')
}

/** SHA-256 of a text in hex: a key where the tool has none. */
export function hash(value: unknown): string | undefined {
  const text = textOf(value)
  return text === undefined ? undefined : createHash('sha256').update(text).digest('hex')
}
