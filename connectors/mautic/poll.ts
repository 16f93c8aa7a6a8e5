/**
 * What Mautic's webhooks may have lost, asked for every few minutes: Mautic deletes an event before it looks at the answer.
 * Submissions and "do not contact" are told in the words of its webhooks, so what came by them is a repeat.
 */
import { type JsonObject, optional, type PollPage, type Settings, type Source, secret, text, type Wrong } from '../../core/connector.ts'
import type { Refusal } from '../../core/outcome.ts'
import { withoutSlash } from '../address.ts'
import type { Asking } from '../audiences/asking.ts'
import { textOf } from '../texts.ts'
import { contactsPage, formIds, newestContact, newestSubmission, PAGE, submissionsPage } from './api.ts'
import { barredBodies, submissionBody, type Thing } from './told.ts'

/** Rows become visible later than the time they carry; so far back is read again. */
const OVERLAP_MS = 600_000
/** What is remembered so that the overlap tells nothing twice. */
const REMEMBERED = 2_000
const CONTACTS = 'contacts'
const EPOCH = '1970-01-01T00:00:00Z'

/** How far a form, or the list of contacts, was read. */
interface Reached {
  at: string
  /** Submissions, or entries of "do not contact", told already: time and identity. */
  told: string[]
}

interface Cursor {
  reached: Record<string, Reached>
  /** What this pass has yet to read; empty: it begins anew. */
  left: string[]
  /** Where in the first of them the next page begins: at a time, behind so many rows; empty: from where it was read before. */
  since?: string
  offset: number
  /** The newest time among the rows that were read in this pass. */
  newest: string
  /** The first pass tells nothing: it only learns from when on there is something to tell. A form made later is told whole. */
  isFirst: boolean
}

export const reconcilingFields = {
  url: optional(text('Address', 'Where Mautic is opened in the browser: with it, user and password the hub asks for what the webhooks lost')),
  user: optional(text('User', 'With the right to the API, to view all contacts and all forms')),
  password: optional(secret('Password', 'Of that user; HTTP basic auth must be switched on (Settings > Configuration > API Settings)')),
} satisfies Source['fields']

export const reconcilingWrong: Wrong = function* (values) {
  const names = Object.keys(reconcilingFields)
  const isSet = (name: string) => (values[name]?.[0] ?? '') !== ''
  if (!names.some(isSet)) return
  for (const field of names) if (!isSet(field)) yield { field, problem: 'address, user and password are given together, or none of them' }
  const [url = ''] = values.url ?? []
  if (url !== '' && !URL.canParse(url)) yield { field: 'url', problem: 'is no address; it begins with https://' }
}

export const reconcilingApi = {
  baseUrl: ({ url = '' }) => withoutSlash(url),
  hosts: ({ url = '' }) => [URL.parse(url)?.hostname ?? ''].filter((host) => host !== ''),
  auth: { kind: 'headers', headers: ({ user, password }) => ({ authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }) },
} satisfies Source['api']

export const reconcilingPoll = { everySeconds: 600, page } satisfies Source['poll']

function* page(stored: string | null, { url = '', user = '', password = '' }: Settings): Asking<PollPage | Refusal> {
  if (url === '' || user === '' || password === '') return { bodies: [], cursor: stored ?? '', more: false }
  const cursor = stored ? (JSON.parse(stored) as Cursor) : START // written by `pageOf`
  if (cursor.left.length > 0) return yield* nextRows(cursor)
  const forms = yield* formIds()
  return Array.isArray(forms) ? yield* nextRows({ ...cursor, left: [CONTACTS, ...forms], since: '', offset: 0, newest: '' }) : forms
}

const START: Cursor = { reached: {}, left: [], offset: 0, newest: '', isFirst: true }

function* nextRows(cursor: Cursor): Asking<PollPage | Refusal> {
  const [what = CONTACTS] = cursor.left
  const reached = cursor.reached[what]
  if (!reached && cursor.isFirst) {
    const rows = yield* what === CONTACTS ? newestContact() : newestSubmission(what)
    if (!Array.isArray(rows)) return rows
    return pageOf([], done(cursor, { at: newestOf(rows, '') || EPOCH, told: rows.flatMap(thingsOf).map(({ identity }) => identity) }))
  }
  const from: Reached = reached ?? { at: EPOCH, told: [] }
  const since = cursor.since || from.at
  const rows = yield* what === CONTACTS ? contactsPage(since, cursor.offset) : submissionsPage(what, since, cursor.offset)
  if (!Array.isArray(rows)) return rows
  const known = new Set(from.told)
  const fresh = rows.flatMap(thingsOf).filter(({ identity }) => !known.has(identity))
  const told = [...from.told, ...fresh.map(({ identity }) => identity)].slice(-REMEMBERED)
  const newest = newestOf(rows, cursor.newest)
  const bodies = fresh.map(({ body }) => body)
  if (rows.length < PAGE) return pageOf(bodies, done({ ...cursor, newest }, { ...from, told }))
  return pageOf(bodies, { ...cursor, newest, ...behind(rows, since, cursor.offset), reached: { ...cursor.reached, [what]: { ...from, told } } })
}

/** By the latest time (objects by id come in no order), since rows that change while we read move to the end and would shift all others. */
function behind(rows: readonly JsonObject[], since: string, offset: number): Pick<Cursor, 'since' | 'offset'> {
  const last = Date.parse(newestOf(rows, ''))
  // So many within one second, to which Mautic asks.
  if (Number.isNaN(last) || last - Date.parse(since) < 1_000) return { since, offset: offset + rows.length }
  return { since: new Date(last).toISOString(), offset: 0 }
}

/** The first of what is left was read to its end. */
function done(cursor: Cursor, reached: Reached): Cursor {
  const [what = CONTACTS, ...left] = cursor.left
  const at = cursor.newest === '' ? reached.at : later(reached.at, new Date(Date.parse(cursor.newest) - OVERLAP_MS).toISOString())
  return {
    ...cursor,
    left,
    since: '',
    offset: 0,
    newest: '',
    isFirst: cursor.isFirst && left.length > 0,
    reached: { ...cursor.reached, [what]: { ...reached, at } },
  }
}

const pageOf = (bodies: JsonObject[], cursor: Cursor): PollPage => ({ bodies, cursor: JSON.stringify(cursor), more: cursor.left.length > 0 })
const thingsOf = (row: JsonObject): Thing[] => (row.dateSubmitted === undefined ? barredBodies(row) : [submissionBody(row)])
const newestOf = (rows: readonly JsonObject[], before: string): string => rows.map(timeOf).reduce((latest, at) => later(at, latest), before)
const timeOf = ({ dateSubmitted, dateModified }: JsonObject): string => textOf(dateSubmitted ?? dateModified)
/** What is no time is never the later one. */
const later = (a: string, b: string): string => (Date.parse(a) >= (Date.parse(b) || 0) ? a : b)
