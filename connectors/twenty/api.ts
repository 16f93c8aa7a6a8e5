/**
 * Twenty's REST interface: records are read by filters, as asking for one that is not there is answered like a mistake
 * (run against 0.50), and the hub gives records their ids itself, made of its keys.
 */
import { createHash } from 'node:crypto'
import type { Call, Json, JsonObject, Reply } from '../../core/connector.ts'
import type { Entity } from '../../core/crm.ts'
import { type Refusal, refusal, succeeded } from '../../core/outcome.ts'
import { answeredByAnother } from '../address.ts'
import { isObject } from '../changes.ts'
import type { LookUp } from '../references.ts'
import { textOf } from '../texts.ts'

export type Known = Exclude<Entity, 'lead'>
export const OBJECT = { account: 'companies', contact: 'people', opportunity: 'opportunities' } as const
export const SINGULAR = { account: 'company', contact: 'person', opportunity: 'opportunity' } as const

export type Asking<Result> = Generator<Call, Result, Reply>
export type Rows = { ok: true; rows: JsonObject[]; body: JsonObject } | { ok: false; refusal: Refusal }

/** An id that is the same whenever it is made of the same parts (RFC 9562, version 8: by our own rule). */
export function uuidOf(...parts: string[]): string {
  const hex = createHash('sha256')
    .update(['leitwerk', ...parts].join('\n'))
    .digest('hex')
  const variant = ((Number.parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** Text inside of a filter. */
export const quoted = (text: string): string => `"${text.replaceAll('\\', '').replaceAll('"', '')}"`
export const anyOf = (conditions: readonly string[]): string => (conditions.length === 1 ? conditions[0]! : `or(${conditions.join(',')})`)

/** More than so many are no match any more; the most that one answer holds. */
export const MOST = 60

export function* list(object: string, query: Readonly<Record<string, string>>, purpose: string): Asking<Rows> {
  const reply = yield { method: 'GET', path: `/${object}`, query: { limit: String(MOST), depth: '0', ...query }, purpose }
  if (!succeeded(reply)) return { ok: false, refusal: refused(reply) }
  const data = isObject(reply.body) && isObject(reply.body.data) ? reply.body.data : {}
  const rows = data[object]
  return isObject(reply.body) && Array.isArray(rows) ? { ok: true, rows: rows.filter(isObject), body: reply.body } : { ok: false, refusal: noApi() }
}

export const byId = (object: string, id: string, purpose: string): Asking<Rows> => list(object, { filter: `id[eq]:${quoted(id)}` }, purpose)

/** What was made or changed: the only value inside of `data`. */
export function written(reply: Reply): JsonObject | null {
  if (!succeeded(reply) || !isObject(reply.body) || !isObject(reply.body.data)) return null
  const [record] = Object.values(reply.body.data)
  return isObject(record) && textOf(record.id) !== '' ? record : null
}

/** `{"find": "workspaceMembers", "by": {"userEmail": ...}}`: any object of the workspace by its fields. */
export const lookUp: LookUp = function* ({ find, by, optional }) {
  const filter = Object.entries(by).map(([field, value]) => `${field}[eq]:${quoted(String(value))}`)
  const found = yield* list(find, { filter: filter.join(',') }, 'look up a record')
  if (found.ok) return { ids: found.rows.map(({ id }) => id ?? null).slice(0, 2) }
  return optional && found.refusal.kind === 'unauthorised' ? { ids: [] } : found.refusal
}

/** What a refusal means: by the name of the error, as nearly all of them are 400. */
export function refused(reply: Reply): Refusal {
  const said = isObject(reply.body) ? reply.body : {}
  const message = Array.isArray(said.messages) ? said.messages.map(textOf).join('; ') : textOf(said.message)
  if (reply.status === 400) return meaning(textOf(said.error), message)
  if (reply.status === 401 || reply.status === 403) return denied(message)
  return refusal(reply, message || undefined)
}

function meaning(error: string, message: string): Refusal {
  if (DENIED.test(error)) return denied(message)
  if (isTaken(message)) return { kind: 'conflict', reason: 'Twenty holds a record with the same e-mail address or domain' }
  const [, field] = /[Ff]ield (?:metadata for field )?"(\w+)"/.exec(message) ?? []
  if (field)
    return {
      kind: 'invalid',
      reason: `Twenty has no field ${field}: add it (Settings > Data model) or correct its name`,
      fields: [{ field, message: 'does not exist in Twenty' }],
    }
  // `invalid input value for enum workspace_x.opportunity_stage_enum: "NOPE"`
  const [, column, value] = /enum [\w.]*?(?:company|person|opportunity)_(\w+)_enum"?: "([^"]*)"/.exec(message) ?? []
  if (column)
    return {
      kind: 'invalid',
      reason: `${column}: ${value} is none of its options`,
      fields: [{ field: column, value: value ?? '', message: 'is none of its options' }],
    }
  return { kind: 'invalid', reason: message || 'Twenty refuses the values without saying why', fields: [] }
}

const DENIED = /^(?:Forbidden|Unauthorized)/
/** A wrong key is a 400 too. */
export const isDenied = ({ status, body }: Reply): boolean => status === 400 && isObject(body) && DENIED.test(textOf(body.error))

const isTaken = (message: string): boolean => /duplicate key value|Duplicate /.test(message)

export const denied = (message: string): Refusal => ({ kind: 'unauthorised', reason: `Twenty does not accept the API key${message && `: ${message}`}` })

export const noApi = (): Refusal => answeredByAnother('the API of Twenty')

export const partOf = (value: Json | undefined, name: string): string => (isObject(value) ? textOf(value[name]) : '')
