/** What a lead event says about who sent it, normalised once: the input of identity. */
import type { LeadEvent } from './event.ts'
import { labelOf } from './match/labels.ts'
import { providerOf } from './match/mailbox.ts'
import { type CompanyName, companyName } from './normalise/company.ts'
import { type Mail, mail, webDomain } from './normalise/mail.ts'
import { type PersonName, personName } from './normalise/person.ts'
import { type Phone, phone } from './normalise/phone.ts'
import { type Place, place } from './normalise/place.ts'
import { clean, key } from './normalise/text.ts'
import { vatId } from './normalise/vat.ts'
import { USUAL_TRUST } from './survive.ts'
import { type Told, toldOf } from './told.ts'

export interface Submission {
  company: CompanyName | null
  /** Site as named in its own field, or inside the company name, as a key: `werk nurnberg`. */
  site: string | null
  siteLabel: string | null
  department: string | null
  /** Registrable domains: of a company mail address, of the website. */
  domains: readonly string[]
  /** Host of the provider with which the company has a mailbox of its own. */
  provider: string | null
  vatId: string | null
  mail: Mail | null
  /** Landlines of the company: of the person, too, since people give their desk. */
  phone: Phone | null
  mobile: Phone | null
  place: Place
  person: PersonName
  told: Told
  /** Who wrote speaks for somebody else: an agency, a consultant. */
  onBehalf: boolean
}

/** @param at when it happened, Unix ms; @param trust of the source, 1 to 9 */
export function submissionOf(event: Pick<LeadEvent, 'company' | 'person' | 'note'>, at: number, trust = USUAL_TRUST): Submission {
  const { company = {}, person = {} } = event
  const named = companyName(company.name) ?? null
  const address = mail(person.email) ?? null
  const where = place(company)
  const who = personName(person)
  const numbers = [phone(person.phone, where.country ?? 'DE'), phone(person.mobile, where.country ?? 'DE')]
  const [from, website] = [(address?.corrected ?? address)?.domain ?? null, webDomain(company.website) ?? null]
  const siteLabel = clean(company.site) ?? named?.site ?? null
  return {
    company: named,
    site: siteLabel === null ? null : key(siteLabel) || null,
    siteLabel,
    department: clean(company.department) ?? null,
    domains: [...new Set([from, website].filter((domain) => domain !== null))],
    provider: providerOf(address, named, where, who),
    vatId: vatId(company.vatId) ?? null,
    mail: address,
    phone: numbers.find((number) => number && !number.mobile) ?? null,
    mobile: numbers.find((number) => number?.mobile) ?? null,
    place: where,
    person: who,
    onBehalf:
      (named?.principal ?? null) !== null ||
      speaksForOthers(event.note) ||
      (person.jobTitle !== undefined && ADVISER.test(person.jobTitle)) ||
      (named !== null && from !== null && website !== null && isAnothers(from, website, named)),
    told: toldOf(company, person, numbers[0]?.mobile === false ? 'phone' : numbers[1]?.mobile === false ? 'mobile' : null, at, trust),
  }
}

/** Somebody or some company can be told apart by it. */
export const isResolvable = (submission: Submission): boolean =>
  submission.company !== null ||
  submission.domains.length > 0 ||
  submission.vatId !== null ||
  submission.mail !== null ||
  submission.mobile !== null ||
  submission.phone !== null

/** Somebody, not only a company: a person with an address to reach them by, or a name within a company. */
export const isIdentified = ({ mail: address, mobile, phone: landline, person }: Submission): boolean =>
  address !== null || mobile !== null || (person.lastName !== null && landline !== null) || person.key !== null

/** Words by which people say that they ask for a client. */
const CLIENT =
  /\b(?:im\s+(?:auftrag|namen)|f(?:ü|ue?)r\s+(?:unseren?|meinen?|einen)\s+(?:kund|mandant|klient)\w*|unsere[rsmn]?\s+(?:kund|mandant|klient)\w*|(?:als|ihre)\s+(?:\w+)?(?:agentur|berater(?:in)?)|betreuen\s+(?:den|die|das)|on\s+behalf\s+of|our\s+client)\b/iu

const ADVISER = /\b(?:\w*berater(?:in)?|\w*consultant|agenturinhaber(?:in)?)\b/iu

const speaksForOthers = (note: string | undefined): boolean => note !== undefined && CLIENT.test(note)

/** The website is the company's, as its name says, and the mail comes from a domain that has nothing of that name. */
const isAnothers = (from: string, website: string, company: CompanyName): boolean => hasOf(website, company) && !hasOf(from, company)

const hasOf = (domain: string, { joined, tokens }: CompanyName): boolean =>
  [joined, ...tokens.filter((word) => word.length >= 4)].some((part) => labelOf(domain).plain.includes(part))
