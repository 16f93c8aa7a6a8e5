/** Writing records of HubSpot: made in one step by the hub's key, changed with care for what sales did, tied to each other. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Entity, Write } from '../../core/crm.ts'
import type { Outcome, Refusal } from '../../core/outcome.ts'
import { changes, restraintOf } from '../changes.ts'
import { delivered } from '../delivered.ts'
import { claimed, type Evidence } from '../match.ts'
import { resolved } from '../references.ts'
import { type Asking, ask, askRows, errorsOf, lookUpWith, OBJECT, path, propertiesOf, readRecord, textOf } from './api.ts'
import { aboutOf, knownOf } from './find.ts'
import { existingId, meaning, noApi } from './refused.ts'
import { atCreation, tie, tiesOf } from './ties.ts'
import { asTexts, inSpellingOf } from './values.ts'

/** What sales decides from the hand-over on. */
export const SALES_OWN: Readonly<Record<Entity, ReadonlySet<string>>> = {
  account: new Set(['hubspot_owner_id', 'lifecyclestage', 'hs_lead_status']),
  contact: new Set(['hubspot_owner_id', 'lifecyclestage', 'hs_lead_status']),
  lead: new Set(['hubspot_owner_id', 'hs_pipeline', 'hs_pipeline_stage', 'hs_lead_label']),
  opportunity: new Set(['hubspot_owner_id', 'pipeline', 'dealstage', 'amount', 'deal_currency_code', 'closedate', 'description']),
}

export type Writing = Asking<Outcome>
export type Values = Readonly<Record<string, string>>

export function* writeRecord(write: Write, settings: Settings): Writing {
  const isLoose = write.entity === 'lead' && write.remoteId === undefined && write.links.contact === undefined
  if (isLoose) return { kind: 'invalid', reason: 'HubSpot takes a lead only with a contact, and no contact is known yet', fields: [] }
  const ready = yield* resolved(write.fields, lookUpWith(settings))
  if (!ready.ok) return ready.refusal
  const values = valuesOf(write, ready.fields, settings)
  return write.remoteId === undefined
    ? yield* createRecord(write, values, ready.remarks, settings)
    : yield* updateRecord(write, write.remoteId, values, ready.remarks, settings)
}

export const valuesOf = ({ key }: Write, fields: JsonObject, { keyField = '' }: Settings): Values => ({ ...asTexts(fields), [keyField]: key })

// --- new records ---------------------------------------------------------------------------------------

type Made = { ok: true; id: string; created: boolean } | { ok: false; refusal: Refusal; reply: Reply }

export function* createRecord(write: Write, values: Values, remarks: readonly string[], settings: Settings): Writing {
  const make = (of: Values) => (write.entity === 'lead' ? createLead(write, of, settings) : upsertOne(write, of, settings))
  const said = [...remarks]
  let made = yield* make(values)
  const holder = made.ok ? null : holderOf(write, made.reply)
  if (holder !== null) {
    const found = write.insist ? null : yield* candidates(write, holder, settings)
    if (found) return found
    made = yield* make(withoutAddress(values))
    said.push(ADDRESS_TAKEN)
  }
  if (!made.ok) return made.refusal
  // A lead is made together with what it belongs to.
  const tied = write.entity === 'lead' ? { ok: true as const, remarks: [] } : yield* tie(write, made.id, tiesOf(write), settings)
  if (!tied.ok) return tied.refusal
  return delivered(made.id, made.created, [...said, ...tied.remarks])
}

function* upsertOne({ entity }: Write, values: Values, settings: Settings): Asking<Made> {
  const answer = yield* askRows(upsertCall(entity, [values], settings))
  if (!answer.ok) return answer
  const [row] = answer.rows
  const reply = { status: 207, headers: {}, body: answer.body }
  if (row && textOf(row.id) !== '') return { ok: true, id: textOf(row.id), created: row.new === true }
  const [error] = errorsOf(answer.body)
  return { ok: false, refusal: error ? meaning(error, reply) : noApi(), reply: error ? { ...reply, body: error } : reply }
}

/** Repeating it is harmless: the property of the key is unique. */
export const upsertCall = (entity: Entity, several: readonly Values[], settings: Settings): Call => {
  const { keyField = '' } = settings
  const inputs = several.map((values) => ({
    id: values[keyField] ?? '',
    idProperty: keyField,
    properties: { ...values },
    objectWriteTraceId: values[keyField] ?? '',
  }))
  return {
    method: 'POST',
    path: path('objects', settings, OBJECT[entity], 'batch', 'upsert'),
    body: { inputs },
    purpose: several.length === 1 ? `create the ${entity}` : `create several records`,
    repeatable: true,
  }
}

/** A lead must belong to a contact from the start, which an upsert cannot say. */
function* createLead(write: Write, values: Values, settings: Settings): Asking<Made> {
  const body = { properties: { ...values }, associations: atCreation(write) }
  const answer = yield* ask({ method: 'POST', path: path('objects', settings, OBJECT.lead), body, purpose: 'create the lead' })
  if (!answer.ok) return answer
  const id = textOf(answer.body.id)
  return id === '' ? { ok: false, refusal: noApi(), reply: { status: 200, headers: {}, body: answer.body } } : { ok: true, id, created: true }
}

// --- known records --------------------------------------------------------------------------------------

function* updateRecord(write: Write, remoteId: string, values: Values, remarks: readonly string[], settings: Settings): Writing {
  const wanted = tiesOf(write)
  const current = yield* ask({
    method: 'GET',
    path: path('objects', settings, OBJECT[write.entity], remoteId),
    query: { properties: Object.keys(values).join(','), ...(wanted.length > 0 ? { associations: wanted.map(({ object }) => object).join(',') } : {}) },
    purpose: `read the ${write.entity}`,
  })
  if (!current.ok) return current.refusal
  const moved = movedTo(current.body, remoteId)
  if (moved) return moved
  const changed = changesOf(write, current.body, values)
  const said = [...remarks]
  let isWritten = false
  if (Object.keys(changed).length > 0) {
    const written = yield* patch(write, remoteId, changed, settings)
    if (!written.ok) return written.refusal
    isWritten = written.isWritten
    said.push(...written.remarks)
  }
  const missing = wanted.filter(({ isMissing }) => isMissing(current.body))
  const tied = yield* tie(write, remoteId, missing, settings)
  if (!tied.ok) return tied.refusal
  if (!isWritten && missing.length === 0) return { kind: 'unchanged', remoteId }
  return delivered(remoteId, false, [...said, ...tied.remarks])
}

/** Asked for a record that was merged, HubSpot answers with the one that stands for it now. */
export function movedTo(record: JsonObject, remoteId: string): Refusal | null {
  const id = textOf(record.id)
  if (id === '') return noApi()
  return id === remoteId ? null : { kind: 'gone', reason: `the record was merged into ${id}`, mergedInto: id }
}

export const changesOf = (write: Write, record: JsonObject, values: Values): Record<string, string> =>
  changes(inSpellingOf(values, propertiesOf(record)), values, restraintOf(write, SALES_OWN[write.entity])) as Record<string, string> // values are texts

export type Patched = { ok: true; isWritten: boolean; remarks: string[] } | { ok: false; refusal: Refusal }

export function* patch(write: Write, remoteId: string, changed: Values, settings: Settings): Asking<Patched> {
  const call = (properties: Values): Call => ({
    method: 'PATCH',
    path: path('objects', settings, OBJECT[write.entity], remoteId),
    body: { properties: { ...properties } },
    purpose: `update the ${write.entity}`,
    repeatable: true,
  })
  const first = yield* ask(call(changed))
  const isAddressTaken = !first.ok && holderOf(write, first.reply) !== null
  const rest = withoutAddress(changed)
  if (isAddressTaken && Object.keys(rest).length === 0) return { ok: true, isWritten: false, remarks: [] }
  const written = isAddressTaken ? yield* ask(call(rest)) : first
  if (!written.ok) return written
  if (textOf(written.body.id) === '') return { ok: false, refusal: noApi() }
  return { ok: true, isWritten: true, remarks: isAddressTaken ? [ADDRESS_TAKEN] : [] }
}

// --- addresses that belong to somebody ----------------------------------------------------------------------

const ADDRESS_TAKEN = 'email stays empty: HubSpot keeps an address on one contact only, and another one has it'
const withoutAddress = ({ email: _taken, ...values }: Values): Values => values
/** Id of the contact that has the address already. */
export const holderOf = ({ entity }: Write, { body }: Reply): string | null => (entity === 'contact' ? existingId(body) : null)

/** The contact with the address, where it could be this one; null where it is plainly somebody else. */
function* candidates(write: Write, holder: string, settings: Settings): Asking<Outcome | null> {
  const found = yield* readRecord({
    method: 'GET',
    path: path('objects', settings, OBJECT.contact, holder),
    query: { properties: aboutOf('contact', settings).join(','), associations: OBJECT.account },
    purpose: 'read the contact with that address',
  })
  if (!found.ok) return found.refusal
  const { fields, links, key } = write
  const evidence: Evidence = {
    email: textOf(fields.email),
    lastName: textOf(fields.lastname),
    ...(links.account === undefined ? {} : { accountId: links.account }),
  }
  const could = found.record ? claimed('contact', key, evidence, [knownOf('contact', found.record, settings)]) : []
  return could.length === 0 ? null : { kind: 'duplicate', entity: 'contact', reason: 'HubSpot has a contact with this address', candidates: could }
}
