/** Which places of an example flow into which target fields: one value after another is changed, and the result compared. */
import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../../connector.ts'
import { type Leaf, leavesOf, pathText, type Scalar, type Step, withLeaf } from '../leaves.ts'
import type { Got, MappingInput } from '../mapping-cases.ts'
import { altered } from './altered.ts'

/** One value of an example reached one target field. */
export interface Flow {
  /** Where it stands in what the mapping was given: first `input`, `envelope`, `hydrated`, `settings` or `delivery`. */
  steps: readonly Step[]
  /** `events[0].person.email`, or `outcome`: whether the item is taken at all. */
  target: string
  /** Whether the field then held another value, or came or went. */
  effect: 'value' | 'presence'
}

export interface Probed {
  got: Got
  flows: Flow[]
  leaves: readonly Leaf[]
  /** Values beyond the bound that were not tried. */
  leftOut: number
}

export const OUTCOME = 'outcome'

/**
 * @param run gives the result for what a mapping is given
 * @param others further values that stand at the same place in other examples, by `pathText`
 * @param most evaluations
 */
export async function probe(
  given: MappingInput,
  run: (given: MappingInput) => Promise<Got>,
  others: ReadonlyMap<string, ReadonlySet<Scalar>>,
  most: number,
): Promise<Probed> {
  const whole = { ...given, delivery: { id: 'dlv_0', receivedAt: '1970-01-01T00:00:00.000Z', ...given.delivery } } as unknown as Json // plain JSON, checked when it was read
  const leaves = leavesOf(whole)
  const tries = leaves.flatMap(({ steps, value }) => [altered(value), ...alternatives(steps, value, others)].map((put) => ({ steps, put })))
  const tried = tries.slice(0, most)
  // The casts: only values inside were changed.
  const [got, ...results] = await Promise.all([
    run(whole as unknown as MappingInput),
    ...tried.map(({ steps, put }) => run(withLeaf(whole, steps, put) as unknown as MappingInput)),
  ])
  const base = targetsOf(got!)
  const flows = tried.flatMap(({ steps }, i) => differing(got!, base, results[i]!).map((one): Flow => ({ steps, ...one })))
  const done = new Set(tried.map(({ steps }) => steps))
  return { got: got!, flows, leaves, leftOut: leaves.filter(({ steps }) => !done.has(steps)).length }
}

/** Another word of the same vocabulary. In lists a place says nothing about what stands there. */
function alternatives(steps: readonly Step[], value: Scalar, others: ReadonlyMap<string, ReadonlySet<Scalar>>): Scalar[] {
  if (typeof value !== 'string' || !isWord(value) || steps.some((step) => typeof step === 'number')) return []
  return [...(others.get(pathText(steps)) ?? [])].filter((other) => other !== value && typeof other === 'string' && isWord(other)).slice(0, 3)
}

const isWord = (text: string): boolean => text.length <= 40 && /^[\p{L}\p{N}._-]+$/u.test(text)

/** Target fields of a result with their values: of events `events[0].person.email`, of a record `account.name`. */
export function targetsOf(got: Got): Map<string, Scalar> {
  const value = 'events' in got ? { events: got.events } : 'record' in got ? got.record : {}
  return new Map(leavesOf(value as Json).map(({ steps, value: leaf }) => [pathText(steps), leaf])) // a result is plain JSON
}

/** `events`, `record`, or why there is none. */
export function outcomeOf(got: Got): string {
  if ('held' in got) return `held: ${got.held.code}${got.held.path ? ` at ${got.held.path}` : ''}`
  return 'ignore' in got ? `ignored: ${got.ignore}` : 'events' in got ? 'events' : 'record'
}

function differing(before: Got, base: ReadonlyMap<string, Scalar>, after: Got): Omit<Flow, 'steps'>[] {
  if (outcomeOf(before) !== outcomeOf(after)) return [{ target: OUTCOME, effect: 'value' }]
  if (isDeepStrictEqual(before, after)) return []
  const now = targetsOf(after)
  const changed = [...base].filter(([target, value]) => now.has(target) && now.get(target) !== value).map(([target]) => ({ target, effect: 'value' as const }))
  const gone = [...base.keys()].filter((target) => !now.has(target)).map((target) => ({ target, effect: 'presence' as const }))
  const come = [...now.keys()].filter((target) => !base.has(target)).map((target) => ({ target, effect: 'presence' as const }))
  return [...changed, ...gone, ...come]
}
