/** What sales does in a declared CRM, read by asking for what was changed: a source of the same kind as the CRM. */
import type { Json, JsonObject, PollPage, Settings, Source } from '../../core/connector.ts'
import type { Entity } from '../../core/crm.ts'
import type { Refusal } from '../../core/outcome.ts'
import { type Asking, fieldsOf, idOf, isFull, keyOf, type Place, pageValues, placeOf, rowsOf, scopeOf, textAt } from './api.ts'
import type { Declaration } from './declaration.ts'
import { filled, valueAt } from './template.ts'

type Changes = NonNullable<Declaration['changes']>

/** Changes become visible later than the time they carry; so far back is read again. */
const OVERLAP_MS = 180_000
/** Versions remembered so that the overlap tells nothing twice. */
const REMEMBERED = 2_000

/** Where the reading of one kind of record stands; `seen` are versions told already. */
interface Reach {
  since: number
  /** The last change that was seen. */
  newest: number
  page: number
  seen: string[]
  /** Read to its end once; what was there before the hub, without its key, is not told. */
  caughtUp: boolean
}

interface Cursor {
  /** Which kind is next. */
  turn: number
  of: Partial<Record<Entity, Reach>>
}

export function changesOf(declared: Declaration): Source | null {
  const { id, label, docs, changes, evidence } = declared
  if (!changes) return null
  return {
    id,
    label: `${label} changes`,
    docs,
    about: `Reads what sales did in ${label}: changed records of the kinds ${changes.of.join(' and ')}.`,
    fields: {},
    // It never calls us: whatever comes to its address is refused.
    verify: { kind: 'anyOf', checks: [] },
    dedupe: ["entity & ':' & id & '@' & changedAt"],
    connection: id,
    poll: { everySeconds: changes.everySeconds, page: (cursor, settings) => page(declared, changes, cursor, settings) },
    setup: [
      {
        de: `Richten Sie zuerst die Verbindung zu ${label} ein; diese Quelle verwendet deren Adresse und Zugangsdaten.`,
        en: `Configure the connection to ${label} first; this source uses its address and credentials.`,
      },
    ],
    onFailure: 'Nothing is lost: the next poll goes on where the last one stopped.',
    evidence,
  }
}

const START: Reach = { since: 0, newest: 0, page: 0, seen: [], caughtUp: false }

function* page(declared: Declaration, changes: Changes, text: string | null, settings: Settings): Asking<PollPage | Refusal> {
  const cursor: Cursor = text === null ? { turn: 0, of: {} } : (JSON.parse(text) as Cursor) // written below
  const entity = changes.of[cursor.turn] ?? changes.of[0]!
  const place = placeOf(declared, entity, settings)
  const reach = cursor.of[entity] ?? START
  const values = { since: written(reach.since, changes.since), ...pageValues(changes.list, reach.page) }
  const found = yield* rowsOf(place, changes.list, values, `read what changed, ${entity}`)
  if (!found.ok) return found.refusal
  const told = found.rows.map((row) => bodyOf(place, changes, row)).filter((body) => body !== null)
  const seen = new Set(reach.seen)
  const bodies = told.filter((body) => !seen.has(version(body)) && (reach.caughtUp || body.key !== null))
  const isMore = isFull(changes.list, found.rows)
  const turn = isMore ? cursor.turn : (cursor.turn + 1) % changes.of.length
  return { bodies, cursor: JSON.stringify({ turn, of: { ...cursor.of, [entity]: next(reach, told, isMore) } } satisfies Cursor), more: isMore || turn !== 0 }
}

/** A full page goes on at the last time it saw, or, where all of it is of that one time, at the page behind it. */
function next(reach: Reach, told: readonly JsonObject[], isMore: boolean): Reach {
  const last = Math.max(reach.since, ...told.map(({ changedAt }) => Date.parse(String(changedAt))))
  const newest = Math.max(reach.newest, last)
  const seen = [...new Set([...reach.seen, ...told.map(version)])]
  if (isMore) return { ...reach, newest, since: last, page: last > reach.since ? 0 : reach.page + 1, seen: seen.slice(-REMEMBERED) }
  const since = Math.max(0, newest - OVERLAP_MS)
  return { since, newest, page: 0, caughtUp: true, seen: seen.filter((one) => Date.parse(one.slice(one.lastIndexOf('@') + 1)) >= since).slice(-REMEMBERED) }
}

const version = ({ id, changedAt }: JsonObject): string => `${id}@${changedAt}`

/** Null for a row that does not say when it was changed. */
function bodyOf(place: Place, changes: Changes, row: JsonObject): JsonObject | null {
  const fields = fieldsOf(place, row)
  const at = instantOf(valueAt(fields, changes.time))
  if (at === null) return null
  const changedBy = textAt(fields, changes.by) || null
  const us = filled(changes.us ?? '', scopeOf(place)) || null
  return {
    entity: place.entity,
    id: idOf(place, row),
    key: textAt(fields, keyOf(place).field) || null,
    changedAt: new Date(at).toISOString(),
    changedBy,
    /** The hub's own write: nothing that sales did. */
    own: us !== null && changedBy === us,
    record: fields,
  }
}

/** Times without a zone are UTC; numbers are seconds or milliseconds. */
function instantOf(value: Json | undefined): number | null {
  if (typeof value === 'number') return value > 100_000_000_000 ? value : value * 1000
  if (typeof value !== 'string') return null
  const at = Date.parse(/(?:z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value.replace(' ', 'T')}Z`)
  return Number.isNaN(at) ? null : at
}

function written(at: number, how: Changes['since']): string {
  const iso = new Date(at).toISOString()
  if (how === 'sql') return iso.slice(0, 19).replace('T', ' ')
  return how === 'iso' ? iso : String(how === 'seconds' ? Math.floor(at / 1000) : at)
}
