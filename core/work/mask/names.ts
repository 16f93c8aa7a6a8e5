/** People, companies and places, word for word: what names somebody is replaced, what only says of what kind it is stays. */
import { companyName } from '../../lead/normalise/company.ts'
import { personName } from '../../lead/normalise/person.ts'
import { isFiller, isTrade } from './invented.ts'
import type { Pseudonyms } from './pseudonyms.ts'

/** Words of a text, each replaced by `change`; everything between them stays. */
export const eachWord = (text: string, change: (word: string) => string): string => text.replace(/[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'’]*/gu, change)

/** `Dr. Katharina von Weißmüller`: titles and particles stay. */
export function fullName(text: string, names: Pseudonyms): string {
  const { firstName } = personName({ fullName: text })
  const first = new Set((firstName ?? '').split(/[^\p{L}\p{M}]+/u))
  return eachWord(text, (word) => (isFiller(word) ? word : first.has(word) ? firstNameWord(word, names) : names.word(word, 'family')))
}

export const firstName = (text: string, names: Pseudonyms): string => eachWord(text, (word) => (isFiller(word) ? word : firstNameWord(word, names)))

export const lastName = (text: string, names: Pseudonyms): string => eachWord(text, (word) => (isFiller(word) ? word : names.word(word, 'family')))

const firstNameWord = (word: string, names: Pseudonyms): string => names.word(word, /[ae]$/i.test(word) ? 'woman' : 'man')

/** `Hallbauer Fördertechnik GmbH & Co. KG, Werk Nürnberg`: trade, legal form and the word for a site stay. */
export function company(text: string, names: Pseudonyms): string {
  const { core, site } = companyName(text) ?? { core: text, site: null }
  const words = [...core.matchAll(/[\p{L}\p{M}\p{N}]+/gu)].map(([word]) => word)
  const telling = words.filter((word) => !isFiller(word) && !isTrade(word) && !/^\d+$/.test(word))
  const replaced = new Set(telling.length > 0 ? telling : words.filter((word) => !isFiller(word)))
  const masked = site === null ? text : text.replace(site, siteName(site, names))
  return eachWord(masked, (word) => (replaced.has(word) ? names.word(word, 'company') : word))
}

const SITE_WORD =
  /^(?:werke?|niederlassung|zweigniederlassung|nl|znl|standort|filiale|zweigstelle|betriebsst(?:ä|ae)tte|gesch(?:ä|ae)ftsbereich|gesch(?:ä|ae)ftsstelle|gb|division|plant|branch|site|sparte|campus|halle|haus|gebäude|zentrale|hauptsitz|nord|süd|ost|west)$/i

/** `Werk Nürnberg` becomes another plant; `Werk 2` names nobody. */
export const siteName = (text: string, names: Pseudonyms): string =>
  eachWord(text, (word) => (SITE_WORD.test(word) || isFiller(word) || isTrade(word) || /\d/.test(word) ? word : names.word(word, 'town')))

/** A town; with a postal code before it where one stands there. */
export function city(text: string, names: Pseudonyms, code: (digits: string) => string): string {
  const told = /^((?:[A-Z]{1,3}-)?\d{4,5})\s+(.+)$/s.exec(text)
  if (told) return `${code(told[1]!)} ${city(told[2]!, names, code)}`
  return eachWord(text, (word) => (isFiller(word) || word.length < 3 ? word : names.word(word, 'town')))
}

const STREET_ENDING = /^(.*?)(-?(?:straße|strasse|str|weg|platz|allee|gasse|ring|damm|ufer|chaussee|park|hof|berg|stieg|steig|street|road|avenue|lane))$/i
const STREET_WORD = /^(?:straße|strasse|str|weg|platz|allee|gasse|ring|damm|postfach|street|road|avenue|lane|rue|via|c\/o)$/i

/** `Industriestraße 14a`: another street of the same kind with another number; a postal code and a town behind it are masked too. */
export function street(text: string, names: Pseudonyms, code: (digits: string) => string): string {
  const [line = '', ...rest] = text.split(/,\s*/)
  const others = rest.map((part) => (/^(?:[A-Z]{1,3}-)?\d{4,5}\s/.test(part) ? city(part, names, code) : street(part, names, code)))
  const masked = eachWord(line, (word) => streetWord(word, names))
  return [masked, ...others].join(', ')
}

function streetWord(word: string, names: Pseudonyms): string {
  if (/^\d/.test(word)) return names.number(word)
  if (isFiller(word) || STREET_WORD.test(word) || word.length < 3) return word
  const [, stem = word, ending = ''] = STREET_ENDING.exec(word) ?? []
  return stem === '' ? word : names.word(stem, 'street') + ending
}
