/** The rules about who is no lead, with what their lists hold. What catches nobody is told. */
import { readFileSync } from 'node:fs'
import type { Config } from '../../config/schema.ts'
import { readSieveList, type Sieve, type SieveRule, sieveOf, unusable } from '../lead/sieve.ts'
import { below, type Report } from './report.ts'

/** @param report gets what is wrong with a rule or its list; @param remark gets what is no reason not to start */
export function configuredSieve({ qualification }: Config, report: Report, remark: (sentence: string) => void): Sieve {
  return sieveOf(
    Object.entries(qualification).map(([id, { domains, companies, titles, withoutCompany, list }]): SieveRule => {
      const tell = below(report, 'qualification', id)
      for (const { path, message } of unusable({ domains, companies, titles })) tell(path, message)
      const listed = list === undefined ? { domains: [], companies: [] } : readList(list, (message) => tell(['list'], message), remark)
      return { id, domains: [...domains, ...listed.domains], companies: [...companies, ...listed.companies], titles, withoutCompany }
    }),
  )
}

/** Single lines that catch nobody stop nothing: lists are kept by others. They are told by their number. */
function readList(path: string, report: (message: string) => void, remark: (sentence: string) => void): { domains: string[]; companies: string[] } {
  try {
    const { domains, companies, odd } = readSieveList(readFileSync(path, 'utf8'))
    const places = `${odd.slice(0, LINES_TOLD).join(', ')}${odd.length > LINES_TOLD ? ` and ${odd.length - LINES_TOLD} more` : ''}`
    if (domains.length + companies.length === 0)
      report(`the list ${path} has no line with a domain, mail address or name of a company: fill it, or leave it out`)
    else if (odd.length > 0) remark(`The list ${path}: nobody can be told by line ${places}. Put it right, or begin it with #.`)
    return { domains, companies }
  } catch (error) {
    report(`the list ${path} cannot be read: ${(error as { code?: string }).code ?? 'unknown error'}`)
    return { domains: [], companies: [] }
  }
}

const LINES_TOLD = 10
