/** What an MQL needs: points, fit and nurturing, each with what the lead has. */
import type { LeadState } from './lead-state.ts'
import type { Rules } from './rules.ts'
import { type FitGrade, scoreAt } from './score.ts'

export type Criterion =
  | { what: 'points' | 'touches' | 'days'; has: number; needs: number; isMet: boolean }
  | { what: 'fit'; has: FitGrade; needs: FitGrade; isMet: boolean }

export function criteriaAt(rules: Rules, state: Pick<LeadState, 'attributes' | 'engagement' | 'nurtured'>, at: number): Criterion[] {
  const { mql } = rules
  const { points, fit } = scoreAt(rules, state.attributes, state.engagement, at)
  const atLeast = (what: 'points' | 'touches' | 'days', has: number, needs: number): Criterion => ({ what, has, needs, isMet: has >= needs })
  return [
    atLeast('points', points, mql.points),
    { what: 'fit', has: fit, needs: mql.fit, isMet: fit <= mql.fit }, // A comes before D
    atLeast('touches', state.nurtured.touches, mql.touches),
    atLeast('days', state.nurtured.days.length, mql.days),
  ]
}
