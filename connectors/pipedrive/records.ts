/** Records of Pipedrive: made once, changed with care for what sales did, forgotten when they must be. */
import type { Call, Json, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Entity, Write } from '../../core/crm.ts'
import { type Outcome, type Refusal, succeeded } from '../../core/outcome.ts'
import { changes, isEmpty, isObject, type Restraint, restraintOf } from '../changes.ts'
import { delivered } from '../delivered.ts'
import { resolved } from '../references.ts'
import { textOf } from '../texts.ts'
import { dataOf, idOf, isGone, NAME, PATH, recordPath, refused } from './api.ts'
import { coded, type Fields, fieldsFor, flat, named, nested } from './fields.ts'
import { lookUp } from './references.ts'

/** What sales decides from the hand-over on. */
const SALES_OWN: Readonly<Record<Entity, ReadonlySet<string>>> = {
  account: new Set(['owner_id', 'label_ids']),
  contact: new Set(['owner_id', 'label_ids', 'org_id']),
  lead: new Set(['owner_id', 'label_ids', 'title', 'value', 'expected_close_date', 'person_id', 'organization_id', 'is_archived', 'was_seen']),
  opportunity: new Set(
    'owner_id label_ids title pipeline_id stage_id status value currency probability lost_reason expected_close_date person_id org_id is_archived'.split(' '),
  ),
}
/** There only where contacts are synchronised; writing them elsewhere is answered 403. */
const CONTACT_SYNC: ReadonlySet<string> = new Set(['job_title', 'notes', 'im', 'birthday', 'postal_address'])

export type Writing = Generator<Call, Outcome, Reply>

export interface Ready {
  ok: true
  fields: Fields
  values: JsonObject
  remarks: readonly string[]
}

export function* writeRecord(write: Write, settings: Settings): Writing {
  const ready = yield* prepared(write, settings)
  if (!ready.ok) return ready.refusal
  return write.remoteId === undefined ? yield* create(write, ready) : yield* update(write, write.remoteId, ready)
}

/** The values of a write as the API wants them: references looked up, names and labels coded, links and key added. */
export function* prepared(
  write: Pick<Write, 'entity' | 'key' | 'fields' | 'links'>,
  settings: Settings,
): Generator<Call, Ready | { ok: false; refusal: Refusal }, Reply> {
  const fields = yield* fieldsFor(write.entity, settings)
  if (!fields.ok) return fields
  const found = yield* resolved(write.fields, lookUp)
  if (!found.ok) return found
  const made = coded(fields.value, found.fields)
  if (!made.ok) return made
  return { ok: true, fields: fields.value, values: { ...linkValues(write), ...made.values, [fields.value.keyCode]: write.key }, remarks: found.remarks }
}

function linkValues({ entity, links }: Pick<Write, 'entity' | 'links'>): JsonObject {
  const account = links.account === undefined ? null : Number(links.account)
  const contact = links.contact === undefined ? null : Number(links.contact)
  if (entity === 'account') return {}
  if (entity === 'lead') return { ...(contact !== null && { person_id: contact }), ...(account !== null && { organization_id: account }) }
  return { ...(entity === 'opportunity' && contact !== null && { person_id: contact }), ...(account !== null && { org_id: account }) }
}

function* create(write: Write, ready: Ready): Writing {
  const reply = yield { method: 'POST', path: PATH[write.entity], body: nested(write.entity, ready.values), purpose: `create the ${write.entity}` }
  return succeeded(reply) ? taken(reply, write.entity, ready.values, ready, true) : refusedWrite(reply, write.entity, ready.values, ready.fields)
}

function* update(write: Write, remoteId: string, ready: Ready): Writing {
  const path = recordPath(write.entity, remoteId)
  const current = yield { method: 'GET', path, purpose: `read the ${write.entity}` }
  const row = dataOf(current)
  if (!isObject(row)) return refused(current)
  if (row.is_deleted === true) return { kind: 'gone', reason: `the ${write.entity} was deleted in Pipedrive` }
  const changed = changesOf(row, ready.values, restraintOf(write, SALES_OWN[write.entity]))
  if (Object.keys(changed).length === 0) return { kind: 'unchanged', remoteId }
  const reply = yield { method: 'PATCH', path, body: nested(write.entity, changed), purpose: `update the ${write.entity}`, repeatable: true }
  return succeeded(reply) ? taken(reply, write.entity, changed, ready, false) : refusedWrite(reply, write.entity, changed, ready.fields)
}

/** What would change on a record that is there: addresses and numbers are added to what people entered, of objects only the parts written count. */
export function changesOf(row: JsonObject, wanted: JsonObject, restraint: Restraint): JsonObject {
  const current = flat(row)
  const comparable: JsonObject = { ...current }
  const aims: JsonObject = { ...wanted }
  for (const [field, value] of Object.entries(wanted)) {
    const stands = current[field]
    if (field === 'emails' || field === 'phones') aims[field] = added(stands, value)
    else if (isObject(value) && isObject(stands)) comparable[field] = Object.fromEntries(Object.keys(value).map((part) => [part, stands[part] ?? null]))
  }
  return changes(comparable, aims, restraint)
}

function added(stands: Json | undefined, value: Json): Json {
  const there = Array.isArray(stands) ? stands : []
  const known = new Set(there.filter(isObject).map((one) => comparableValue(one.value)))
  const fresh = (Array.isArray(value) ? value : []).filter((one) => isObject(one) && !known.has(comparableValue(one.value)))
  return [...there, ...fresh.map((one) => (there.length > 0 && isObject(one) ? { ...one, primary: false } : one))]
}

const comparableValue = (value: Json | undefined): string => {
  const text = textOf(value).trim().toLowerCase()
  return text.includes('@') ? text : text.replace(/[^\d+]/g, '')
}

/** What was sent and does not stand in the answer was left out silently. */
function taken(reply: Reply, entity: Entity, sent: JsonObject, { fields, remarks }: Ready, created: boolean): Outcome {
  const data = dataOf(reply)
  if (!isObject(data) || idOf(data.id) === '') return refused(reply)
  const stands = flat(data)
  const ignored = Object.keys(sent).filter((field) => stands[field] === undefined && !isEmpty(sent[field]))
  if (ignored.length > 0) {
    const refusal: Refusal = {
      kind: 'invalid',
      reason: `Pipedrive ignored ${ignored.join(', ')}: ${NAME[entity]} have no such field, or the user may not write it`,
      fields: ignored.map((field) => ({ field, message: 'was ignored by Pipedrive' })),
    }
    return named(refusal, fields)
  }
  return delivered(idOf(data.id), created, remarks)
}

export function refusedWrite(reply: Reply, entity: Entity, sent: JsonObject, fields: Fields): Refusal {
  const synced = entity === 'contact' ? Object.keys(sent).filter((field) => CONTACT_SYNC.has(field)) : []
  if (reply.status === 403 && isObject(reply.body) && synced.length > 0)
    return {
      kind: 'invalid',
      reason: `Pipedrive takes ${synced.join(', ')} only where contacts are synchronised: switch that on there, or take it out of the mapping`,
      fields: synced.map((field) => ({ field, message: 'needs the contact synchronisation' })),
    }
  return named(refused(reply), fields)
}

/** Deleted; Pipedrive destroys it for good 30 days later. */
export function* eraseRecord({ entity, remoteId }: { entity: Entity; remoteId: string }): Writing {
  const path = recordPath(entity, remoteId)
  const current = yield { method: 'GET', path, purpose: `read the ${entity}` }
  const row = dataOf(current)
  if (isGone(current) || (isObject(row) && row.is_deleted === true)) return { kind: 'unchanged', remoteId }
  if (!isObject(row)) return refused(current)
  const reply = yield { method: 'DELETE', path, purpose: `delete the ${entity}`, repeatable: true }
  return dataOf(reply) !== undefined || isGone(reply) ? { kind: 'delivered', remoteId, created: false } : refused(reply)
}
