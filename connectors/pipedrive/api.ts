/**
 * Pipedrive's REST interface: paths, searching, and what its refusals mean. Version 2 where it has the records, version 1
 * for leads, notes and users (after the models of the vendor's own client 33.7 and developers.pipedrive.com).
 */
import type { Call, Json, JsonObject, Reply } from '../../core/connector.ts'
import type { Allowance, Entity } from '../../core/crm.ts'
import { type InvalidField, type Refusal, refusal, retryAfterMs, succeeded } from '../../core/outcome.ts'
import { answeredByAnother } from '../address.ts'
import { isObject } from '../changes.ts'
import { ANEW } from '../oauth.ts'
import { textOf } from '../texts.ts'

export const PATH: Readonly<Record<Entity, string>> = {
  account: '/api/v2/organizations',
  contact: '/api/v2/persons',
  lead: '/api/v1/leads',
  opportunity: '/api/v2/deals',
}
/** What people over there call the records. */
export const NAME: Readonly<Record<Entity, string>> = { account: 'organizations', contact: 'persons', lead: 'leads', opportunity: 'deals' }

export type Got<Value> = { ok: true; value: Value } | { ok: false; refusal: Refusal }
export type Getting<Value> = Generator<Call, Got<Value>, Reply>

export const recordPath = (entity: Entity, id: string): string => `${PATH[entity]}/${encodeURIComponent(id)}`

/** The `data` of an answer, where it is one record. */
export function* record(call: Call): Getting<JsonObject> {
  const reply = yield call
  const data = dataOf(reply)
  return isObject(data) ? { ok: true, value: data } : { ok: false, refusal: refused(reply) }
}

/** The `data` of an answer, where it is a list; Pipedrive writes null for an empty one. */
export function* rows(call: Call): Getting<JsonObject[]> {
  const reply = yield call
  const data = dataOf(reply)
  if (data === null) return { ok: true, value: [] }
  return Array.isArray(data) ? { ok: true, value: data.filter(isObject) } : { ok: false, refusal: refused(reply) }
}

/** @returns undefined where the answer is none of Pipedrive's successes */
export const dataOf = (reply: Reply): Json | undefined =>
  succeeded(reply) && isObject(reply.body) && reply.body.success === true ? (reply.body.data ?? null) : undefined

/** Handed back for the next page of a list of version 2. */
export const nextCursor = ({ body }: Reply): string | null =>
  isObject(body) && isObject(body.additional_data) ? textOf(body.additional_data.next_cursor) || null : null

type SearchField = 'name' | 'email' | 'custom_fields'

/** More than so many is no match any more. */
const MOST = 50

export function* search(entity: Entity, term: string, fields: SearchField, purpose: string): Getting<JsonObject[]> {
  const path = entity === 'lead' ? '/api/v2/leads/search' : `${PATH[entity]}/search`
  const exact = fields !== 'name'
  const found = yield* record({ method: 'GET', path, query: { term, fields, ...(exact && { exact_match: 'true' }), limit: String(MOST) }, purpose })
  if (!found.ok) return found
  const items = Array.isArray(found.value.items) ? found.value.items.filter(isObject) : []
  return { ok: true, value: items.flatMap(({ item }) => (isObject(item) ? [item] : [])) }
}

/** Pipedrive answers so itself: the record is not there, or was deleted. A 404 of somebody else says nothing. */
export const isGone = ({ status, body }: Reply): boolean => (status === 404 || status === 410) && isObject(body) && body.success === false

/** What a refusal means: by the body first, since 403 stands for rights, for limits of the plan and for a block after too many calls. */
export function refused(reply: Reply): Refusal {
  const body = isObject(reply.body) ? reply.body : {}
  const said = textOf(body.error)
  if (reply.status === 429) return limited(reply)
  if (succeeded(reply)) return body.success === false ? invalid(said || 'Pipedrive refuses without saying why', body) : noApi()
  if (reply.status === 403 && isPage(reply.body))
    return { kind: 'rateLimited', reason: 'Pipedrive blocks the hub for a while: there were too many calls after its limit', afterMs: BLOCKED_MS }
  if (textOf(body.code).startsWith('feature_capping')) return invalid(`${said} Free space there or choose a larger plan, then resume the job.`, body)
  if (reply.status === 401) return { kind: 'unauthorised', reason: 'HTTP 401: Pipedrive does not accept the token' }
  if (said === 'Scope and URL mismatch') return { kind: 'unauthorised', reason: NO_SCOPE, about: 'refreshToken' }
  if (reply.status === 402) return { kind: 'unauthorised', reason: `the Pipedrive account is not open: ${said || 'see its billing page'}` }
  if (reply.status === 400 || reply.status === 422) return invalid(said || `HTTP ${reply.status} without a reason`, body)
  return refusal(reply, said || undefined)
}

const NO_SCOPE = `the app of the hub has no right to this: add the scope in the Developer Hub, then ${ANEW}`
const BLOCKED_MS = 120_000
/** The daily budget renews at midnight of Pipedrive's servers, whose zone it does not tell. */
const BUDGET_MS = 3_600_000

function limited(reply: Reply): Refusal {
  if (reply.headers['x-daily-ratelimit-token-remaining'] === '0')
    return { kind: 'quotaExhausted', reason: "the company's daily budget of API tokens at Pipedrive is used up", afterMs: BUDGET_MS }
  const resetS = amount(reply.headers['x-ratelimit-reset'])
  const afterMs = retryAfterMs(reply.headers['retry-after'], reply.headers.date) ?? (resetS === null ? undefined : resetS * 1000)
  return { kind: 'rateLimited', reason: 'HTTP 429: too many calls to Pipedrive at once', ...(afterMs !== undefined && { afterMs }) }
}

/** `Validation failed: owner_id: User not found or not accessible.` names the field; `field_code` does where it stands. */
function invalid(reason: string, body: JsonObject): Refusal {
  const [, path = '', message = ''] = /^Validation failed: ([\w.[\]]+): (.+)$/s.exec(reason) ?? []
  const field = textOf(body.field_code) || path.replace(/^custom_fields\./, '')
  const fields: InvalidField[] = field === '' ? [] : [{ field, message: message || reason }]
  return { kind: 'invalid', reason, fields }
}

export const noApi = (): Refusal => answeredByAnother('the API of Pipedrive')

export const isPage = (body: Json): boolean => typeof body === 'string' && /^\s*</.test(body)

/** Tokens of the dearest call in use, a search. */
const TOKENS_PER_CALL = 20
const WINDOW_MS = 2_000
const DAY_MS = 86_400_000

/** Calls left in the window of two seconds and, as searches, in the company's daily budget of tokens, which all its integrations share. */
export function allowances(headers: Reply['headers']): Allowance[] {
  const [burst, resetS, tokens] = ['x-ratelimit-remaining', 'x-ratelimit-reset', 'x-daily-ratelimit-token-remaining'].map((name) => amount(headers[name]))
  const told = Date.parse(headers.date ?? '')
  return [
    ...(typeof burst === 'number' ? [{ limit: 'burst', left: burst, renewsMs: typeof resetS === 'number' ? resetS * 1000 : WINDOW_MS }] : []),
    ...(typeof tokens === 'number'
      ? [{ limit: 'day', left: Math.floor(tokens / TOKENS_PER_CALL), renewsMs: Number.isNaN(told) ? DAY_MS : DAY_MS - (told % DAY_MS) }]
      : []),
  ]
}

const amount = (header: string | undefined): number | null => (header !== undefined && /^\d+(?:\.\d+)?$/.test(header.trim()) ? Number(header) : null)

/** Ids are numbers there, and UUIDs of leads. */
export const idOf = (value: Json | undefined): string => (typeof value === 'number' ? String(value) : textOf(value))
