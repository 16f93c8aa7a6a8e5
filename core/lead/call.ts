/** When somebody should call a unit, and why: behaviour only hints at a class, and what a person said of it does not hold for ever. */
import type { LeadState } from './lead-state.ts'
import type { Rules } from './rules.ts'

/** `unclassified`: no person has said how far it is; `suggestion`: behaviour says otherwise since; `aged`: said longer ago than the class usually lasts. */
export const CALL_REASONS = ['suggestion', 'aged', 'unclassified'] as const
export type CallReason = (typeof CALL_REASONS)[number]

export interface CallDue {
  /** From when on, Unix ms. */
  at: number
  why: CallReason
}

const DAY_MS = 86_400_000

/** @returns null while nobody needs to call: nobody identified themselves, sales has the lead, or its class lasts for ever */
export function callDue({ classDays }: Pick<Rules, 'classDays'>, state: LeadState): CallDue | null {
  if (state.identifiedAt === null || !isMarketings(state)) return null
  if (state.class === null || state.class.by === 'suggested') return { at: state.identifiedAt, why: 'unclassified' }
  if (state.suggestion !== null) return { at: state.suggestion.at, why: 'suggestion' }
  const days = classDays[state.class.value]
  return days === null ? null : { at: (state.class.confirmedAt ?? state.class.at) + days * DAY_MS, why: 'aged' }
}

/** Sales has it neither offered nor accepted. */
export const isMarketings = ({ stage, offer }: LeadState): boolean =>
  (stage === 'lead' || stage === 'recycled' || stage === 'mql') && offer?.state !== 'open' && offer?.state !== 'accepted'
