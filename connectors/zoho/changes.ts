/** Zoho CRM's changes read every few minutes, beside its notices: what was missed while a channel had run out, and what was deleted. */
import type { Call, Json, JsonObject, PollPage, Reply, Settings } from '../../core/connector.ts'
import { type Refusal, succeeded } from '../../core/outcome.ts'
import { textOf } from '../texts.ts'
import { nextPage, refused, rowsOf } from './api.ts'

/** Records become visible later than the time they carry; so far back is read again. */
const OVERLAP_MS = 180_000
/** Versions remembered so that the overlap tells nothing twice. */
const REMEMBERED = 2_000
const WATCHED = ['Leads', 'Deals'] as const
type Watched = (typeof WATCHED)[number]
const PAGE = '200'
const RENEWED_EVERY_MS = 86_400_000
/** A channel lives a week at the most. */
const CHANNEL_MS = 6 * 86_400_000

/** What is read next: by module everything since a time, or the next page of it; `seen` are versions told already. */
interface Cursor {
  since: Record<Watched, string>
  page: Partial<Record<Watched, string>>
  newest: Partial<Record<Watched, string>>
  seen: string[]
  renewedAt: number
}

type Polling<Value> = Generator<Call, Value | Refusal, Reply>

export function* changedRecords(text: string | null, settings: Settings): Polling<PollPage> {
  if (text === null) return yield* beginning()
  const cursor = JSON.parse(text) as Cursor // written below
  const isWithin = Object.keys(cursor.page).length > 0
  const bodies: JsonObject[] = []
  let now = Number.NaN
  for (const module of WATCHED) {
    if (isWithin && cursor.page[module] === undefined) continue
    const reply = yield changed(module, cursor, settings)
    const rows = rowsOf(reply)
    if (!rows) return refused(reply)
    now = Date.parse(reply.headers.date ?? '')
    bodies.push(...fresh(module, rows, settings, cursor))
    goOn(module, rows, nextPage(reply), cursor)
    if (isWithin) continue
    const gone = yield* deleted(module, cursor)
    if (!Array.isArray(gone)) return gone
    bodies.push(...gone)
  }
  const more = Object.keys(cursor.page).length > 0
  if (!more) yield* keepChannel(cursor, now, settings)
  return { bodies, cursor: JSON.stringify({ ...cursor, seen: cursor.seen.slice(-REMEMBERED) } satisfies Cursor), more }
}

/** The first poll tells nothing: it only learns from when on there is something to tell. */
function* beginning(): Polling<PollPage> {
  const since: Record<Watched, string> = { Leads: EPOCH, Deals: EPOCH }
  for (const module of WATCHED) {
    const query = { fields: 'Modified_Time', sort_by: 'Modified_Time', sort_order: 'desc', per_page: '1' }
    const reply = yield { method: 'GET', path: `/crm/v8/${module}`, query, purpose: `see how new ${module} are` }
    const rows = rowsOf(reply)
    if (!rows) return refused(reply)
    since[module] = textOf(rows[0]?.Modified_Time) || EPOCH
  }
  return { bodies: [], cursor: JSON.stringify({ since, page: {}, newest: {}, seen: [], renewedAt: 0 } satisfies Cursor), more: false }
}

const EPOCH = '1970-01-01T00:00:00+00:00'

function changed(module: Watched, { since, page }: Cursor, { keyField = '' }: Settings): Call {
  const query: Record<string, string> = { fields: `Modified_Time,${keyField}`, sort_by: 'Modified_Time', sort_order: 'asc', per_page: PAGE }
  if (module === 'Leads') query.converted = 'both'
  if (page[module] !== undefined) query.page_token = page[module]
  return { method: 'GET', path: `/crm/v8/${module}`, query, headers: { 'if-modified-since': since[module] }, purpose: `read changed ${module}` }
}

/** Only those of the hub, and no version twice. */
function fresh(module: Watched, rows: readonly JsonObject[], { keyField = '' }: Settings, cursor: Cursor): JsonObject[] {
  const own = rows.filter((row) => textOf(row[keyField]).startsWith('led_'))
  return told(
    module,
    'update',
    own.map(({ id, Modified_Time: at }) => ({ id: textOf(id), at: textOf(at) })),
    cursor,
  )
}

function told(module: Watched, operation: string, versions: readonly { id: string; at: string }[], { seen }: Cursor): JsonObject[] {
  const unseen = versions.filter(({ id, at }) => !seen.includes(`${operation} ${id}@${at}`))
  seen.push(...unseen.map(({ id, at }) => `${operation} ${id}@${at}`))
  return unseen.map(({ id, at }): JsonObject => ({ module, operation, ids: [id], server_time: at }))
}

function goOn(module: Watched, rows: readonly JsonObject[], token: string | null, cursor: Cursor): void {
  const newest = textOf(rows.at(-1)?.Modified_Time) || cursor.newest[module]
  if (token !== null) {
    cursor.page[module] = token
    if (newest !== undefined) cursor.newest[module] = newest
    return
  }
  delete cursor.page[module]
  delete cursor.newest[module]
  if (newest === undefined) return
  const back = new Date(Date.parse(newest) - OVERLAP_MS).toISOString().replace(/\.\d+Z$/, '+00:00')
  if (Date.parse(back) > Date.parse(cursor.since[module])) cursor.since[module] = back
}

function* deleted(module: Watched, cursor: Cursor): Polling<JsonObject[]> {
  const headers = { 'if-modified-since': cursor.since[module] }
  const reply = yield { method: 'GET', path: `/crm/v8/${module}/deleted`, query: { type: 'all', per_page: PAGE }, headers, purpose: `read deleted ${module}` }
  const rows = rowsOf(reply)
  if (!rows) return refused(reply)
  const versions = rows.map(({ id, deleted_time: at }) => ({ id: textOf(id), at: textOf(at) }))
  return told(module, 'delete', versions, cursor)
}

/** A channel of notices runs out unless it is renewed; should that fail, the poll goes on and tries again. */
function* keepChannel(cursor: Cursor, now: number, { channelId = '' }: Settings): Generator<Call, void, Reply> {
  if (channelId === '' || !Number.isFinite(now) || now - cursor.renewedAt < RENEWED_EVERY_MS) return
  const expiry = new Date(now + CHANNEL_MS).toISOString().replace(/\.\d+Z$/, '+00:00')
  const watch: Json = [{ channel_id: channelId, events: WATCHED.map((module) => `${module}.all`), channel_expiry: expiry }]
  const reply = yield { method: 'PATCH', path: '/crm/v8/actions/watch', body: { watch }, purpose: 'renew the channel of notices', repeatable: true }
  if (succeeded(reply)) cursor.renewedAt = now
}
