/** Records of a declared CRM: found by the hub's key or by evidence, made once, changed with care for what people did. */
import { createHash } from 'node:crypto'
import type { JsonObject, Reply } from '../../core/connector.ts'
import type { Candidate, Entity, Found, Listed, MatchKeys, Recorded, Write } from '../../core/crm.ts'
import { companyName } from '../../core/lead/normalise/company.ts'
import type { Outcome, Refusal } from '../../core/outcome.ts'
import { isEmpty } from '../changes.ts'
import { delivered } from '../delivered.ts'
import { claimed, type Evidence, type Known, matches } from '../match.ts'
import { createdOn, given } from '../recorded.ts'
import { type LookUp, resolved } from '../references.ts'
import { textsOf } from '../texts.ts'
import {
  type Asking,
  callFor,
  fieldsOf,
  idOf,
  isAnswer,
  isFull,
  keyOf,
  noApi,
  type Place,
  pageValues,
  type Rows,
  recordIn,
  refusalOf,
  request,
  rowsOf,
  textAt,
} from './api.ts'
import type { RecordCall, RowsCall } from './declaration.ts'
import { changedFields, flattened, nested } from './deep.ts'
import { filledBody, textOf, valueAt } from './template.ts'

// --- found -------------------------------------------------------------------------------------------

export function* findRecord(place: Place, key: string, evidence: MatchKeys): Asking<Found | Refusal> {
  const keyed = yield* byKey(place, key)
  if (!keyed.ok) return keyed.refusal
  if (keyed.rows.length > 0) return { kind: 'found', candidates: keyed.rows.map((row) => keyedCandidate(place, row)) }
  const alike = yield* byEvidence(place, evidence)
  return alike.ok ? { kind: 'found', candidates: matches(place.entity, key, evidence, alike.known) } : alike.refusal
}

/** Records that carry the key. Where a row does not show it, the search is believed. */
export function* byKey(place: Place, key: string): Asking<Rows> {
  const { field, search } = keyOf(place)
  const found = yield* rowsOf(place, searchOf(place), { field: search, value: key }, `find the ${place.entity} by key`)
  if (!found.ok) return found
  return { ok: true, rows: found.rows.filter((row) => [key, undefined].includes(valueAt(fieldsOf(place, row), field) as string | undefined)) }
}

/** Every declaration has one: it is checked when it is read. */
const searchOf = (place: Place): RowsCall => callFor(place, 'search')!

function* byEvidence(place: Place, evidence: MatchKeys): Asking<{ ok: true; known: Known[] } | { ok: false; refusal: Refusal }> {
  const known: Known[] = []
  for (const [name, field] of Object.entries(place.own.find) as [keyof MatchKeys, string][]) {
    const like = name === 'name' ? callFor(place, 'like') : undefined
    const value = like ? companyName(evidence.name)?.core : evidence[name]
    if (!value) continue
    const found = yield* rowsOf(place, like ?? searchOf(place), { field, value }, `find the ${place.entity} by evidence`)
    if (!found.ok) return found
    known.push(...found.rows.filter((row) => !isOver(place, row)).map((row) => knownOf(place, row)))
  }
  return { ok: true, known }
}

const keyedCandidate = (place: Place, row: JsonObject): Candidate => ({ remoteId: idOf(place, row), rule: 'key', label: labelOf(place, row) })

const isOver = (place: Place, row: JsonObject): boolean => place.own.over?.values.includes(textAt(fieldsOf(place, row), place.own.over.field)) ?? false

const nameOf = ({ own: { about } }: Place, fields: JsonObject): string =>
  textAt(fields, about.name) || textsOf(textAt(fields, about.firstName), textAt(fields, about.lastName)).join(' ')

const labelOf = (place: Place, row: JsonObject): string => {
  const fields = fieldsOf(place, row)
  return textsOf(nameOf(place, fields), textAt(fields, place.own.about.city)).join(', ') || idOf(place, row)
}

function knownOf(place: Place, row: JsonObject): Known {
  const fields = fieldsOf(place, row)
  const { about, links } = place.own
  const told = (path: string | undefined) => textsOf(textAt(fields, path))
  return {
    remoteId: idOf(place, row),
    label: labelOf(place, row),
    hubKey: textAt(fields, keyOf(place).field) || null,
    name: nameOf(place, fields),
    vatIds: told(about.vatId),
    websites: told(about.website),
    postalCodes: told(about.postalCode),
    emails: told(about.email),
    lastName: textAt(fields, about.lastName) || null,
    accountId: textAt(fields, links.account?.field) || null,
  }
}

export function* listRecords(place: Place, cursor: string | null): Asking<Listed | Refusal> {
  const template = callFor(place, 'list')!
  const page = Number(cursor ?? 0)
  const found = yield* rowsOf(place, template, pageValues(template, page), `list the records, ${place.entity}`)
  if (!found.ok) return found.refusal
  return { kind: 'listed', records: found.rows.map((row) => recordedOf(place, row)), cursor: isFull(template, found.rows) ? String(page + 1) : null }
}

function recordedOf(place: Place, row: JsonObject): Recorded {
  const fields = fieldsOf(place, row)
  const { remoteId, label, hubKey = null, accountId = null } = knownOf(place, row)
  const pick = (names: readonly (keyof Place['own']['about'])[]) =>
    given(Object.fromEntries(names.map((name) => [name, textAt(fields, place.own.about[name])])))
  const isPerson = place.own.about.lastName !== undefined
  return {
    remoteId,
    label,
    hubKey,
    accountId,
    company: isPerson ? undefined : pick(['name', 'website', 'vatId', 'street', 'postalCode', 'city', 'country']),
    person: isPerson ? pick(['firstName', 'lastName', 'email', 'phone']) : undefined,
    ...createdOn(place.own.created === undefined ? undefined : valueAt(fields, place.own.created)),
  }
}

// --- written -----------------------------------------------------------------------------------------

export function* writeRecord(place: Place, write: Write): Asking<Outcome> {
  const ready = yield* resolved(write.fields, lookUpIn(place))
  if (!ready.ok) return ready.refusal
  const wanted = { ...linkValues(place, write), ...flattened(ready.fields), [keyOf(place).field]: write.key }
  return write.remoteId === undefined ? yield* create(place, write, wanted, ready.remarks) : yield* update(place, write, write.remoteId, wanted, ready.remarks)
}

function linkValues({ own }: Place, { links }: Write): JsonObject {
  const values: JsonObject = {}
  for (const [entity, { field, value }] of Object.entries(own.links)) {
    const id = links[entity as Entity]
    const made = id === undefined ? undefined : filledBody(value, { words: {}, values: { id } })
    if (made !== undefined) values[field] = made
  }
  return values
}

function* create(place: Place, write: Write, wanted: JsonObject, remarks: readonly string[]): Asking<Outcome> {
  const upsert = callFor(place, 'upsert')
  const template: RecordCall = upsert ?? callFor(place, 'create')! // one of them is there: checked when it was read
  const values = { fields: nested(wanted), key: write.key, uuid: uuidOf(`${place.declared.id} ${write.entity} ${write.key}`) }
  const reply = yield request(place, template, values, `create the ${write.entity}`, upsert ? { repeatable: true } : {})
  const refused = refusalOf(place, reply)
  if (refused) return refused.kind === 'duplicate' ? yield* alreadyThere(place, write, refused.reason) : refused
  const record = recordIn(place, template, reply)
  const id = record ? idOf(place, record) : ''
  if (record && id !== '') return ignoredOf(place, record, wanted) ?? delivered(id, !upsert || reply.status === 201, remarks)
  return isAnswer(reply) ? yield* made(place, write) : noApi(place)
}

/** A creation whose answer names no id. */
function* made(place: Place, write: Write): Asking<Outcome> {
  const found = yield* byKey(place, write.key)
  if (!found.ok) return found.refusal
  const [row] = found.rows
  return row ? { kind: 'delivered', remoteId: idOf(place, row), created: true } : noApi(place)
}

/** The CRM says that it has it already, but not which: the hub looks for itself. */
function* alreadyThere(place: Place, write: Write, reason: string): Asking<Outcome> {
  const keyed = yield* byKey(place, write.key)
  if (!keyed.ok) return keyed.refusal
  const own = keyed.rows.map((row) => keyedCandidate(place, row))
  if (own.length > 0) return { kind: 'duplicate', entity: write.entity, reason, candidates: own }
  const evidence = evidenceIn(place, write)
  const alike = write.insist ? { ok: true as const, known: [] } : yield* byEvidence(place, evidence)
  if (!alike.ok) return alike.refusal
  const candidates = claimed(write.entity, write.key, evidence, alike.known)
  if (candidates.length > 0) return { kind: 'duplicate', entity: write.entity, reason, candidates }
  return { kind: 'invalid', reason: `${reason}; the record it means cannot be found, or is another one of the hub`, fields: [] }
}

function evidenceIn({ own: { about } }: Place, { fields, links }: Write): Evidence {
  const flat = flattened(fields)
  const given = {
    name: about.name,
    email: about.email,
    phone: about.phone,
    vatId: about.vatId,
    postalCode: about.postalCode,
    domain: about.website,
    lastName: about.lastName,
  }
  const evidence: Evidence = links.account === undefined ? {} : { accountId: links.account }
  for (const [name, path] of Object.entries(given))
    if (path !== undefined && typeof flat[path] === 'string' && flat[path] !== '') evidence[name as keyof typeof given] = flat[path]
  return evidence
}

/** Always the same for the same text: a repeated creation is the same one. As a name-based UUID (RFC 9562, version 5) is written. */
function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-')
}

function* update(place: Place, write: Write, remoteId: string, wanted: JsonObject, remarks: readonly string[]): Asking<Outcome> {
  const read = yield* readRecord(place, remoteId)
  if (!read.ok) return read.refusal
  const current = fieldsOf(place, read.record)
  const linked = Object.values(place.own.links).map(({ field }) => field)
  // A link that the CRM does not show cannot be judged, so it is left as it is.
  const seen = Object.fromEntries(Object.entries(wanted).filter(([path]) => !linked.includes(path) || valueAt(current, path) !== undefined))
  const changed = changedFields(current, seen, write, [...place.own.sales, ...linked])
  if (Object.keys(changed).length === 0) return { kind: 'unchanged', remoteId }
  const template = callFor(place, 'update')!
  const { etag } = read.reply.headers
  const values = { id: remoteId, key: write.key, fields: nested(changed), etag }
  const reply = yield request(place, template, values, `update the ${write.entity}`, etag === undefined ? { repeatable: true } : {})
  const refused = refusalOf(place, reply)
  if (refused) return refused.kind === 'duplicate' ? { kind: 'invalid', reason: refused.reason, fields: [] } : refused
  if (!isAnswer(reply)) return noApi(place)
  const record = recordIn(place, template, reply)
  return (record && ignoredOf(place, record, changed)) ?? delivered(remoteId, false, remarks)
}

type Read = { ok: true; record: JsonObject; reply: Reply } | { ok: false; refusal: Refusal }

export function* readRecord(place: Place, remoteId: string): Asking<Read> {
  const template = callFor(place, 'read')!
  const reply = yield request(place, template, { id: remoteId }, `read the ${place.entity}`, { reads: true })
  const refused = refusalOf(place, reply)
  if (refused) return { ok: false, refusal: refused }
  const record = recordIn(place, template, reply)
  if (record === null) return { ok: false, refusal: noApi(place) }
  const { deleted } = place.declared.record
  const isGone = deleted !== undefined && ['true', '1'].includes(textAt(record, deleted))
  return isGone ? { ok: false, refusal: { kind: 'gone', reason: `the ${place.entity} was deleted in ${place.declared.label}` } } : { ok: true, record, reply }
}

function ignoredOf(place: Place, record: JsonObject, sent: JsonObject): Outcome | null {
  if (!place.declared.echo) return null
  const fields = fieldsOf(place, record)
  const ignored = Object.keys(sent).filter((path) => valueAt(fields, path) === undefined && !isEmpty(sent[path]))
  if (ignored.length === 0) return null
  const reason = `${place.declared.label} ignored ${ignored.join(', ')}: no such field, or the user may not write it`
  return { kind: 'invalid', reason, fields: ignored.map((field) => ({ field, message: `was ignored by ${place.declared.label}` })) }
}

export function* eraseRecord(place: Place, remoteId: string): Asking<Outcome> {
  const read = yield* readRecord(place, remoteId)
  if (!read.ok) return isAway(read.refusal) ? { kind: 'unchanged', remoteId } : read.refusal
  const reply = yield request(place, callFor(place, 'erase')!, { id: remoteId }, `delete the ${place.entity}`, { repeatable: true })
  const refused = refusalOf(place, reply)
  if (refused && !isAway(refused)) return refused
  return isAnswer(reply) || refused ? { kind: 'delivered', remoteId, created: false } : noApi(place)
}

const isAway = ({ kind }: Refusal): boolean => kind === 'notFound' || kind === 'gone'

// --- references --------------------------------------------------------------------------------------

/** One condition is enough to name a user or a campaign; which kinds there are the declaration says. */
const lookUpIn = (place: Place): LookUp =>
  function* ({ find, by, optional }) {
    const template = place.declared.references[find]
    const [condition, second] = Object.entries(by)
    const known = Object.keys(place.declared.references)
    if (template === undefined || condition === undefined || second !== undefined)
      return {
        kind: 'invalid',
        reason: `"find": "${find}" needs one condition, and a kind that the declaration knows: ${known.join(', ') || 'none'}`,
        fields: [],
      }
    const [field, wanted] = [condition[0], textOf(condition[1])]
    const found = yield* rowsOf(place, template, { field, value: wanted }, 'look up a reference')
    if (found.ok) {
      // The answer may hold all there are.
      const rows = found.rows.filter((row) => [wanted.toLowerCase(), ''].includes(textAt(fieldsOf(place, row), field).toLowerCase()))
      return { ids: rows.map((row) => idOf(place, row)).slice(0, 2) }
    }
    return optional && found.refusal.kind === 'unauthorised' ? { ids: [] } : found.refusal
  }
