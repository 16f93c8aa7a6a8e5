/** Records of Dataverse: made once under the hub's alternate key, changed with care for what sales did, deleted when a person is to be forgotten. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Entity, Write } from '../../core/crm.ts'
import { type Outcome, succeeded } from '../../core/outcome.ts'
import { changes, isObject, restraintOf } from '../changes.ts'
import { type LookUp, resolved } from '../references.ts'
import { textOf } from '../texts.ts'
import { at, keyed, lookUp, noApi, record, TABLE } from './api.ts'
import { isDuplicate, isMissing, isTaken, refused, saidIn } from './errors.ts'
import { duplicatesOf, idOf } from './find.ts'
import { comparable, linkValues, SALES_OWN } from './values.ts'

export type Writing = Generator<Call, Outcome, Reply>

export function* writeRecord(write: Write, settings: Settings, look: LookUp = lookUp): Writing {
  const ready = yield* resolved(write.fields, look)
  if (!ready.ok) return ready.refusal
  const values = { ...linkValues(write), ...ready.fields }
  return write.remoteId === undefined
    ? yield* create(write, values, ready.remarks, settings)
    : yield* updateRead(write, yield reading(write, record(write.entity, write.remoteId)), values, ready.remarks, settings)
}

// --- making -----------------------------------------------------------------------------------

function* create(write: Write, values: JsonObject, remarks: readonly string[], settings: Settings): Writing {
  const first = yield creating(write, values, write.insist ?? false, settings)
  if (isTaken(first)) return yield* updateByKey(write, first, values, remarks, settings)
  if (!isDuplicate(first)) return taken(write.entity, first, remarks, true)
  const named = yield* duplicatesOf(write, values, settings)
  if (!named.ok) return named.refusal
  if (named.candidates.length > 0)
    return { kind: 'duplicate', entity: write.entity, reason: 'Dynamics 365 has records that could be this one', candidates: named.candidates }
  // All of them are other records of the hub, or other people of that name.
  return taken(write.entity, yield creating(write, values, true, settings), remarks, true)
}

/** The record was made before; or the table has another unique key, and its values stand on some other record. */
function* updateByKey(write: Write, told: Reply, values: JsonObject, remarks: readonly string[], settings: Settings): Writing {
  const current = yield reading(write, keyed(write.entity, settings, write.key))
  if (isMissing(current))
    return { kind: 'invalid', reason: `another ${write.entity} in Dynamics 365 has values that must be unique: ${saidIn(told)}`, fields: [] }
  return yield* updateRead(write, current, values, remarks, settings)
}

/** An upsert by the alternate key that may only create: a record made before, whose answer was lost, is refused, not doubled. */
export const creating = ({ entity, key }: Write, values: JsonObject, evenDuplicate: boolean, settings: Settings): Call => ({
  method: 'PATCH',
  path: at(keyed(entity, settings, key), { $select: TABLE[entity].id }),
  body: values,
  headers: { prefer: 'return=representation', 'if-none-match': '*', 'mscrm.suppressduplicatedetection': String(evenDuplicate) },
  purpose: `create the ${entity}`,
})

// --- changing -----------------------------------------------------------------------------------

function* updateRead(write: Write, current: Reply, values: JsonObject, remarks: readonly string[], settings: Settings): Writing {
  const plan = planned(write, current, values, settings)
  if ('kind' in plan) return plan
  return taken(write.entity, yield plan.call, remarks, false)
}

export const reading = ({ entity }: Pick<Write, 'entity'>, path: string): Call => ({ method: 'GET', path, purpose: `read the ${entity}` })

/** What is to be done to a record that was read: the call that changes it, or what came of it already. */
export function planned(write: Write, current: Reply, values: JsonObject, { keyColumn = '' }: Settings): Outcome | { call: Call } {
  const { entity, key } = write
  if (!succeeded(current)) return refused(current)
  if (!isObject(current.body) || idOf(entity, current.body) === '') return noApi()
  const row = current.body
  const remoteId = idOf(entity, row)
  if (row.merged === true && textOf(row._masterid_value) !== '')
    return { kind: 'gone', reason: `the ${entity} was merged into another one in Dynamics 365`, mergedInto: textOf(row._masterid_value) }
  const version = textOf(row['@odata.etag'])
  const unchanged: Outcome = { kind: 'unchanged', remoteId, ...(version !== '' && { version }) }
  // What sales closed is not opened or altered any more.
  if ((entity === 'lead' || entity === 'opportunity') && typeof row.statecode === 'number' && row.statecode !== 0) return unchanged
  const wanted = { ...values, [keyColumn]: key }
  const changed = changes(comparable(row, wanted), wanted, restraintOf(write, SALES_OWN[entity]))
  if (Object.keys(changed).length === 0) return unchanged
  return {
    call: {
      method: 'PATCH',
      path: at(record(entity, remoteId), { $select: TABLE[entity].id }),
      body: changed,
      headers: { prefer: 'return=representation', 'if-match': version || '*' },
      purpose: `update the ${entity}`,
      repeatable: true,
    },
  }
}

export function taken(entity: Entity, reply: Reply, remarks: readonly string[], created: boolean): Outcome {
  if (!succeeded(reply)) return refused(reply)
  const { body } = reply
  if (!isObject(body) || idOf(entity, body) === '') return noApi()
  const version = textOf(body['@odata.etag'])
  return { kind: 'delivered', remoteId: idOf(entity, body), created, ...(version !== '' && { version }), ...(remarks.length > 0 && { remarks }) }
}

// --- forgetting -----------------------------------------------------------------------------------

export function* eraseRecord({ entity, remoteId }: { entity: Entity; remoteId: string }): Writing {
  const path = record(entity, remoteId)
  const current = yield { method: 'GET', path: at(path, { $select: TABLE[entity].id }), purpose: `look for the ${entity}` }
  if (isMissing(current)) return { kind: 'unchanged', remoteId }
  if (!succeeded(current)) return refused(current)
  if (!isObject(current.body)) return noApi()
  const reply = yield { method: 'DELETE', path, purpose: `delete the ${entity}`, repeatable: true }
  if (isMissing(reply)) return { kind: 'unchanged', remoteId }
  if (!succeeded(reply)) return refused(reply)
  return reply.status === 204 ? { kind: 'delivered', remoteId, created: false } : noApi()
}
