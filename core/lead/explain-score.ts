/** A score with everything that makes it: each fit rule, each touch with what is left of its points, and what an MQL still lacks. */
import { byTime, type Fact } from './fact.ts'
import { fold } from './fold.ts'
import { type Criterion, criteriaAt } from './qualify.ts'
import type { Rules } from './rules.ts'
import { faded, fitReasons, type Score, scoreAt, touchPoints } from './score.ts'

export interface ScoredTouch {
  at: number
  touch: string
  content: string | null
  interest: string | null
  /** When it happened, and now. */
  points: number
  left: number
  halfLifeDays: number
  nurtures: boolean
}

export interface ExplainedScore extends Score {
  fitRules: { rule: string; points: number }[]
  /** Newest first. */
  touches: ScoredTouch[]
  mql: Criterion[]
}

/** @param facts of one lead */
export function explainScore(rules: Rules, facts: readonly Fact[], at: number): ExplainedScore {
  const { state } = fold(rules, facts)
  const touches = [...facts].sort(byTime).flatMap(({ at: happened, body }): ScoredTouch[] => {
    if (body.kind !== 'touch') return []
    const { halfLifeDays, nurtures } = rules.touches[body.touch]
    const points = touchPoints(rules, body)
    const left = faded({ points, at: happened }, halfLifeDays, at)
    return [{ at: happened, touch: body.touch, content: body.content, interest: body.interest, points, left, halfLifeDays, nurtures }]
  })
  return {
    ...scoreAt(rules, state.attributes, state.engagement, at),
    fitRules: fitReasons(rules.fit, state.attributes),
    touches: touches.reverse(),
    mql: criteriaAt(rules, state, at),
  }
}
