/** Which facts are known as of an instant, when they happened, and in what order (figures.md 0.1). Pure. */
import { inOrder, rankOf } from '../lead/fact-order.ts'
import type { MetricFact } from './fact.ts'

const inOrderOfFacts = inOrder<MetricFact>(({ kind }) => rankOf(kind))
export const byOrder = (a: MetricFact, b: MetricFact): number => inOrderOfFacts(a, b) || a.received - b.received

/** Each id once, dated `min(at, received)`: a sender's clock may run ahead. In any order. */
export function knownFacts(facts: Iterable<MetricFact>, asOf: number): MetricFact[] {
  const known = new Map<string, MetricFact>()
  for (const fact of facts) {
    if (fact.received > asOf || (fact.until !== undefined && fact.until <= asOf)) continue
    const before = known.get(fact.id)
    if (before === undefined || fact.received < before.received) known.set(fact.id, fact)
  }
  return Array.from(known.values(), (fact) => (fact.at > fact.received ? { ...fact, at: fact.received } : fact))
}
