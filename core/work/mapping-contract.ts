/** Checks what a mapping yielded against the lead event contract and says what is wrong in a sentence an admin understands. */
import type { z } from 'zod'
import { type LeadEvent, leadEventSchema } from '../lead/event.ts'
import type { Hold, MappedItem } from '../mapped.ts'
import { didYouMean } from '../nearest.ts'
import { linePlace } from './mapping-errors.ts'
import { fieldsAt, shapeOf, tidy } from './mapping-tidy.ts'

const EVENTS = { kind: 'list', of: shapeOf(leadEventSchema) } as const
const MAX_EVENTS = 1_000

/**
 * The result of a source mapping as events, an ignored item, or held: `mapping_empty`, `event_invalid`. @throws TooLarge
 *
 * @param expression the mapping's text: names line and column of what is wrong, where they are plain
 */
export function checkResult(result: unknown, expression = ''): MappedItem['result'] {
  if (result === undefined || result === null || result === '')
    return held('mapping_empty', '', 'the mapping yielded nothing; it must return events, or {"ignore": reason}')
  if (typeof result !== 'object' || Array.isArray(result))
    return held('event_invalid', '', `the mapping yielded ${named(result)}; an object with events is expected`)
  const { events, ignore, ...others } = result as Readonly<Record<string, unknown>> // an object, checked above
  const unknown = Object.keys(others)
  if (unknown.length > 0)
    return held(
      'event_invalid',
      unknown[0]!,
      `'${unknown[0]}' is unknown here; a mapping returns {"events": [...]} or {"ignore": reason}${didYouMean(unknown[0]!, ['events', 'ignore'])}${placeOfKey(expression, unknown[0]!)}`,
    )
  if (ignore !== undefined) return ignored(ignore, events)
  const list = tidy(events, EVENTS)
  if (!Array.isArray(list)) return held('mapping_empty', 'events', 'the mapping yielded no event; to leave something out it returns {"ignore": reason}')
  return list.length > MAX_EVENTS ? held('event_invalid', 'events', `one item yielded more than ${MAX_EVENTS} events`) : checkEvents(list, expression)
}

function ignored(reason: unknown, events: unknown): MappedItem['result'] {
  if (events !== undefined) return held('event_invalid', 'ignore', 'the mapping returned both events and ignore; only one of them is possible')
  if (typeof reason !== 'string' || reason.trim() === '') return held('mapping_empty', 'ignore', 'ignore must be a sentence that says why')
  return { kind: 'ignored', reason: reason.trim().slice(0, 500) }
}

/** The value at the path of a hold. For a person who runs the mapping by hand, never to be stored. @throws TooLarge */
export function valueAt(result: unknown, path: string): unknown {
  const { events } = Object(result) as { events?: unknown }
  const steps = [...path.matchAll(/[^.[\]]+/g)].map(([step]) => (/^\d+$/.test(step) ? Number(step) : step))
  return steps[0] === 'events' ? at(tidy(events, EVENTS), steps.slice(1)) : at(result, steps)
}

function checkEvents(list: readonly unknown[], expression: string): MappedItem['result'] {
  const events: LeadEvent[] = []
  for (const [i, one] of list.entries()) {
    const checked = leadEventSchema.safeParse(one)
    if (!checked.success) return explain(checked.error.issues, one, i, expression)
    events.push(checked.data)
  }
  return { kind: 'events', events }
}

function explain(issues: readonly z.core.$ZodIssue[], event: unknown, index: number, expression: string): Hold {
  const [first, ...more] = issues
  const path = `events[${index}]${(first?.path ?? []).map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('')}`
  const rest = more.length === 0 ? '' : ` (and ${more.length} more)`
  const place = first === undefined ? '' : placeOf(first, at(event, first.path), expression)
  return held('event_invalid', path, `${path}: ${first === undefined ? 'is invalid' : sentence(first, at(event, first.path))}${rest}${place}`)
}

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, step) => (typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[step] : undefined), value)

function sentence(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined && issue.code !== 'unrecognized_keys') return 'is missing or empty'
  switch (issue.code) {
    case 'invalid_value':
      return `${quoted(value)} is not one of ${issue.values.slice(0, 30).map(String).join(', ')}${typeof value === 'string' ? didYouMean(value, issue.values.map(String)) : ''}`
    case 'invalid_type':
      return `is ${named(value)}; ${EXPECTED[issue.expected] ?? issue.expected} is expected`
    case 'unrecognized_keys':
      return `'${issue.keys[0]}' is not part of the contract${didYouMean(issue.keys[0]!, fieldsAt(EVENTS.of, issue.path)) || '; custom fields belong into answers'}`
    case 'too_big':
      return issue.origin === 'number'
        ? `is more than ${issue.maximum}`
        : `is too long; at most ${issue.maximum} ${issue.origin === 'array' ? 'entries' : 'characters'} are allowed`
    case 'too_small':
      return issue.origin === 'number' ? `is less than ${issue.minimum}` : 'is too short'
    case 'invalid_format':
      return 'is not a time with zone like 2026-09-15T08:30:00Z; $instant(...) makes one'
    case 'invalid_union':
      return `is ${named(value)}; text, a number, a truth value or a list of these is expected`
    default:
      return 'is not valid'
  }
}

/** Where the mapping writes what is wrong: a word of no vocabulary, an unknown name, else the field's own name. */
function placeOf(issue: z.core.$ZodIssue, value: unknown, expression: string): string {
  if (issue.code === 'unrecognized_keys') return placeOfKey(expression, issue.keys[0]!)
  const literal = issue.code === 'invalid_value' && typeof value === 'string' ? placeOfText(expression, JSON.stringify(value)) : ''
  const own = issue.path.findLast((step) => typeof step === 'string')
  return literal !== '' || own === undefined ? literal : placeOfKey(expression, own)
}

const placeOfKey = (expression: string, key: string): string => placeOfText(expression, `${JSON.stringify(key)}:`)

/** Only where it stands once: a wrong place is worse than none. */
function placeOfText(expression: string, text: string): string {
  const position = expression.indexOf(text)
  return position < 0 || expression.indexOf(text, position + 1) >= 0 ? '' : ` (${linePlace(expression, position)})`
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'text',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
}

function named(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'number') return Number.isInteger(value) ? 'a number' : 'a number with decimals'
  return { string: 'text', boolean: 'true or false', object: 'an object', function: 'a function' }[typeof value as string] ?? 'nothing'
}

/** A word is shown where a vocabulary is wanted; anything longer could be somebody's data put into the wrong place. */
function quoted(value: unknown): string {
  return typeof value === 'string' && /^[\p{L}][\p{L}_-]{0,29}$/u.test(value) ? `'${value}'` : `the value (${named(value)})`
}

const held = (code: Hold['code'], path: string, reason: string): Hold => ({ kind: 'held', code, path, reason })
