/** Gives every part of the lead event the field that stands for it best, and each field to one part. */
import { personName } from '../../lead/normalise/person.ts'
import { partAddress } from './address.ts'
import { firstValue, type Leaf } from './leaves.ts'
import { type Candidate, candidatesOf } from './match.ts'
import type { ProposedTarget } from './names.ts'

export interface Assigned extends Candidate {
  /** Fields that say the same in items where the first is missing. */
  alternatives: readonly Leaf[]
  /** How to read it, where it is more than the path. */
  expression?: string
}

export interface Assignment {
  /** By target; consents of one purpose once, products once. */
  chosen: Map<ProposedTarget, Assigned>
  /** Fields that repeat what a chosen one says. */
  repeated: { leaf: Leaf; of: Leaf }[]
}

export function assign(leaves: readonly Leaf[]): Assignment {
  const candidates = leaves.flatMap(candidatesOf)
  const anchor = anchorOf(candidates)
  const ranked = candidates.map((one) => ({ ...one, rank: one.score + nearness(one.leaf, anchor) })).sort((a, b) => b.rank - a.rank)
  const chosen = new Map<ProposedTarget, Assigned>()
  const used = new Set<Leaf>()
  for (const { rank: _, ...one } of ranked) {
    if (chosen.has(one.target) || used.has(one.leaf)) continue
    chosen.set(one.target, { ...one, alternatives: [] })
    used.add(one.leaf)
  }
  dropImplied(chosen, used)
  partAddress(chosen)
  for (const [target, one] of chosen) {
    const alternatives = alternativesTo(
      one,
      ranked.filter((other) => other.target === target && !used.has(other.leaf)),
    )
    for (const leaf of alternatives) used.add(leaf)
    if (alternatives.length > 0) chosen.set(target, { ...one, alternatives })
  }
  return { chosen, repeated: repeatedBy(candidates, chosen, used) }
}

/** Where the person sits: the best e-mail address, else number, name, company. */
function anchorOf(candidates: readonly Candidate[]): Leaf | undefined {
  for (const targets of [['person.email'], ['person.phone', 'person.mobile'], ['person.lastName', 'person.fullName'], ['company.name']]) {
    const [best] = candidates.filter(({ target }) => targets.includes(target)).sort((a, b) => b.score - a.score)
    if (best) return best.leaf
  }
  return undefined
}

/** Fields beside the person count more than those of something else with the same name. */
export function nearness(leaf: Leaf, anchor: Leaf | undefined): number {
  if (anchor === undefined) return 0
  const shared = leaf.names.findIndex((name, i) => name !== anchor.names[i])
  return Math.min(shared < 0 ? leaf.names.length : shared, 4) / 2 - (leaf.outer ? 1 : 0) - leaf.names.length / 20
}

/** A full name beside first and last name says nothing more. */
function dropImplied(chosen: Map<ProposedTarget, Assigned>, used: Set<Leaf>): void {
  const full = chosen.get('person.fullName')
  if (full && says(chosen.get('person.firstName')) && says(chosen.get('person.lastName'))) {
    chosen.delete('person.fullName')
    used.delete(full.leaf)
  }
}

/** Whether the sample has a value for it. */
export const says = (one: Assigned | undefined): one is Assigned => one !== undefined && firstValue(one.leaf) !== undefined

/** Fields that fill the items in which the chosen one is missing. */
function alternativesTo({ leaf }: Assigned, others: readonly Candidate[]): Leaf[] {
  const filled = new Set(leaf.values.keys())
  return others.flatMap(({ leaf: other, score }) => {
    const adds = score >= 4 && [...other.values.keys()].some((position) => !filled.has(position))
    for (const position of adds ? other.values.keys() : []) filled.add(position)
    return adds ? [other] : []
  })
}

/** What could stand for a part of the event and has the very value that was chosen for it. */
function repeatedBy(candidates: readonly Candidate[], chosen: ReadonlyMap<ProposedTarget, Assigned>, used: ReadonlySet<Leaf>): Assignment['repeated'] {
  const [first, last] = [chosen.get('person.firstName'), chosen.get('person.lastName')]
  const found = new Map<Leaf, Leaf>()
  for (const { leaf, target } of candidates) {
    const value = firstValue(leaf)
    const same = chosen.get(target)
    if (used.has(leaf) || typeof value !== 'string') continue
    if (same && firstValue(same.leaf) === value) found.set(leaf, same.leaf)
    const name = target === 'person.fullName' && first && last ? personName({ fullName: value }) : undefined
    if (name && name.firstName === firstValue(first!.leaf) && name.lastName === firstValue(last!.leaf)) found.set(leaf, last!.leaf)
  }
  return [...found].map(([leaf, of]) => ({ leaf, of }))
}
