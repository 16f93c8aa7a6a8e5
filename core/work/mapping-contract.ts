/** Checks what a mapping yielded against the lead event contract and says what is wrong in a sentence an admin understands. */
import type { z } from 'zod'
import { type LeadEvent, leadEventSchema } from '../lead/event.ts'
import type { Hold, MappedItem } from '../mapped.ts'
import { shapeOf, tidy } from './mapping-tidy.ts'

const EVENTS = { kind: 'list', of: shapeOf(leadEventSchema) } as const
const MAX_EVENTS = 1_000

/** The result of a source mapping as events, an ignored item, or held: `mapping_empty`, `event_invalid`. @throws TooLarge */
export function checkResult(result: unknown): MappedItem['result'] {
  if (result === undefined || result === null || result === '')
    return held('mapping_empty', '', 'the mapping yielded nothing; it must return events, or {"ignore": reason}')
  if (typeof result !== 'object' || Array.isArray(result))
    return held('event_invalid', '', `the mapping yielded ${named(result)}; an object with events is expected`)
  const { events, ignore, ...others } = result as Readonly<Record<string, unknown>> // an object, checked above
  const unknown = Object.keys(others)
  if (unknown.length > 0)
    return held('event_invalid', unknown[0]!, `'${unknown[0]}' is unknown here; a mapping returns {"events": [...]} or {"ignore": reason}`)
  if (ignore !== undefined) return ignored(ignore, events)
  const list = tidy(events, EVENTS)
  if (!Array.isArray(list)) return held('mapping_empty', 'events', 'the mapping yielded no event; to leave something out it returns {"ignore": reason}')
  return list.length > MAX_EVENTS ? held('event_invalid', 'events', `one item yielded more than ${MAX_EVENTS} events`) : checkEvents(list)
}

function ignored(reason: unknown, events: unknown): MappedItem['result'] {
  if (events !== undefined) return held('event_invalid', 'ignore', 'the mapping returned both events and ignore; only one of them is possible')
  if (typeof reason !== 'string' || reason.trim() === '') return held('mapping_empty', 'ignore', 'ignore must be a sentence that says why')
  return { kind: 'ignored', reason: reason.trim().slice(0, 500) }
}

function checkEvents(list: readonly unknown[]): MappedItem['result'] {
  const events: LeadEvent[] = []
  for (const [i, one] of list.entries()) {
    const checked = leadEventSchema.safeParse(one)
    if (!checked.success) return explain(checked.error.issues, one, i)
    events.push(checked.data)
  }
  return { kind: 'events', events }
}

function explain(issues: readonly z.core.$ZodIssue[], event: unknown, index: number): Hold {
  const [first, ...more] = issues
  const path = `events[${index}]${(first?.path ?? []).map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('')}`
  const rest = more.length === 0 ? '' : ` (and ${more.length} more)`
  return held('event_invalid', path, `${path}: ${first === undefined ? 'is invalid' : sentence(first, at(event, first.path))}${rest}`)
}

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, step) => (typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[step] : undefined), value)

function sentence(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined && issue.code !== 'unrecognized_keys') return 'is missing or empty'
  switch (issue.code) {
    case 'invalid_value':
      return `${quoted(value)} is not one of ${issue.values.slice(0, 30).map(String).join(', ')}`
    case 'invalid_type':
      return `is ${named(value)}; ${EXPECTED[issue.expected] ?? issue.expected} is expected`
    case 'unrecognized_keys':
      return `'${issue.keys[0]}' is not part of the contract; custom fields belong into answers`
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
