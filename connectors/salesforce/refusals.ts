/**
 * What Salesforce's refusals mean: by the code of the error in the body, never by the status alone. REST answers
 * `[{errorCode, message, fields}]`, the results of collections and of SOAP carry `statusCode` instead
 * (developer.salesforce.com: REST API, Status Codes and Error Responses; SOAP API, Core Data Types, StatusCode).
 */
import type { Json, JsonObject, Reply } from '../../core/connector.ts'
import type { Candidate, Entity } from '../../core/crm.ts'
import { type InvalidField, type Refusal, refusal } from '../../core/outcome.ts'
import { answeredByAnother } from '../address.ts'
import { isObject } from '../changes.ts'
import { textOf } from '../texts.ts'

export interface Fault {
  code: string
  message: string
  fields: readonly string[]
}

type Meaning = (said: string, fault: Fault) => Refusal

const unauthorised: Meaning = (reason) => ({ kind: 'unauthorised', reason })
const transient: Meaning = (reason) => ({ kind: 'transient', reason })
const uncertain: Meaning = (reason) => ({ kind: 'transient', reason, uncertain: true })
const conflict: Meaning = (reason) => ({ kind: 'conflict', reason })
const notFound: Meaning = (reason) => ({ kind: 'notFound', reason })
const exhausted: Meaning = (reason) => ({ kind: 'quotaExhausted', reason })
const withHint =
  (meaning: Meaning, hint: string): Meaning =>
  (said, fault) =>
    meaning(`${said}: ${hint}`, fault)
/** One record is out of reach: no reason to stop the others. */
const closed: Meaning = (said, fault) => invalid(`${said}: the user of the connection may not change this record, see sharing and profile`, fault)

const ONE_HOUR = 3_600_000
const MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>(
  Object.entries({
    INVALID_SESSION_ID: unauthorised,
    INVALID_AUTH_HEADER: unauthorised,
    INVALID_LOGIN: unauthorised,
    API_DISABLED_FOR_ORG: withHint(unauthorised, 'the edition has no API, or the user lacks the permission API Enabled'),
    API_CURRENTLY_DISABLED: withHint(unauthorised, 'the user lacks the permission API Enabled'),
    FUNCTIONALITY_NOT_ENABLED: unauthorised,
    INVALID_TYPE: withHint(unauthorised, 'the user of the connection does not see this object'),
    INSUFFICIENT_ACCESS: closed,
    INSUFFICIENT_ACCESS_OR_READONLY: closed,
    INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: closed,
    // Too many at once passes by itself; what is counted by the day does not.
    REQUEST_LIMIT_EXCEEDED: (reason: string, { message }: Fault): Refusal =>
      /TotalRequests/i.test(message) ? { kind: 'quotaExhausted', reason } : { kind: 'rateLimited', reason },
    STORAGE_LIMIT_EXCEEDED: withHint(exhausted, 'the data storage of the org is full'),
    UNABLE_TO_LOCK_ROW: transient,
    SERVER_UNAVAILABLE: transient,
    QUERY_TIMEOUT: transient,
    REQUEST_RUNNING_TOO_LONG: uncertain,
    UNKNOWN_EXCEPTION: uncertain,
    ENTITY_IS_LOCKED: (reason: string): Refusal => ({ kind: 'transient', reason: `${reason}: an approval holds the record`, afterMs: ONE_HOUR }),
    ENTITY_IS_DELETED: (reason: string): Refusal => ({ kind: 'gone', reason }),
    CANNOT_UPDATE_CONVERTED_LEAD: conflict,
    NOT_FOUND: notFound,
  }),
)

/** @param entity what was to be written, for refusals that name other records */
export function refused(reply: Reply, entity: Entity, keyField = ''): Refusal {
  const [fault] = faultsOf(reply.body)
  if (fault === undefined) return refusal(reply)
  const meant = meaningOf(fault, entity, keyField)
  const { afterMs } = refusal(reply) as { afterMs?: number }
  return (meant.kind === 'transient' || meant.kind === 'rateLimited') && afterMs !== undefined ? { ...meant, afterMs } : meant
}

export const faultsOf = (body: Json): Fault[] => (Array.isArray(body) ? body : [body]).filter(isObject).flatMap(faultOf)

function faultOf(error: JsonObject): Fault[] {
  const code = textOf(error.errorCode) || textOf(error.statusCode)
  const fields = Array.isArray(error.fields) ? error.fields.map(textOf).filter((field) => field !== '') : []
  return code === '' ? [] : [{ code, message: lastLine(textOf(error.message)), fields }]
}

/** Above it a refused query repeats itself, with the values in it. */
const lastLine = (message: string): string => message.trim().split('\n').at(-1)?.trim() ?? ''

export function meaningOf(fault: Fault, entity: Entity, keyField: string): Refusal {
  const { code, message } = fault
  if (code === 'DUPLICATE_VALUE' || code === 'DUPLICATE_EXTERNAL_ID') return taken(fault, entity, keyField)
  if (keyField !== '' && unknownField(message) === keyField) return withoutKeyField(keyField)
  const meaning = MEANINGS.get(code) ?? ((said: string) => invalid(said, fault))
  return meaning(`Salesforce says ${code}${message === '' ? '' : `: ${message}`}`, fault)
}

function invalid(said: string, { code, message, fields }: Fault): Refusal {
  const unknown = unknownField(message)
  if (unknown !== undefined)
    return {
      kind: 'invalid',
      reason: `Salesforce has no field ${unknown}, or the user may not see it: create it, give the permission set access, or correct the mapping`,
      fields: [{ field: unknown, message: 'does not exist in Salesforce, or is hidden' }],
    }
  if (code === 'STRING_TOO_LONG') return tooLong(message, fields)
  return { kind: 'invalid', reason: said, fields: fields.map((field): InvalidField => ({ field, message })) }
}

const unknownField = (message: string): string | undefined => /No such column '([\w.]+)'/.exec(message)?.[1]

/** No record at all could be written: the connection waits until an administrator has mended it. */
export const withoutKeyField = (keyField: string): Refusal => ({
  kind: 'unauthorised',
  reason: `Salesforce has no external id field ${keyField} there, or the user may not see it; the test of the connection says more`,
})

/** The message repeats the whole value. */
function tooLong(message: string, fields: readonly string[]): Refusal {
  const most = /max length=(\d+)/.exec(message)?.[1]
  const words = most === undefined ? 'is too long' : `is longer than ${most} characters`
  return { kind: 'invalid', reason: `${fields.join(', ') || 'a text'} ${words}`, fields: fields.map((field) => ({ field, message: words })) }
}

/** A unique field already has this value on other records, which the message names by their ids. */
function taken({ message, fields }: Fault, entity: Entity, keyField: string): Refusal {
  const isKey = keyField !== '' && (message.includes(keyField) || fields.includes(keyField))
  const ids = message.match(/\b[A-Za-z0-9]{18}\b|\b[A-Za-z0-9]{15}\b/g) ?? []
  const candidates = ids.map((remoteId): Candidate => ({ remoteId, rule: isKey ? 'key' : 'as the CRM says', label: remoteId }))
  return candidates.length === 0 ? { kind: 'conflict', reason: message } : { kind: 'duplicate', reason: message, entity, candidates }
}

/** The key stands on several records (HTTP 300): the body lists their addresses. */
export function several(body: Json, entity: Entity): Refusal {
  const ids = (Array.isArray(body) ? body : []).map((url) => textOf(url).split('/').at(-1) ?? '').filter((id) => id !== '')
  return {
    kind: 'duplicate',
    reason: "Salesforce has several records with the hub's key: make the field unique and empty it on the copies",
    entity,
    candidates: ids.map((remoteId): Candidate => ({ remoteId, rule: 'key', label: remoteId })),
  }
}

/** A page where JSON or SOAP was expected. */
export const noApi = (): Refusal => answeredByAnother('the API of Salesforce')
