/** Finding records of Pipedrive: by the hub's key in an own field, then by evidence. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Candidate, Entity, Found, MatchKeys } from '../../core/crm.ts'
import { companyName } from '../../core/lead/normalise/company.ts'
import type { Refusal } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { type Known, matches } from '../match.ts'
import { textOf, textsOf } from '../texts.ts'
import { type Getting, idOf, NAME, PATH, rows, search } from './api.ts'
import { codeOf, type Fields, fieldsFor, flat, ownText } from './fields.ts'

/** Records by id in one call. */
const PAGE = 100
/** People with the same address whose leads are looked at. */
const PEOPLE = 3

export function* findRecord(entity: Entity, key: string, evidence: MatchKeys, settings: Settings): Generator<Call, Found | Refusal, Reply> {
  const fields = yield* fieldsFor(entity, settings)
  if (!fields.ok) return fields.refusal
  const keyed = yield* findByKey(entity, key, fields.value)
  if (!keyed.ok) return keyed.refusal
  if (keyed.value.length > 0)
    return { kind: 'found', candidates: keyed.value.map((row): Candidate => ({ remoteId: idOf(row.id), rule: 'key', label: label(row) })) }
  const alike = yield* findAlike(entity, evidence, fields.value, settings)
  if (!alike.ok) return alike.refusal
  const known = alike.value.map((row) => knownOf(row, fields.value, settings, evidence))
  return { kind: 'found', candidates: matches(entity, key, evidence, known) }
}

/** By searching, then among the newest: what was just made takes a moment until it is found by a search. */
export function* findByKey(entity: Entity, key: string, { keyCode }: Fields): Getting<JsonObject[]> {
  const found = yield* search(entity, key, 'custom_fields', `find the ${entity} by key`)
  if (!found.ok) return found
  const carrying = found.value.filter(({ custom_fields: own }) => !Array.isArray(own) || own.includes(key))
  if (carrying.length > 0) return { ok: true, value: carrying }
  const newest = yield* newestOf(entity)
  return newest.ok ? { ok: true, value: newest.value.filter((row) => row[keyCode] === key) } : newest
}

export function* newestOf(entity: Entity): Getting<JsonObject[]> {
  const query: Record<string, string> =
    entity === 'lead' ? { sort: 'add_time DESC', limit: String(PAGE) } : { sort_by: 'add_time', sort_direction: 'desc', limit: String(PAGE) }
  const found = yield* rows({ method: 'GET', path: PATH[entity], query, purpose: `look through the newest ${NAME[entity]}` })
  return found.ok ? { ok: true, value: found.value.map(flat) } : found
}

function* findAlike(entity: Entity, evidence: MatchKeys, fields: Fields, settings: Settings): Getting<JsonObject[]> {
  if (entity === 'opportunity') return { ok: true, value: [] }
  if (entity !== 'account' && !evidence.email) return { ok: true, value: [] }
  const ids: string[] = []
  for (const [term, where] of entity === 'account' ? termsOf(evidence, fields, settings) : [[evidence.email!, 'email'] as const]) {
    const found = yield* search(entity === 'account' ? 'account' : 'contact', term, where, `find the ${entity} by evidence`)
    if (!found.ok) return found
    ids.push(...found.value.map(({ id }) => idOf(id)).filter((id) => !ids.includes(id)))
  }
  if (ids.length === 0) return { ok: true, value: [] }
  return entity === 'lead' ? yield* leadsOf(ids.slice(0, PEOPLE)) : yield* byIds(entity, ids.slice(0, PAGE))
}

function termsOf({ name, vatId }: MatchKeys, { all }: Fields, { vatField }: Settings): [string, 'name' | 'custom_fields'][] {
  const core = companyName(name)?.core ?? ''
  const hasVat = vatField !== undefined && codeOf(all, vatField) !== undefined
  return [
    ...(core.length >= 2 ? [[core, 'name'] as [string, 'name']] : []),
    ...(vatId && hasVat ? [[vatId, 'custom_fields'] as [string, 'custom_fields']] : []),
  ]
}

/** Search results are abridged: only the record itself tells its key and its addresses. */
function* byIds(entity: Entity, ids: readonly string[]): Getting<JsonObject[]> {
  const found = yield* rows({
    method: 'GET',
    path: PATH[entity],
    query: { ids: ids.join(','), limit: String(PAGE) },
    purpose: `read the ${NAME[entity]} that were found`,
  })
  return found.ok ? { ok: true, value: found.value.map(flat) } : found
}

function* leadsOf(people: readonly string[]): Getting<JsonObject[]> {
  const open: JsonObject[] = []
  for (const person of people) {
    const found = yield* rows({ method: 'GET', path: PATH.lead, query: { person_id: person, limit: String(PAGE) }, purpose: 'read the leads of a person' })
    if (!found.ok) return found
    open.push(...found.value.filter(({ is_archived }) => is_archived !== true))
  }
  return { ok: true, value: open }
}

/** @param evidence a lead has no address of its own: its person was found by that of the evidence */
function knownOf(row: JsonObject, { all, keyCode }: Fields, { vatField = '' }: Settings, { email }: MatchKeys): Known {
  const isLead = row.organization_id !== undefined
  return {
    remoteId: idOf(row.id),
    label: label(row),
    hubKey: ownText(row, keyCode) || null,
    name: textOf(row.name),
    vatIds: textsOf(ownText(row, codeOf(all, vatField))),
    websites: textsOf(row.website),
    postalCodes: isObject(row.address) ? textsOf(row.address.postal_code) : [],
    emails: isLead && email ? [email] : valuesOf(row, 'emails'),
    lastName: textOf(row.last_name) || null,
    accountId: idOf(row.org_id) || null,
  }
}

/** `emails` and `phones` are lists of objects, the value in each. */
export const valuesOf = (row: JsonObject, field: 'emails' | 'phones'): string[] =>
  (Array.isArray(row[field]) ? row[field] : []).filter(isObject).flatMap(({ value }) => (textOf(value) === '' ? [] : [textOf(value)]))

export const label = (row: JsonObject): string => textsOf(textOf(row.name) || row.title, placeOf(row)).join(', ')
const placeOf = ({ address }: JsonObject): string => (isObject(address) ? textOf(address.locality) : '')
