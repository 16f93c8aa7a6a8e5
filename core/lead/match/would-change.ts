/** What more it would have taken for another decision, or how little less: as figures, and as a sentence made of them. */
import type { Submission } from '../submission.ts'
import { type Evidence, nameOf } from './explain.ts'
import type { Model } from './model.ts'
import type { AccountProfile } from './profile.ts'

/**
 * `without`: without this agreement it would not have been attached; `solid`: it would, even without its strongest;
 * `contradicted`: without this contradiction it would have been; `apart`: all that speaks against it, none of which decides alone; `short`: what is
 * missing; `not_clear`: a second account comes too close; `unit_unclear`: which account is clear, which unit is not;
 * `nothing_alike`; `person`: people decided.
 */
export const CHANGES = ['without', 'solid', 'contradicted', 'apart', 'short', 'not_clear', 'unit_unclear', 'nothing_alike', 'person'] as const

export interface Change {
  code: (typeof CHANGES)[number]
  /** The evidence that it hangs on, and its weight. */
  field: string | null
  weight: number | null
  /** Bits that would be left without it. */
  left: number | null
  /** What would come of it: attached; a person asked; a company of its own. */
  outcome: 'attach' | 'review' | 'new' | null
  /** Bits that are missing. */
  missing: number | null
  /** `apart`: what keeps them apart; `short`: what could still agree, and would suffice. */
  fields: { field: string; weight: number }[]
}

export interface Decided {
  decision: string
  decidedBy: string
  total: number
  threshold: number
  /** For and against the account, not the unit. */
  evidence: readonly Evidence[]
  runnerUp: { total: number } | null
}

/** @param open fields that could still agree: not told yet, and known of the account. @returns null where the figures do not bear the decision: others bore it */
export function whatWouldChange(decided: Decided, model: Model, open: readonly string[] = []): Change | null {
  const { decision, decidedBy, total, threshold, evidence } = decided
  if (decidedBy === 'person') return change('person')
  if (evidence.length === 0) return decision === 'new' ? change('nothing_alike') : null
  if (decision === 'attach' || decision === 'open') return total < threshold ? null : whatItHangsOn(decided, model)
  if (total >= threshold) return decision === 'provisional' ? whatIsUnclear(decided, model) : null
  const short = whatIsMissing(decided, model, decision === 'new' ? [] : open)
  return whatIsAgainst(decided, model) ?? (short.fields.length > 0 ? short : (whatKeepsApart(decided) ?? short))
}

const change = (code: Change['code'], more: Partial<Change> = {}): Change => ({
  code,
  field: null,
  weight: null,
  left: null,
  outcome: null,
  missing: null,
  fields: [],
  ...more,
})

/** The weakest agreement without which it would have come out otherwise. */
function whatItHangsOn(decided: Decided, model: Model): Change | null {
  const agreements = decided.evidence.filter(({ weight }) => weight > 0).sort((a, b) => a.weight - b.weight)
  const without = (one: Evidence) => ({ field: one.field, weight: one.weight, left: bits(decided.total - one.weight) })
  const decisive = agreements.find((one) => outcomeWithout(one, decided, model) !== 'attach')
  if (decisive) return change('without', { ...without(decisive), outcome: outcomeWithout(decisive, decided, model) })
  const strongest = agreements.at(-1)
  return strongest ? change('solid', without(strongest)) : null
}

function outcomeWithout(one: Evidence, { total, threshold, evidence, runnerUp }: Decided, { margin, review, reviewDomain }: Model): Change['outcome'] {
  const left = bits(total - one.weight)
  if (left >= threshold) return runnerUp === null || left - runnerUp.total >= margin ? 'attach' : 'review'
  const isUnderOneDomain = evidence.some((other) => other !== one && other.kind === 'domainSame')
  return left >= (isUnderOneDomain ? reviewDomain : review) ? 'review' : 'new'
}

/** A person is asked though there is enough evidence. */
function whatIsUnclear({ total, runnerUp }: Decided, { margin, clear }: Model): Change {
  const ahead = runnerUp === null ? Number.POSITIVE_INFINITY : bits(total - runnerUp.total)
  if (ahead >= clear) return change('unit_unclear')
  return change('not_clear', { missing: bits((ahead < margin ? margin : clear) - ahead) })
}

/** The weakest contradiction without which it would have been attached, or else a person asked. */
function whatIsAgainst(decided: Decided, model: Model): Change | null {
  const contradictions = against(decided).reverse()
  const wanted = decided.decision === 'new' ? (['attach', 'review'] as const) : (['attach'] as const)
  for (const outcome of wanted) {
    const one = contradictions.find((contradiction) => outcomeWithout(contradiction, decided, model) === outcome)
    if (one) return change('contradicted', { field: one.field, weight: one.weight, left: bits(decided.total - one.weight), outcome })
  }
  return null
}

const against = ({ evidence }: Decided): Evidence[] => evidence.filter(({ weight }) => weight < 0).sort((a, b) => a.weight - b.weight)

function whatKeepsApart(decided: Decided): Change | null {
  const fields = against(decided).map(({ field, weight }) => ({ field, weight }))
  return fields.length > 0 ? change('apart', { fields }) : null
}

function whatIsMissing({ total, threshold }: Decided, { weights }: Model, open: readonly string[]): Change {
  const missing = bits(threshold - total)
  const could: Readonly<Record<string, number>> = {
    city: weights.town,
    postalCode: weights.postalCode,
    phone: weights.phone,
    domain: weights.domain,
    vatId: weights.vat,
  }
  const fields = Object.entries(could)
    .map(([field, weight]) => ({ field, weight }))
    .filter(({ field, weight }) => open.includes(field) && weight >= missing)
    .sort((a, b) => a.weight - b.weight)
  return change('short', { missing, fields })
}

const bits = (value: number): number => Math.round(value * 10) / 10

/** What a submission did not tell, and the account is known by. */
export function couldStillAgree({ domains, vatId, phone, place }: Submission, account: AccountProfile): string[] {
  const untold: Readonly<Record<string, boolean>> = {
    domain: domains.length === 0 && account.domains.length > 0,
    vatId: vatId === null && account.vatIds.length > 0,
    phone: phone === null && account.phoneStems.length > 0,
    postalCode: isNowhere(place) && account.places.some(({ postalCode }) => postalCode !== null),
    city: isNowhere(place) && account.places.some(({ city }) => city !== null),
  }
  return Object.keys(untold).filter((field) => untold[field])
}

const isNowhere = ({ postalCode, city, street }: Submission['place']): boolean => postalCode === null && city === null && street === null

/** For who reads English; whoever speaks another language makes a sentence of the figures. */
export function sentenceOf({ code, field, weight, left, outcome, missing, fields }: Change): string {
  const one = `the ${nameOf(field ?? '')} (${shown(weight)})`
  switch (code) {
    case 'without':
      return `without ${one} the sum would be ${shown(left)}: ${OUTCOMES[outcome!]}`
    case 'solid':
      return `it would be attached even without its strongest agreement: without ${one} the sum would be ${shown(left)}`
    case 'contradicted':
      return `if ${one} did not contradict, the sum would be ${shown(left)}: ${OUTCOMES[outcome!]}`
    case 'apart':
      return `what speaks against it: ${listed(fields, 'another')}; none of this decides it alone`
    case 'short':
      return `its sum is ${shown(missing)} too low to be attached${fields.length > 0 ? `; one of these, not told yet, would be enough if it agreed: ${listed(fields, 'the')}` : ''}`
    case 'not_clear':
      return `the second account comes too close: ${shown(missing)} more between the two would tell them apart`
    case 'unit_unclear':
      return 'it is clear which account it is, but not which unit'
    case 'nothing_alike':
      return 'no account that was known is like it'
    case 'person':
      return 'people decided it, whatever speaks for or against it'
    default:
      return code satisfies never
  }
}

const OUTCOMES: Readonly<Record<'attach' | 'review' | 'new', string>> = {
  attach: 'it would be attached',
  review: 'a person would be asked',
  new: 'it would be a new account',
}

const shown = (value: number | null): string => (value ?? 0).toFixed(1)

const listed = (fields: Change['fields'], article: string): string =>
  fields.map(({ field, weight }) => `${article} ${nameOf(field)} (${shown(weight)})`).join(', ')
