/** Where a lead stood since when, found from its facts; merged leads are parallel tracks until the instant of their merge (figures.md 0.3). Pure. */
import type { Stage } from '../lead/fact.ts'
import type { MetricFact, MetricFactKind } from './fact.ts'
import { byOrder } from './fact-order.ts'
import { Joined } from './family.ts'

export interface StageMove {
  at: number
  to: Stage
  /** When the hub heard of it. */
  received: number
  by: MetricFactKind
}

/** Parallel tracks stand where the furthest stands. */
const FURTHEST: readonly Stage[] = ['disqualified', 'lost', 'unknown', 'lead', 'recycled', 'mql', 'sal', 'sql', 'customer']
const furthest = (stages: Iterable<Stage>): Stage => [...stages].reduce((most, one) => (FURTHEST.indexOf(one) > FURTHEST.indexOf(most) ? one : most))

const BEFORE_SALES: ReadonlySet<Stage> = new Set(['unknown', 'lead', 'recycled', 'mql'])

/** Equal neighbours are one. @param facts of one family, in their order, without orders that were taken back */
export function stagePathOf(facts: readonly MetricFact[]): StageMove[] {
  const path: StageMove[] = []
  const tracks = new Map<string, Stage>()
  const joined = new Joined()
  for (const fact of fromCreationOn(facts)) {
    if (fact.kind === 'merged') {
      const both = [fact.lead, fact.into].map((lead) => joined.rootOf(lead))
      const stages = [...new Set(both)].flatMap((root) => tracks.get(root) ?? [])
      for (const root of both) tracks.delete(root)
      joined.join(fact.lead, fact.into)
      if (stages.length > 0) tracks.set(joined.rootOf(fact.lead), furthest(stages))
    } else {
      const root = joined.rootOf(fact.lead)
      const stage = movedBy(fact, tracks.get(root))
      if (stage === null) continue
      tracks.set(root, stage)
    }
    if (tracks.size === 0) continue
    const to = tracks.size === 1 ? tracks.values().next().value! : furthest(tracks.values())
    if (path.at(-1)?.to !== to) path.push({ at: fact.at, to, received: fact.received, by: fact.kind })
  }
  return path
}

/** A lead stands nowhere before its creation: what is dated earlier happens to it then. */
function fromCreationOn(facts: readonly MetricFact[]): readonly MetricFact[] {
  const createdAt = new Map<string, number>()
  let isEarly = false
  for (const { kind, lead, at } of facts) {
    if (kind === 'created' && !createdAt.has(lead)) createdAt.set(lead, at)
    else if (kind in MOVES && !createdAt.has(lead)) isEarly = true
  }
  if (!isEarly) return facts
  const since = (fact: MetricFact): number => (fact.kind in MOVES ? Math.max(fact.at, createdAt.get(fact.lead) ?? fact.at) : fact.at)
  const place = (fact: MetricFact): number => (fact.kind === 'created' ? 0 : 1)
  return [...facts]
    .sort((a, b) => since(a) - since(b) || place(a) - place(b) || byOrder(a, b))
    .map((fact) => (since(fact) === fact.at ? fact : { ...fact, at: since(fact) }))
}

const MOVES = { stage: true, accept: true, reject: true, won: true, lost: true, disqualified: true }

/** @param at where the lead stands; undefined: nowhere @returns null: it stays there */
function movedBy(fact: MetricFact, at: Stage | undefined): Stage | null {
  if (fact.kind === 'created') return at === undefined ? fact.to : null
  if (at === undefined) return null
  switch (fact.kind) {
    case 'stage':
      return fact.to
    case 'accept':
      return BEFORE_SALES.has(at) ? 'sal' : null
    case 'reject':
      return BEFORE_SALES.has(at) ? 'recycled' : null
    case 'won':
      return 'customer'
    case 'lost':
      return at === 'customer' ? null : 'lost'
    case 'disqualified':
      return 'disqualified'
    default:
      return null
  }
}
