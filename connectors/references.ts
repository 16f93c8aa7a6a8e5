/**
 * References in a CRM mapping: `{"find": "User", "by": {"emailAddress": "anna@..."}, "optional": true}` stands for the id
 * of the one record over there with these values, wherever a field wants an id.
 */
import type { Call, Json, JsonObject, Reply } from '../core/connector.ts'
import type { InvalidField, Refusal } from '../core/outcome.ts'
import { isObject } from './changes.ts'

export interface Reference {
  find: string
  by: JsonObject
  /** Left out with a remark where no record fits. */
  optional: boolean
}

/** Ids of the records that fit; two are enough to know that it is not one. */
export type LookUp = (reference: Reference) => Generator<Call, { ids: readonly Json[] } | Refusal, Reply>

type Resolved = { ok: true; fields: JsonObject; remarks: readonly string[] } | { ok: false; refusal: Refusal }

/** Replaces all references, also inside lists. One that is not optional and does not name exactly one record makes the whole set invalid. */
export function* resolved(fields: JsonObject, lookUp: LookUp): Generator<Call, Resolved, Reply> {
  const remarks: string[] = []
  const invalid: InvalidField[] = []
  const found: JsonObject = {}
  for (const [field, value] of Object.entries(fields)) {
    if (Array.isArray(value) && value.some((entry) => isObject(entry) && Object.values(entry).some(isReference))) {
      const entries: Json[] = []
      for (const entry of value) {
        if (!isObject(entry)) continue
        const one = yield* resolved(entry, lookUp)
        if (!one.ok) return one
        entries.push(one.fields)
        remarks.push(...one.remarks)
      }
      found[field] = entries
    } else if (isReference(value)) {
      const answer = yield* lookUp(value)
      if ('kind' in answer) return { ok: false, refusal: answer }
      const [id = null, second] = answer.ids
      if (id !== null && second === undefined) found[field] = id
      else if (id === null && value.optional) remarks.push(`${field} stays empty: there is no ${said(value)}`)
      else invalid.push({ field, message: `there ${id === null ? 'is no' : 'are several'} ${said(value)}` })
    } else found[field] = value
  }
  if (invalid.length === 0) return { ok: true, fields: found, remarks }
  return { ok: false, refusal: { kind: 'invalid', reason: invalid.map(({ field, message }) => `${field}: ${message}`).join('; '), fields: invalid } }
}

/**
 * Asks for each record once, for many writes in a row that name the same few people. A refusal is asked for again.
 * @param known what was found so far
 */
export function remembering(lookUp: LookUp, known: Map<string, { ids: readonly Json[] }> = new Map()): LookUp {
  return function* (reference) {
    const name = JSON.stringify([reference.find, reference.by, reference.optional === true])
    const told = known.get(name)
    if (told) return told
    const answer = yield* lookUp(reference)
    if ('ids' in answer) known.set(name, answer)
    return answer
  }
}

const isReference = (value: Json | undefined): value is JsonObject & Reference => isObject(value) && typeof value.find === 'string' && isObject(value.by)

const said = ({ find, by }: Reference): string =>
  `${find} with ${Object.entries(by)
    .map(([field, value]) => `${field} ${value}`)
    .join(' and ')}`
