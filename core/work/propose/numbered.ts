/** Fields that only have numbers: `1.3` is a part of field 1. Gravity Forms numbers the parts of names, addresses and consents always alike. */
import { firstValue, type Leaf, single } from './leaves.ts'

const PARTS = {
  name: { '2': 'prefix', '3': 'firstName', '6': 'lastName' },
  address: { '1': 'street', '3': 'city', '5': 'postalCode', '6': 'country' },
  consent: { '1': 'consent' },
} as const

/** The same leaves, with names for what their numbers stand for. */
export function named(leaves: readonly Leaf[]): Leaf[] {
  const groups = new Map<string, Map<string, Leaf>>()
  for (const leaf of leaves) {
    const [, field, part] = NUMBERED.exec(leaf.names.at(-1) ?? '') ?? []
    if (field !== undefined && part !== undefined) groups.set(field, (groups.get(field) ?? new Map()).set(part, leaf))
  }
  return leaves.map((leaf) => {
    const [, field, part] = NUMBERED.exec(leaf.names.at(-1) ?? '') ?? []
    const name = field === undefined ? undefined : (partsOf(groups.get(field)!) as Readonly<Record<string, string>>)[part!]
    if (name === undefined) return leaf
    // What was agreed to stands beside the tick.
    const text = name === 'consent' ? single(firstValue(groups.get(field!)!.get('2')!)) : undefined
    return { ...leaf, names: [...leaf.names, name], label: String(text ?? `${field}.${part}: ${name}`) }
  })
}

const NUMBERED = /^(\d+)\.(\d+)$/

function partsOf(group: ReadonlyMap<string, Leaf>): object {
  const text = group.get('2')
  if (group.has('1') && text !== undefined && String(single(firstValue(text)) ?? '').length > 25) return PARTS.consent
  if (group.has('1') && group.has('5')) return PARTS.address
  return group.has('3') && group.has('6') ? PARTS.name : {}
}
