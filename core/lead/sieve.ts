/** Who is no lead: competitors, consultants, students, private persons. Rules by domains, companies, addresses and job titles. */
import { type CompanyName, companyName } from './normalise/company.ts'
import { host } from './normalise/host.ts'
import { mail } from './normalise/mail.ts'
import { clean, words } from './normalise/text.ts'
import type { Submission } from './submission.ts'

/** As it is configured, with what its list holds. */
export interface SieveRule {
  id: string
  /** Of mail addresses and websites, those below them too; and whole mail addresses. */
  domains: readonly string[]
  companies: readonly string[]
  /** Beginnings of words of a job title; several words follow one another. */
  titles: readonly string[]
  /** Somebody who names no company, and whose address and website are no company's. */
  withoutCompany: boolean
}

/** What was found out about whoever sent something. */
export interface Caught {
  rule: string
  /** The whole company is none, or this person alone: their colleagues are no less a lead. */
  isCompany: boolean
}

export interface Sieve {
  rules: readonly SieveRule[]
  /** The first rule that catches whoever sent this, those about companies first. */
  catch(submission: Submission, jobTitle: string | undefined): Caught | null
  /** Whether a company is caught by one of its domains. */
  catchesDomain(domain: string): boolean
}

interface Compiled {
  id: string
  domains: ReadonlySet<string>
  addresses: ReadonlySet<string>
  companies: ReadonlySet<string>
  titles: readonly string[]
  withoutCompany: boolean
}

export function sieveOf(rules: readonly SieveRule[]): Sieve {
  const compiled = rules.map(compile)
  const catchesDomain = (domain: string) => compiled.some(({ domains }) => domains.has(domain))
  return {
    rules,
    catchesDomain,
    catch: (submission, jobTitle) => {
      const company = compiled.find((rule) => isOfCompany(rule, submission))
      if (company) return { rule: company.id, isCompany: true }
      const title = ` ${words(jobTitle ?? '').join(' ')}`
      const person = compiled.find((rule) => isPerson(rule, submission, title))
      return person ? { rule: person.id, isCompany: false } : null
    },
  }
}

const compile = ({ id, domains, companies, titles, withoutCompany }: SieveRule): Compiled => ({
  id,
  domains: new Set(domains.flatMap((one) => domainIn(one) ?? [])),
  addresses: new Set(domains.flatMap((one) => mail(one)?.key ?? [])),
  companies: new Set(companies.flatMap((one) => companyKey(companyName(one)) ?? [])),
  titles: titles.map((one) => ` ${words(one).join(' ')}`).filter((one) => one !== ' '),
  withoutCompany,
})

/** Also as it is copied from elsewhere: `https://www.firma.example/`, `*.firma.example`, `@firma.example`. */
const domainIn = (text: string): string | null =>
  host(
    text
      .trim()
      .replace(/^[a-z]+:\/\//i, '')
      .replace(/[/?#].*$/, '')
      .replace(/^(?:\*\.|www\.|[.@])+/i, ''),
  )?.name ?? null

const isUsableDomain = (text: string): boolean => domainIn(text) !== null || mail(text) !== undefined

/** Entries that catch nobody, whoever sends something. Addresses are not repeated, since they are somebody's. */
export function unusable({ domains, companies, titles }: Pick<SieveRule, 'domains' | 'companies' | 'titles'>): { path: [string, number]; message: string }[] {
  const told = (name: string, entries: readonly string[], isUsable: (entry: string) => boolean, what: string) =>
    entries.flatMap((entry, i) => {
      const said = entry.trim() === '' ? 'this is empty' : entry.includes('@') ? 'this is no mail address' : `'${entry}' is ${what}`
      return isUsable(entry) ? [] : [{ path: [name, i] as [string, number], message: `${said}, so it catches nobody: correct it, or leave it out` }]
    })
  return [
    ...told('domains', domains, isUsableDomain, 'no domain such as firma.example'),
    ...told('companies', companies, (entry) => companyName(entry) !== undefined, 'no name by which a company can be told'),
    ...told('titles', titles, (entry) => words(entry).length > 0, 'no beginning of a word'),
  ]
}

const companyKey = (name: CompanyName | null | undefined): string | null => name?.joined ?? null

function isOfCompany({ domains, companies }: Compiled, { domains: its, company }: Submission): boolean {
  const named = companyKey(company)
  return its.some((domain) => domains.has(domain)) || (named !== null && companies.has(named))
}

function isPerson({ domains, addresses, titles, withoutCompany }: Compiled, submission: Submission, title: string): boolean {
  const { mail: address, company, domains: its, vatId } = submission
  if (titles.some((one) => title.includes(one))) return true
  if (address !== null && (addresses.has(address.key) || hostsOf(address.address).some((host) => domains.has(host)))) return true
  return withoutCompany && company === null && its.length === 0 && vatId === null
}

/** `student.uni.example`, `uni.example`: a domain stands for all below it. */
function hostsOf(address: string): string[] {
  const labels = address.slice(address.lastIndexOf('@') + 1).split('.')
  return labels.slice(0, -1).map((_, i) => labels.slice(i).join('.'))
}

/** What a line of a list is: a mail address or domain, else the name of a company. `odd`: numbers of lines that are none of it. */
export function readSieveList(text: string): { domains: string[]; companies: string[]; odd: number[] } {
  const read: ReturnType<typeof readSieveList> = { domains: [], companies: [], odd: [] }
  for (const [i, whole] of text.split(/\r?\n/).entries()) {
    const line = clean(whole.split(/[;\t]/, 1)[0]?.replace(/^"(.*)"$/, '$1'))
    if (line?.startsWith('#') || /^[\s;\ufeff]*$/.test(whole)) continue
    if (line !== undefined && isDomain(line) && isUsableDomain(line)) read.domains.push(line)
    else if (line !== undefined && !line.includes('@') && companyName(line)) read.companies.push(line)
    else read.odd.push(i + 1)
  }
  return read
}

const isDomain = (line: string): boolean => line.includes('@') || /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+$/u.test(line)
