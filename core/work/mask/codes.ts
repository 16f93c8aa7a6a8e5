/** Numbers and codes: another one of the same form, country and way of writing, with check digits that hold. */
import { phone } from '../../lead/normalise/phone.ts'
import { vatId } from '../../lead/normalise/vat.ts'
import type { Pseudonyms } from './pseudonyms.ts'

/** Same number, same replacement, however it is written; lines of one switchboard stay lines of one. */
export class Codes {
  private readonly stems = new Map<string, string>()
  private readonly numbers = new Map<string, string>()
  private readonly codes = new Map<string, string>()
  private readonly names: Pseudonyms

  constructor(names: Pseudonyms) {
    this.names = names
  }

  /** `+49 (0)89 999984-12` keeps country, area and punctuation. */
  phone(text: string): string {
    const digits = text.replace(/\D/g, '')
    const number = numberOf(text)
    // What is written ends with what belongs to the number in the country; before it stand country and trunk codes.
    const shared = commonEnd(digits, number)
    const masked = this.number(number)
    return withDigits(text, digits.slice(0, digits.length - shared) + masked.slice(masked.length - shared))
  }

  /** A number that begins with its country or area: so much of it stays. */
  private number(digits: string): string {
    const known = this.numbers.get(digits)
    if (known !== undefined) return known
    const kept = Math.min(4, Math.max(0, digits.length - 4))
    const cut = Math.max(kept, digits.length - 2)
    const stem = digits.slice(kept, cut)
    const key = digits.slice(0, cut)
    const newStem = this.stems.get(key) ?? this.freeStem(stem)
    this.stems.set(key, newStem)
    const used = [...this.numbers.values()].map((number) => number.slice(cut))
    const masked = digits.slice(0, kept) + newStem + this.other(digits.slice(cut), used)
    this.numbers.set(digits, masked)
    return masked
  }

  /** Nines as far as it goes: nobody is called by such a number. */
  private freeStem(stem: string): string {
    const counted = Math.min(2, stem.length)
    for (let n = 80; n < 100; n++) {
      const made = '9'.repeat(stem.length - counted) + String(n).slice(2 - counted)
      if (made !== stem && ![...this.stems.values()].includes(made)) return made
    }
    return this.other(stem, [...this.stems.values()])
  }

  /** `85748`, `D-85748`, `1010 AB`: the first character, which says the region, stays. */
  postalCode(text: string): string {
    return this.once(text, () => {
      const [, before = '', first = '', rest = ''] = /^((?:[A-Z]{1,3}-)?)(\S)(.*)$/is.exec(text) ?? []
      return before + first + this.other(rest)
    })
  }

  /** One that holds, where the one before did. */
  vat(text: string): string {
    return this.once(text, () => {
      const [, country = '', rest = ''] = /^(\s*[A-Z]{2,3}U?)(.*)$/is.exec(text) ?? ['', '', text]
      for (;;) {
        const made = country + this.otherDigits(rest)
        const last = made.search(/\d(?=\D*$)/)
        if (vatId(text) === undefined || last < 0) return made
        // Not every beginning has a check digit.
        const valid = [...'0123456789']
          .map((digit) => made.slice(0, last) + digit + made.slice(last + 1))
          .find((one) => vatId(one) !== undefined && one !== text)
        if (valid !== undefined) return valid
      }
    })
  }

  /** Country, and check digits by ISO 7064. */
  iban(text: string): string {
    return this.once(text, () => {
      const account = this.other(text.slice(4))
      const plain = account.replace(/\s/g, '').toUpperCase() + text.slice(0, 2).toUpperCase()
      const numeric = [...`${plain}00`].map((one) => (/\d/.test(one) ? one : String(one.charCodeAt(0) - 55))).join('')
      return `${text.slice(0, 2)}${String(98n - (BigInt(numeric) % 97n)).padStart(2, '0')}${account}`
    })
  }

  /** Addresses kept for documentation. */
  ip(text: string): string {
    const n = this.codes.size + 1
    return this.once(text, () =>
      text.includes(':') ? `2001:db8::${n.toString(16)}` : text === `203.0.113.${n % 255}` ? '198.51.100.1' : `203.0.113.${n % 255}`,
    )
  }

  /** A GUID, a token, a number that something can be looked up by; a word in front, as in `dlv_01K5...`, stays. */
  likeness(text: string): string {
    return this.once(text, () =>
      /^[0-9a-f-]+$/i.test(text) ? this.names.likeness(text) : text.replace(/[a-z0-9]{4,}/gi, (part) => (/\d/.test(part) ? this.names.likeness(part) : part)),
    )
  }

  /** What was replaced in another place, inside of a longer text. */
  inText(text: string): string {
    let masked = text.replace(/\+?\d[\d\s()/.-]{5,}\d/g, (digits) => (this.numbers.has(numberOf(digits)) ? this.phone(digits) : digits))
    for (const [original, made] of this.codes) if (original.length >= 6) masked = masked.replaceAll(original, made)
    return masked
  }

  private otherDigits(text: string): string {
    return text.replace(/\d+/g, (digits) => this.other(digits))
  }

  private once(text: string, make: () => string): string {
    const known = this.codes.get(text) ?? make()
    this.codes.set(text, known)
    return known
  }

  private other(text: string, used: readonly string[] = []): string {
    for (let i = 0; i < 200; i++) {
      const made = this.names.likeness(text)
      if (!used.includes(made)) return made
    }
    return this.names.likeness(text)
  }
}

/** All digits of a number with its country; long ones without a sign in front begin with it, as JSON numbers do. */
function numberOf(text: string): string {
  const digits = text.replace(/\D/g, '')
  const international = /^[1-9]\d{10,}$/.test(text) ? phone(`+${text}`) : undefined
  return (international ?? phone(text))?.e164.slice(1) ?? digits
}

function commonEnd(one: string, other: string): number {
  let n = 0
  while (n < one.length && n < other.length && one.at(-1 - n) === other.at(-1 - n)) n++
  return n
}

/** The text with these digits in place of its own, one for one. */
function withDigits(text: string, digits: string): string {
  let at = 0
  return text.replace(/\d/g, () => digits.charAt(at++))
}
