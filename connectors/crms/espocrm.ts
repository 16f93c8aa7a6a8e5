/** EspoCRM 8.4 and later: leads of its own, native conversion, contact roles; the hub's key in a field that the administrator adds. */
import { createHmac } from 'node:crypto'
import { type Call, defaulting, type Json, type JsonObject, optional, type Reply, type Settings, secret, text } from '../../core/connector.ts'
import { type Conversion, type Converted, defineCrm } from '../../core/crm.ts'
import { type Refusal, succeeded } from '../../core/outcome.ts'
import { withoutSlash } from '../address.ts'
import { isEmpty, isObject } from '../changes.ts'
import { byKey, ENTITY, list, lookUp, noApi, refused } from '../espocrm/api.ts'
import { describeEntities } from '../espocrm/describe.ts'
import { eraseRecord } from '../espocrm/erase.ts'
import { listRecords } from '../espocrm/list.ts'
import { addNotes } from '../espocrm/notes.ts'
import { duplicates, findRecord, linkValues, writeRecord } from '../espocrm/records.ts'
import { problem, wrongAddress } from '../problem.ts'
import { resolved } from '../references.ts'
import { textOf } from '../texts.ts'

export default defineCrm({
  id: 'espocrm',
  label: 'EspoCRM',
  docs: 'https://docs.espocrm.com/development/api/',
  about: 'Open-source CRM. A hand-over becomes a lead, which sales (or the hub) converts into account, contact and opportunity.',
  fields: {
    url: text('Address', 'As in the browser, e.g. https://crm.company.example, without /api/v1'),
    apiKey: secret(
      'API key',
      'Administration > API Users: a user of its own for the hub, with a role that may create, read and edit accounts, contacts, leads and opportunities, and delete them where people are to be forgotten',
    ),
    authentication: { ...defaulting(text('Authentication', 'As chosen for the API user: API Key or HMAC'), 'key'), options: ['key', 'hmac'] },
    secretKey: optional(secret('Secret key', 'Of the API user, with HMAC only')),
    keyField: defaulting(
      text(
        'Field of the key',
        'A text field added to Account, Contact, Lead and Opportunity (Administration > Entity Manager), by which the hub finds its records again; EspoCRM puts a c in front of its name',
      ),
      'cHubExternalId',
    ),
    vatField: optional(text('Field of the VAT id', 'Name of an own field of Account, to find accounts by it')),
  },
  *wrong({ authentication, secretKey }) {
    if (authentication?.[0] === 'hmac' && !secretKey?.[0])
      yield { field: 'secretKey', problem: 'is missing: HMAC signs every call with the secret key of the API user' }
  },
  baseUrl: ({ url = '' }) => `${withoutSlash(url).replace(/\/api\/v1$/, '')}/api/v1`,
  auth: {
    kind: 'headers',
    headers: ({ apiKey = '', authentication, secretKey = '' }, call) =>
      authentication === 'hmac' ? { 'x-hmac-authorization': hmac(apiKey, secretKey, call) } : { 'x-api-key': apiKey },
  },
  capabilities: {
    entities: ['account', 'contact', 'lead', 'opportunity'],
    key: { account: 'field', contact: 'field', lead: 'field', opportunity: 'field' },
    convert: 'native',
    leadNeeds: [],
    roles: true,
    notes: ['account', 'contact', 'lead', 'opportunity'],
    back: 'webhook',
  },

  *check({ keyField = '' }) {
    for (const entity of Object.values(ENTITY)) {
      const reply = yield {
        method: 'GET',
        path: '/Metadata',
        query: { key: `entityDefs.${entity}.fields.${keyField}` },
        purpose: `ask for the field of the key on ${entity}`,
      }
      if (!succeeded(reply)) return reply.status === 404 ? otherAddress() : refused(reply)
      if (typeof reply.body === 'string' && reply.body !== '') return otherAddress()
      if (isEmpty(reply.body))
        return problem(
          `EspoCRM has no field ${keyField} on ${entity}`,
          'keyField',
          `Administration > Entity Manager > ${entity} > Fields: add a field of type Varchar named ${keyField.replace(/^c([A-Z])/, (_, letter: string) => letter.toLowerCase())}.`,
        )
    }
    const found = yield* list('Lead', [], 'read leads', ['id'])
    return found.ok ? { kind: 'ok', detail: `connected; the key stands in ${keyField}` } : found.refusal
  },

  describe: describeEntities,

  find: findRecord,
  write: writeRecord,

  *convert(conversion, settings) {
    const path = `/Lead/${encodeURIComponent(conversion.leadRemoteId)}`
    const lead = yield { method: 'GET', path, purpose: 'read the lead' }
    if (!succeeded(lead)) return refused(lead)
    if (!isObject(lead.body)) return noApi()
    // EspoCRM itself would convert a second time.
    if (lead.body.status === 'Converted') return yield* whatBecame(lead.body, conversion, settings)
    const records = yield* converting(conversion, settings)
    if (!records.ok) return records.refusal
    return yield* convertLead(conversion, records.values, settings)
  },

  *link({ opportunity, contact, role }) {
    const path = `/Opportunity/${encodeURIComponent(opportunity)}`
    const current = yield { method: 'GET', path, purpose: 'read the contacts of the opportunity' }
    if (!succeeded(current)) return refused(current)
    if (!isObject(current.body)) return noApi()
    const ids = Array.isArray(current.body.contactsIds) ? current.body.contactsIds : []
    const columns = isObject(current.body.contactsColumns) ? current.body.contactsColumns : {}
    const there = columns[contact]
    if (ids.includes(contact) && isObject(there) && there.role === role) return { kind: 'unchanged', remoteId: opportunity }
    const body = { contactsIds: [...ids.filter((id) => id !== contact), contact], contactsColumns: { ...columns, [contact]: { role } } }
    const reply = yield { method: 'PUT', path, body, purpose: 'set the role of the contact', repeatable: true }
    if (!succeeded(reply)) return refused(reply)
    return isObject(reply.body) ? { kind: 'delivered', remoteId: opportunity, created: false } : noApi()
  },

  note: addNotes,

  erase: eraseRecord,
  list: listRecords,

  recordUrl: (entity, remoteId, { url = '' }) => `${withoutSlash(url)}/#${ENTITY[entity]}/view/${remoteId}`,
})

/** `key:mac` with the raw bytes of the mac, over method and path as the dialogue names it (docs.espocrm.com/development/api, run with 8.4.2). */
function hmac(apiKey: string, secretKey: string, { method, path }: Call): string {
  const mac = createHmac('sha256', secretKey)
    .update(`${method} /${path.replace(/^\//, '').replace(/\?.*$/, '')}`)
    .digest()
  return Buffer.concat([Buffer.from(`${apiKey}:`, 'utf8'), mac]).toString('base64')
}

const otherAddress = () => wrongAddress('the API of EspoCRM', 'Enter the address that people open in the browser, without anything behind it.')

// --- conversion ------------------------------------------------------------------------------

type Prepared = { ok: true; values: JsonObject } | { ok: false; refusal: Refusal }

/** The records of a conversion: only those that are not there yet, referring to those that are. */
function* converting({ account, contact, opportunity }: Conversion, { keyField = '' }: Settings): Generator<Call, Prepared, Reply> {
  const links = {
    ...(account?.remoteId === undefined ? {} : { account: account.remoteId }),
    ...(contact?.remoteId === undefined ? {} : { contact: contact.remoteId }),
  }
  const values: JsonObject = {}
  for (const [name, write] of [
    ['Account', account],
    ['Contact', contact],
    ['Opportunity', opportunity],
  ] as const) {
    if (write === undefined || write.remoteId !== undefined) continue
    const ready = yield* resolved(write.fields, lookUp)
    if (!ready.ok) return ready
    values[name] = { ...linkValues({ entity: write.entity, links }), ...ready.fields, [keyField]: write.key }
  }
  return { ok: true, values }
}

function* convertLead(conversion: Conversion, records: JsonObject, settings: Settings): Generator<Call, Converted | Refusal, Reply> {
  const call = (skipDuplicateCheck: boolean): Call => ({
    method: 'POST',
    path: '/Lead/action/convert',
    body: { id: conversion.leadRemoteId, records, skipDuplicateCheck },
    purpose: 'convert the lead',
  })
  const first = yield call(false)
  const found = first.status === 409 ? duplicatesOfParts(first.body, conversion, settings) : null
  if (found && found.candidates.length > 0) return { kind: 'duplicate', reason: 'EspoCRM has records that could be these', ...found }
  const reply = found ? yield call(true) : first
  if (!succeeded(reply)) return refused(reply)
  if (!isObject(reply.body)) return noApi()
  return converted(reply.body, conversion, false)
}

/** The 409 of a conversion lists candidates of all kinds, each with its `_entityType`. */
function duplicatesOfParts(body: Json, { account, contact, opportunity }: Conversion, settings: Settings) {
  const rows = Array.isArray(body) ? body.filter(isObject) : []
  for (const write of [account, contact, opportunity]) {
    if (write === undefined) continue
    const own = rows.filter((row) => row._entityType === ENTITY[write.entity])
    const candidates = duplicates({ status: 409, headers: {}, body: own }, write, settings) ?? []
    if (candidates.length > 0) return { entity: write.entity, candidates }
  }
  return { entity: 'account' as const, candidates: [] }
}

function converted(lead: JsonObject, { account, contact, opportunity }: Conversion, already: boolean): Converted {
  const part = (name: 'account' | 'contact' | 'opportunity', field: string, known: string | undefined) => {
    const id = textOf(lead[field]) || known
    return id === undefined ? {} : { [name]: id }
  }
  return {
    kind: 'converted',
    already,
    ...part('account', 'createdAccountId', account?.remoteId),
    ...part('contact', 'createdContactId', contact?.remoteId),
    ...part('opportunity', 'createdOpportunityId', opportunity?.remoteId),
  }
}

/** A lead converted before: by sales, or by the hub whose answer was lost. Parts the lead does not name are looked for by key. */
function* whatBecame(lead: JsonObject, conversion: Conversion, settings: Settings): Generator<Call, Converted | Refusal, Reply> {
  const done = converted(lead, conversion, true)
  if (done.opportunity !== undefined || conversion.opportunity === undefined) return done
  const found = yield* list('Opportunity', [byKey(settings, conversion.opportunity.key)], 'find the opportunity by key', ['id'])
  if (!found.ok) return found.refusal
  const [row] = found.rows
  return row ? { ...done, opportunity: textOf(row.id) } : done
}
