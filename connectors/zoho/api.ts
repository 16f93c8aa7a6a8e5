/**
 * Zoho CRM's REST interface, version 8: modules, lists, and what its refusals mean, which stand in the body as a code, for
 * a whole call or for each record of it (zoho.com/crm/developer/docs/api/v8 and the models of the vendor's client).
 */
import type { Call, Json, JsonObject, Reply } from '../../core/connector.ts'
import type { Allowance, Entity } from '../../core/crm.ts'
import { type Refusal, refusal, retryAfterMs, succeeded } from '../../core/outcome.ts'
import { answeredByAnother } from '../address.ts'
import { isObject } from '../changes.ts'
import { textOf } from '../texts.ts'

export const MODULE: Readonly<Record<Entity, string>> = { account: 'Accounts', contact: 'Contacts', lead: 'Leads', opportunity: 'Deals' }
/** Records in one call. */
export const MOST = 100

export type Got<Value> = { ok: true; value: Value } | { ok: false; refusal: Refusal }
export type Getting<Value> = Generator<Call, Got<Value>, Reply>

export const recordPath = (entity: Entity, id: string): string => `/crm/v8/${MODULE[entity]}/${encodeURIComponent(id)}`

/** A list under `data`; an empty one is answered 204 without a body, or 304 where it was asked for changes. */
export function* rows(call: Call, under = 'data'): Getting<JsonObject[]> {
  const reply = yield call
  const found = rowsOf(reply, under)
  return found ? { ok: true, value: found } : { ok: false, refusal: refused(reply) }
}

export function rowsOf(reply: Reply, under = 'data'): JsonObject[] | null {
  if (reply.status === 204 || reply.status === 304) return []
  if (!succeeded(reply) || !isObject(reply.body)) return null
  const list = reply.body[under]
  return Array.isArray(list) ? list.filter(isObject) : null
}

/** One record; null where there is none of that id. */
export function* record(entity: Entity, id: string, query: Readonly<Record<string, string>> = {}): Getting<JsonObject | null> {
  const reply = yield { method: 'GET', path: recordPath(entity, id), ...(Object.keys(query).length > 0 && { query }), purpose: `read the ${entity}` }
  if (isMissing(reply)) return { ok: true, value: null }
  const found = rowsOf(reply)
  return found ? { ok: true, value: found[0] ?? null } : { ok: false, refusal: refused(reply) }
}

/** Zoho says so itself: no record has this id. A 404 of somebody else says nothing. */
const isMissing = ({ status, body }: Reply): boolean =>
  status === 204 || (status >= 400 && status < 500 && isObject(body) && body.code === 'INVALID_DATA' && isIdFault(body))

const isIdFault = (said: JsonObject): boolean => {
  const details = isObject(said.details) ? said.details : {}
  return details.resource_path_index !== undefined || details.api_name === 'id' || /^the id given/i.test(textOf(said.message))
}

export const nextPage = ({ body }: Reply): string | null =>
  isObject(body) && isObject(body.info) && body.info.more_records === true ? textOf(body.info.next_page_token) || null : null

/** Values in a search criterion: parentheses, commas and backslashes are escaped. */
export const criterion = (field: string, operator: 'equals' | 'starts_with', value: string): string =>
  `(${field}:${operator}:${value.replace(/[\\(),]/g, (sign) => `\\${sign}`)})`

/** Outcomes per record of a write, in its order; null where the answer is about the whole call. */
export function entriesOf(reply: Reply): JsonObject[] | null {
  if (!isObject(reply.body) || !Array.isArray(reply.body.data)) return null
  const entries = reply.body.data.filter(isObject)
  return entries.length > 0 && entries.every(({ code }) => typeof code === 'string') ? entries : null
}

const LOCKED_MS = 600_000

/** What a refusal means, by its code: the status is 400 for most of them and 401 for a missing scope, too. */
export function refused(reply: Reply): Refusal {
  const said = entriesOf(reply)?.find(({ status }) => status === 'error') ?? (isObject(reply.body) ? reply.body : {})
  const code = textOf(said.code)
  if (reply.status === 429 || code === 'TOO_MANY_REQUESTS') return limited(reply)
  if (succeeded(reply) && code === '') return noApi()
  const known = code === '' ? null : meaning(code, said)
  return known ?? refusal(reply, [code, textOf(said.message)].filter((part) => part !== '').join(': ') || undefined)
}

/** @returns null for a code that says no more than the status */
export function meaning(code: string, said: JsonObject): Refusal | null {
  const details = isObject(said.details) ? said.details : {}
  const message = textOf(said.message)
  switch (code) {
    case 'INVALID_TOKEN':
    case 'AUTHENTICATION_FAILURE':
      return { kind: 'unauthorised', reason: 'HTTP 401: Zoho CRM does not accept the access token' }
    case 'OAUTH_SCOPE_MISMATCH':
      return {
        kind: 'unauthorised',
        reason: 'the client lacks a scope: give it ZohoCRM.modules.ALL, ZohoCRM.settings.ALL, ZohoCRM.users.READ and ZohoCRM.org.READ',
      }
    case 'NO_PERMISSION':
    case 'PERMISSION_DENIED':
      return { kind: 'unauthorised', reason: `the user of the client may not do this: ${message || 'look at its profile in Zoho CRM'}` }
    case 'RECORD_LOCKED':
    case 'RECORD_IN_BLUEPRINT':
      return { kind: 'transient', reason: `somebody locked the record in Zoho CRM: ${message || code}`, afterMs: LOCKED_MS }
    case 'INTERNAL_ERROR':
    case 'INTERNAL_SERVER_ERROR':
      return { kind: 'transient', reason: 'a fault inside Zoho CRM', uncertain: true }
    case 'INVALID_DATA':
      return isIdFault(said) ? { kind: 'notFound', reason: `Zoho CRM knows no such record: ${message || code}` } : invalid(code, details, message)
    case 'MANDATORY_NOT_FOUND':
    case 'DUPLICATE_DATA':
    case 'LIMIT_EXCEEDED':
    case 'NOT_ALLOWED':
    case 'NOT_APPROVED':
    case 'ID_ALREADY_CONVERTED':
    case 'INVALID_MODULE':
    case 'FEATURE_NOT_SUPPORTED':
      return invalid(code, details, message)
    default:
      return null
  }
}

function invalid(code: string, details: JsonObject, message: string): Refusal {
  const field = textOf(details.api_name)
  const expected = textOf(details.expected_data_type)
  const most = details.maximum_length ?? details.limit
  const hints = [...(expected === '' ? [] : [`${expected} is expected`]), ...(most === undefined ? [] : [`at most ${String(most)} are possible`])]
  const sentence = [message || code, ...hints].join('; ')
  return { kind: 'invalid', reason: field === '' ? sentence : `${field}: ${sentence}`, fields: field === '' ? [] : [{ field, message: sentence }] }
}

/** Credits and calls at once are both refused with 429, without a time to wait. */
function limited(reply: Reply): Refusal {
  if (reply.headers['x-api-credits-remaining'] === '0')
    return { kind: 'quotaExhausted', reason: 'the credits of Zoho CRM for 24 hours are used up; other integrations take from them, too', afterMs: CREDITS_MS }
  const afterMs = retryAfterMs(reply.headers['retry-after'], reply.headers.date)
  return { kind: 'rateLimited', reason: 'HTTP 429: too many calls to Zoho CRM at once', ...(afterMs !== undefined && { afterMs }) }
}

const CREDITS_MS = 3_600_000

export const noApi = (): Refusal => answeredByAnother('the API of Zoho CRM')

const DAY_MS = 86_400_000

/** Credits left of the last 24 hours; told only once half of them are used. */
export function allowances(headers: Reply['headers']): Allowance[] {
  const credits = headers['x-api-credits-remaining']
  return credits !== undefined && /^\d+$/.test(credits.trim()) ? [{ limit: 'day', left: Number(credits), renewsMs: DAY_MS }] : []
}

/** Id of a lookup, which is an object with its name; of an own id, which is text. */
export const idOf = (value: Json | undefined): string => (isObject(value) ? textOf(value.id) : textOf(value))
