/** When it happened: the field that says so best, and how to read it. */
import { instant } from '../functions/instant.ts'
import { nearness } from './assign.ts'
import { isBlank, type Leaf, type Scalar, single, singlePath } from './leaves.ts'
import { below } from './path.ts'
import { wordsOf } from './words.ts'

export interface Moment {
  /** An expression that gives ISO 8601, or nothing where the field is empty. */
  expression: string
  leaf: Leaf
  /** Of the day, in a field of its own. */
  clock?: Leaf
  /** Where that one is missing. */
  otherwise?: Leaf
  why: string
  sure: boolean
}

/** Words of a name, best first: what was done, what happened, when a row was made. */
const SAYS: readonly (readonly [RegExp, number])[] = [
  [/^(?:submit|submitted|submission|eingereicht|eingang|eingegangen|gesendet|abgeschickt|scan|scanned|erfasst|gescannt|gebucht|booked|bestellt)$/, 10],
  [
    /^(?:occurred|happened|event|ereignis|zeitpunkt|bounced|fired|registration|registered|registriert|anmeldung|angemeldet|click|opened|read|action|downloaded)$/,
    9,
  ],
  [/^(?:changed|received|empfangen|activated|responded)$/, 7],
  [/^(?:created|erstellt|angelegt|zeitstempel|timestamp)$/, 6],
  [/^(?:time|date|datum|zeit|tag|ts|at|am|epoch|uhrzeit|when|wann|written|write)$/, 4],
]
const OTHER_TIME =
  /^(?:start|starts|begin|beginn|end|ends|ende|landed|wunsch|wunschtermin|birth|geburt|geburtsdatum|expires?|due|planned|geplant|from|to|von|bis|sent|versendet|deactivated|updated|modified|termin|lieferung|delivery|uhrzeit)$/
const CLOCK = /^\d{1,2}:\d{2}(?::\d{2})?(?: Uhr)?$/

/** @param receivedAt ISO 8601, where the sample was kept by the hub: settles zones that are not told */
export function momentOf(leaves: readonly Leaf[], anchor: Leaf | undefined, receivedAt?: string): Moment | undefined {
  const count = Math.max(1, ...leaves.map(({ values }) => values.size))
  const ranked = leaves.flatMap((leaf) => {
    const said = textOf(leaf)
    const read = said === undefined ? undefined : reading(said)
    if (read === undefined || said === undefined) return []
    const worth = worthOf(leaf)
    return worth === 0
      ? []
      : [{ leaf, said, rank: worth + (read.zoned ? 2 : 0) - (read.dateOnly ? 5 : 0) - 4 * (1 - leaf.values.size / count) + nearness(leaf, anchor) / 4 }]
  })
  const best = ranked.sort((a, b) => b.rank - a.rank)[0]
  if (best === undefined) return undefined
  const { dateOnly } = reading(best.said)!
  const clock = dateOnly ? clockBeside(best.leaf, leaves) : undefined
  const found = momentFrom(best.leaf, best.said, clock, receivedAt)
  const everywhere = best.leaf.values.size < count ? ranked.find(({ leaf }) => leaf.values.size === count) : undefined
  if (everywhere === undefined) return found
  return {
    ...found,
    expression: `${found.expression} ?: ${momentFrom(everywhere.leaf, everywhere.said, undefined, receivedAt).expression}`,
    otherwise: everywhere.leaf,
  }
}

function worthOf({ names }: Leaf): number {
  const words = wordsOf(names.at(-1) ?? '')
  if (words.some((word) => OTHER_TIME.test(word) || /^(?:birth|geburt|wunsch)/.test(word)))
    return words.some((word) => word === 'updated' || word === 'modified' || word === 'sent' || word === 'write') ? 2 : 0
  const values = words.flatMap((word) => SAYS.find(([pattern]) => pattern.test(word))?.[1] ?? [])
  const isTime = words.some((word) =>
    /time|date|datum|zeit|stamp|^(?:ts|at|am|on|epoch|tag|erfasst|eingereicht|eingang|submitted|registered|activated|created)$|(?:at|am|on)$/.test(word),
  )
  return isTime && values.length > 0 ? Math.max(...values) : 0
}

/** How a text says a time; undefined where it says none that could be now. */
function reading(said: Scalar): { zoned: boolean; dateOnly: boolean; ambiguous: boolean } | undefined {
  const text = String(said).trim()
  if (DOTNET.test(text)) return { zoned: true, dateOnly: false, ambiguous: false }
  const counted = /^\d{9,16}(?:\.\d+)?$/.test(text)
  if (!counted && !/\d{4}|\d{1,2}\.\d{1,2}\.\d{2}/.test(text)) return undefined
  const slashed = /^\d{1,2}\/\d{1,2}\/\d{4}/.test(text)
  const at = instant(said) ?? (slashed ? instant(said, 'mdy') : undefined)
  const year = at === undefined ? 0 : Number(at.slice(0, 4))
  if (year < 2005 || year > 2100) return undefined
  return { zoned: counted || /(?:Z|[+-]\d{2}:?\d{2}|GMT|UTC)$/.test(text), dateOnly: !counted && !/\d:\d/.test(text), ambiguous: slashed }
}

/** Written by .NET: milliseconds within `/Date(...)/`. */
const DOTNET = /^\/Date\(-?\d+(?:[+-]\d{4})?\)\/$/

const textOf = (leaf: Leaf): Scalar | undefined => {
  const [said] = [...leaf.values.values()].map(single).filter((value) => value !== undefined && typeof value !== 'boolean' && !isBlank(value))
  return said
}

/** The time of day beside a date. */
function clockBeside(date: Leaf, leaves: readonly Leaf[]): Leaf | undefined {
  const beside = date.names.slice(0, -1).join('.')
  return leaves.find((leaf) => leaf !== date && leaf.names.slice(0, -1).join('.') === beside && CLOCK.test(String(textOf(leaf) ?? '')))
}

function momentFrom(leaf: Leaf, said: Scalar, clock: Leaf | undefined, receivedAt: string | undefined): Moment {
  const why = `'${leaf.names.at(-1)}' tells a time`
  if (DOTNET.test(String(said))) return { expression: `$instant($match(${singlePath(leaf)}, /-?\\d+/)[0].match, "ms")`, leaf, why, sure: true }
  const { zoned, dateOnly, ambiguous } = reading(said)!
  const value = clock ? `${singlePath(leaf)} & " " & ${singlePath(clock)}` : singlePath(leaf)
  const zone = zoned ? undefined : zoneBy(`${said}${clock ? ` ${textOf(clock)}` : ''}`, receivedAt)
  const format = ambiguous ? (/[AP]M\b/i.test(String(said)) ? 'mdy' : 'dmy') : 'auto'
  const options = zone === 'UTC' ? `, "${format}", "UTC"` : format === 'auto' ? '' : `, "${format}"`
  const doubts = [
    ...(zoned || zone !== undefined
      ? []
      : [`it has no time zone: read as Europe/Berlin; if the tool means UTC, write $instant(${below('', 'field')}, "auto", "UTC")`]),
    ...(dateOnly && !clock ? ['it has no time of day'] : []),
    ...(ambiguous ? [`day and month could be the other way round: read as ${format}`] : []),
  ]
  return { expression: `$instant(${value}${options})`, leaf, ...(clock ? { clock } : {}), why: [why, ...doubts].join('; '), sure: doubts.length === 0 }
}

/** A time without zone belongs to the one in which it lies shortly before the request arrived. */
function zoneBy(said: string, receivedAt: string | undefined): 'UTC' | 'Europe/Berlin' | undefined {
  if (receivedAt === undefined) return undefined
  const ago = (zone: string) => Date.parse(receivedAt) - Date.parse(instant(said, 'auto', zone) ?? '')
  const near = (ms: number) => ms > -300_000 && ms < 1_800_000
  if (near(ago('UTC'))) return 'UTC'
  return near(ago('Europe/Berlin')) ? 'Europe/Berlin' : undefined
}
