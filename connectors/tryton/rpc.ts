/**
 * Tryton's JSON-RPC as the CRM connector and the poll source speak it: one POST per call, typed JSON, and errors that
 * arrive as HTTP 200 (source: trytond/protocols/jsonrpc.py and dispatcher.py of 6.0, run against 6.0.29).
 */
import type { Call, Json, JsonObject, Reply } from '../../core/connector.ts'
import { type Refusal, refusal } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'

/** Models of the kinds of record. */
export const MODEL = { account: 'party.party', contact: 'party.party', opportunity: 'sale.opportunity' } as const

export type Answer = { ok: true; result: Json } | { ok: false; refusal: Refusal; because: Because }

/** `refused`: Tryton says why, to people. `inside`: an exception of its own, after which nothing was changed. `login`: it does not know who asks. */
type Because = 'refused' | 'inside' | 'login' | 'no-json' | 'http'

export type Rpc = Generator<Call, Answer, Reply>

/** A call that only reads, of `model.method`. */
export const ask = (method: string, params: readonly Json[], purpose: string): Rpc => rpc(method, params, purpose, true)

/** A call that changes something. Tryton's calls are transactions: an error means that nothing was changed. */
export const tell = (method: string, params: readonly Json[], purpose: string): Rpc => rpc(method, params, purpose, false)

function* rpc(method: string, params: readonly Json[], purpose: string, reads: boolean): Rpc {
  const reply = yield { method: 'POST', path: '', body: { id: 1, method, params: [...params] }, purpose, reads }
  return answer(reply, method)
}

/** `search_read` with only the fields wanted. */
export function* searchRead(
  model: string,
  domain: Json,
  fields: readonly string[],
  purpose: string,
  page: { limit: number; order?: Json; context?: JsonObject } = { limit: 50 },
): Generator<Call, { ok: true; rows: JsonObject[] } | { ok: false; refusal: Refusal; because: Because }, Reply> {
  const found = yield* ask(`${model}.search_read`, [domain, 0, page.limit, page.order ?? null, [...fields], page.context ?? {}], purpose)
  return found.ok ? { ok: true, rows: Array.isArray(found.result) ? found.result.filter(isObject) : [] } : found
}

function answer(reply: Reply, method: string): Answer {
  const { body } = reply
  const fail = (because: Because, said: Refusal): Answer => ({ ok: false, because, refusal: said })
  if (isObject(body) && 'result' in body) return { ok: true, result: body.result ?? null }
  if (isObject(body) && Array.isArray(body.error)) return failure(body.error)
  if (reply.status === 401) return fail('login', { kind: 'unauthorised', reason: 'Tryton does not accept the login' })
  if (reply.status === 403)
    return fail('http', { kind: 'unauthorised', reason: `Tryton does not allow ${method}: look at the rights of the user and the activated modules` })
  if (reply.status === 404 || reply.status === 405)
    return fail('http', { kind: 'unauthorised', reason: `HTTP ${reply.status}: no Tryton answers at this address` })
  if (reply.status >= 300) return fail('http', refusal(reply, 'no JSON-RPC answer'))
  return fail('no-json', { kind: 'transient', reason: 'what answers at this address does not speak JSON-RPC: a page for people, or a proxy', uncertain: true })
}

function failure([name, details]: readonly Json[]): Answer {
  const said = Array.isArray(details) ? details.filter((one) => typeof one === 'string' && one !== '').join(': ') : String(details ?? '')
  const refused = (refusal: Refusal): Answer => ({ ok: false, because: 'refused', refusal })
  switch (name) {
    case 'UserError':
      return refused({ kind: 'invalid', reason: said, fields: [] })
    case 'UserWarning':
      return refused({ kind: 'invalid', reason: `Tryton wants a person to confirm this: ${said}`, fields: [] })
    case 'ConcurrencyException':
      return refused({ kind: 'conflict', reason: 'somebody changed the record in Tryton at the same time' })
    case 'LoginException':
      return refused({ kind: 'unauthorised', reason: `Tryton asks for more than a password: ${said}` })
    default:
      return { ok: false, because: 'inside', refusal: { kind: 'transient', reason: `Tryton failed inside: ${String(name).slice(0, 200)}` } }
  }
}

// --- typed JSON ----------------------------------------------------------------------

export const decimal = (value: number | string): JsonObject => ({ __class__: 'Decimal', decimal: String(value) })

/** @param iso `2026-03-31` */
export const date = (iso: string): JsonObject => {
  const [year = 0, month = 0, day = 0] = iso.split('-').map(Number)
  return { __class__: 'date', year, month, day }
}

/** Tryton's times have no zone; they are UTC, with microseconds. */
export const datetime = (iso: string): JsonObject => {
  const [, year, month, day, hour, minute, second, fraction = ''] = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)(?:\.(\d+))?/.exec(iso) ?? []
  return {
    __class__: 'datetime',
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    microsecond: Number(fraction.padEnd(6, '0').slice(0, 6)),
  }
}

/** ISO text of a typed time, with microseconds so that it can be compared and asked for again exactly; null for none. */
export function isoOf(value: Json | undefined): string | null {
  if (!isObject(value) || value.__class__ !== 'datetime') return null
  const two = (part: Json | undefined) => String(part ?? 0).padStart(2, '0')
  const micro = String(value.microsecond ?? 0).padStart(6, '0')
  return `${value.year}-${two(value.month)}-${two(value.day)}T${two(value.hour)}:${two(value.minute)}:${two(value.second)}.${micro}Z`
}

/** The plain value behind a typed one: decimals as text, dates as ISO. */
export function plain(value: Json | undefined): Json {
  if (!isObject(value)) return value ?? null
  if (value.__class__ === 'Decimal') return value.decimal ?? null
  if (value.__class__ === 'datetime') return isoOf(value)
  if (value.__class__ === 'date') return `${value.year}-${String(value.month).padStart(2, '0')}-${String(value.day).padStart(2, '0')}`
  return value
}

/** Related records are read as `name.` beside the id: an object for one, a list for many. */
export const related = (row: JsonObject, name: string): JsonObject => {
  const value = row[`${name}.`]
  return isObject(value) ? value : {}
}
export const relatedList = (row: JsonObject, name: string): JsonObject[] => {
  const value = row[`${name}.`]
  return Array.isArray(value) ? value.filter(isObject) : []
}
