/** A company's own mailbox with a provider of freemail: `nordlicht.sensorik@gmx.example` is to a small one what a domain is to others. */
import type { CompanyName } from '../normalise/company.ts'
import type { Mail } from '../normalise/mail.ts'
import type { PersonName } from '../normalise/person.ts'
import type { Place } from '../normalise/place.ts'
import { key } from '../normalise/text.ts'
import { compareLocal } from './people.ts'

/** @returns the provider's host, where the address is called after the company, or after it and its town, and not after the person */
export function providerOf(mail: Mail | null, company: CompanyName | null, { city }: Place, { firstName, lastName }: PersonName): string | null {
  if (mail === null || mail.kind !== 'freemail' || company === null) return null
  const [local = '', provider = ''] = mail.address.split('@')
  if (compareLocal(local, key(firstName ?? ''), key(lastName ?? '')) !== (lastName === null ? 'open' : 'other')) return null
  return isCalledAfter(local, company, city) ? provider : null
}

function isCalledAfter(local: string, { tokens, joined }: CompanyName, city: string | null): boolean {
  const words = key(local).split(' ').filter(Boolean)
  const towns = city?.split(' ') ?? []
  if (joined.length >= SHORTEST && words.join('') === joined) return true
  const [named, others] = [words.filter((word) => tokens.includes(word)), words.filter((word) => !tokens.includes(word))]
  return named.some((word) => word.length >= SHORTEST) && words.length > 1 && others.every((word) => towns.includes(word))
}

/** Shorter words may be anybody's. */
const SHORTEST = 5
