/**
 * HubSpot's CRM interface: where its parts are, asking, and looking up. Since its versions are dates the version stands
 * behind the part (`/crm/objects/2026-03/deals`), before it stood in front, and associations were one version ahead.
 */
import type { Call, Json, JsonObject, Reply, Settings } from '../../core/connector.ts'
import { type Refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { type LookUp, remembering } from '../references.ts'
import { noApi, refused } from './refused.ts'

export const OBJECT = { account: 'companies', contact: 'contacts', lead: 'leads', opportunity: 'deals' } as const
/** What HubSpot calls these kinds in addresses for people and in webhooks. */
export const OBJECT_ID = { account: '0-2', contact: '0-1', lead: '0-136', opportunity: '0-3' } as const

export type Part = 'objects' | 'properties' | 'pipelines' | 'owners' | 'associations'

export function path(part: Part, { apiVersion = '' }: Settings, ...segments: string[]): string {
  const rest = segments.map((segment) => `/${encodeURIComponent(segment)}`).join('')
  if (!apiVersion.startsWith('v')) return `/crm/${part}/${apiVersion}${rest}`
  return `/crm/${segments.includes('associations') || part === 'associations' ? 'v4' : apiVersion}/${part}${rest}`
}

export const accountPath = ({ apiVersion = '' }: Settings): string => `/account-info/${apiVersion}/details`

export type Answer = { ok: true; body: JsonObject } | { ok: false; refusal: Refusal; reply: Reply }
export type Asking<Result> = Generator<Call, Result, Reply>

export function* ask(call: Call): Asking<Answer> {
  const reply = yield call
  if (!succeeded(reply)) return { ok: false, refusal: refused(reply), reply }
  return isObject(reply.body) ? { ok: true, body: reply.body } : { ok: false, refusal: noApi(), reply }
}

export type Rows = { ok: true; rows: JsonObject[]; body: JsonObject } | { ok: false; refusal: Refusal; reply: Reply }

/** The `results` of an answer. */
export function* askRows(call: Call): Asking<Rows> {
  const answer = yield* ask(call)
  if (!answer.ok) return answer
  const { body } = answer
  return Array.isArray(body.results)
    ? { ok: true, rows: body.results.filter(isObject), body }
    : { ok: false, refusal: noApi(), reply: { status: 200, headers: {}, body } }
}

/** One record by its id, or by a property that is unique; null where HubSpot itself says that there is none. */
export function* readRecord(call: Call): Asking<{ ok: true; record: JsonObject | null } | { ok: false; refusal: Refusal }> {
  const answer = yield* ask(call)
  if (answer.ok) return { ok: true, record: answer.body }
  // A proxy or another program says 404 too, but not in HubSpot's words.
  return answer.reply.status === 404 && isObject(answer.reply.body) && answer.reply.body.status === 'error' ? { ok: true, record: null } : answer
}

/** Ids of the records of that kind which a record is associated with, each once. */
export function associated({ associations }: JsonObject, object: string): string[] {
  const kind = isObject(associations) ? associations[object] : null
  const rows = isObject(kind) && Array.isArray(kind.results) ? kind.results.filter(isObject) : []
  return [...new Set(rows.map(({ id }) => textOf(id)))]
}

export const propertiesOf = ({ properties }: JsonObject): JsonObject => (isObject(properties) ? properties : {})

/** What a batch could not do, beside what it did. */
export const errorsOf = ({ errors }: JsonObject): JsonObject[] => (Array.isArray(errors) ? errors.filter(isObject) : [])

/** Where the next page begins; null behind the last one. */
export function nextOf({ paging }: JsonObject): string | null {
  const next = isObject(paging) ? paging.next : null
  return isObject(next) ? textOf(next.after) || null : null
}

/** `{"find": "owner", "by": {"email": ...}}`, or any object by its properties. The same is asked once in a dialogue. */
export const lookUpWith = (settings: Settings): LookUp =>
  remembering(function* ({ find, by, optional }) {
    const found = yield* askRows(find === 'owner' ? ownerCall(by, settings) : searchCall(find, by, settings))
    if (found.ok) return { ids: found.rows.map(({ id }) => id ?? null).slice(0, 2) }
    return optional && found.refusal.kind === 'unauthorised' && found.reply.status === 403 ? { ids: [] } : found.refusal
  })

const ownerCall = (by: JsonObject, settings: Settings): Call => ({
  method: 'GET',
  path: path('owners', settings),
  query: Object.fromEntries(Object.entries(by).map(([name, value]) => [name, String(value)])),
  purpose: 'look up the owner',
})

const searchCall = (object: string, by: JsonObject, settings: Settings): Call => ({
  method: 'POST',
  path: path('objects', settings, object, 'search'),
  body: { filterGroups: [{ filters: Object.entries(by).map(([propertyName, value]) => ({ propertyName, operator: 'EQ', value: String(value) })) }], limit: 2 },
  purpose: 'look up a record',
  reads: true,
})

export const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '')
