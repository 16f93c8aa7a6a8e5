/** From facts to what each lead went through, as known at an instant (figures.md 0.1-0.3). Pure. */
import type { Class } from '../lead/fact.ts'
import type { MetricFact, MetricFactKind } from './fact.ts'
import { knownFacts } from './fact-order.ts'
import { type Family, familiesOf } from './family.ts'
import type { LeadPath } from './lead-path.ts'
import { offersOf } from './offer-path.ts'
import { type StageMove, stagePathOf } from './stage-path.ts'

type Of<K extends MetricFactKind> = Extract<MetricFact, { kind: K }>

/** @param facts in any order; of each lead all that is known, and of all leads that were ever merged with it */
export function pathsOf(facts: Iterable<MetricFact>, asOf: number): LeadPath[] {
  return familiesOf(knownFacts(facts, asOf)).flatMap((family) => pathOf(family) ?? [])
}

/** Facts of leads whose creation is not known yet wait. @returns null where nobody's is */
function pathOf({ lead, facts }: Family): LeadPath | null {
  const creations = ofKind(facts, 'created')
  const creation = creations[0]
  if (creation === undefined) return null
  const created = new Set(creations.map((fact) => fact.lead))
  const counted = withoutVoidOrders(facts.filter((fact) => fact.kind === 'merged' || created.has(fact.lead)))
  const moves = stagePathOf(counted)
  const ofSurvivor = created.has(lead) ? lead : creation.lead
  return {
    lead,
    product: creation.product,
    ...unitOf(
      ofKind(facts, 'unit').filter((fact) => fact.lead === ofSurvivor),
      creations.find((fact) => fact.lead === ofSurvivor)!.unit,
    ),
    createdAt: creation.at,
    source: creation.source,
    moves: moves.map(({ at, to }) => ({ at, to })),
    classes: ofKind(counted, 'class').map(({ at, to }) => ({ at, to })),
    owners: ownersOf(counted),
    substages: ofKind(counted, 'substage').map(({ at, to }) => ({ at, to })),
    offers: offersOf(counted, moves),
    fastLanes: fastLanesOf(counted, moves),
    contacts: ofKind(counted, 'contact').map(({ at, owner, activity }) => ({ at, owner, activity })),
    orders: ofKind(counted, 'won').map(({ at, order, amount, currency }) => ({ at, order, amount, currency })),
    touches: ofKind(counted, 'touch').map(({ at, touch, source, contact }) => ({ at, touch, source, contact })),
    late: moves.map(({ at, received }) => ({ at, received })),
  }
}

const ofKind = <K extends MetricFactKind>(facts: readonly MetricFact[], kind: K): Of<K>[] => facts.filter((fact): fact is Of<K> => fact.kind === kind)

/** An order that was taken back never happened; one that is told twice is one. */
function withoutVoidOrders(facts: readonly MetricFact[]): readonly MetricFact[] {
  const valid = new Map<string, Of<'won'>>()
  for (const fact of facts) {
    if (fact.kind === 'won_void') valid.delete(fact.order)
    else if (fact.kind === 'won' && !valid.has(fact.order)) valid.set(fact.order, fact)
  }
  return facts.filter((fact) => fact.kind !== 'won' || valid.get(fact.order) === fact)
}

/** Of each attribute what was known last. */
function unitOf(facts: readonly Of<'unit'>[], unit: string): Pick<LeadPath, 'unit' | 'account' | 'industry' | 'size' | 'region'> {
  const last = facts.at(-1)
  const known = (name: 'industry' | 'size' | 'region') => facts.findLast((fact) => fact[name] !== null)?.[name] ?? null
  return { unit: last?.unit ?? unit, account: last?.account ?? unit, industry: known('industry'), size: known('size'), region: known('region') }
}

/** Whoever it is offered to has it, until another gets it. */
const ownersOf = (facts: readonly MetricFact[]): LeadPath['owners'] =>
  facts.flatMap((fact) => {
    if (fact.kind === 'owner') return { at: fact.at, to: fact.to }
    return fact.kind === 'offer' && fact.owner !== null ? { at: fact.at, to: fact.owner } : []
  })

/** With the stage and the class in which it stood just before. */
function fastLanesOf(facts: readonly MetricFact[], moves: readonly StageMove[]): LeadPath['fastLanes'] {
  const all: LeadPath['fastLanes'][number][] = []
  let value: Class | null = null
  for (const fact of facts) {
    if (fact.kind === 'class') value = fact.to
    if (fact.kind !== 'fast_lane') continue
    const stood = moves.findLast(({ at, by }) => at < fact.at || (at === fact.at && by === 'created')) ?? moves[0]!
    all.push({ at: fact.at, stage: stood.to, class: value })
  }
  return all
}
