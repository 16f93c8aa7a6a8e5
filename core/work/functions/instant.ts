/** Points in time as tools write them, to ISO 8601 in UTC. */
import { textOf } from './argument.ts'

interface WallClock {
  year: number
  month: number
  day: number
  hour?: number
  minute?: number
  second?: number
  millisecond?: number
}

export const INSTANT_FORMATS = ['auto', 'unix', 'ms', 'dmy', 'mdy'] as const

/**
 * ISO 8601 in UTC of a time as text or number; undefined where it is none, or where day and month cannot be told apart.
 * Times without a zone are local to `zone`; a date alone is its midnight there.
 */
export function instant(value: unknown, format: unknown = 'auto', zone: unknown = 'Europe/Berlin'): string | undefined {
  const text = textOf(value)
  if (text === undefined || typeof zone !== 'string') return undefined
  const counted = format === 'unix' || format === 'ms' ? /^-?\d{1,16}(?:\.\d+)?$/ : /^-?\d{9,16}(?:\.\d+)?$/
  const at = counted.test(text) ? fromUnix(Number(text), format) : fromText(text, format, zone)
  return at === undefined || Math.abs(at) > MAX_MS ? undefined : new Date(at).toISOString()
}

/** The year 9999, the last that ISO 8601 writes with four digits. */
const MAX_MS = 253_402_300_799_999

function fromUnix(value: number, format: unknown): number {
  // Seconds reach 1e11 in the year 5138, milliseconds reached it in 1973.
  return Math.round(format === 'ms' || (format !== 'unix' && Math.abs(value) >= 1e11) ? value : value * 1000)
}

const TIME = String.raw`(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: ?Uhr)?)?`
const ZONE = String.raw`(?: ?(Z|UTC|GMT|UT|[+-]\d{2}:?\d{2}|[+-]\d{2}))?`
const ISO = new RegExp(`^(\\d{4})-(\\d{2})-(\\d{2})${TIME}${ZONE}$`, 'i')
const DOTTED = new RegExp(`^(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4}|\\d{2})${TIME}${ZONE}$`, 'i')
const SLASHED = new RegExp(`^(\\d{1,2})/(\\d{1,2})/(\\d{4})${TIME}(?: ?([AP])M)?${ZONE}$`, 'i')
/** RFC 2822, and JavaScript's own Date text. */
const SPELLED = new RegExp(`^(?:[A-Za-z]{2,9},? +)?(\\d{1,2})\\.? +([A-Za-zä]{3,9})\\.? +(\\d{4})${TIME}${ZONE}(?: \\([^)]*\\))?$`, 'i')

const MONTHS = ['jan', 'feb', 'm[aä]r', 'apr', 'ma[iy]', 'jun', 'jul', 'aug', 'sep', 'o[ck]t', 'nov', 'de[cz]'].map((name) => new RegExp(`^${name}`, 'i'))

function fromText(text: string, format: unknown, zone: string): number | undefined {
  const iso = ISO.exec(text)
  if (iso) return placed(clock(iso[1]!, iso[2]!, iso[3]!, iso.slice(4, 8)), iso[8], zone)
  const dotted = DOTTED.exec(text)
  if (dotted) return placed(clock(century(dotted[3]!), dotted[2]!, dotted[1]!, dotted.slice(4, 8)), dotted[8], zone)
  const slashed = SLASHED.exec(text)
  if (slashed) return fromSlashed(slashed, format, zone)
  const spelled = SPELLED.exec(text)
  const month = spelled ? MONTHS.findIndex((name) => name.test(spelled[2]!)) + 1 : 0
  return spelled && month > 0 ? placed(clock(spelled[3]!, String(month), spelled[1]!, spelled.slice(4, 8)), spelled[8], zone) : undefined
}

function fromSlashed(match: RegExpExecArray, format: unknown, zone: string): number | undefined {
  const [first, second] = [Number(match[1]), Number(match[2])]
  const monthFirst = format === 'mdy' || (format !== 'dmy' && second > 12)
  if (!monthFirst && format !== 'dmy' && first <= 12 && first !== second) return undefined // 03/04 is anybody's guess
  const at = clock(match[3]!, String(monthFirst ? first : second), String(monthFirst ? second : first), match.slice(4, 8))
  const half = match[8]?.toUpperCase()
  if (half !== undefined && at.hour !== undefined) at.hour = (at.hour % 12) + (half === 'P' ? 12 : 0)
  return placed(at, match[9], zone)
}

const century = (year: string): string => (year.length === 4 ? year : `20${year}`)

function clock(year: string, month: string, day: string, time: readonly (string | undefined)[]): WallClock {
  const [hour, minute, second, fraction] = time
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    millisecond: Number(`0.${fraction ?? 0}`) * 1000,
  }
}

/** Unix milliseconds of a wall clock with an explicit offset, or in a zone; undefined for a 30 February. */
function placed(
  { year, month, day, hour = 0, minute = 0, second = 0, millisecond = 0 }: WallClock,
  offset: string | undefined,
  zone: string,
): number | undefined {
  if (hour > 24 || minute > 59 || second > 60) return undefined
  const utc = Date.UTC(year, month - 1, day, hour, minute, second, Math.trunc(millisecond))
  const date = new Date(Date.UTC(year, month - 1, day))
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  if (offset !== undefined) return utc - offsetMs(offset)
  const guess = zoneOffsetMs(utc, zone)
  if (guess === undefined) return undefined
  // The offset at the guessed instant may be the one on the other side of a clock change.
  return utc - (zoneOffsetMs(utc - guess, zone) ?? guess)
}

function offsetMs(offset: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(offset)
  return match ? (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0)) * 60_000 : 0
}

const zones = new Map<string, Intl.DateTimeFormat>()

function zoneOffsetMs(at: number, zone: string): number | undefined {
  const format = zoneFormat(zone)
  if (format === undefined) return undefined
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  return Date.UTC(parts.year!, parts.month! - 1, parts.day!, parts.hour!, parts.minute!, parts.second!) - Math.floor(at / 1000) * 1000
}

/** A formatter costs a hundred times its use. Zone names come from mappings, so there are few; the bound is for hostile ones. */
function zoneFormat(zone: string): Intl.DateTimeFormat | undefined {
  const known = zones.get(zone)
  if (known) return known
  try {
    const digits = 'numeric'
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: digits,
      month: digits,
      day: digits,
      hour: digits,
      minute: digits,
      second: digits,
    })
    if (zones.size < 200) zones.set(zone, format)
    return format
  } catch {
    return undefined // no such zone
  }
}
