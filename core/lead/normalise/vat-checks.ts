/** Shapes and check digits of VAT ids, by country. */

/** The digits behind the country's letters, without blanks and points. */
type Check = (id: string) => boolean

const digitsOf = (id: string): number[] => [...id].map(Number)
const weighted = (id: string, weights: readonly number[]): number => weights.reduce((sum, weight, i) => sum + weight * Number(id[i]), 0)
const last = (id: string): number => Number(id.at(-1))

/** ISO 7064 MOD 11,10. */
function mod1110(id: string): boolean {
  const product = digitsOf(id.slice(0, -1)).reduce((carried, digit) => (2 * ((digit + carried) % 10 || 10)) % 11, 10)
  return (11 - product) % 10 === last(id)
}

/** Every second digit from the right doubled. */
function luhn(id: string): boolean {
  const sum = digitsOf(id)
    .reverse()
    .reduce((total, digit, i) => total + (i % 2 === 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2), 0)
  return sum % 10 === 0
}

const DOWN = [9, 8, 7, 6, 5, 4, 3, 2]

/** Weights down to 2, complement of 11; the two that are no digit become what the country says, or no id. */
const eleven = (id: string, weights: readonly number[], ten: number, full: number): boolean => {
  const rest = 11 - (weighted(id, weights) % 11)
  return (rest === 10 ? ten : rest === 11 ? full : rest) === last(id)
}

/** Like the Luhn sum, but the complement is of 96. */
const austrian: Check = (id) => {
  const sum = digitsOf(id.slice(0, 7)).reduce((total, digit, i) => total + (i % 2 === 0 ? digit : Math.floor(digit / 5) + ((digit * 2) % 10)), 0)
  return (96 - sum) % 10 === last(id)
}

const dutch: Check = (id) => weighted(id, DOWN) % 11 === Number(id[8]) || remainder97(`2321${id.replace('B', '11')}`) === 1

const remainder97 = (digits: string): number => digitsOf(digits).reduce((rest, digit) => (rest * 10 + digit) % 97, 0)

/** Newer keys have letters and tell nothing; the company number behind them does. */
const french: Check = (id) => (/^\d{2}/.test(id) ? Number(id.slice(0, 2)) === (12 + 3 * (Number(id.slice(2)) % 97)) % 97 : luhn(id.slice(2)))

const LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE'

const spanish: Check = (id) => {
  const person = /^([XYZ]?)(\d{7,8})([A-Z])$/.exec(id)
  if (person) return LETTERS[Number(`${person[1] === '' ? '' : 'XYZ'.indexOf(person[1]!)}${person[2]}`) % 23] === person[3]
  const sum = digitsOf(id.slice(1, 8)).reduce((total, digit, i) => total + (i % 2 === 1 ? digit : Math.floor(digit / 5) + ((digit * 2) % 10)), 0)
  const check = (10 - (sum % 10)) % 10
  return id[8] === String(check) || id[8] === 'JABCDEFGHI'[check]
}

const irish: Check = (id) => {
  const second = id[8] === undefined || id[8] === 'W' ? 0 : id.charCodeAt(8) - 64
  return 'WABCDEFGHIJKLMNOPQRSTUV'[(weighted(id, [8, 7, 6, 5, 4, 3, 2]) + 9 * second) % 23] === id[7]
}

const bulgarian: Check = (id) => {
  if (id.length === 10) return true
  const first = weighted(id, [1, 2, 3, 4, 5, 6, 7, 8]) % 11
  return (first === 10 ? (weighted(id, [3, 4, 5, 6, 7, 8, 9, 10]) % 11) % 10 : first) === last(id)
}

const british: Check = (id) => {
  const sum = weighted(id, [8, 7, 6, 5, 4, 3, 2]) + Number(id.slice(7, 9))
  return sum % 97 === 0 || (sum + 55) % 97 === 0
}

const anything: Check = () => true

/** By the letters of the id, which are the country's but for Austria (ATU), Switzerland (CHE) and Greece (EL). */
export const CHECKS: Readonly<Record<string, { shape: RegExp; check: Check }>> = {
  DE: { shape: /^[1-9]\d{8}$/, check: mod1110 },
  ATU: { shape: /^\d{8}$/, check: austrian },
  CHE: { shape: /^\d{9}$/, check: (id) => eleven(id, [5, 4, 3, 2, 7, 6, 5, 4], -1, 0) },
  BE: { shape: /^[01]\d{9}$/, check: (id) => 97 - (Number(id.slice(0, 8)) % 97) === Number(id.slice(8)) },
  BG: { shape: /^\d{9,10}$/, check: bulgarian },
  CY: { shape: /^\d{8}[A-Z]$/, check: anything },
  CZ: { shape: /^\d{8,10}$/, check: (id) => (id.length === 8 ? eleven(id, [8, 7, 6, 5, 4, 3, 2], 0, 1) : true) },
  DK: { shape: /^[1-9]\d{7}$/, check: (id) => weighted(id, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0 },
  EE: { shape: /^10\d{7}$/, check: (id) => (10 - (weighted(id, [3, 7, 1, 3, 7, 1, 3, 7]) % 10)) % 10 === last(id) },
  EL: { shape: /^\d{9}$/, check: (id) => (weighted(id, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10 === last(id) },
  ES: { shape: /^(?:[A-HJ-NP-SU-Z]\d{7}[0-9A-Z]|\d{8}[A-Z])$/, check: spanish },
  FI: { shape: /^\d{8}$/, check: (id) => eleven(id, [7, 9, 10, 5, 8, 4, 2], -1, 0) },
  FR: { shape: /^[A-HJ-NP-Z0-9]{2}\d{9}$/, check: french },
  GB: { shape: /^\d{9}(?:\d{3})?$/, check: british },
  HR: { shape: /^\d{11}$/, check: mod1110 },
  HU: { shape: /^\d{8}$/, check: (id) => (10 - (weighted(id, [9, 7, 3, 1, 9, 7, 3]) % 10)) % 10 === last(id) },
  IE: { shape: /^\d{7}[A-W][A-IW]?$/, check: irish },
  IT: { shape: /^\d{11}$/, check: luhn },
  LI: { shape: /^\d{5}$/, check: anything },
  LT: { shape: /^(?:\d{9}|\d{12})$/, check: anything },
  LU: { shape: /^\d{8}$/, check: (id) => Number(id.slice(0, 6)) % 89 === Number(id.slice(6)) },
  LV: { shape: /^\d{11}$/, check: anything },
  MT: { shape: /^\d{8}$/, check: (id) => 37 - (weighted(id, [3, 4, 6, 7, 8, 9]) % 37) === Number(id.slice(6)) },
  NL: { shape: /^\d{9}B\d{2}$/, check: dutch },
  NO: { shape: /^[89]\d{8}$/, check: (id) => eleven(id, [3, 2, 7, 6, 5, 4, 3, 2], -1, 0) },
  PL: { shape: /^\d{10}$/, check: (id) => weighted(id, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === last(id) },
  PT: { shape: /^[1-9]\d{8}$/, check: (id) => eleven(id, DOWN, 0, 0) },
  RO: { shape: /^[1-9]\d{1,9}$/, check: (id) => ((weighted(id.padStart(10, '0'), [7, 5, 3, 2, 1, 7, 5, 3, 2]) * 10) % 11) % 10 === last(id) },
  SE: { shape: /^\d{10}01$/, check: (id) => luhn(id.slice(0, 10)) },
  SI: { shape: /^[1-9]\d{7}$/, check: (id) => eleven(id, [8, 7, 6, 5, 4, 3, 2], 0, -1) },
  SK: { shape: /^[1-9]\d{9}$/, check: (id) => Number(id) % 11 === 0 },
  XI: { shape: /^\d{9}(?:\d{3})?$/, check: british },
}
