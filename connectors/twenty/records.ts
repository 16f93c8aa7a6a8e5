/** Records of Twenty: found by the id made of the hub's key or by evidence, made so that repeating is harmless, changed with care. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Candidate, Entity, Found, MatchKeys, Write } from '../../core/crm.ts'
import { companyName } from '../../core/lead/normalise/company.ts'
import { type Outcome, type Refusal, succeeded } from '../../core/outcome.ts'
import { changes, isEmpty, isObject, restraintOf } from '../changes.ts'
import { delivered } from '../delivered.ts'
import { claimed, type Evidence, matches, type Known as Record } from '../match.ts'
import { resolved } from '../references.ts'
import { textOf, textsOf } from '../texts.ts'
import { type Asking, anyOf, byId, type Known, list, lookUp, noApi, OBJECT, partOf, quoted, refused, uuidOf, written } from './api.ts'

/** What sales decides from the hand-over on; telephone numbers are rewritten by Twenty, so they could never be compared. */
const FILLED_ONCE: Readonly<{ [K in Known]: ReadonlySet<string> }> = {
  account: new Set(['accountOwnerId']),
  contact: new Set(['companyId', 'phones']),
  opportunity: new Set(['stage', 'amount', 'closeDate', 'companyId', 'pointOfContactId', 'ownerId']),
}

type Writing = Asking<Outcome>

export const known = (entity: Entity): Known | null => (entity === 'lead' ? null : entity)
export const NO_LEADS: Refusal = { kind: 'invalid', reason: 'Twenty has no leads: set handover.as to opportunity', fields: [] }

export function* findRecord(entity: Entity, key: string, evidence: MatchKeys, settings: Settings): Asking<Found | Refusal> {
  const kind = known(entity)
  if (kind === null) return NO_LEADS
  const { keyField } = settings
  const own = [`id[eq]:${quoted(uuidOf(entity, key))}`, ...(keyField ? [`${keyField}[eq]:${quoted(key)}`] : [])]
  const keyed = yield* list(OBJECT[kind], { filter: anyOf(own) }, `find the ${entity} by key`)
  if (!keyed.ok) return keyed.refusal
  if (keyed.rows.length > 0)
    return { kind: 'found', candidates: keyed.rows.map((row): Candidate => ({ remoteId: textOf(row.id), rule: 'key', label: labelOf(kind, row) })) }
  const conditions = conditionsOf(kind, evidence)
  if (conditions.length === 0) return { kind: 'found', candidates: [] }
  const alike = yield* list(OBJECT[kind], { filter: anyOf(conditions) }, `find the ${entity} by evidence`)
  return alike.ok
    ? {
        kind: 'found',
        candidates: matches(
          entity,
          key,
          evidence,
          alike.rows.map((row) => recordOf(kind, row, settings)),
        ),
      }
    : alike.refusal
}

function conditionsOf(entity: Known, { email, name, domain }: MatchKeys): string[] {
  if (entity === 'opportunity') return []
  if (entity === 'contact') return email ? [`emails.primaryEmail[ilike]:${quoted(email)}`] : []
  const core = companyName(name)?.core
  return [...(domain ? [`domainName.primaryLinkUrl[ilike]:${quoted(`%${domain}%`)}`] : []), ...(core ? [`name[ilike]:${quoted(`%${core}%`)}`] : [])]
}

export function recordOf(entity: Known, row: JsonObject, { keyField = '' }: Settings): Record {
  return {
    remoteId: textOf(row.id),
    label: labelOf(entity, row),
    hubKey: textOf(row[keyField]) || null,
    name: entity === 'contact' ? labelOf(entity, row) : textOf(row.name),
    websites: textsOf(partOf(row.domainName, 'primaryLinkUrl')),
    postalCodes: textsOf(partOf(row.address, 'addressPostcode')),
    emails: textsOf(
      partOf(row.emails, 'primaryEmail'),
      ...(isObject(row.emails) && Array.isArray(row.emails.additionalEmails) ? row.emails.additionalEmails : []),
    ),
    lastName: partOf(row.name, 'lastName') || null,
    accountId: textOf(row.companyId) || null,
  }
}

export function labelOf(entity: Known, row: JsonObject): string {
  const parts = entity === 'contact' ? [partOf(row.name, 'firstName'), partOf(row.name, 'lastName')] : [textOf(row.name), partOf(row.address, 'addressCity')]
  return textsOf(...parts).join(entity === 'contact' ? ' ' : ', ') || partOf(row.emails, 'primaryEmail')
}

export function* writeRecord(write: Write, settings: Settings): Writing {
  const entity = known(write.entity)
  if (entity === null) return NO_LEADS
  const ready = yield* resolved(write.fields, lookUp)
  if (!ready.ok) return ready.refusal
  const values = valuesOf(write, ready.fields, settings)
  return write.remoteId === undefined
    ? yield* createRecord(entity, write, values, ready.remarks, settings)
    : yield* update(entity, write, write.remoteId, values, ready.remarks)
}

export const valuesOf = (write: Write, fields: JsonObject, { keyField }: Settings): JsonObject => ({
  ...linkValues(write),
  ...given(fields),
  ...(keyField ? { [keyField]: write.key } : {}),
})

/** Without composed fields that have no part. */
const given = (fields: JsonObject): JsonObject => Object.fromEntries(Object.entries(fields).filter(([, value]) => !isObject(value) || !isEmpty(value)))

function linkValues({ entity, links }: Write): JsonObject {
  if (entity === 'account') return {}
  const account = links.account === undefined ? {} : { companyId: links.account }
  return entity === 'opportunity' && links.contact !== undefined ? { ...account, pointOfContactId: links.contact } : account
}

/** Posted again with the same id a record is only written once more. */
export function* createRecord(entity: Known, write: Write, values: JsonObject, remarks: readonly string[], settings: Settings): Writing {
  const id = uuidOf(write.entity, write.key)
  const call = (of: JsonObject): Call => ({
    method: 'POST',
    path: `/${OBJECT[entity]}`,
    body: { ...of, id },
    purpose: `create the ${entity}`,
    repeatable: true,
  })
  const first = yield call(values)
  let reply = first
  const said = [...remarks]
  const field = UNIQUE[entity]
  if (field !== null && isConflict(first) && !isEmpty(values[field])) {
    const found = write.insist ? null : yield* holders(entity, write, values, settings)
    if (found) return found
    // Twenty keeps it on one record only, and that is another one.
    said.push(held(field))
    reply = yield call(without(values, field))
  }
  const record = written(reply)
  if (!record) return succeeded(reply) ? noApi() : refused(reply)
  if (!isEmpty(record.deletedAt)) return { kind: 'gone', reason: `the ${entity} was deleted in Twenty; restore it there` }
  return delivered(id, true, said)
}

/** What may stand on one record only. */
const UNIQUE: Readonly<{ [K in Known]: string | null }> = { account: 'domainName', contact: 'emails', opportunity: null }
const held = (field: string): string => `${field} stays empty: another record of Twenty has the same, and it may stand there once only`
const without = (values: JsonObject, field: string): JsonObject => Object.fromEntries(Object.entries(values).filter(([name]) => name !== field))
const isConflict = (reply: Reply): boolean => !succeeded(reply) && refused(reply).kind === 'conflict'

/** The record with the same address or domain, where it could be this one. */
function* holders(entity: Known, { key, fields, links }: Write, values: JsonObject, settings: Settings): Asking<Outcome | null> {
  const email = partOf(values.emails, 'primaryEmail')
  const domain = partOf(values.domainName, 'primaryLinkUrl')
  const conditions = conditionsOf(entity, { ...(email ? { email } : {}), ...(domain ? { domain: hostOf(domain) } : {}) })
  const found = yield* list(OBJECT[entity], { filter: anyOf(conditions) }, `read the ${entity} with the same`)
  if (!found.ok) return found.refusal
  const evidence: Evidence = {
    email,
    domain,
    name: textOf(fields.name),
    lastName: partOf(fields.name, 'lastName'),
    postalCode: partOf(fields.address, 'addressPostcode'),
    ...(links.account === undefined ? {} : { accountId: links.account }),
  }
  const candidates = claimed(
    entity,
    key,
    evidence,
    found.rows.map((row) => recordOf(entity, row, settings)),
  )
  return candidates.length === 0 ? null : { kind: 'duplicate', entity, reason: 'Twenty has a record with the same address or domain', candidates }
}

const hostOf = (address: string): string =>
  address
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '')
    .replace(/\/.*$/, '')

function* update(entity: Known, write: Write, remoteId: string, values: JsonObject, remarks: readonly string[]): Writing {
  const current = yield* byId(OBJECT[entity], remoteId, `read the ${entity}`)
  if (!current.ok) return current.refusal
  const [record] = current.rows
  return record ? yield* amend(entity, write, record, values, remarks) : { kind: 'notFound', reason: `Twenty has no such ${entity} any more` }
}

/** Changes of a record that was read what differs. */
export function* amend(entity: Known, write: Write, record: JsonObject, values: JsonObject, remarks: readonly string[]): Writing {
  const remoteId = textOf(record.id)
  const changed = changes(filled(record), values, restraintOf(write, FILLED_ONCE[entity]))
  if (Object.keys(changed).length === 0) return { kind: 'unchanged', remoteId }
  const call = (of: JsonObject): Call => ({
    method: 'PATCH',
    path: `/${OBJECT[entity]}/${encodeURIComponent(remoteId)}`,
    body: of,
    purpose: `update the ${entity}`,
    repeatable: true,
  })
  const first = yield call(changed)
  const field = UNIQUE[entity]
  const isHeld = field !== null && field in changed && isConflict(first)
  const rest = isHeld ? without(changed, field) : changed
  if (Object.keys(rest).length === 0) return { kind: 'unchanged', remoteId }
  const reply = isHeld ? yield call(rest) : first
  if (written(reply)) return delivered(remoteId, false, isHeld ? [...remarks, held(field)] : remarks)
  return succeeded(reply) ? noApi() : refused(reply)
}

/** Composed fields without their empty parts, so that an empty one counts as empty. */
const filled = (record: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      isObject(value) ? Object.fromEntries(Object.entries(value).filter(([, part]) => !isEmpty(part))) : value,
    ]),
  )

/** A person is emptied and then deleted, as deleted records stay in Twenty's bin. */
export function* eraseRecord({ entity, remoteId }: { entity: Entity; remoteId: string }): Asking<Outcome> {
  const kind = known(entity)
  if (kind === null) return NO_LEADS
  const there = yield* byId(OBJECT[kind], remoteId, `look for the ${kind}`)
  if (!there.ok) return there.refusal
  if (there.rows.length === 0) return { kind: 'unchanged', remoteId }
  const path = `/${OBJECT[kind]}/${encodeURIComponent(remoteId)}`
  if (kind === 'contact') {
    const emptied = yield { method: 'PATCH', path, body: NOBODY, purpose: 'empty the contact', repeatable: true }
    if (!written(emptied)) return succeeded(emptied) ? noApi() : refused(emptied)
  }
  const reply = yield { method: 'DELETE', path, purpose: `delete the ${kind}`, repeatable: true }
  if (!succeeded(reply)) return refused(reply)
  return isObject(reply.body) ? { kind: 'delivered', remoteId, created: false } : noApi()
}

const NOBODY: JsonObject = {
  name: { firstName: '', lastName: '' },
  emails: { primaryEmail: '', additionalEmails: null },
  phones: { primaryPhoneNumber: '', additionalPhones: null },
  linkedinLink: { primaryLinkUrl: '', primaryLinkLabel: '' },
  jobTitle: '',
  city: '',
}
