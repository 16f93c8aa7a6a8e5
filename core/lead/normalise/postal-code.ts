/** Postal codes by their shapes: what a text holds of them, and of which country they can only be. */
import { countryOfPrefix } from './countries.ts'
import { asDigits } from './slip.ts'

export interface PostalCode {
  code: string
  /** By its prefix or by a shape that only one country has. */
  country: string | null
}

/** Shapes that decide the country. */
const TELLING: readonly [country: string, shape: RegExp, written: string][] = [
  ['NL', /^([1-9]\d{3})\s?([A-Z]{2})$/, '$1 $2'],
  ['PL', /^(\d{2})-(\d{3})$/, '$1-$2'],
  ['GB', /^([A-Z]{1,2}\d[A-Z\d]?)\s?(\d[A-Z]{2})$/, '$1 $2'],
  ['US', /^(\d{5})-(\d{4})$/, '$1-$2'],
  ['PT', /^(\d{4})-(\d{3})$/, '$1-$2'],
  ['JP', /^(\d{3})-(\d{4})$/, '$1-$2'],
  ['CA', /^([A-Z]\d[A-Z])\s?(\d[A-Z]\d)$/, '$1 $2'],
]

/** A field that holds a postal code and nothing else. */
export function postalCode(text: string | undefined, country: string | null): PostalCode | null {
  if (text === undefined || text.length > 24) return null
  if (/^\d{4,6}$/.test(text)) return /[1-9]/.test(text) ? { code: text, country: null } : null
  const [, dashed, spaced, rest = ''] = /^(?:([A-Z]{1,3})\s?[-–—]\s?|(D|A|CH|DE|AT)\s(?=\d)|(?:plz|zip|cap|cp)[.:\s]+)?(.+)$/i.exec(text.trim()) ?? []
  const prefix = dashed ?? spaced
  const from = countryOfPrefix(prefix)
  if (prefix !== undefined && from === null) return null
  const upper = rest.toUpperCase().replace(/[.,;:]+$/, '')
  for (const [one, shape, written] of TELLING)
    if (shape.test(upper) && (country === null || country === one)) return { code: upper.replace(shape, written), country: one }
  const digits = upper.replace(/\s/g, '')
  if (/^\d{3}\s\d{2}$/.test(upper)) return { code: digits, country: from ?? country }
  if (/^\d{4,6}$/.test(digits)) return /[1-9]/.test(digits) ? { code: digits, country: from } : null
  if (/^[\dOLISBGZ|]{4,5}$/.test(digits) && /\d.*\d/.test(digits)) return { code: asDigits(digits), country: from }
  return null
}

/** As it stands in a line of an address, with the word of the country before it. */
export const CODE_IN_LINE = String.raw`(?:[A-Za-z]{1,3}\s?[-–—]\s?|(?:D|A|CH|DE|AT)\s)?(?:\d{5}(?:-\d{4})?|\d{4}\s?(?!ST)[A-Z]{2}(?![\p{L}\d])|\d{2}-\d{3}|\d{3}\s\d{2}|\d{4}(?!\s?[A-Z]{2}$)|[\dOlISBGZ]{5})`

/** British codes stand behind the town. */
export const CODE_BEHIND = String.raw`[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}`
