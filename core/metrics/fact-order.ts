/** Which facts are known as of an instant, when they happened, and in what order (figures.md 0.1). Pure. */
import type { MetricFact, MetricFactKind } from './fact.ts'

/** Facts of one instant, so that the order of arrival decides nothing. */
const RANK: Readonly<Record<MetricFactKind, number>> = {
  unit: 0,
  created: 1,
  merged: 2,
  touch: 3,
  class: 4,
  fast_lane: 5,
  stage: 6,
  owner: 7,
  offer: 8,
  contact: 9,
  accept: 10,
  reject: 11,
  withdraw: 12,
  substage: 13,
  lost: 14,
  disqualified: 15,
  won: 16,
  won_void: 17,
  unmerged: 18,
}

export const byOrder = (a: MetricFact, b: MetricFact): number =>
  a.at - b.at || RANK[a.kind] - RANK[b.kind] || (a.id < b.id ? -1 : a.id > b.id ? 1 : a.received - b.received)

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
