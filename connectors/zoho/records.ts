/** Records of Zoho CRM: written by key in one step, changed with care for what sales did, one by one or many together. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Candidate, Entity, Write } from '../../core/crm.ts'
import type { Outcome, Refusal } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { claimed, type Evidence } from '../match.ts'
import { textOf } from '../texts.ts'
import { entriesOf, idOf, MODULE, meaning, record, recordPath, refused } from './api.ts'
import { fieldNames } from './fields.ts'
import { knownOf } from './find.ts'
import { changesOf, prepared, unknownFields } from './values.ts'

export type Writing = Generator<Call, Outcome, Reply>

export function* writeRecord(write: Write, settings: Settings): Writing {
  const ready = yield* prepared(write, settings)
  if (!ready.ok) return ready.refusal
  const outcome = write.remoteId === undefined ? yield* create(write, ready.values, settings) : yield* update(write, write.remoteId, ready.values)
  return outcome.kind === 'delivered' && ready.remarks.length > 0 ? { ...outcome, remarks: ready.remarks } : outcome
}

function* create(write: Write, values: JsonObject, settings: Settings): Writing {
  const known = yield* fieldNames(write.entity)
  if (!known.ok) return known.refusal
  const unknown = unknownFields(write.entity, known.value, values)
  if (unknown) return unknown
  const reply = yield upserting(write.entity, [values], settings, `create the ${write.entity}`)
  const [entry] = entriesOf(reply) ?? []
  if (entry === undefined) return refused(reply)
  const taken = entry.code === 'DUPLICATE_DATA' ? yield* ownerOfValue(write, entry, settings) : null
  return taken ?? outcomeOf(entry)
}

/** Whatever the key was written on before is the record; only a new one is made. */
export const upserting = (entity: Entity, data: readonly JsonObject[], { keyField = '' }: Settings, purpose: string): Call => ({
  method: 'POST',
  path: `/crm/v8/${MODULE[entity]}/upsert`,
  body: { data: [...data], duplicate_check_fields: [keyField] },
  purpose,
  repeatable: true,
})

/** A record that has a value which Zoho allows only once: perhaps ours, made by people. */
function* ownerOfValue(write: Write, entry: JsonObject, settings: Settings): Generator<Call, Refusal | null, Reply> {
  const details = isObject(entry.details) ? entry.details : {}
  const id = textOf(details.id) || (isObject(details.duplicate_record) ? idOf(details.duplicate_record) : '')
  if (id === '' || write.insist) return null
  const owner = yield* record(write.entity, id)
  if (!owner.ok) return owner.refusal
  const candidates: Candidate[] = owner.value ? claimed(write.entity, write.key, evidenceOf(write), [knownOf(owner.value, settings)]) : []
  if (candidates.length === 0) return null
  return { kind: 'duplicate', entity: write.entity, reason: `Zoho CRM takes ${textOf(details.api_name)} only once, and another record has it`, candidates }
}

function evidenceOf({ fields, links }: Write): Evidence {
  const evidence: Evidence = links.account === undefined ? {} : { accountId: links.account }
  for (const [name, field] of Object.entries(EVIDENCE)) if (textOf(fields[field]) !== '') evidence[name as keyof typeof EVIDENCE] = textOf(fields[field])
  return evidence
}

/** Where a field set says who it is about. */
const EVIDENCE = { name: 'Account_Name', email: 'Email', postalCode: 'Billing_Code', domain: 'Website', lastName: 'Last_Name' } as const

function* update(write: Write, remoteId: string, values: JsonObject): Writing {
  const current = yield* record(write.entity, remoteId)
  if (!current.ok) return current.refusal
  if (current.value === null) return missing(write)
  const unknown = unknownFields(write.entity, new Set(Object.keys(current.value)), values)
  if (unknown) return unknown
  const changed = changesOf(current.value, values, write)
  if (Object.keys(changed).length === 0) return { kind: 'unchanged', remoteId }
  const reply = yield {
    method: 'PUT',
    path: recordPath(write.entity, remoteId),
    body: { data: [changed] },
    purpose: `update the ${write.entity}`,
    repeatable: true,
  }
  const [entry] = entriesOf(reply) ?? []
  return entry === undefined ? refused(reply) : outcomeOf(entry)
}

export const missing = ({ entity }: Pick<Write, 'entity'>): Refusal => ({
  kind: 'notFound',
  reason: `Zoho CRM has no such record in ${MODULE[entity]} any more`,
})

/** What one entry of an answer says of its record. */
export function outcomeOf(entry: JsonObject): Outcome {
  const details = isObject(entry.details) ? entry.details : {}
  const code = textOf(entry.code)
  if (code !== 'SUCCESS') return meaning(code, entry) ?? { kind: 'invalid', reason: [code, textOf(entry.message)].join(': '), fields: [] }
  const version = textOf(details.Modified_Time)
  return { kind: 'delivered', remoteId: idOf(details.id), created: entry.action === 'insert', ...(version !== '' && { version }) }
}

/** Deleted; Zoho keeps it in its recycle bin for 60 days unless an administrator empties it. */
export function* eraseRecord({ entity, remoteId }: { entity: Entity; remoteId: string }): Writing {
  const current = yield* record(entity, remoteId)
  if (!current.ok) return current.refusal
  if (current.value === null) return { kind: 'unchanged', remoteId }
  const reply = yield { method: 'DELETE', path: recordPath(entity, remoteId), purpose: `delete the ${entity}`, repeatable: true }
  const [entry] = entriesOf(reply) ?? []
  if (entry === undefined) return refused(reply)
  const outcome = outcomeOf(entry)
  return outcome.kind === 'delivered' ? { kind: 'delivered', remoteId, created: false } : outcome
}
