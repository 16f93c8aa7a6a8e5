/** Telephone numbers, to E.164, with the stem that all extensions of one switchboard share. */
import { type CountryCode, type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js'
import { areaCode, isMobile } from './numbering-plan.ts'
import { asDigits } from './slip.ts'
import { clean } from './text.ts'

export interface Phone {
  e164: string
  /** Without the extension, whether marked ("-23") or guessed: one company's lines share it. */
  stem: string
  /** All that the stem may be: one where the extension is marked; without the last 0, 1 and 2 digits where it is not. */
  stems: readonly string[]
  mobile: boolean
  /** Country and area code: `+49911`. Null for mobiles and where areas are not known. */
  area: string | null
}

/** @param country ISO code used for numbers without country prefix; default DE. `undefined` when it is no number. */
export function phone(text: string | undefined, country = 'DE'): Phone | undefined {
  const written = firstNumber(clean(text?.slice(0, 200)))
  if (written === undefined) return undefined
  const { digits, extension } = dialled(written)
  const parsed = numberOf(digits, extension, country)
  if (parsed === undefined || isJunk(parsed.number.nationalNumber)) return undefined
  const { number: e164, countryCallingCode: code, nationalNumber: national } = parsed.number
  const mobile = isMobile(code, national)
  const area = mobile ? null : areaCode(code, national)
  const stems = mobile ? [e164] : stemsOf(e164, code.length + 1 + (area?.length ?? 3), parsed.extension)
  return { e164, stem: stemAmong(stems), stems, mobile, area: area === null ? null : `+${code}${area}` }
}

/**
 * Extensions are dialled with the number in Central Europe and after it elsewhere. A landline of an odd length is kept:
 * a digit is missing, but who tells it twice is the same.
 */
function numberOf(digits: string, extension: number, country: string): { number: PhoneNumber; extension: number } | undefined {
  // The cast: an unknown country code makes the library ignore it, which is what is wanted.
  const number = parsePhoneNumberFromString(digits, country as CountryCode)
  if (number?.isPossible()) return { number, extension }
  const trunk = extension > 0 ? parsePhoneNumberFromString(digits.slice(0, -extension), country as CountryCode) : undefined
  if (trunk?.isPossible()) return { number: trunk, extension: 0 }
  const length = number?.nationalNumber.length ?? 0
  return number && length >= 6 && length <= 13 ? { number, extension } : undefined
}

const WORDS = /\b(?:telefon(?:nummer)?|telephone|phone|mobile?|mobil(?:nummer)?|handy|zentrale|fon|tel|ph|m|t)\b\.?\s*:?/giu
/** Where a second number begins. */
const NEXT = /[;|]|,\s?(?=[+0(])|\b(?:oder|or|bzw|und|fax|mobil|handy)\b|\s\/\s?(?=(?:\+|00)\d{2}|0\d{3,4}[\s/-]?\d{4})/iu

/** Letters read for digits are digits again, words are gone. */
function firstNumber(text: string | undefined): string | undefined {
  const bare = text?.replace(WORDS, ' ').trim().split(NEXT)[0]
  const read = bare?.replace(/(?<=[\d)/\s+-])[OolISBGZ|]+(?=[\d/\s-]|$)|(?<=^|[\s+(])[OolISBGZ|]+(?=\d)/g, (letters, at: number) =>
    /\d/.test(bare.slice(Math.max(0, at - 3), at + letters.length + 3)) ? asDigits(letters) : letters,
  )
  return read !== undefined && /\d.*\d.*\d.*\d/.test(read) ? read : undefined
}

const EXTENSION_WORD = /[\s,-]*\b(?:durchwahl|dw|ext(?:ension)?|app(?:arat)?|nst|kl)\b[.:\s]*(\d{1,5})\b/iu
/** Behind a hyphen or a slash; behind a blank only where longer groups come before. */
const EXTENSION_MARK = /^(.*\d)(?:\s?[-–/]\s?(\d{1,4})|(?<=\d{4})\s(\d{1,2}))\s*$/u

/** As one dials it, and how many of its last digits are the extension. */
function dialled(text: string): { digits: string; extension: number } {
  const worded = EXTENSION_WORD.exec(text)
  const line = (worded ? text.slice(0, worded.index) : text).replace(/\(0+\)/g, '')
  const [, before, hyphened, spaced] = worded ? [undefined, line, worded[1]] : (EXTENSION_MARK.exec(line) ?? [])
  const extension = hyphened ?? spaced ?? ''
  // An area code and a short number are no number and its extension.
  if (before === undefined || (!worded && !hasArea(before))) return { digits: plain(worded ? `${line}${extension}` : line), extension: 0 }
  return { digits: plain(`${before}${extension}`), extension: extension.length }
}

/** Area code and number apart, or too long to be an area code alone. */
function hasArea(text: string): boolean {
  const national = text.replace(/^\s*(?:\+|00)\s?\d{2}[\s/-]*/, '0')
  const digits = national.replace(/\D/g, '').length
  return digits >= 8 || (digits >= 5 && /\d{2}[\s/)-]+\d{2}/.test(national))
}

function plain(text: string): string {
  const digits = text.replace(/[^\d+]/g, '').replace(/(?!^)\+/g, '')
  return digits.replace(/^00(?=[1-9])/, '+').replace(/^\+(49|43|41|31|33|32|44|48)0+/, '+$1')
}

/** `000000`, `123456789`. */
const isJunk = (digits: string): boolean =>
  digits.length < 5 || /^(\d)\1+$/.test(digits) || '1234567890123'.startsWith(digits) || /^0+/.test(digits.replace(/^0(?=\d{5})/, ''))

/** @param fixed sign, country and area code, which are no part of an extension */
function stemsOf(e164: string, fixed: number, extension: number): string[] {
  if (extension > 0) return [e164.slice(0, -extension)]
  return [0, 1, 2].map((cut) => e164.slice(0, e164.length - cut)).filter((stem, cut) => cut === 0 || stem.length - fixed >= 3)
}

/** A number that ends in 0 is a switchboard's, others have two digits more. */
function stemAmong(stems: readonly string[]): string {
  const [whole = '', ...cut] = stems
  return (whole.endsWith('0') ? cut[0] : cut.at(-1)) ?? whole
}

/** Calling code of the country and what is dialled behind it. @param e164 as `phone` gives it */
export function phoneParts(e164: string): { country: string; national: string } {
  const parsed = parsePhoneNumberFromString(e164)
  return parsed ? { country: parsed.countryCallingCode, national: parsed.nationalNumber } : { country: '', national: e164.replace(/\D/g, '') }
}
