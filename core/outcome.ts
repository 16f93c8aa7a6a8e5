/** What came of an attempt: a closed union in which each kind is one next action, and the HTTP defaults that connectors refine. */
import type { Reply } from './connector.ts'
import type { Candidate, Entity, MatchRule } from './crm.ts'
import { explanationIn } from './explanation.ts'

export { explanationIn, isPage } from './explanation.ts'

/** A record stands in the remote system as the hub wanted it. */
export type Written =
  /** `remarks`: what could not be taken over, a sentence each; the record itself stands. */
  | { kind: 'delivered'; remoteId: string; created: boolean; version?: string; url?: string; remarks?: readonly string[] }
  | { kind: 'unchanged'; remoteId: string; version?: string }

/** Everything else; `reason` is one sentence for people, without personal data unless the CRM itself put it there. */
export type Refusal =
  /** Wait until `untilMs` (or as the schedule says), then repeat; the whole connection slows down. */
  | { kind: 'rateLimited'; reason: string; afterMs?: number }
  /** Nothing goes before the quota renews. */
  | { kind: 'quotaExhausted'; reason: string; afterMs?: number }
  /** Weather: repeat later. `uncertain`: the write may have happened, so read before repeating. `outdated`: the hub ended it, since it was true no more. */
  | { kind: 'transient'; reason: string; afterMs?: number; uncertain?: boolean; outdated?: boolean }
  /** Somebody else wrote at the same time: read again, repeat. */
  | { kind: 'conflict'; reason: string }
  /** The CRM holds records that could be this one: a match found, not an error. */
  | { kind: 'duplicate'; reason: string; entity: Entity; candidates: readonly Candidate[] }
  /** The CRM refuses the content: parked for the admin. */
  | { kind: 'invalid'; reason: string; fields: readonly InvalidField[] }
  /** Address, credentials or permissions: the connection pauses and keeps its jobs. `about`: name of the setting at fault, where it is known. */
  | { kind: 'unauthorised'; reason: string; about?: string }
  /** The record the crosswalk names is not there. */
  | { kind: 'notFound'; reason: string }
  /** It was merged into another, or deleted. */
  | { kind: 'gone'; reason: string; mergedInto?: string }

export interface InvalidField {
  field: string
  value?: string
  message: string
}

export type Outcome = Written | Refusal
export type OutcomeKind = Outcome['kind']

export const isWritten = (outcome: { kind: string }): outcome is Written => outcome.kind === 'delivered' || outcome.kind === 'unchanged'
export const succeeded = (reply: Reply): boolean => reply.status >= 200 && reply.status < 300

/** Kinds that repeat by themselves. */
export const REPEATS: ReadonlySet<OutcomeKind> = new Set(['rateLimited', 'quotaExhausted', 'transient', 'conflict'])

/**
 * The plain HTTP reading of a reply that did not succeed. Connectors look at the body first and fall back to this:
 * many CRMs say 400, 403 or even 200 for what is really something else.
 */
export function refusal(reply: Reply, reason?: string): Refusal {
  const said = `HTTP ${reply.status}: ${explanationIn(reason ?? reply.body) || 'no explanation'}`
  const afterMs = retryAfterMs(reply.headers['retry-after'], reply.headers.date)
  const wait = afterMs === undefined ? {} : { afterMs }
  if (reply.status >= 300 && reply.status < 400)
    return { kind: 'unauthorised', reason: `HTTP ${reply.status}: sends on to ${place(reply)}; enter the address that answers itself` }
  if (reply.status === 401 || reply.status === 403) return { kind: 'unauthorised', reason: said }
  if (reply.status === 404) return { kind: 'notFound', reason: said }
  if (reply.status === 410) return { kind: 'gone', reason: said }
  if (reply.status === 409 || reply.status === 412) return { kind: 'conflict', reason: said }
  if (reply.status === 429) return { kind: 'rateLimited', reason: said, ...wait }
  if (reply.status === 503 || reply.status === 425 || reply.status === 423) return { kind: 'transient', reason: said, ...wait }
  // After these the write may have happened all the same.
  if (reply.status === 408 || reply.status >= 500) return { kind: 'transient', reason: said, ...wait, uncertain: true }
  return { kind: 'invalid', reason: said, fields: [] }
}

/** `Retry-After` in seconds or as an HTTP date (RFC 9110, 10.2.3). A date needs the reply's own `Date` header, so that no clock is read here. */
export function retryAfterMs(header: string | undefined, date?: string): number | undefined {
  if (header === undefined || header.trim() === '') return undefined
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds * 1000))
  const until = Date.parse(header)
  const from = Date.parse(date ?? '')
  return Number.isNaN(until) || Number.isNaN(from) ? undefined : Math.max(0, until - from)
}

/** Rules that say which record it is. `domain` is not among them: sister companies share one. */
const IDENTIFYING: ReadonlySet<MatchRule> = new Set<MatchRule>(['vatId', 'email', 'name, postal code', 'name, domain'])

export type Adoption = { kind: 'none' } | { kind: 'adopt'; candidate: Candidate } | { kind: 'ask'; candidates: readonly Candidate[] }

/** What candidates allow: the hub's own key settles it, else exactly one record under identifying rules; anything else is for a person. */
export function adoption(candidates: readonly Candidate[]): Adoption {
  if (candidates.length === 0) return { kind: 'none' }
  const keyed = candidates.filter(({ rule }) => rule === 'key')
  const named = keyed.length > 0 ? keyed : candidates.filter(({ rule }) => IDENTIFYING.has(rule))
  const [first] = named
  return first !== undefined && named.every(({ remoteId }) => remoteId === first.remoteId) ? { kind: 'adopt', candidate: first } : { kind: 'ask', candidates }
}

function place(reply: Reply): string {
  const to = URL.parse(reply.headers.location ?? '', 'https://unknown.invalid')
  return to === null || to.hostname === 'unknown.invalid' ? 'another address' : to.origin
}
