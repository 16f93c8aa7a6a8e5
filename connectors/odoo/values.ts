/** From the values of a mapping to what Odoo's `write` and `load` take, and from what it reads to what can be compared with them. */
import type { Call, Json, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Write } from '../../core/crm.ts'
import type { Refusal } from '../../core/outcome.ts'
import { isEmpty, isObject } from '../changes.ts'
import { type LookUp, remembering, resolved } from '../references.ts'
import { words } from './html.ts'
import { linkValues } from './models.ts'
import { ask, searchRead } from './rpc.ts'

export interface Values {
  fields: JsonObject
  /** Those whose value is the id of another record. */
  relations: ReadonlySet<string>
  remarks: readonly string[]
}
export type Prepared = { ok: true; values: Values } | { ok: false; refusal: Refusal }

/** References looked up, links put in. */
export function* prepared(write: Write, lookUp: LookUp): Generator<Call, Prepared, Reply> {
  const ready = yield* resolved(write.fields, lookUp)
  if (!ready.ok) return ready
  const links = linkValues(write)
  const referring = Object.keys(write.fields).filter((field) => isObject(write.fields[field]))
  const relations = new Set([...Object.keys(links), ...referring])
  return { ok: true, values: { fields: { ...links, ...ready.fields }, relations, remarks: ready.remarks } }
}

/** A reference of a mapping by any fields of its model; each is asked for once. */
export const lookUpIn = (settings: Settings): LookUp =>
  remembering(function* ({ find, by }) {
    const domain = Object.entries(by).map(([field, value]): Json => [field, '=', value])
    const found = yield* searchRead(settings, find, domain, ['id'], `look up ${find}`, { limit: 2, context: {} })
    return found.ok ? { ids: found.rows.map(({ id }) => id ?? null) } : found.refusal
  })

/** What was read, in the shape of what is wanted. */
export const comparable = (row: JsonObject, wanted: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(wanted).map(([field, value]) => [field, likened(row[field] ?? null, value)]))

function likened(stands: Json, wanted: Json): Json {
  if (stands === false) return typeof wanted === 'boolean' ? false : null
  // Odoo's numbers are never empty: none is told as 0.
  if (stands === 0 && typeof wanted === 'number' && wanted !== 0) return null
  if (Array.isArray(wanted)) return Array.isArray(stands) && stands.every((id) => wanted.includes(id)) && stands.length === wanted.length ? wanted : stands
  if (Array.isArray(stands)) return stands[0] ?? null
  return typeof stands === 'string' && typeof wanted === 'string' && words(stands) === words(wanted) ? wanted : stands
}

/** For `write`: `false` empties a field, a list replaces the list. */
export const written = (fields: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, isEmpty(value) ? false : Array.isArray(value) ? [[6, 0, value]] : value]))

/** For `load`: one column per field, all of them text; `/.id` says that a reference is given by its id. Empty ones are left to Odoo's defaults. */
export function columns({ fields, relations }: Pick<Values, 'fields' | 'relations'>): Record<string, string> {
  const named: Record<string, string> = {}
  for (const [field, value] of Object.entries(fields)) {
    if (isEmpty(value)) continue
    const isReference = Array.isArray(value) || relations.has(field) || (typeof value === 'number' && field.endsWith('_id'))
    named[isReference ? `${field}/.id` : field] = typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value)
  }
  return named
}

/** After a refusal that names no field: those the model does not have are the mapping's mistake. */
export function* explained(refusal: Refusal, model: string, fields: readonly string[], settings: Settings): Generator<Call, Refusal, Reply> {
  if (refusal.kind !== 'invalid' || refusal.fields.some(({ field }) => fields.includes(field))) return refusal
  const told = yield* ask(settings, { model, method: 'fields_get', args: { allfields: [...fields], attributes: ['type'] } }, 'ask which fields exist')
  if (!told.ok) return told.refusal
  if (!isObject(told.result)) return refusal
  const known = told.result
  const unknown = fields.filter((field) => !(field in known))
  if (unknown.length === 0) return refusal
  return {
    kind: 'invalid',
    reason: `Odoo's ${model} has no field ${unknown.join(', ')}: correct the mapping, or add the field in Odoo (Studio, or Settings > Technical > Fields)`,
    fields: unknown.map((field) => ({ field, message: 'does not exist in Odoo' })),
  }
}
