/**
 * How Odoo is called: `model.method` with named arguments, by JSON-RPC up to 18 or by JSON-2 from 19 on. Only the envelope
 * differs (documentation: external RPC API of 18, external JSON-2 API of 19; source: addons/rpc/controllers/json2.py of 19).
 */
import type { Call, Json, JsonObject, Reply, Session, Settings } from '../../core/connector.ts'
import { type Refusal, refusal, succeeded } from '../../core/outcome.ts'
import { answeredByAnother } from '../address.ts'
import { isObject } from '../changes.ts'
import { textOf } from '../texts.ts'
import { type Fault, faultOf, meaning } from './faults.ts'

export const APIS = ['json-rpc', 'json-2'] as const

interface Invocation {
  model: string
  method: string
  /** Of a method of records; a method of the model goes without. */
  ids?: readonly number[]
  args?: JsonObject
  context?: JsonObject
  /** Done twice it changes nothing more. */
  repeatable?: true
}

/** `fault`: what Odoo itself says went wrong, after which nothing was changed; null where the answer is not its own. */
export type Answer = { ok: true; result: Json } | { ok: false; refusal: Refusal; fault: Fault | null }
export type Rpc = Generator<Call, Answer, Reply>

export const ask = (settings: Settings, invocation: Invocation, purpose: string): Rpc => invoke(settings, invocation, purpose, true)
/** Each call is one transaction: a fault means that nothing was changed. */
export const tell = (settings: Settings, invocation: Invocation, purpose: string): Rpc => invoke(settings, invocation, purpose, false)

function* invoke({ api }: Settings, invocation: Invocation, purpose: string, reads: boolean): Rpc {
  const envelope = api === 'json-2' ? json2(invocation) : jsonRpc(invocation)
  const reply = yield { method: 'POST', ...envelope, purpose, reads, ...(invocation.repeatable && { repeatable: true }) }
  return answer(reply)
}

const json2 = ({ model, method, ids, args = {}, context }: Invocation): Pick<Call, 'path' | 'body'> => ({
  path: `/json/2/${model}/${method}`,
  body: { ...(ids && { ids: [...ids] }), ...(context && { context }), ...args },
})

/** Database, user and key come in front of the arguments; the engine adds them, see `withCredentials`. */
function jsonRpc({ model, method, ids, args = {}, context }: Invocation): Pick<Call, 'path' | 'body'> {
  // `create` alone insists on its values by position (odoo/api.py of 17).
  const { vals_list, ...named } = args
  const positions: Json[] = [...(ids ? [[...ids]] : []), ...(vals_list === undefined ? [] : [vals_list])]
  return service('object', 'execute_kw', [model, method, positions, { ...named, ...(context && { context }) }])
}

const service = (name: string, method: string, args: readonly Json[]): { path: string; body: Json } => ({
  path: '/jsonrpc',
  body: { jsonrpc: '2.0', method: 'call', id: 1, params: { service: name, method, args: [...args] } },
})

export function* logIn({ api, database = '', login = '', apiKey = '' }: Settings): Generator<Call, Session | Refusal, Reply> {
  if (api === 'json-2') return { values: {} }
  const reply = yield { method: 'POST', ...service('common', 'authenticate', [database, login, apiKey, {}]), purpose: 'log in', reads: true }
  const told = answer(reply)
  if (!told.ok) return told.refusal
  if (typeof told.result === 'number') return { values: { uid: String(told.result) } }
  if (told.result !== false) return answeredByAnother('the API of Odoo')
  return { kind: 'unauthorised', reason: `Odoo refuses the login of ${login}: check login and API key`, about: 'apiKey' }
}

/** The credentials of JSON-RPC stand in the body. */
export function withCredentials(call: Call, { values }: Session, { api, database = '', apiKey = '' }: Settings): Call {
  const { body } = call
  if (api === 'json-2' || !isObject(body) || !isObject(body.params) || !Array.isArray(body.params.args)) return call
  return { ...call, body: { ...body, params: { ...body.params, args: [database, Number(values.uid), apiKey, ...body.params.args] } } }
}

/** Rows of a search, archived ones too unless the context says otherwise. */
export function* searchRead(
  settings: Settings,
  model: string,
  domain: readonly Json[],
  fields: readonly string[],
  purpose: string,
  { context = ARCHIVED_TOO, ...page }: { limit?: number; order?: string; context?: JsonObject } = {},
): Generator<Call, { ok: true; rows: JsonObject[] } | Extract<Answer, { ok: false }>, Reply> {
  const args = { domain: [...domain], fields: [...fields], limit: page.limit ?? 50, ...(page.order && { order: page.order }) }
  const found = yield* ask(settings, { model, method: 'search_read', args, context }, purpose)
  return found.ok ? { ok: true, rows: Array.isArray(found.result) ? found.result.filter(isObject) : [] } : found
}

/** Odoo hides archived records and lost opportunities from a search that does not ask for them. */
export const ARCHIVED_TOO: JsonObject = { active_test: false }

function answer(reply: Reply): Answer {
  const { body } = reply
  const fault = faultOf(body)
  if (fault) return { ok: false, fault, refusal: meaning(fault, reply) }
  const fail = (said: Refusal): Answer => ({ ok: false, fault: null, refusal: said })
  if (!succeeded(reply)) return fail(withoutOdoo(reply))
  if (typeof body === 'string') return fail(answeredByAnother('the API of Odoo'))
  // An action that gives nothing has no `result` at all.
  return { ok: true, result: isObject(body) && body.jsonrpc === '2.0' ? (body.result ?? null) : body }
}

function withoutOdoo(reply: Reply): Refusal {
  if (reply.status === 401) return { kind: 'unauthorised', reason: 'HTTP 401: Odoo does not accept the API key', about: 'apiKey' }
  if (reply.status === 404 || reply.status === 405)
    return { kind: 'unauthorised', reason: `HTTP ${reply.status}: no Odoo with this API answers at this address; JSON-2 begins with Odoo 19`, about: 'url' }
  return refusal(reply)
}

// --- values ----------------------------------------------------------------------------------

/** A reference is read as a pair of id and name, none as `false`. */
export const idOf = (value: Json | undefined): number | null => (Array.isArray(value) && typeof value[0] === 'number' ? value[0] : null)
export const nameOf = (value: Json | undefined): string => (Array.isArray(value) ? textOf(value[1]) : '')
