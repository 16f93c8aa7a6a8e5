/** Which target fields of a mapping come from where, found out by running it over examples. */
import type { Json } from '../../connector.ts'
import type { Mapping } from '../../mapped.ts'
import { folded, leavesOf, pathText, type Scalar, type Step } from '../leaves.ts'
import type { MappingPool } from '../mapping.ts'
import { type MappingInput, type MappingKind, resultOf } from '../mapping-cases.ts'
import { type Probed, probe, targetsOf } from './probe.ts'

export interface Sample extends MappingInput {
  name: string
}

export interface FieldLineage {
  /** `events[].person.email`; `outcome` is whether an item is taken at all. */
  target: string
  /** Places whose value shows in the field; where there is none, places that decide whether it is there: `form_response.answers[].email`. */
  from: string[]
  /** What the field always is, where no place has a say in it. */
  constant?: Scalar
}

export interface Lineage {
  fields: FieldLineage[]
  /** Examples that hold more values than were tried. */
  leftOut: { sample: string; values: number }[]
}

/** Evaluations for one mapping, over all examples. */
const MOST = 10_000

/** Lists of the same entries are folded: `answers[]`; an index stays where a field always takes the same one of several. */
export async function lineage(
  kind: MappingKind,
  mapping: Mapping,
  samples: readonly Sample[],
  pool: Pick<MappingPool, 'mapItem' | 'transform'>,
  most = MOST,
): Promise<Lineage> {
  const others = vocabulary(samples)
  const found = new Fields()
  const leftOut: Lineage['leftOut'] = []
  for (const { name, ...given } of samples) {
    const probed = await probe(given, (one) => resultOf(kind, mapping, one, pool), others, Math.ceil(most / samples.length))
    if (probed.leftOut > 0) leftOut.push({ sample: name, values: probed.leftOut })
    found.add(kind, probed)
  }
  return { fields: found.list(), leftOut }
}

/** What stands at each place over all examples. */
function vocabulary(samples: readonly Sample[]): Map<string, Set<Scalar>> {
  const found = new Map<string, Set<Scalar>>()
  // The cast: examples are plain JSON.
  for (const { name: _, ...given } of samples)
    for (const { steps, value } of leavesOf(given as unknown as Json)) {
      const path = pathText(steps)
      found.set(path, (found.get(path) ?? new Set()).add(value))
    }
  return found
}

const PARTS: Readonly<Record<string, string>> = { input: '', envelope: '$envelope', hydrated: '$hydrated', settings: '$source', delivery: '$delivery' }

/** A place as a mapping would name it: `form_response.token`, `$hydrated.email`. */
export function sourcePath(kind: MappingKind, [part, ...rest]: readonly Step[]): string {
  if (kind === 'crms') return pathText(rest)
  const path = pathText(part === 'delivery' && rest[0] === 'url' ? ['query'] : rest)
  const root = PARTS[String(part)]!
  return root === '' ? path : path === '' ? root : `${root}${path.startsWith('[') ? '' : '.'}${path}`
}

/** Sources of one folded target, by folded source: the places where they were seen. */
type Sources = Map<string, Set<string>>

class Fields {
  private readonly values = new Map<string, Sources>()
  private readonly presence = new Map<string, Sources>()
  private readonly seen = new Map<string, Set<Scalar>>()
  /** Folded sources that stood several times in one example. */
  private readonly several = new Set<string>()

  add(kind: MappingKind, { got, flows, leaves }: Probed): void {
    const counts = new Map<string, number>()
    for (const { steps } of leaves) {
      const path = folded(sourcePath(kind, steps))
      counts.set(path, (counts.get(path) ?? 0) + 1)
    }
    for (const [path, n] of counts) if (n > 1) this.several.add(path)
    for (const [target, value] of targetsOf(got)) {
      const field = folded(target)
      this.seen.set(field, (this.seen.get(field) ?? new Set()).add(value))
    }
    for (const { steps, target, effect } of flows) {
      const fields = effect === 'value' ? this.values : this.presence
      const sources: Sources = fields.get(folded(target)) ?? new Map()
      const path = sourcePath(kind, steps)
      sources.set(folded(path), (sources.get(folded(path)) ?? new Set()).add(path))
      fields.set(folded(target), sources)
    }
  }

  list(): FieldLineage[] {
    const targets = [...this.seen.keys(), ...[...this.values.keys()].filter((target) => !this.seen.has(target))]
    return targets.sort().map((target) => {
      const from = this.named(this.values.get(target)) ?? this.named(this.presence.get(target)) ?? []
      const [only, ...more] = this.seen.get(target) ?? []
      return { target, from, ...(from.length === 0 && only !== undefined && more.length === 0 ? { constant: only } : {}) }
    })
  }

  private named(sources: Sources | undefined): string[] | undefined {
    if (sources === undefined) return undefined
    return [...sources].map(([path, places]) => (places.size === 1 && this.several.has(path) ? [...places][0]! : path)).sort()
  }
}
