/** What is known of an account, a unit, a contact: projections of the submissions that belong to them. */
import type { Place } from '../normalise/place.ts'
import type { Submission } from '../submission.ts'
import { type CompanyFacts, hear } from '../told.ts'

/** How many values of one field a profile keeps; the newest stay. */
const KEPT = 30

export interface AccountProfile {
  /** Names seen, most complete first: tokens, joined form, legal form, as typed. */
  names: { tokens: readonly string[]; joined: string; legalForm: string | null; core: string; raw: string }[]
  domains: string[]
  /** Hosts of freemail where it has a mailbox of its own. */
  providers: string[]
  vatIds: string[]
  phoneStems: string[]
  places: Place[]
  facts: CompanyFacts
  /** How often each domain and telephone was told: whose it is rather than who once used it. */
  told: Record<string, number>
}

export interface UnitProfile {
  sites: { key: string; label: string }[]
  places: AccountProfile['places']
  departments: string[]
  phoneStems: string[]
  subdomains: string[]
}

export interface ContactProfile {
  mails: string[]
  mobiles: string[]
  phones: string[]
  names: string[]
}

export const emptyAccount = (): AccountProfile => ({ names: [], domains: [], providers: [], vatIds: [], phoneStems: [], places: [], facts: {}, told: {} })
export const emptyUnit = (): UnitProfile => ({ sites: [], places: [], departments: [], phoneStems: [], subdomains: [] })
export const emptyContact = (): ContactProfile => ({ mails: [], mobiles: [], phones: [], names: [] })

/** Of which profiles something changed. */
export interface News {
  account: boolean
  /** By something that the account is found by. */
  isKnownBy: boolean
  unit: boolean
  contact: boolean
}

/** Adds what a submission tells. Profiles are changed in place. */
export function learn(
  submission: Submission,
  account: AccountProfile,
  unit: UnitProfile,
  contact: ContactProfile | null,
  onBehalf = submission.onBehalf,
  event: string | null = null,
): News {
  const { phone, mail, mobile, person } = submission
  const news: News = { ...learnAccount(submission, account, onBehalf, event), unit: false, contact: false }
  let of: 'unit' | 'contact' = 'unit'
  const keep = <T>(list: T[], value: T | null | undefined, same?: (a: T, b: T) => boolean) => {
    if (added(list, value, same)) news[of] = true
  }
  if (submission.site && submission.siteLabel) keep(unit.sites, { key: submission.site, label: submission.siteLabel }, (a, b) => a.key === b.key)
  keep(unit.places, locatedOf(submission), samePlace)
  keep(unit.departments, submission.department)
  if (!onBehalf) for (const stem of phone?.stems ?? []) keep(unit.phoneStems, stem)
  keep(unit.subdomains, mail?.subdomain)
  of = 'contact'
  if (contact) {
    if (mail && mail.kind !== 'role') keep(contact.mails, mail.address)
    keep(contact.mobiles, mobile?.e164)
    keep(contact.phones, phone?.e164)
    keep(contact.names, person.key)
  }
  return news
}

/** Adds what a submission tells of its account. @param onBehalf domain and telephone are the sender's own: an agency's, a consultant's */
export function learnAccount(
  submission: Submission,
  account: AccountProfile,
  onBehalf = submission.onBehalf,
  event: string | null = null,
): Pick<News, 'account' | 'isKnownBy'> {
  const { company, domains, provider, vatId, phone } = submission
  const known = [
    company !== null &&
      added(
        account.names,
        { tokens: company.tokens, joined: company.joined, legalForm: company.legalForm, core: company.core, raw: company.raw },
        (a, b) => a.joined === b.joined && a.legalForm === b.legalForm,
      ),
    ...(onBehalf ? [] : domains.map((domain) => added(account.domains, domain))),
    !onBehalf && added(account.providers, provider),
    added(account.vatIds, vatId),
    ...(onBehalf ? [] : (phone?.stems ?? []).map((stem) => added(account.phoneStems, stem))),
    added(account.places, locatedOf(submission), samePlace),
  ]
  const isTold = !onBehalf && tell(account, [...domains, ...(phone?.stems ?? [])])
  const isHeard = hear(account.facts, submission.told, event)
  const isKnownBy = known.includes(true)
  return { isKnownBy, account: isKnownBy || isTold || isHeard }
}

/** More often than this tells nothing more. */
const TOLD = 20

function tell(account: AccountProfile, values: readonly string[]): boolean {
  const fresh = values.filter((value) => (account.told[value] ?? 0) < TOLD)
  for (const value of fresh) account.told[value] = (account.told[value] ?? 0) + 1
  return fresh.length > 0
}

const locatedOf = ({ place }: Submission) => (place.postalCode !== null || place.city !== null || place.street !== null ? place : null)

const samePlace = (a: AccountProfile['places'][number], b: AccountProfile['places'][number]) =>
  a.postalCode === b.postalCode && a.city === b.city && a.street === b.street

/** Adds a value that the list does not hold yet; the oldest makes room. */
function added<T>(list: T[], value: T | null | undefined, same: (a: T, b: T) => boolean = Object.is): boolean {
  if (value === null || value === undefined || list.some((known) => same(known, value))) return false
  list.push(value)
  if (list.length > KEPT) list.shift()
  return true
}
