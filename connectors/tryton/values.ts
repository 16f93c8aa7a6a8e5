/** The values of a CRM mapping made into what Tryton's `create` and `write` take. */
import type { Call, Json, JsonObject, Reply } from '../../core/connector.ts'
import type { Outcome, Refusal } from '../../core/outcome.ts'
import { isEmpty, isObject } from '../changes.ts'
import { delivered } from '../delivered.ts'
import { type Reference, resolved } from '../references.ts'
import { ask, date, decimal, searchRead, tell } from './rpc.ts'

export type Prepared = { ok: true; values: JsonObject; remarks: readonly string[] } | { ok: false; refusal: Refusal }

/** Fields that Tryton keeps as exact decimals. */
const DECIMALS: ReadonlySet<string> = new Set(['amount'])
/** Digits after the point; Tryton refuses more than the currency has. */
const CENTS = 2

/** References looked up, amounts as Decimal, dates typed. */
export function* prepared(fields: JsonObject): Generator<Call, Prepared, Reply> {
  const ready = yield* resolved(fields, lookUp)
  if (!ready.ok) return ready
  const values: JsonObject = {}
  for (const [field, value] of Object.entries(ready.fields)) {
    if (DECIMALS.has(field) && !isEmpty(value)) {
      const number = Number(value)
      if (!Number.isFinite(number))
        return { ok: false, refusal: { kind: 'invalid', reason: `${field} is no number`, fields: [{ field, message: 'is no number' }] } }
      values[field] = decimal(number.toFixed(CENTS))
    } else values[field] = typeof value === 'string' && field.endsWith('_date') && /^\d{4}-\d\d-\d\d$/.test(value) ? date(value) : value
  }
  return { ok: true, values, remarks: ready.remarks }
}

function* lookUp({ find, by }: Reference): Generator<Call, { ids: number[] } | Refusal, Reply> {
  const domain = Object.entries(by).map(([field, value]) => [field, '=', value])
  const found = yield* searchRead(`model.${find}`, domain, ['id'], `look up ${find}`, { limit: 2 })
  return found.ok ? { ids: found.rows.map(({ id }) => Number(id)) } : found.refusal
}

/**
 * After an exception inside Tryton: names of fields that the model does not have are the mapping's mistake, and
 * repeating would not help. Anything else stays what it was.
 */
export function* explained(refusal: Refusal, model: string, fields: readonly string[]): Generator<Call, Refusal, Reply> {
  const known = yield* ask(`model.${model}.fields_get`, [[...fields], {}], 'ask which fields exist')
  if (!known.ok) return known.because === 'inside' || known.because === 'no-json' ? refusal : known.refusal
  if (!isObject(known.result)) return refusal
  const names = known.result
  const unknown = fields.filter((field) => !(field in names))
  if (unknown.length === 0) return refusal
  return {
    kind: 'invalid',
    reason: `Tryton's ${model} has no field ${unknown.join(', ')}: correct the mapping`,
    fields: unknown.map((field) => ({ field, message: 'does not exist in Tryton' })),
  }
}

export type Writing = Generator<Call, Outcome, Reply>

export const created = (result: Json, remarks: readonly string[]): Outcome => delivered(String(Array.isArray(result) ? result[0] : result), true, remarks)

/** Writes under the timestamp that was read, so that a change by somebody else in between is not lost. */
export function* change(model: string, remoteId: string, changed: JsonObject, row: JsonObject, remarks: readonly string[], purpose: string): Writing {
  if (Object.keys(changed).length === 0) return { kind: 'unchanged', remoteId }
  const context: JsonObject = isEmpty(row._timestamp) ? {} : { _timestamp: { [`${model},${remoteId}`]: row._timestamp ?? null } }
  const done = yield* tell(`model.${model}.write`, [[Number(remoteId)], changed, context], purpose)
  if (done.ok) return delivered(remoteId, false, remarks)
  return done.because === 'inside' ? yield* explained(done.refusal, model, Object.keys(changed)) : done.refusal
}
