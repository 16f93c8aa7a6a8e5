/** VAT ids: out of how people write them, and only those whose check digits hold. */
import { asDigits } from './slip.ts'
import { clean } from './text.ts'
import { CHECKS } from './vat-checks.ts'

const LABELS =
  /^(?:(?:ust|umsatz-?steuer|mwst|mehrwertsteuer|uid|vat|tva|iva|partita|p\.?|btw|eu|reg(?:istration)?|tax|id|ident(?:ifikations)?|nummer|nr|no(?=[.:])|num(?:ber)?|idnr|ust-?id(?:nr)?|identnr|identifikationsnummer|umsatzsteueridentifikationsnummer|mwstnr)(?![\p{L}\d])[\s.:#/-]*)+/iu
/** The number that a tax office gives; it identifies nobody outside of it. */
const TAX_NUMBER = /(?<![\p{L}])(?:st(?:euer)?\.?[\s-]*(?:nummer|nr)|tax\s?(?:number|no))/iu

/** @param country ISO code for ids that were typed without its letters. `undefined` when it cannot be one: a bad value is missing, not different. */
export function vatId(text: string | undefined, country?: string | null): string | undefined {
  const tidy = clean(text?.slice(0, 200))
  if (tidy === undefined || TAX_NUMBER.test(tidy)) return undefined
  const compact = tidy
    .replace(LABELS, '')
    .toUpperCase()
    .replace(/[\s./·:-]/g, '')
    .replace(/(?<=^CHE.*)(?:MWST|TVA|IVA|VAT)$/, '')
    .replace(/(?<=^NO.*)MVA$/, '')
  const named = Object.keys(CHECKS).find((letters) => compact.startsWith(letters))
  if (named !== undefined) return checked(named, compact.slice(named.length))
  return country ? checked(lettersOf(country), compact.replace(/^U(?=\d{8}$)/, '')) : undefined
}

const LETTERS: Readonly<Record<string, string>> = { AT: 'ATU', CH: 'CHE', GR: 'EL' }
const lettersOf = (country: string): string => LETTERS[country] ?? country

function checked(letters: string, id: string): string | undefined {
  const rule = CHECKS[letters]
  if (rule === undefined) return undefined
  const written = letters === 'BE' && id.length === 9 ? `0${id}` : id
  return [written, read(letters, written)].filter((one) => rule.shape.test(one) && rule.check(one)).map((one) => letters + one)[0]
}

/** Letters that a card reader made of digits; kept where the country has letters there. */
const read = (letters: string, id: string): string => (letters === 'NL' ? `${asDigits(id.slice(0, 9))}${id[9] ?? ''}${asDigits(id.slice(10))}` : asDigits(id))
