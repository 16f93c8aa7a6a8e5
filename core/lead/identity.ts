/**
 * Which account, unit and contact does a submission belong to? The record is held against whole account profiles, then
 * against the account's units, then against the unit's contacts. Every decision carries its evidence.
 */

import type { Evidence } from './match/explain.ts'
import type { AccountProfile } from './match/profile.ts'
import type { Submission } from './submission.ts'

export * from './match/contact.ts'
export * from './match/explain.ts'
export * from './match/profile.ts'
export * from './match/unit.ts'

/** Version of the weights below, stored with every decision they made. */
export const MODEL = 'identity-1'

export const THRESHOLD = 8
/** From here to the threshold: attached to nobody, but a person is asked. */
export const REVIEW_FROM = 5
/** The runner-up must be this much worse, else a person is asked. */
export const MARGIN = 2

export interface KnownAccount {
  id: string
  profile: AccountProfile
  /** The submission's own address is known for a contact of the account. */
  knownMail: boolean
  knownMobile: boolean
}

export interface Scored {
  account: string
  total: number
  evidence: Evidence[]
  grade: string
}

export type Decision = 'attach' | 'provisional' | 'new'

export interface AccountDecision {
  decision: Decision
  account: string | null
  total: number
  threshold: number
  grade: string
  evidence: Evidence[]
  runnerUp: { account: string; total: number } | null
}

/**
 * Keys under which the submission and its account are found again. `hold` are strong enough to make a match alone:
 * they are locked, so that parallel events of one new company wait for each other; the rest only finds candidates.
 */
export function identityKeys(submission: Submission): { hold: string[]; find: string[] } {
  const { company, domains, vatId, mail, mobile, phone, place } = submission
  const hold = [
    ...domains.map((domain) => `domain:${domain}`),
    ...(vatId ? [`vat:${vatId}`] : []),
    ...(company ? [`name:${company.joined}`] : []),
    ...(mail && mail.kind !== 'role' ? [`mail:${mail.address}`] : []),
    ...(mobile ? [`mobile:${mobile.e164}`] : []),
  ]
  const find = [
    ...hold,
    ...(phone ? [`phone:${phone.stem}`] : []),
    ...(place.postalCode && place.street ? [`street:${place.postalCode} ${place.street}`] : []),
    ...(company && company.tokens.length > 1 && place.postalCode ? [`start:${company.tokens[0]} ${place.postalCode}`] : []),
  ]
  return { hold: [...new Set(hold)].sort(), find: [...new Set(find)].sort() }
}

/** @param rarity accounts known under a key's value, for the weight of agreeing on it. */
export function decideAccount(submission: Submission, candidates: readonly KnownAccount[], rarity: (key: string) => number): AccountDecision {
  const scored = candidates
    .map((candidate) => scoreAccount(submission, candidate, rarity))
    .sort((a, b) => b.total - a.total || (a.account < b.account ? -1 : 1))
  const [best, second] = scored
  const runnerUp = second ? { account: second.account, total: second.total } : null
  if (!best || best.total < REVIEW_FROM)
    return {
      decision: 'new',
      account: null,
      total: best?.total ?? 0,
      threshold: THRESHOLD,
      grade: best?.grade ?? gradeOf(submission, []),
      evidence: best?.evidence ?? [],
      runnerUp: best ? { account: best.account, total: best.total } : null,
    }
  const clear = best.total >= THRESHOLD && (runnerUp === null || best.total - runnerUp.total >= MARGIN)
  return {
    decision: clear ? 'attach' : 'provisional',
    account: best.account,
    total: best.total,
    threshold: THRESHOLD,
    grade: best.grade,
    evidence: best.evidence,
    runnerUp,
  }
}

export function scoreAccount(submission: Submission, { id, profile, knownMail, knownMobile }: KnownAccount, rarity: (key: string) => number): Scored {
  const evidence: Evidence[] = []
  const add = (field: string, theirs: string, ours: string, weight: number) => evidence.push({ field, theirs, ours, weight: Math.round(weight * 10) / 10 })
  const rare = (key: string, most: number) => Math.max(2, most - Math.log2(Math.max(1, rarity(key))))

  const shared = submission.domains.find((domain) => profile.domains.includes(domain))
  const name = compareNames(submission, profile, shared !== undefined)
  if (name) add('name', name.theirs, name.ours, name.weight === 'same' ? rare(`name:${submission.company?.joined}`, telling(submission) ? 8 : 5) : name.weight)
  if (shared) add('domain', shared, shared, rare(`domain:${shared}`, 8))
  else if (submission.domains[0] && profile.domains[0]) add('domain', submission.domains[0], profile.domains[0], -2)
  if (submission.vatId && profile.vatIds.length > 0) {
    const same = profile.vatIds.includes(submission.vatId)
    add('vatId', submission.vatId, same ? submission.vatId : profile.vatIds[0]!, same ? 12 : -9)
  }
  // The mail address says the same as its domain: one string counts once.
  if (knownMail && submission.mail && !shared) add('mail', submission.mail.address, submission.mail.address, 9)
  if (knownMobile && submission.mobile) add('mobile', submission.mobile.e164, submission.mobile.e164, 8)
  if (submission.phone && profile.phoneStems.includes(submission.phone.stem))
    add('phone', submission.phone.e164, `${submission.phone.stem}..`, rare(`phone:${submission.phone.stem}`, 6))
  comparePlace(submission, profile, add)
  const total = Math.round(evidence.reduce((sum, { weight }) => sum + weight, 0) * 10) / 10
  return { account: id, total, evidence, grade: gradeOf(submission, evidence) }
}

/** A name of two or more words, long enough not to be borne by chance. */
const telling = ({ company }: Submission): boolean => company !== null && company.tokens.length > 1 && company.joined.length >= 10

function compareNames(submission: Submission, profile: AccountProfile, sameDomain: boolean): { theirs: string; ours: string; weight: number | 'same' } | null {
  const { company } = submission
  if (!company || profile.names.length === 0) return null
  const exact = profile.names.find((known) => known.joined === company.joined)
  if (exact) {
    const otherForm =
      exact.legalForm !== null &&
      company.legalForm !== null &&
      !profile.names.some((known) => known.joined === company.joined && known.legalForm === company.legalForm)
    return { theirs: company.raw, ours: exact.raw, weight: otherForm ? 4 : 'same' }
  }
  const closest = profile.names.map((known) => ({ known, ...overlap(company.tokens, known.tokens) })).sort((a, b) => b.share - a.share)[0]!
  const { known, onlyTheirs, onlyOurs, share } = closest
  // Both names are complete and each has a word the other lacks: sisters, not one company.
  const weight = share === 0 ? (sameDomain ? -3 : -6) : onlyTheirs > 0 && onlyOurs > 0 ? -9 : share >= 0.5 ? 3 : 1
  return { theirs: company.raw, ours: known.raw, weight }
}

function overlap(a: readonly string[], b: readonly string[]): { share: number; onlyTheirs: number; onlyOurs: number } {
  const common = a.filter((word) => b.some((other) => close(word, other))).length
  return {
    share: common / Math.max(a.length, b.length),
    onlyTheirs: a.length - common,
    onlyOurs: b.filter((word) => !a.some((other) => close(word, other))).length,
  }
}

/** The same word, one a clear abbreviation of the other, or one letter off in a long word. */
function close(a: string, b: string): boolean {
  if (a === b) return true
  if (/\d/.test(a + b)) return false
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (short.length >= 4 && long.startsWith(short)) return true
  return short.length >= 6 && long.length - short.length <= 1 && withinOneEdit(short, long)
}

function withinOneEdit(short: string, long: string): boolean {
  let i = 0
  while (i < short.length && short[i] === long[i]) i++
  const rest = short.length === long.length ? 1 : 0
  return short.slice(i + rest) === long.slice(i + 1)
}

function comparePlace(submission: Submission, profile: AccountProfile, add: (field: string, theirs: string, ours: string, weight: number) => unknown): void {
  const { place } = submission
  const street =
    place.street &&
    profile.places.find(
      (known) => known.street === place.street && (known.postalCode === null || place.postalCode === null || known.postalCode === place.postalCode),
    )
  if (street) return void add('address', `${place.postalCode ?? ''} ${place.street}`.trim(), `${street.postalCode ?? ''} ${street.street}`.trim(), 4)
  const code = place.postalCode && profile.places.find((known) => known.postalCode === place.postalCode)
  if (code) return void add('postalCode', place.postalCode!, code.postalCode!, 3)
  const city = place.city && profile.places.find((known) => known.city === place.city)
  if (city) add('city', place.city!, city.city!, 2)
}

/** Per field name, domain, VAT id, phone, address: A same, B similar, F different, Z not comparable. */
function gradeOf(submission: Submission, evidence: readonly Evidence[]): string {
  const given: [string[], boolean][] = [
    [['name'], submission.company !== null],
    [['domain', 'mail'], submission.domains.length > 0 || submission.mail !== null],
    [['vatId'], submission.vatId !== null],
    [['phone', 'mobile'], submission.phone !== null || submission.mobile !== null],
    [['address', 'postalCode', 'city'], submission.place.city !== null || submission.place.postalCode !== null],
  ]
  return given
    .map(([fields, has]) => {
      const best = evidence.filter(({ field }) => fields.includes(field)).sort((a, b) => b.weight - a.weight)[0]
      if (!best) return has && evidence.length > 0 ? 'F' : 'Z'
      return best.weight < 0 ? 'F' : best.weight >= 4 ? 'A' : 'B'
    })
    .join('')
}
