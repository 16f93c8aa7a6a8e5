/** Field sets of a mapping as Zoho CRM wants them, and what of them differs from a record. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Entity, Write } from '../../core/crm.ts'
import type { InvalidField, Refusal } from '../../core/outcome.ts'
import { changes, isObject, restraintOf } from '../changes.ts'
import { type LookUp, resolved } from '../references.ts'
import { textOf } from '../texts.ts'
import { criterion, MODULE, rows } from './api.ts'

/** What sales decides from the hand-over on. */
export const SALES_OWN: Readonly<Record<Entity, ReadonlySet<string>>> = {
  account: new Set(['Owner']),
  contact: new Set(['Owner', 'Account_Name']),
  lead: new Set(['Owner', 'Lead_Status', 'Description']),
  opportunity: new Set('Owner Stage Pipeline Amount Probability Closing_Date Description Account_Name Contact_Name'.split(' ')),
}

export interface Prepared {
  ok: true
  values: JsonObject
  remarks: readonly string[]
}

export function* prepared(
  { entity, key, fields, links }: Write,
  { keyField = '' }: Settings,
): Generator<Call, Prepared | { ok: false; refusal: Refusal }, Reply> {
  const ready = yield* resolved(fields, lookUp)
  if (!ready.ok) return ready
  // A field that was looked up is a lookup, written as an object.
  const values = Object.fromEntries(
    Object.entries(ready.fields).map(([field, value]) => [field, typeof value === 'string' && isObject(fields[field]) ? { id: value } : value]),
  )
  return { ok: true, values: { ...linkValues(entity, links), ...values, [keyField]: key }, remarks: ready.remarks }
}

function linkValues(entity: Entity, { account, contact }: Write['links']): JsonObject {
  if (entity !== 'contact' && entity !== 'opportunity') return {}
  return {
    ...(account !== undefined && { Account_Name: { id: account } }),
    ...(entity === 'opportunity' && contact !== undefined && { Contact_Name: { id: contact } }),
  }
}

/** Users by any of their attributes, records of a module by any field. Users who left are passed over. */
const lookUp: LookUp = function* ({ find, by }) {
  if (find !== 'User') {
    const criteria = Object.entries(by).map(([field, value]) => criterion(field, 'equals', String(value)))
    const found = yield* rows({
      method: 'GET',
      path: `/crm/v8/${find}/search`,
      query: { criteria: criteria.join('and'), per_page: '2' },
      purpose: `look up ${find}`,
    })
    return found.ok ? { ids: found.value.map(({ id }) => id ?? null) } : found.refusal
  }
  const found = yield* rows({ method: 'GET', path: '/crm/v8/users', query: { type: 'ActiveUsers', per_page: '200' }, purpose: 'look up User' }, 'users')
  if (!found.ok) return found.refusal
  const fits = (user: JsonObject) => Object.entries(by).every(([field, value]) => textOf(user[field]).toLowerCase() === String(value).toLowerCase())
  return { ids: found.value.filter(fits).map(({ id }) => id ?? null) }
}

/** What would change on a record that is there; of lookups only the parts written count. */
export function changesOf(row: JsonObject, values: JsonObject, write: Write): JsonObject {
  const comparable = Object.fromEntries(
    Object.entries(row).map(([field, stands]) => {
      const value = values[field]
      return [field, isObject(value) && isObject(stands) ? Object.fromEntries(Object.keys(value).map((part) => [part, stands[part] ?? null])) : stands]
    }),
  )
  return changes(comparable, values, restraintOf(write, SALES_OWN[write.entity]))
}

/** Zoho leaves out silently what it does not know: such fields are named before they get lost. */
export function unknownFields(entity: Entity, known: ReadonlySet<string>, values: JsonObject): Refusal | null {
  const unknown = Object.keys(values).filter((field) => !known.has(field))
  if (unknown.length === 0) return null
  const fields = unknown.map((field): InvalidField => ({ field, message: 'does not exist in Zoho CRM' }))
  return {
    kind: 'invalid',
    reason: `Zoho CRM has no field ${unknown.join(', ')} in ${MODULE[entity]}, or its user may not see it: names are the API names`,
    fields,
  }
}
