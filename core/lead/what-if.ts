/** What other rules would have made of the same facts: who would have become an MQL in a time, and who would not. */
import type { Fact } from './fact.ts'
import { fold } from './fold.ts'
import { type Criterion, criteriaAt } from './qualify.ts'
import type { Rules } from './rules.ts'

export interface Window {
  /** Unix ms; `to` is behind it. */
  from: number
  to: number
}

export interface Differing {
  /** `gained`: an MQL by the draft only. */
  is: 'gained' | 'lost'
  at: number
  /** By the rules under which it was none. */
  lacked: Criterion[]
  /** Where nothing lacked: it became one by them at another time. */
  otherwiseAt: number | null
}

export interface LeadCompared {
  before: boolean
  after: boolean
  differing: Differing | null
}

/** A lead counts once, by the first time it became an MQL in the window. What was handed over is left aside: the rules alone decide. */
export function compareRules(before: Rules, after: Rules, facts: readonly Fact[], window: Window): LeadCompared {
  const told = facts.filter(({ body }) => body.kind !== 'offer' || body.lane !== 'mql')
  const [one, other] = [entriesOf(before, told), entriesOf(after, told)]
  const [was, is] = [one.find(within(window)), other.find(within(window))]
  const differing =
    was !== undefined && is === undefined
      ? lacking('lost', was, after, other, told)
      : was === undefined && is !== undefined
        ? lacking('gained', is, before, one, told)
        : null
  return { before: was !== undefined, after: is !== undefined, differing }
}

const within =
  ({ from, to }: Window) =>
  (at: number) =>
    at >= from && at < to

const entriesOf = (rules: Rules, facts: readonly Fact[]): number[] =>
  fold(rules, facts).steps.flatMap(({ kind, at, data }) => (kind === 'stage' && data.to === 'mql' ? [at] : []))

function lacking(is: Differing['is'], at: number, rules: Rules, entries: readonly number[], facts: readonly Fact[]): Differing {
  const { state } = fold(
    rules,
    facts.filter((fact) => fact.at <= at),
  )
  const lacked = criteriaAt(rules, state, at).filter(({ isMet }) => !isMet)
  return { is, at, lacked, otherwiseAt: lacked.length > 0 ? null : (entries[0] ?? null) }
}
