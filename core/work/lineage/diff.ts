/** What another expression would do differently: where target fields come from, and what comes out for each example. */
import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../../connector.ts'
import type { Mapping } from '../../mapped.ts'
import type { MappingPool } from '../mapping.ts'
import { type Got, type MappingKind, resultOf } from '../mapping-cases.ts'
import { type FieldLineage, type Lineage, lineage, type Sample } from './lineage.ts'
import { OUTCOME, outcomeOf, targetsOf } from './probe.ts'

export interface MappingDiff {
  /** Fields that came, went, or come from elsewhere. A constant stands as JSON: `"web"`. */
  fields: { target: string; before: string[]; after: string[] }[]
  /** Differences per example; the path `outcome` says that it is taken or not. */
  results: { case: string; path: string; before: Json; after: Json }[]
  leftOut: Lineage['leftOut']
}

/** Runs both expressions over the same examples. */
export async function diffMappings(
  kind: MappingKind,
  before: Mapping,
  after: Mapping,
  samples: readonly Sample[],
  pool: Pick<MappingPool, 'mapItem' | 'transform'>,
): Promise<MappingDiff> {
  const [old, now] = [await lineage(kind, before, samples, pool), await lineage(kind, after, samples, pool)]
  const results = await Promise.all(
    samples.map(async ({ name, ...given }) => {
      const [was, is] = await Promise.all([resultOf(kind, before, given, pool), resultOf(kind, after, given, pool)])
      return resultDifferences(was, is).map((one) => ({ case: name, ...one }))
    }),
  )
  return { fields: fieldDifferences(old, now), results: results.flat(), leftOut: now.leftOut }
}

function fieldDifferences(before: Lineage, after: Lineage): MappingDiff['fields'] {
  const [old, now] = [byTarget(before), byTarget(after)]
  return [...new Set([...old.keys(), ...now.keys()])]
    .sort()
    .map((target) => ({ target, before: old.get(target) ?? [], after: now.get(target) ?? [] }))
    .filter((one) => !isDeepStrictEqual(one.before, one.after) || old.has(one.target) !== now.has(one.target))
}

const byTarget = ({ fields }: Lineage): Map<string, string[]> => new Map(fields.map((field) => [field.target, sourcesOf(field)]))

const sourcesOf = ({ from, constant }: FieldLineage): string[] => (constant === undefined ? from : [JSON.stringify(constant)])

/** Of two results for the same example; what is absent stands as null. */
export function resultDifferences(before: Got, after: Got): { path: string; before: Json; after: Json }[] {
  const [was, is] = [outcomeOf(before), outcomeOf(after)]
  if (was !== is) return [{ path: OUTCOME, before: was, after: is }]
  const [old, now] = [targetsOf(before), targetsOf(after)]
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((path) => old.get(path) !== now.get(path))
    .map((path) => ({ path, before: old.get(path) ?? null, after: now.get(path) ?? null }))
}
