/** The REST interface of a declared CRM: calls made of templates, rows and records taken out of answers, and what its refusals mean. */
import { RE2JS } from 're2js'
import type { Call, Json, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Entity } from '../../core/crm.ts'
import { type Refusal, refusal, retryAfterMs, succeeded } from '../../core/outcome.ts'
import { answeredByAnother, withoutSlash } from '../address.ts'
import { isObject } from '../changes.ts'
import {
  type CallName,
  type CallTemplate,
  type Declaration,
  type DeclaredEntity,
  type ErrorRule,
  methodOf,
  type RecordCall,
  type RowsCall,
} from './declaration.ts'
import { filled, filledBody, filledTexts, type Scope, textOf, valueAt } from './template.ts'

/** A declaration at one configured connection, for one kind of record. */
export interface Place {
  declared: Declaration
  settings: Settings
  entity: Entity
  own: DeclaredEntity
}

export type Values = Scope['values']

export function placeOf(declared: Declaration, entity: Entity, settings: Settings): Place {
  const own = declared.entities[entity]
  if (own === undefined) throw new Error(`${declared.id} declares no ${entity}`)
  return { declared, settings, entity, own }
}

/** The entity's own call, else the one for all; which there must be was checked when the declaration was read. */
export const callFor = <Name extends CallName>({ declared, own }: Pick<Place, 'declared' | 'own'>, name: Name) => own[name] ?? declared.calls[name]

export function scopeOf({ settings, own }: Pick<Place, 'settings' | 'own'>, values: Values = {}): Scope {
  const given = { words: settingWords(settings), values: {} }
  return { words: { ...given.words, ...filledTexts(own.names, given) }, values }
}

export const settingWords = (settings: Settings): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [`settings.${name}`, name === 'url' ? withoutSlash(value) : value]))

export function request(place: Place, template: CallTemplate, values: Values, purpose: string, more: Partial<Call> = {}): Call {
  const scope = scopeOf(place, values)
  const { method, path } = methodOf(template)
  const headers = filledTexts({ ...place.declared.headers, ...template.headers }, scope)
  const query = filledTexts(template.query ?? {}, scope)
  const body = template.body === undefined ? undefined : filledBody(template.body, scope)
  return {
    method,
    path: filled(path, scope, encodeURIComponent) ?? '',
    ...(Object.keys(query).length > 0 && { query }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(body !== undefined && { body }),
    ...(template.form !== undefined && { form: filledTexts(template.form, scope) }),
    purpose,
    ...more,
  }
}

// --- answers ---------------------------------------------------------------------------------------

export type Rows = { ok: true; rows: JsonObject[] } | { ok: false; refusal: Refusal }
export type Asking<Result> = Generator<Call, Result, Reply>

export function* rowsOf(place: Place, template: RowsCall, values: Values, purpose: string): Asking<Rows> {
  const escaped = typeof values.value === 'string' ? { ...values, value: replacedIn(values.value, template.escape) } : values
  const reply = yield request(place, template, escaped, purpose, { reads: true })
  const refused = refusalOf(place, reply)
  if (refused) return { ok: false, refusal: refused }
  const found = valueAt(reply.body, filled(template.at ?? '', scopeOf(place)) ?? '')
  if (Array.isArray(found)) return { ok: true, rows: found.filter(isObject) }
  return isObject(reply.body) && template.missing === 'none' ? { ok: true, rows: [] } : { ok: false, refusal: noApi(place) }
}

const replacedIn = (value: string, replaced: Readonly<Record<string, string>> = {}): string =>
  Object.entries(replaced).reduce((text, [what, by]) => text.replaceAll(what, by), value)

/** Of a page, how it is asked for, and whether another one follows. */
export const pageValues = (template: RowsCall, page: number): Values => ({ page: template.first + page, offset: page * (template.size ?? 0) })
export const isFull = (template: RowsCall, rows: readonly unknown[]): boolean => template.size !== undefined && rows.length >= template.size

/** The record in an answer; null where there is none. */
export function recordIn(place: Place, { at = '' }: RecordCall, { body }: Reply): JsonObject | null {
  const found = valueAt(body, filled(at, scopeOf(place)) ?? '')
  return isObject(found) ? found : null
}

export const idOf = ({ declared }: Place, row: JsonObject): string => textOf(valueAt(row, declared.record.id))

export function fieldsOf({ declared }: Place, row: JsonObject): JsonObject {
  const fields = valueAt(row, declared.record.fields)
  return isObject(fields) ? fields : {}
}

/** The field that holds the hub's key, and its name in a search. */
export const keyOf = (place: Place): { field: string; search: string } => ({
  field: filled(place.own.key.field, scopeOf(place)) ?? '',
  search: filled(place.own.key.search, scopeOf(place)) ?? '',
})

// --- refusals --------------------------------------------------------------------------------------

/** What an answer refuses, by the declared classes first; null where it refuses nothing. */
export function refusalOf(place: Place, reply: Reply): Refusal | null {
  const { reason: places, kinds } = place.declared.errors
  const said = places.map((path) => textOf(valueAt(reply.body, path))).find((text) => text !== '')
  const rule = kinds.find((one) => fits(one, reply, said))
  if (rule) return classed(place, rule, reply, said)
  return succeeded(reply) ? null : refusal(reply, said)
}

function fits(rule: ErrorRule, reply: Reply, said: string | undefined): boolean {
  if (rule.status === undefined ? succeeded(reply) : rule.status !== reply.status) return false
  return (
    rule.matches === undefined ||
    patternOf(rule, rule.matches)
      .matcher(subject(rule, reply, said))
      .find()
  )
}

const subject = ({ at }: ErrorRule, { body }: Reply, said: string | undefined): string =>
  (at === undefined ? (said ?? textOf(body)) : textOf(valueAt(body, at))).slice(0, 2_000)

const patterns = new WeakMap<ErrorRule, RE2JS>()

/** Linear in time: the texts come from outside. */
function patternOf(rule: ErrorRule, matches: string): RE2JS {
  const known = patterns.get(rule)
  if (known) return known
  const made = RE2JS.compile(matches, RE2JS.CASE_INSENSITIVE)
  patterns.set(rule, made)
  return made
}

function classed({ entity }: Place, rule: ErrorRule, reply: Reply, said: string | undefined): Refusal {
  const told = groups(rule, subject(rule, reply, said))
  const reason = [said ?? `HTTP ${reply.status}`, rule.todo].filter(Boolean).join(': ')
  const afterMs = retryAfterMs(reply.headers['retry-after'], reply.headers.date)
  const wait = afterMs === undefined ? {} : { afterMs }
  switch (rule.kind) {
    case 'rateLimited':
    case 'quotaExhausted':
    case 'transient':
      return { kind: rule.kind, reason, ...wait }
    case 'invalid':
      return {
        kind: 'invalid',
        reason,
        fields: told.field ? [{ field: told.field, ...(told.value && { value: told.value }), message: said ?? 'is refused' }] : [],
      }
    case 'duplicate':
      return { kind: 'duplicate', reason, entity, candidates: [] }
    case 'gone':
      return { kind: 'gone', reason, ...(told.into && { mergedInto: told.into }) }
    default:
      return { kind: rule.kind, reason }
  }
}

function groups(rule: ErrorRule, text: string): { field?: string; value?: string; into?: string } {
  if (rule.matches === undefined) return {}
  const matcher = patternOf(rule, rule.matches).matcher(text)
  return matcher.find() ? (matcher.getNamedGroups() as { field?: string; value?: string; into?: string }) : {} // the names that are told
}

export const noApi = ({ declared }: Pick<Place, 'declared'>): Refusal => answeredByAnother(`the API of ${declared.label}`)

/** JSON, or nothing where there is nothing to say. */
export const isAnswer = ({ body }: Reply): boolean => typeof body !== 'string' || body === ''

/** Text of a value in a record, where it is text. */
export const textAt = (fields: JsonObject, path: string | undefined): string => (path === undefined ? '' : textOf(valueAt(fields, path) as Json | undefined))
