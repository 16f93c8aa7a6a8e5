/** Could this record of a CRM be ours? The rules all CRM connectors judge by, strict enough that one match may be adopted. */
import type { Candidate, Entity, MatchKeys, MatchRule } from '../core/crm.ts'
import { companyName } from '../core/lead/normalise/company.ts'
import { webDomain } from '../core/lead/normalise/mail.ts'
import { personName } from '../core/lead/normalise/person.ts'
import { key as folded } from '../core/lead/normalise/text.ts'

/** A record of a CRM, as far as it says who it is. Absent and empty values say nothing. */
export interface Known {
  remoteId: string
  label: string
  /** A key the hub once wrote on it. */
  hubKey?: string | null
  name?: string | null
  vatIds?: readonly string[]
  websites?: readonly string[]
  postalCodes?: readonly string[]
  emails?: readonly string[]
  lastName?: string | null
  /** Of a person: the account it belongs to over there. */
  accountId?: string | null
}

/** What the hub knows of the record, and the account over there that it is written under. */
export type Evidence = MatchKeys & { accountId?: string }

const RANK: readonly MatchRule[] = ['key', 'vatId', 'email', 'name, postal code', 'name, domain', 'email, other name', 'domain', 'name', 'as the CRM says']

/** The records that could be the one with this key, best first. */
export const matches = (entity: Entity, key: string, evidence: MatchKeys, known: readonly Known[]): Candidate[] =>
  ranked(known.map((record) => candidate(record, rule(entity, key, evidence, record))))

/**
 * The same for records that the CRM itself calls duplicates: those no rule speaks for are kept with its word for it,
 * except where they plainly are another record.
 */
export const claimed = (entity: Entity, key: string, evidence: Evidence, known: readonly Known[]): Candidate[] =>
  ranked(known.map((record) => candidate(record, rule(entity, key, evidence, record) ?? (isAnother(record, key, evidence) ? null : 'as the CRM says'))))

function rule(entity: Entity, key: string, evidence: MatchKeys, known: Known): MatchRule | null {
  if (known.hubKey === key) return 'key'
  // The hub knows this record already, as another one of its own.
  if (known.hubKey) return null
  return entity === 'account' ? accountRule(evidence, known) : entity === 'opportunity' ? null : personRule(evidence, known)
}

function accountRule(evidence: MatchKeys, known: Known): MatchRule | null {
  const vatIds = (known.vatIds ?? []).map(compact)
  if (evidence.vatId && vatIds.length > 0) return vatIds.includes(compact(evidence.vatId)) ? 'vatId' : null
  const domain = evidence.domain ? webDomain(evidence.domain) : null
  const sameDomain = domain !== null && (known.websites ?? []).some((website) => webDomain(website) === domain)
  if (sameCompany(evidence.name, known.name)) {
    if (evidence.postalCode && (known.postalCodes ?? []).includes(evidence.postalCode)) return 'name, postal code'
    return sameDomain ? 'name, domain' : 'name'
  }
  return sameDomain ? 'domain' : null
}

function personRule(evidence: MatchKeys, known: Known): MatchRule | null {
  const email = evidence.email?.toLowerCase()
  if (!email || !(known.emails ?? []).some((one) => one.toLowerCase() === email)) return null
  return differ(evidence.lastName, lastNameOf(known)) ? 'email, other name' : 'email'
}

/** Alike by accident: a record the hub keeps under another key, another VAT id, another mail address (unless at the same company: people have several). */
function isAnother(known: Known, key: string, evidence: Evidence): boolean {
  if (known.hubKey && known.hubKey !== key) return true
  if (evidence.vatId && known.vatIds && known.vatIds.length > 0) return !known.vatIds.map(compact).includes(compact(evidence.vatId))
  if (evidence.accountId && known.accountId === evidence.accountId) return false
  const email = evidence.email?.toLowerCase()
  return Boolean(email && known.emails && known.emails.length > 0 && !known.emails.some((one) => one.toLowerCase() === email))
}

/** Words apart, the legal form may be missing on one side, but must not be another one. */
function sameCompany(ours: string | undefined, theirs: string | null | undefined): boolean {
  const [a, b] = [companyName(ours), companyName(theirs ?? undefined)]
  if (!a || !b || a.joined !== b.joined) return false
  return a.legalForm === null || b.legalForm === null || a.legalForm === b.legalForm
}

const lastNameOf = (known: Known): string | null => known.lastName ?? personName({ fullName: known.name ?? undefined }).lastName
const differ = (a: string | null | undefined, b: string | null | undefined): boolean => Boolean(a && b && folded(a) !== folded(b))
const compact = (id: string): string => id.toUpperCase().replace(/[^A-Z0-9]/g, '')

const candidate = ({ remoteId, label }: Known, by: MatchRule | null): Candidate | null => (by === null ? null : { remoteId, rule: by, label })

function ranked(candidates: readonly (Candidate | null)[]): Candidate[] {
  const found = candidates.filter((one) => one !== null).sort((a, b) => RANK.indexOf(a.rule) - RANK.indexOf(b.rule))
  return found.filter((one, i) => found.findIndex(({ remoteId }) => remoteId === one.remoteId) === i)
}
