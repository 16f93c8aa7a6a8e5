/**
 * Where the next look for changes begins. Odoo tells times in whole seconds, many records can carry the same one, and
 * transactions become visible later than the time they carry.
 */
import type { Json, JsonObject } from '../../core/connector.ts'
import { textOf } from '../texts.ts'
import { versionOf } from './told.ts'

export const PAGE = 100
/** So far back is read again. */
const OVERLAP_MS = 180_000
/** Passes in a row without news, after which nothing late can come any more: longer than the overlap at a poll every 15 s. */
const QUIET_PASSES = 20
/** Versions remembered so that the overlap tells nothing twice. */
const REMEMBERED = 2_000

interface Cursor {
  /** Read from this second on, or the rest of this second behind the record `after`. */
  at: string
  after: number | null
  /** The latest second that was met. */
  top: string
  /** Something new was met since the last pass began. */
  news: boolean
  quiet: number
  /** Versions told already. */
  seen: string[]
}

const START: Cursor = { at: '1970-01-01 00:00:00', after: null, top: '1970-01-01 00:00:00', news: false, quiet: 0, seen: [] }
export const readCursor = (text: string | null): Cursor => (text === null ? START : (JSON.parse(text) as Cursor)) // written by `turned`

export const domainOf = ({ at, after }: Cursor): Json[] =>
  after === null
    ? [['write_date', '>=', at]]
    : [
        ['write_date', '>=', at],
        ['write_date', '<', shifted(at, 1000)],
        ['id', '>', after],
      ]

export const orderOf = ({ after }: Cursor): string => (after === null ? 'write_date, id' : 'id')

/** What of a page is new, and where it goes on. */
export function turned(cursor: Cursor, page: readonly JsonObject[]): { fresh: JsonObject[]; cursor: Cursor; more: boolean } {
  const { rows, at, after, more } = placeBehind(cursor, page)
  const known = new Set(cursor.seen)
  const fresh = rows.filter((row) => !known.has(versionOf(row)))
  const top = rows.map(({ write_date }) => textOf(write_date)).reduce(later, cursor.top)
  const seen = [...cursor.seen, ...fresh.map(versionOf)]
  const going: Cursor = { ...cursor, at, after, top, news: cursor.news || fresh.length > 0, seen: seen.slice(-REMEMBERED) }
  return { fresh, cursor: more ? going : newPass(going), more }
}

/** A page that ends in the midst of a second says nothing about the rest of it: that second is read anew, by id. */
function placeBehind({ at, after }: Cursor, rows: readonly JsonObject[]): Pick<Cursor, 'at' | 'after'> & { rows: readonly JsonObject[]; more: boolean } {
  const last = rows.at(-1)
  if (rows.length < PAGE || last === undefined) {
    if (after === null) return { rows, at, after, more: false }
    return { rows, at: shifted(at, 1000), after: null, more: true }
  }
  if (after !== null) return { rows, at, after: Number(last.id), more: true }
  const second = textOf(last.write_date)
  return { rows: rows.filter(({ write_date }) => write_date !== second), at: second, after: 0, more: true }
}

function newPass(cursor: Cursor): Cursor {
  const quiet = cursor.news ? 0 : cursor.quiet + 1
  const at = quiet >= QUIET_PASSES ? shifted(cursor.top, 1000) : shifted(cursor.top, -OVERLAP_MS)
  return { ...cursor, at, quiet, news: false, seen: cursor.seen.filter((version) => version.split('@')[1]! >= at) }
}

const later = (a: string, b: string): string => (a > b ? a : b)
const shifted = (at: string, ms: number): string => new Date(Date.parse(`${at.replace(' ', 'T')}Z`) + ms).toISOString().slice(0, 19).replace('T', ' ')
