/**
 * The funnel as people see it: phases over the stages of the process. A lead is in the last phase that fits it; stages are
 * what facts move and figures count, whatever the phases are called.
 */
import type { Class, Stage } from './fact.ts'
import type { LeadState } from './lead-state.ts'
import type { Rules } from './rules.ts'
import { type FitGrade, scoreAt } from './score.ts'

interface Named {
  id: string
  name: { de: string; en: string }
}

export interface Phase extends Named {
  about: { de: string; en: string } | null
  stages: readonly Stage[]
  when: {
    class?: readonly Class[] | undefined
    touched?: readonly string[] | undefined
    fit?: FitGrade | undefined
    points?: number | undefined
    substage?: readonly string[] | undefined
  }
  /** Not on the way from the first touch to the customer. */
  beside: boolean
  /** Phases that may follow; null: any. */
  next: readonly string[] | null
  substages: readonly Named[]
}

/** @param at when points are counted; Unix ms. @returns null where no phase fits */
export function phaseOf(rules: Rules, state: LeadState, at: number): Phase | null {
  return rules.phases.findLast((phase) => phase.stages.includes(state.stage) && fits(rules, phase.when, state, at)) ?? null
}

function fits(rules: Rules, when: Phase['when'], state: LeadState, at: number): boolean {
  const { class: classes, touched, substage } = when
  if (classes && !(state.class && classes.includes(state.class.value))) return false
  if (touched && !touched.some((kind) => state.touched?.includes(kind))) return false
  if (substage && !(state.substage !== null && substage.includes(state.substage))) return false
  if (when.fit === undefined && when.points === undefined) return true
  const { fit, points } = scoreAt(rules, state.attributes, state.engagement, at)
  return (when.fit === undefined || fit <= when.fit) && (when.points === undefined || points >= when.points)
}

/** Whether a lead may go from one phase to the other. */
export const mayFollow = (from: Phase | null, to: Phase | null): boolean =>
  from === null || to === null || from.id === to.id || (from.next?.includes(to.id) ?? true)

/** Whether phases say more than stages do, so that their changes are steps of their own. */
export const arePhasesOwn = ({ phases }: Pick<Rules, 'phases'>): boolean =>
  phases.some(({ id, stages, when }) => stages.length > 1 || stages[0] !== id || Object.values(when).some((one) => one !== undefined))

/** What is wrong with phases, by the place in their list. */
export function mistakesInPhases(
  phases: readonly Phase[],
  stages: readonly Stage[],
  touches: readonly string[],
): { path: (string | number)[]; message: string }[] {
  const ids = phases.map(({ id }) => id)
  const each = phases.flatMap(({ id, next, when, substages }, i) => [
    ...(ids.indexOf(id) === i ? [] : [{ path: [i, 'id'], message: `the phase '${id}' is there twice` }]),
    ...(next ?? []).flatMap((one, j) =>
      ids.includes(one) ? [] : [{ path: [i, 'next', j], message: `there is no phase '${one}'; known are ${ids.join(', ')}` }],
    ),
    ...(when.touched ?? []).flatMap((one, j) =>
      touches.includes(one) ? [] : [{ path: [i, 'when', 'touched', j], message: `there is no kind of touch '${one}'; known are ${touches.join(', ')}` }],
    ),
    ...substages.flatMap((one, j) =>
      substages.findIndex(({ id: other }) => other === one.id) === j ? [] : [{ path: [i, 'substages', j], message: `the substage '${one.id}' is there twice` }],
    ),
  ])
  const always = new Set(phases.filter(({ when }) => Object.values(when).every((one) => one === undefined)).flatMap((phase) => phase.stages))
  const left = stages.filter((stage) => !always.has(stage))
  if (left.length === 0) return each
  return [
    ...each,
    { path: [], message: `leads in the stage ${left.join(', ')} may be in no phase: name a phase without \`when\` that has it among its \`stages\`` },
  ]
}
