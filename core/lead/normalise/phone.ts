/** Telephone numbers, to E.164, with the stem that all extensions of one switchboard share. */
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js'
import { clean } from './text.ts'

export interface Phone {
  e164: string
  /** Without the last digits that are an extension in German numbers; one company's lines share it. */
  stem: string
  mobile: boolean
}

/** @param country ISO code used for numbers without country prefix; default DE. `undefined` when it is no number. */
export function phone(text: string | undefined, country = 'DE'): Phone | undefined {
  const tidy = clean(text)
    ?.replace(/\(0\)/g, '')
    .replace(/(?:durchwahl|dw|ext|tel|fon)\.?:?/gi, ' ')
  if (tidy === undefined || !/\d{4}/.test(tidy.replace(/\D/g, ''))) return undefined
  // The cast: an unknown country code makes the library ignore it, which is what is wanted.
  const parsed = parsePhoneNumberFromString(tidy, country as CountryCode)
  if (!parsed?.isPossible()) return undefined
  const national = parsed.nationalNumber
  const mobile = isMobile(parsed.countryCallingCode, national)
  return { e164: parsed.number, stem: mobile || national.length < 8 ? parsed.number : parsed.number.slice(0, -2), mobile }
}

/** Mobile ranges of the DACH countries; the small metadata of the library does not tell types apart. */
function isMobile(callingCode: string, national: string): boolean {
  if (callingCode === '49') return /^1[5-7]/.test(national)
  if (callingCode === '43') return /^6[5-9]/.test(national)
  if (callingCode === '41') return /^7[5-9]/.test(national)
  return false
}
