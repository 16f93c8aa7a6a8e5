/** VAT ids: shape per country, and the check digits of the German, Austrian and Swiss ones. */
import { clean } from './text.ts'

/** Normalised id, or undefined when it cannot be one: a bad value is missing, not different. */
export function vatId(text: string | undefined): string | undefined {
  const tidy = clean(text)
    ?.toUpperCase()
    .replace(/[\s./-]/g, '')
  if (tidy === undefined) return undefined
  const german = /^DE(\d{9})$/.exec(tidy)
  if (german) return germanCheck(german[1]!) ? tidy : undefined
  const austrian = /^ATU(\d{8})$/.exec(tidy)
  if (austrian) return austrianCheck(austrian[1]!) ? tidy : undefined
  const swiss = /^CHE(\d{9})(?:MWST|TVA|IVA)?$/.exec(tidy)
  if (swiss) return swissCheck(swiss[1]!) ? `CHE${swiss[1]}` : undefined
  return /^(?:BE[01]\d{9}|NL\d{9}B\d{2}|FR[A-Z0-9]{2}\d{9}|IT\d{11}|LU\d{8}|PL\d{10}|CZ\d{8,10}|DK\d{8}|ES[A-Z0-9]\d{7}[A-Z0-9]|SE\d{12}|HU\d{8}|SI\d{8}|SK\d{10}|GB\d{9}|LI\d{5,})$/.test(
    tidy,
  )
    ? tidy
    : undefined
}

/** ISO 7064 MOD 11,10. */
function germanCheck(digits: string): boolean {
  let product = 10
  for (const digit of digits.slice(0, 8)) {
    const sum = (Number(digit) + product) % 10 || 10
    product = (2 * sum) % 11
  }
  return (11 - product) % 10 === Number(digits[8])
}

/** Weights 1 and 2 in turn, digit sums, complement of 96. */
function austrianCheck(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < 7; i++) {
    const value = Number(digits[i]) * (i % 2 === 0 ? 1 : 2)
    sum += Math.floor(value / 10) + (value % 10)
  }
  return (96 - sum) % 10 === Number(digits[7])
}

/** Weights 5 4 3 2 7 6 5 4, modulo 11. */
function swissCheck(digits: string): boolean {
  const weights = [5, 4, 3, 2, 7, 6, 5, 4]
  const sum = weights.reduce((total, weight, i) => total + weight * Number(digits[i]), 0)
  return (11 - (sum % 11)) % 11 === Number(digits[8])
}
