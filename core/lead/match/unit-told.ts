/** How the unit inside an account came about: what is stored of it with the decision, and the sentence made of that. */
import { type Evidence, INSIDE, nameOf } from './explain.ts'
import type { UnitDecision } from './unit.ts'
import { UNIT_MODEL } from './unit-model.ts'
import { totalOf } from './unit-score.ts'

/**
 * `first`: of a new account; `named`: the evidence names it; `only`: there is no other one; `new`: none that is known is
 * like it; `open`: none of several is named; `together`: with other submissions, when all were looked at at once;
 * `successor`: of the unit that it would have been; `person`: people decided.
 */
export const UNIT_OUTCOMES = ['first', 'named', 'only', 'new', 'open', 'together', 'successor', 'person'] as const
export type UnitOutcome = (typeof UNIT_OUTCOMES)[number]

export interface UnitTold {
  outcome: UnitOutcome
  /** Of its own: no part of the account's sum. */
  total: number
  threshold: number
  evidence: Evidence[]
}

/** Outcomes that the weights alone do not tell are stored as evidence of no weight. */
const STORED = ['only', 'new', 'first'] as const

/** Evidence for the unit, as it is stored with that for the account. @param units how many the account has by now */
export function storedWithin({ unit, evidence }: Pick<UnitDecision, 'unit' | 'evidence'>, units: number): Evidence[] {
  const outcome = units === 0 ? 'first' : unit === 'new' ? 'new' : units === 1 && unit !== 'open' ? 'only' : null
  const lines = [...evidence, ...(outcome ? [{ field: outcome, theirs: '', ours: '', weight: 0 }] : [])]
  return lines.map((one) => ({ ...one, field: `${INSIDE}${one.field}` }))
}

/** Whether its account was made for it. */
export const isFirst = (stored: readonly Evidence[]): boolean => stored.some(({ field }) => field === `${INSIDE}first`)

/** What is stored, parted into what is for the account and what for the unit. */
export function partedEvidence(stored: readonly Evidence[]): { account: Evidence[]; unit: Evidence[] } {
  const isInside = ({ field }: Evidence) => field.startsWith(INSIDE)
  return {
    account: stored.filter((one) => !isInside(one)),
    unit: stored.filter(isInside).map((one) => ({ ...one, field: one.field.slice(INSIDE.length) })),
  }
}

/** @param inside as stored, without its prefix */
export function unitTold(inside: readonly Evidence[], { decision, decidedBy }: { decision: string; decidedBy: string }): UnitTold {
  const stored = STORED.find((outcome) => inside.some(({ field }) => field === outcome))
  const evidence = inside.filter(({ field }) => field !== stored)
  const total = totalOf(evidence)
  const { threshold } = UNIT_MODEL
  const byEvidence = total >= threshold ? 'named' : (stored ?? (decision === 'new' ? 'first' : 'together'))
  const outcome =
    decidedBy === 'person' ? 'person' : evidence.some(({ field }) => field === 'successor') ? 'successor' : decision === 'open' ? 'open' : byEvidence
  return { outcome, total, threshold, evidence }
}

/** @param units how many the account has */
export function unitSentenceOf({ outcome, total, threshold, evidence }: UnitTold, units: number): string {
  const against = evidence.filter(({ weight }) => weight < 0).map(({ field, weight }) => `the ${nameOf(field)} (${weight.toFixed(1)})`)
  switch (outcome) {
    case 'first':
      return 'the first unit of an account that was new'
    case 'named':
      return `the evidence speaks for this unit: its sum is ${total.toFixed(1)}, and ${threshold.toFixed(1)} is enough`
    case 'only':
      return `the only unit that was known${against.length > 0 ? `, although this speaks against it: ${against.join(', ')}` : ''}`
    case 'new':
      return `a new unit: none that was known fits${against.length > 0 ? `; the most similar one differs in ${against.join(', ')}` : ''}`
    case 'open':
      return total >= threshold
        ? 'open: two units come equally close'
        : `open: ${units === 1 ? 'the known unit is not named' : `none of the ${units} known units is named`}; a place, a site or a known contact would decide`
    case 'together':
      return 'put together with other submissions of the account when all of them were weighed together'
    case 'successor':
      return 'the unit that took over from the one it would have gone to'
    case 'person':
      return 'people decided it'
    default:
      return outcome satisfies never
  }
}

/** @param between of which a person is asked whether they are one */
export function askedSentenceOf(between: readonly { unit: string; name: string | null }[]): string[] {
  const [a, b] = between.map(({ unit, name }) => name ?? unit)
  return a !== undefined && b !== undefined ? [`a person is asked whether ${a} and ${b} are one unit`] : []
}
