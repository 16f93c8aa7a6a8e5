/** A person's name: split where it came in one field, without titles, as a key. */
import { clean, key } from './text.ts'

export interface PersonName {
  firstName: string | null
  lastName: string | null
  /** `first last` comparable; null unless both are known. */
  key: string | null
}

const TITLES = /\b(?:prof|dr|dipl|ing|mag|msc|bsc|mba|ba|ma|phd|rer|nat|med|jur|oec|h\.?c|fh|di|kfm|herrn?|frau|mr|mrs|ms|herr)\b\.?-?/gi

export function personName(from: { firstName?: string | undefined; lastName?: string | undefined; fullName?: string | undefined }): PersonName {
  const first = untitled(from.firstName)
  const last = untitled(from.lastName)
  const [firstName, lastName] = first !== undefined || last !== undefined ? [first, last] : split(untitled(from.fullName))
  return { firstName: firstName ?? null, lastName: lastName ?? null, key: firstName && lastName ? `${key(firstName)} ${key(lastName)}` : null }
}

const untitled = (text: string | undefined): string | undefined =>
  clean(
    clean(text)
      ?.replace(TITLES, ' ')
      .replace(/^[\s.,-]+/, ''),
  )

/** `Weißmüller, Katharina` or `Katharina von Weißmüller`: noble particles stay with the last name. */
function split(full: string | undefined): [string | undefined, string | undefined] {
  if (full === undefined) return [undefined, undefined]
  const comma = full.split(',')
  if (comma.length === 2) return [clean(comma[1]), clean(comma[0])]
  const parts = full.split(' ')
  if (parts.length === 1) return [undefined, full]
  const particle = parts.findIndex((part, i) => i > 0 && /^(?:von|vom|van|de|del|della|di|zu|zur|zum|der|den|ten|ter|la|le)$/i.test(part))
  const cut = particle > 0 ? particle : parts.length - 1
  return [parts.slice(0, cut).join(' '), parts.slice(cut).join(' ')]
}
