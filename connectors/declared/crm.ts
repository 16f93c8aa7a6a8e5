/** A declaration as an ordinary CRM connector. */
import type { Call, Reply, Settings } from '../../core/connector.ts'
import type { Checked, Crm, Entity } from '../../core/crm.ts'
import type { Refusal } from '../../core/outcome.ts'
import { problem } from '../problem.ts'
import { callFor, keyOf, placeOf, scopeOf, settingWords } from './api.ts'
import { authOf } from './auth.ts'
import type { Declaration } from './declaration.ts'
import { describedBy } from './describe.ts'
import { fieldsOf } from './fields.ts'
import { addNotes, setRole } from './history.ts'
import { byKey, eraseRecord, findRecord, listRecords, writeRecord } from './records.ts'
import { filled, placeholders } from './template.ts'

export function crmOf(declared: Declaration): Crm {
  const { id, label, docs, about, entities, notes, roles } = declared
  const kinds = Object.keys(entities) as Entity[] // keys of the schema
  const has = (name: 'erase' | 'list') => kinds.every((entity) => callFor({ declared, own: entities[entity]! }, name) !== undefined)
  return {
    id,
    label,
    docs,
    about: declared.evidence === 'unverified' ? `${about} Declared in YAML; not verified against a live system.` : about,
    fields: fieldsOf(declared.settings),
    baseUrl: (settings) => filled(declared.address, { words: settingWords(settings), values: {} }) ?? '',
    auth: authOf(declared),
    capabilities: {
      entities: kinds,
      key: Object.fromEntries(kinds.map((entity) => [entity, keptBy(declared, entity)])),
      convert: entities.lead ? 'emulated' : 'none',
      leadNeeds: entities.lead ? declared.leadNeeds : [],
      roles: roles !== undefined,
      notes: notes?.on ?? [],
      back: declared.changes ? 'poll' : 'webhook',
    },
    check: (settings) => check(declared, kinds, settings),
    *describe(settings) {
      return { kind: 'described', entities: Object.fromEntries(kinds.map((entity) => [entity, describedBy(placeOf(declared, entity, settings))])) }
    },
    find: (entity, key, evidence, settings) => findRecord(placeOf(declared, entity, settings), key, evidence),
    write: (write, settings) => writeRecord(placeOf(declared, write.entity, settings), write),
    ...(roles && { link: (link, settings) => setRole(placeOf(declared, 'opportunity', settings), roles, link) }),
    ...(notes && {
      note: (added, settings) => addNotes((entity) => placeOf(declared, entity, settings), notes, added),
    }),
    ...(has('erase') && { erase: ({ entity, remoteId }, settings) => eraseRecord(placeOf(declared, entity, settings), remoteId) }),
    ...(has('list') && { list: (entity, cursor, settings) => listRecords(placeOf(declared, entity, settings), cursor) }),
    recordUrl: (entity, remoteId, settings) => filled(declared.open, scopeOf(placeOf(declared, entity, settings), { id: remoteId }), encodeURIComponent) ?? '',
  }
}

function keptBy(declared: Declaration, entity: Entity): 'upsert' | 'unique' | 'field' {
  const place = { declared, own: declared.entities[entity]! }
  if (callFor(place, 'upsert')) return 'upsert'
  return placeholders(callFor(place, 'create')?.body ?? null).includes('uuid') ? 'unique' : 'field'
}

/** No record has this key: the search for it proves address, credentials, rights, and that the key can be searched by. */
const NO_KEY = 'leitwerk-check'

function* check(declared: Declaration, kinds: readonly Entity[], settings: Settings): Generator<Call, Checked | Refusal, Reply> {
  const { label } = declared
  for (const entity of kinds) {
    const place = placeOf(declared, entity, settings)
    const found = yield* byKey(place, NO_KEY)
    if (found.ok) continue
    if (found.refusal.kind !== 'invalid') return found.refusal
    const { search } = keyOf(place)
    const [setting = null] = placeholders(place.own.key.search).flatMap((name) => (name.startsWith('settings.') ? [name.slice('settings.'.length)] : []))
    return problem(
      `${label} cannot search ${place.own.label} by ${search}: ${found.refusal.reason}`,
      setting,
      `Add a text field ${search} to ${place.own.label} in ${label}, or name the one that is there.`,
    )
  }
  return { kind: 'ok', detail: `connected; the hub's key can be searched by in ${kinds.join(', ')}` }
}
