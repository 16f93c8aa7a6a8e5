/** What submissions say of a company beside what identity compares: shown and handed on, the same whichever plant is asked. */
import type { Company, Person } from './event.ts'
import { type Claim, type Order, outranks } from './survive.ts'

/** What one submission says. */
export interface Told {
  /** When it was said, Unix ms. */
  at: number
  /** Of the source that said it. */
  trust: number
  address?: Address
  phone?: string
  website?: string
  industry?: string
  employees?: number
  revenue?: number
}

export interface Address {
  street?: string
  postalCode?: string
  city?: string
  country?: string
}

/** What is known of a company, and since when by which event. */
export type CompanyFacts = { [K in keyof Omit<Told, 'at' | 'trust'>]: Claim<NonNullable<Told[K]>> }

/** Address and telephone are those told first: other plants have others. Of the rest the newest counts. */
const FIRST_COUNTS: ReadonlySet<string> = new Set(['address', 'phone'])

export const orderOf = (field: string): Order => (FIRST_COUNTS.has(field) ? 'first' : 'newest')

/** @param landline the telephone of the company, as it was written */
export function toldOf(company: Company, person: Person, landline: keyof Pick<Person, 'phone' | 'mobile'> | null, at: number, trust: number): Told {
  const { street, postalCode, city, country, website, industry, employees, revenue } = company
  const address = given({ street, postalCode, city, country })
  const isSomewhere = address.street !== undefined || address.postalCode !== undefined || address.city !== undefined
  return {
    at,
    trust,
    ...given({ address: isSomewhere ? address : undefined, phone: landline ? person[landline] : undefined, website, industry, employees, revenue }),
  }
}

/** Adds what was told, whatever the order in which it is heard. @returns whether anything changed */
export function hear(facts: CompanyFacts, { at, trust, ...told }: Told, event: string | null): boolean {
  let news = false
  for (const [field, value] of Object.entries(told)) {
    const claim: Claim<unknown> = { value, at, trust, complete: typeof value === 'object' ? Object.keys(value).length : 0, event }
    const known = facts[field as keyof CompanyFacts] as Claim<unknown> | undefined
    if (known !== undefined && !outranks(claim, known, orderOf(field))) continue
    Object.assign(facts, { [field]: claim })
    news = true
  }
  return news
}

function given<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: NonNullable<T[K]> }
}
