/** Makes a case out of what a delivery told: only what the mapping needs, masked, with what the mapping makes of it. */
import { isDeepStrictEqual } from 'node:util'
import jsonata from 'jsonata'
import type { Json } from '../connector.ts'
import type { Mapping } from '../mapped.ts'
import { nodesOf } from './expression-tree.ts'
import { folded, leavesOf, pathText, type Scalar } from './leaves.ts'
import type { Sample } from './lineage/lineage.ts'
import { OUTCOME, outcomeOf, type Probed, probe, targetsOf } from './lineage/probe.ts'
import type { MappingPool } from './mapping.ts'
import { type Got, type MappingCase, type MappingInput, mappingCaseSchema, resultOf } from './mapping-cases.ts'
import { type Masked, mask } from './mask/mask.ts'

export interface CaseDraft {
  made: MappingCase
  /** What was replaced and what was not; null where nothing was to be masked. */
  masked: Pick<Masked, 'replaced' | 'kept'> | null
  /** Sentences for whoever looks the case over. */
  warnings: string[]
}

/** Evaluations to find out what flows where. */
const MOST = 3_000

/** @param cases those the mapping has already: what stands in them is known to be no secret */
export async function caseFrom(
  { name, ...whole }: Sample,
  mapping: Mapping,
  cases: readonly MappingCase[],
  pool: Pick<MappingPool, 'mapItem' | 'transform'>,
  masks: boolean,
): Promise<CaseDraft> {
  const run = (given: MappingInput) => resultOf('sources', mapping, given, pool)
  const given = await trimmed(whole, run)
  if (!masks) return { made: caseOf(name, given, await run(given)), masked: null, warnings: [] }
  const probed = await probe(given, run, new Map(), MOST)
  const masked = mask(given, { flows: probed.flows, literals: literalsOf(mapping.expression), usual: usualOf(cases) })
  const got = await run(masked.given)
  return { made: caseOf(name, masked.given, got), masked, warnings: warningsOf(probed, masked, await run(given), got) }
}

/** Without what changes nothing: the envelope, most headers, the method. */
async function trimmed(given: MappingInput, run: (given: MappingInput) => Promise<Got>): Promise<MappingInput> {
  const { envelope, delivery: { method, headers = {}, ...delivery } = {}, ...rest } = given
  const kept = Object.fromEntries(Object.entries(headers).filter(([header]) => !TRANSPORT.test(header)))
  const shown = { ...delivery, ...(Object.keys(kept).length > 0 && { headers: kept }) }
  const small: MappingInput = { ...rest, ...(Object.keys(shown).length > 0 && { delivery: shown }) }
  const [all, less] = await Promise.all([run(given), run(small)])
  if (isDeepStrictEqual(all, less)) return small
  const enveloped: MappingInput = envelope === undefined ? small : { ...small, envelope: await neededOf(envelope, small, all, run) }
  return isDeepStrictEqual(all, await run(enveloped)) ? enveloped : given
}

/** An envelope without the fields that change nothing: the other items of a delivery are other people. */
async function neededOf(
  envelope: MappingInput['input'],
  given: MappingInput,
  wanted: Got,
  run: (given: MappingInput) => Promise<Got>,
): Promise<MappingInput['input']> {
  if (typeof envelope !== 'object' || envelope === null || Array.isArray(envelope)) return envelope
  let needed = envelope
  for (const name of Object.keys(envelope).slice(0, MOST_FIELDS)) {
    const { [name]: _, ...less } = needed
    if (isDeepStrictEqual(wanted, await run({ ...given, envelope: less }))) needed = less
  }
  return needed
}

const MOST_FIELDS = 100

/** Headers that tell of the way and not of the message. */
const TRANSPORT =
  /^(?:host|connection|content-(?:length|encoding)|transfer-encoding|accept(?:-.*)?|te|expect|via|forwarded|x-forwarded-.*|x-real-ip|x-request-id|cf-.*|cdn-.*|traceparent|tracestate|priority|keep-alive|sec-.*|origin|upgrade-.*|cache-control|pragma)$/i

function caseOf(name: string, given: MappingInput, got: Got): MappingCase {
  const expected = 'held' in got ? { held: { code: got.held.code, ...(got.held.path && { path: got.held.path }) } } : got
  return mappingCaseSchema.parse({ name, ...given, expect: expected })
}

/** Texts that stand in the expression. */
export function literalsOf(expression: string): Set<string> {
  return new Set(nodesOf(jsonata(expression).ast()).flatMap(({ type, value }) => (type === 'string' && typeof value === 'string' ? [value] : [])))
}

function usualOf(cases: readonly MappingCase[]): Map<string, Set<Scalar>> {
  const usual = new Map<string, Set<Scalar>>()
  // The cast: cases are plain JSON.
  for (const { name: _, expect: __, ...given } of cases)
    for (const { steps, value } of leavesOf(given as unknown as Json)) usual.set(pathText(steps), (usual.get(pathText(steps)) ?? new Set()).add(value))
  return usual
}

function warningsOf(probed: Probed, { left }: Masked, before: Got, after: Got): string[] {
  const [was, is] = [outcomeOf(before), outcomeOf(after)]
  const [old, now] = [fieldsOf(before), fieldsOf(after)]
  const gone = [...old].filter((target) => !now.has(target))
  const come = [...now].filter((target) => !old.has(target))
  return [
    ...(was === is ? [] : [`masked, the ${OUTCOME} is another one: ${is} instead of ${was}`]),
    ...(was !== is || gone.length === 0 ? [] : [`masked, these fields are missing: ${gone.join(', ')}`]),
    ...(was !== is || come.length === 0 ? [] : [`masked, these fields are new: ${come.join(', ')}`]),
    ...(left.length === 0 ? [] : [`the values of these places were replaced and still can be read elsewhere: ${left.join(', ')}`]),
    ...(probed.leftOut === 0 ? [] : [`where ${probed.leftOut} values lead was not tried, as there are too many`]),
  ]
}

const fieldsOf = (got: Got): Set<string> => new Set([...targetsOf(got).keys()].map(folded))
