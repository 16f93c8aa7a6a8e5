/** Records that a CRM holds, as far as they say who they are: part of the contract between connectors and the hub. */
import type { Company, Person } from './lead/event.ts'

/** Evidence to find a record that may exist already, best rule first; connectors use what their API can search by. */
export interface MatchKeys {
  email?: string
  phone?: string
  name?: string
  domain?: string
  vatId?: string
  postalCode?: string
  city?: string
  firstName?: string
  lastName?: string
}

/**
 * How a record was found. `key`, `vatId`, `email`, `name, postal code` and `name, domain` say which record it is;
 * the others only that it could be. Shown to people.
 */
export type MatchRule = 'key' | 'vatId' | 'email' | 'name, postal code' | 'name, domain' | 'email, other name' | 'domain' | 'name' | 'as the CRM says'

export interface Candidate {
  remoteId: string
  rule: MatchRule
  /** What people know the record by. */
  label: string
}

export type Found = { kind: 'found'; candidates: readonly Candidate[] }

export interface Listed {
  kind: 'listed'
  records: readonly Recorded[]
  /** Handed back for the next page; null behind the last one. */
  cursor: string | null
}

/** A record of the CRM, as far as it says who it is. */
export interface Recorded {
  remoteId: string
  /** The hub's key, where it was written on the record before. */
  hubKey: string | null
  /** What people know it by. */
  label: string
  /** Remote id of the account that a contact, lead or opportunity belongs to. */
  accountId: string | null
  company: Company | undefined
  person: Person | undefined
  /** Over: converted, rejected, won, lost. The hub goes on with it only where it carries the hub's key. */
  closed?: boolean
  /** The day on which it was made as the CRM counts it, `2025-06-17`. An opportunity without one is left out of the CRM's own count. */
  createdOn?: string
}
