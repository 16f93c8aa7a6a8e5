/** What a write would change on a record that is there, so that people's work is not overwritten and nothing is sent in vain. */
import type { Json, JsonObject } from '../core/connector.ts'
import type { FieldRule, Write } from '../core/crm.ts'

export interface Restraint {
  /** Only empty fields are filled: the record is not the hub's. */
  completeOnly: boolean
  /** Fields that belong to sales from the hand-over on: filled while empty, never changed. */
  salesOwn: ReadonlySet<string>
  /** Who wins, where the configuration says so. */
  rules?: Readonly<Record<string, FieldRule>>
}

/** @param salesOwn fields that belong to sales in this CRM */
export const restraintOf = ({ completeOnly = false, rules = {} }: Write, salesOwn: ReadonlySet<string>): Restraint => ({ completeOnly, salesOwn, rules })

/** The wanted values that differ from what stands there. */
export function changes(current: JsonObject, wanted: JsonObject, { completeOnly, salesOwn, rules = {} }: Restraint): JsonObject {
  const changed: JsonObject = {}
  for (const [field, value] of Object.entries(wanted)) {
    const stands = current[field]
    if (same(stands, value)) continue
    const rule = rules[field] ?? (completeOnly || salesOwn.has(field) ? 'fill' : 'hub')
    if (rule === 'crm' || (rule === 'fill' && !isEmpty(stands))) continue
    changed[field] = value
  }
  return changed
}

export const isEmpty = (value: Json | undefined): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0)

export const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Equal as a CRM means it: no value and an empty one are the same, and so are `12` and `"12.00"`. */
function same(a: Json | undefined, b: Json | undefined): boolean {
  if (isEmpty(a) && isEmpty(b)) return true
  if (isObject(a) && isObject(b)) return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => same(a[name], b[name]))
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, i) => same(one, b[i]))
  if (typeof a === 'number' || typeof b === 'number') return !isEmpty(a) && !isEmpty(b) && Number(a) === Number(b)
  return a === b
}
