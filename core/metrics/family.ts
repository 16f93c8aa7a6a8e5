/** Leads that merges made one: who belongs together, and whose name they bear (figures.md 0.2). Pure. */
import type { MetricFact } from './fact.ts'
import { byOrder } from './fact-order.ts'

type Merge = Extract<MetricFact, { kind: 'merged' }>

export interface Family {
  /** The survivor's id; a lead that was never merged is its own. */
  lead: string
  /** In their order. */
  facts: MetricFact[]
}

/**
 * A merge that is known makes one of both histories in all periods; one that was taken back never was.
 * @param facts known ones, of whole families
 */
export function familiesOf(facts: readonly MetricFact[]): Family[] {
  const merges = mergesAmong(facts)
  const joined = new Joined()
  for (const { lead, into } of merges) joined.join(lead, into)
  const families = new Map<string, Family>()
  for (const fact of facts) {
    const of = joined.rootOf(fact.lead)
    const family = families.get(of)
    if (family) family.facts.push(fact)
    else families.set(of, { lead: fact.lead, facts: [fact] })
  }
  for (const family of families.values()) family.facts.sort(byOrder)
  if (merges.length > 0) for (const [lead, into] of survivors(merges)) families.get(joined.rootOf(into))!.lead = lead
  return [...families.values()]
}

function mergesAmong(facts: readonly MetricFact[]): Merge[] {
  const undone = new Set<string>()
  for (const fact of facts) if (fact.kind === 'unmerged') undone.add(fact.merge)
  return facts.filter((fact): fact is Merge => fact.kind === 'merged' && !undone.has(fact.merge)).sort(byOrder)
}

/** Of each family the lead into which the last merge led, or whatever that was merged into. @returns survivor, and a lead of its family */
function survivors(merges: readonly Merge[]): [string, string][] {
  const into = new Map(merges.map((merge) => [merge.lead, merge.into]))
  return merges.map((merge) => {
    let survivor = merge.into
    for (let steps = 0; into.has(survivor) && steps < into.size; steps++) survivor = into.get(survivor)!
    return [survivor, merge.into]
  })
}

/** Sets that only grow together. */
export class Joined {
  private readonly parent = new Map<string, string>()

  rootOf(one: string): string {
    let root = one
    for (let next = this.parent.get(root); next !== undefined; next = this.parent.get(root)) root = next
    if (root !== one) this.parent.set(one, root)
    return root
  }

  join(one: string, other: string): void {
    const [a, b] = [this.rootOf(one), this.rootOf(other)]
    if (a !== b) this.parent.set(a, b)
  }
}
