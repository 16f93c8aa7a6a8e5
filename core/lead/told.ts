/** What submissions say of a company beside what identity compares: shown and handed on, the same whichever plant is asked. */
import type { Company, Person } from './event.ts'

/** What one submission says. */
export interface Told {
  /** When it was said, Unix ms. */
  at: number
  address?: Address
  phone?: string
  website?: string
  industry?: string
  employees?: number
  revenue?: number
}

interface Address {
  street?: string
  postalCode?: string
  city?: string
  country?: string
}

interface Said<V> {
  at: number
  value: V
}

/** What is known of a company: each value with the time it was said. */
export type CompanyFacts = { [K in keyof Omit<Told, 'at'>]: Said<NonNullable<Told[K]>> }

/** Address and telephone are those told first: other plants have others. Of the rest the newest counts. */
const FIRST_COUNTS: ReadonlySet<string> = new Set(['address', 'phone'])

/** @param landline the telephone of the company, as it was written */
export function toldOf(company: Company, person: Person, landline: keyof Pick<Person, 'phone' | 'mobile'> | null, at: number): Told {
  const { street, postalCode, city, country, website, industry, employees, revenue } = company
  const address = given({ street, postalCode, city, country })
  const isSomewhere = address.street !== undefined || address.postalCode !== undefined || address.city !== undefined
  return { at, ...given({ address: isSomewhere ? address : undefined, phone: landline ? person[landline] : undefined, website, industry, employees, revenue }) }
}

/** Adds what was told, whatever the order in which it is heard. @returns whether anything changed */
export function hear(facts: CompanyFacts, { at, ...told }: Told): boolean {
  let news = false
  for (const [name, value] of Object.entries(told)) {
    const known = facts[name as keyof CompanyFacts] as Said<unknown> | undefined
    const order = known === undefined ? 0 : at - known.at || compare(JSON.stringify(value), JSON.stringify(known.value))
    if (known !== undefined && (FIRST_COUNTS.has(name) ? order >= 0 : order <= 0)) continue
    Object.assign(facts, { [name]: { at, value } })
    news = true
  }
  return news
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function given<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: NonNullable<T[K]> }
}
