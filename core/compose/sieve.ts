/** The rules about who is no lead, with what their lists hold. */
import { readFileSync } from 'node:fs'
import type { Config } from '../../config/schema.ts'
import { readSieveList, type Sieve, type SieveRule, sieveOf } from '../lead/sieve.ts'

/** @param report gets what is wrong with a list */
export function configuredSieve({ qualification }: Config, report: (path: readonly string[], message: string) => void): Sieve {
  return sieveOf(
    Object.entries(qualification).map(([id, { domains, companies, titles, withoutCompany, list }]): SieveRule => {
      const listed = list === undefined ? { domains: [], companies: [] } : readList(list, (message) => report(['qualification', id, 'list'], message))
      return { id, domains: [...domains, ...listed.domains], companies: [...companies, ...listed.companies], titles, withoutCompany }
    }),
  )
}

function readList(path: string, report: (message: string) => void): { domains: string[]; companies: string[] } {
  try {
    return readSieveList(readFileSync(path, 'utf8'))
  } catch (error) {
    report(`the list ${path} cannot be read: ${(error as { code?: string }).code ?? 'unknown error'}`)
    return { domains: [], companies: [] }
  }
}
