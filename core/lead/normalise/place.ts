/** Addresses: country, postal code, town, street, made comparable; also out of one concatenated line. */
import { clean, key } from './text.ts'

export interface Place {
  country: string | null
  postalCode: string | null
  city: string | null
  /** Street and house number as a key: `hauptstr 12a`. */
  street: string | null
}

const COUNTRIES: Readonly<Record<string, string>> = {
  de: 'DE',
  d: 'DE',
  deutschland: 'DE',
  germany: 'DE',
  allemagne: 'DE',
  brd: 'DE',
  at: 'AT',
  a: 'AT',
  austria: 'AT',
  ch: 'CH',
  schweiz: 'CH',
  suisse: 'CH',
  switzerland: 'CH',
  svizzera: 'CH',
  li: 'LI',
  liechtenstein: 'LI',
  nl: 'NL',
  niederlande: 'NL',
  netherlands: 'NL',
  holland: 'NL',
  be: 'BE',
  belgien: 'BE',
  belgium: 'BE',
  lu: 'LU',
  luxemburg: 'LU',
  luxembourg: 'LU',
  fr: 'FR',
  frankreich: 'FR',
  france: 'FR',
  it: 'IT',
  italien: 'IT',
  italy: 'IT',
  italia: 'IT',
  pl: 'PL',
  polen: 'PL',
  poland: 'PL',
  cz: 'CZ',
  tschechien: 'CZ',
  czechia: 'CZ',
  dk: 'DK',
  danemark: 'DK',
  denmark: 'DK',
  gb: 'GB',
  uk: 'GB',
  england: 'GB',
  us: 'US',
  usa: 'US',
  hu: 'HU',
  ungarn: 'HU',
  si: 'SI',
  slowenien: 'SI',
  sk: 'SK',
  slowakei: 'SK',
  es: 'ES',
  spanien: 'ES',
  se: 'SE',
  schweden: 'SE',
  osterreich: 'AT',
}

/** ISO 3166 alpha-2, or null for what is not recognised. */
export function country(text: string | undefined): string | null {
  const tidy = clean(text)
  if (tidy === undefined) return null
  const known = COUNTRIES[key(tidy)]
  return known ?? (/^[A-Z]{2}$/.test(tidy) ? tidy : null)
}

export function place(from: { street?: string | undefined; postalCode?: string | undefined; city?: string | undefined; country?: string | undefined }): Place {
  const split = splitLine(clean(from.street), clean(from.postalCode), clean(from.city))
  return {
    country: country(from.country) ?? countryOfCode(split.postalCode),
    postalCode: postalCode(split.postalCode),
    city: cityKey(split.city),
    street: streetKey(split.street),
  }
}

/** `Hauptstr. 1, 90402 Nürnberg` in one field; `90402 Nürnberg` in the town. */
function splitLine(street: string | undefined, code: string | undefined, city: string | undefined) {
  const line = [street, code, city].filter((part) => part !== undefined).join(', ')
  const found = /(?:^|[\s,])(?:([A-Z]{1,3})-)?(\d{4,5})\s+(\p{L}[\p{L}\s./()-]+)/u.exec(line)
  if (code !== undefined && city !== undefined && !/\d{4,5}\s/.test(city)) return { street, postalCode: code, city }
  if (!found) return { street, postalCode: code, city }
  const before = line.slice(0, found.index).replace(/[,\s]+$/, '')
  return { street: before === '' ? undefined : before, postalCode: `${found[1] ? `${found[1]}-` : ''}${found[2]}`, city: found[3]?.split(',')[0] }
}

function postalCode(text: string | undefined): string | null {
  const digits = text?.replace(/^[A-Z]{1,3}-/i, '').replace(/\s+/g, '')
  if (digits === undefined || !/^[A-Z0-9-]{3,10}$/i.test(digits)) return null
  return /^\d{4}$/.test(digits) || !/^\d+$/.test(digits) ? digits.toUpperCase() : digits
}

const countryOfCode = (code: string | undefined): string | null => {
  const prefix = /^([A-Z]{1,3})-/i.exec(code ?? '')?.[1]
  return prefix ? country(prefix) : /^\d{5}$/.test(code ?? '') ? 'DE' : null
}

/** Town without riders: `Frankfurt a. M.`, `Frankfurt am Main` and `Frankfurt/Main` agree. */
export function cityKey(text: string | undefined): string | null {
  const one = key(
    (text ?? '')
      .replace(/\(.*?\)/g, ' ')
      .replace(/\b(?:a\.?\s?d\.?|a\.|am|an der|bei|b\.|i\.?\s?d\.?|im|in|ob der|i\.)\s+[\p{L}.]+$/iu, ' ')
      .replace(/\/.*$/, ''),
  )
  return one === '' || /^\d+$/.test(one) ? null : one
}

export function streetKey(text: string | undefined): string | null {
  const one = key((text ?? '').replace(/\bpostfach.*$/i, '').replace(/(stra(?:ß|ss)e|str\.?)(?=[\s\d,]|$)/gi, 'str '))
    .replace(/(\d)\s+([a-z])\b/g, '$1$2')
    .replace(/\bstr\b/g, 'str')
    .replace(/([a-z])\s+str\b/g, '$1str')
  return one === '' || !/[a-z]/.test(one) ? null : one
}
