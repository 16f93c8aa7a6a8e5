/** Records of Salesforce: made by one atomic upsert on the external id field, changed with care for what sales did. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Candidate, Write } from '../../core/crm.ts'
import { type Outcome, type Refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { delivered } from '../delivered.ts'
import { claimed, type Evidence } from '../match.ts'
import { textOf } from '../texts.ts'
import { ENTITY, objectPath, query } from './api.ts'
import { type Duplicates, duplicatesIn } from './duplicates.ts'
import { knownOf, select } from './find.ts'
import { prepared, saveHeaders, withKey } from './prepare.ts'
import { noApi, refused, several, withoutKeyField } from './refusals.ts'
import { difference, readRows } from './rows.ts'
import { among } from './soql.ts'

export type Writing = Generator<Call, Outcome, Reply>

export function* writeRecord(write: Write, settings: Settings): Writing {
  const ready = yield* prepared(write, settings)
  if (!ready.ok) return ready.refusal
  return write.remoteId === undefined
    ? yield* create(write, ready.values, ready.remarks, settings)
    : yield* update(write, write.remoteId, ready.values, ready.remarks, settings)
}

function* create(write: Write, values: JsonObject, remarks: readonly string[], settings: Settings): Writing {
  const first = yield upserting(write, values, write.insist ?? false, settings)
  const found = duplicatesIn(first.body, write.entity)
  if (found === null) return upserted(first, write, remarks, settings)
  const alike = write.insist ? [] : yield* candidatesOf(found, write, settings)
  if ('kind' in alike) return alike
  if (alike.length > 0) return { kind: 'duplicate', entity: write.entity, reason: 'Salesforce has records that could be this one', candidates: alike }
  if (!found.maySave) return blocked(found)
  // All of them are other records of the hub, or of another kind.
  return upserted(yield upserting(write, values, true, settings), write, remarks, settings)
}

const upserting = ({ entity, key }: Write, values: JsonObject, allowDuplicates: boolean, settings: Settings): Call => ({
  method: 'PATCH',
  path: objectPath(settings, ENTITY[entity], settings.keyField ?? '', key),
  headers: saveHeaders(values, true, allowDuplicates),
  body: values,
  purpose: `create the ${entity}`,
  repeatable: true,
})

function upserted(reply: Reply, { entity }: Write, remarks: readonly string[], { keyField = '' }: Settings): Outcome {
  if (reply.status === 300) return several(reply.body, entity)
  const again = duplicatesIn(reply.body, entity)
  if (again) return blocked(again)
  if (!succeeded(reply)) return creationRefused(refused(reply, entity, keyField), keyField, reply)
  const id = isObject(reply.body) ? textOf(reply.body.id) : ''
  if (id === '') return noApi()
  return delivered(id, reply.status === 201, remarks)
}

/** Where the record itself is not meant: the field of the key, or another writer who was quicker. */
function creationRefused(refusal: Refusal, keyField: string, { body }: Reply): Refusal {
  if (refusal.kind === 'notFound' && Array.isArray(body)) return withoutKeyField(keyField)
  const isRace = refusal.kind === 'duplicate' && refusal.candidates.every(({ rule }) => rule === 'key')
  return isRace ? { kind: 'conflict', reason: refusal.reason } : refusal
}

const blocked = ({ rule }: Duplicates): Refusal => ({
  kind: 'invalid',
  reason: `the duplicate rule ${rule} of Salesforce blocks the record: let it only alert, or exempt the user of the connection`,
  fields: [],
})

function* candidatesOf({ ids }: Duplicates, write: Write, settings: Settings): Generator<Call, Candidate[] | Refusal, Reply> {
  const { entity, key } = write
  if (ids.length === 0) return []
  const found = yield* query(settings, select(entity, settings, [`Id IN ${among(ids)}`]), `read the duplicates of the ${entity}`)
  if (!found.ok) return found.refusal
  const open = found.rows.filter(({ IsConverted }) => IsConverted !== true)
  const known = open.map((row) => knownOf(row, settings))
  return claimed(entity, key, evidenceOf(write), known)
}

/** Where a field set says who it is about. */
const EVIDENCE = { name: 'Name', email: 'Email', postalCode: 'BillingPostalCode', domain: 'Website', lastName: 'LastName' } as const

function evidenceOf({ fields, links }: Write): Evidence {
  const evidence: Evidence = links.account === undefined ? {} : { accountId: links.account }
  for (const [name, field] of Object.entries(EVIDENCE)) if (textOf(fields[field]) !== '') evidence[name as keyof typeof EVIDENCE] = textOf(fields[field])
  return evidence
}

function* update(write: Write, remoteId: string, values: JsonObject, remarks: readonly string[], settings: Settings): Writing {
  const { entity } = write
  const wanted = withKey(values, write, settings)
  const read = yield* readRows(entity, [remoteId], Object.keys(wanted), settings)
  if (!read.ok) return read.refusal
  const differs = difference(write, read.rows[0], wanted)
  if (differs.kind !== 'changed') return differs
  const reply = yield {
    method: 'PATCH',
    path: objectPath(settings, ENTITY[entity], remoteId),
    headers: saveHeaders(differs.values, false, true),
    body: differs.values,
    purpose: `update the ${entity}`,
    repeatable: true,
  }
  const duplicates = duplicatesIn(reply.body, entity)
  if (duplicates) return blocked(duplicates)
  if (!succeeded(reply)) return refused(reply, entity, settings.keyField)
  // 204 and no body.
  if (reply.body !== '') return noApi()
  return delivered(remoteId, false, remarks)
}
