/** What messages of one kind look like: which fields they have, of which type; and what is new, gone or different. Knows no values. Pure. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

export const FIELD_TYPES = ['number', 'boolean', 'date', 'e-mail address', 'web address', 'text'] as const
export type FieldType = (typeof FIELD_TYPES)[number]

/** Types by path: `company.name`; entries of a list count as one, unless they name themselves: `answers[].text`, `field_data[email].values[]`. */
export type Shape = ReadonlyMap<string, ReadonlySet<FieldType>>

const MOST_FIELDS = 500
/** Keys made by machines are no names of fields. */
const MADE_BY_MACHINES = /^(?:\d{6,}|[0-9a-f]{12,}|[0-9a-f]{8}-[0-9a-f-]{27})$/i
const LONGEST_NAME = 80
const OWN_NAMES = ['ref', 'key', 'column_id', 'name', 'label', 'question'] as const
/** People have names, too: these name a field only where its value stands beside them. */
const ONLY_WITH_VALUE: ReadonlySet<string> = new Set(['name', 'label', 'question'])
const VALUES = ['value', 'values', 'answer', 'string_value'] as const

/** Empty values count as absent. */
export function shapeOf(message: Json): Shape {
  const shape = new Map<string, Set<FieldType>>()
  const walk = (value: Json, path: string): void => {
    if (value === null || value === '' || shape.size >= MOST_FIELDS) return
    if (Array.isArray(value)) for (const one of value) walk(one, `${path}[${ownName(one)}]`)
    else if (typeof value === 'object') for (const [name, one] of Object.entries(value)) walk(one, path === '' ? known(name) : `${path}.${known(name)}`)
    else shape.set(path, (shape.get(path) ?? new Set()).add(typeOf(value)))
  }
  walk(message, '')
  return shape
}

/** Nor are addresses of people, long texts, and the one name that no object takes. */
const known = (name: string): string => (MADE_BY_MACHINES.test(name) || name.includes('@') || name.length > LONGEST_NAME || name === '__proto__' ? '*' : name)

function ownName(entry: Json): string {
  if (entry === null || typeof entry !== 'object' || Array.isArray(entry)) return ''
  const { field } = entry
  const among = field !== null && typeof field === 'object' && !Array.isArray(field) ? { ...entry, ...field } : entry
  const hasValue = VALUES.some((name) => name in entry)
  for (const name of OWN_NAMES) {
    const own = (among as { [key: string]: Json })[name]
    if (typeof own === 'string' && /^[\w .:/-]{1,60}$/.test(own) && (hasValue || !ONLY_WITH_VALUE.has(name))) return known(own)
  }
  return ''
}

function typeOf(value: number | boolean | string): FieldType {
  if (typeof value === 'number' || typeof value === 'boolean') return typeof value as 'number' | 'boolean'
  if (/^[-+]?\d+(?:[.,]\d+)?$/.test(value)) return 'number'
  if (/^\d{4}-\d\d-\d\d(?:[T ].*)?$|^\d{1,2}\.\d{1,2}\.\d{4}/.test(value)) return 'date'
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return 'e-mail address'
  return /^https?:\/\//i.test(value) ? 'web address' : 'text'
}

// --- learnt ------------------------------------------------------------------

interface Field {
  /** Messages that had it. */
  n: number
  /** Of the last ones, so many in a row had it not. */
  missed: number
  /** Of the last ones that had it, so many in a row had it of another type than usual. */
  otherwise: number
  /** How often it was of which type. */
  types: Partial<Record<FieldType, number>>
  /** It was seen too seldom so far to be told of. */
  isNew?: true
}

/** What is known of messages of one kind. */
export interface LearntShape {
  /** Messages learnt from. */
  n: number
  fields: Record<string, Field>
}

export const EMPTY: LearntShape = { n: 0, fields: {} }

export type Drift = { path: string; type: FieldType } & ({ kind: 'new' } | { kind: 'gone' } | { kind: 'retyped'; before: FieldType })

/** Nothing is said before so many messages. */
const LEAST = 30
/** What was there in so many of them is missed when so many in a row lack it: by chance once in three million times. */
const USUAL = 0.95
const MISSED = 5
/** A new field or type is told of when it came so often. */
const TOLD_AT = 3
/** Of messages that differ every time nothing is said. */
const OPEN = 0.2

/** Takes one message in. @returns what is different from then on, told once */
export function learn(learnt: LearntShape, shape: Shape): { learnt: LearntShape; drift: Drift[] } {
  const drift: Drift[] = []
  const isSure = learnt.n >= LEAST
  const fields: Record<string, Field> = {}
  const candidates = Object.values(learnt.fields).filter(({ isNew }) => isNew).length
  const isOpen = candidates > Math.max(MISSED, Object.keys(learnt.fields).length * OPEN)
  for (const path of new Set([...Object.keys(learnt.fields), ...shape.keys()])) {
    const field = Object.hasOwn(learnt.fields, path) ? learnt.fields[path] : undefined
    const types = shape.get(path)
    if (types === undefined) {
      const { drift: gone, field: kept } = missed(path, field!, learnt.n, isSure)
      if (gone) drift.push(gone)
      if (kept) fields[path] = kept
    } else {
      const { drift: told, field: seen } = seenAgain(path, field, types, isSure)
      drift.push(...told)
      if (Object.keys(fields).length < MOST_FIELDS) fields[path] = seen
    }
  }
  return { learnt: { n: learnt.n + 1, fields }, drift: isOpen ? [] : drift }
}

function missed(path: string, field: Field, n: number, isSure: boolean): { drift: Drift | null; field: Field | null } {
  const next = { ...field, missed: field.missed + 1 }
  // Seen once or twice, and never again: nobody need remember it.
  if (field.isNew && next.missed > LEAST) return { drift: null, field: null }
  const isGone = isSure && !field.isNew && field.n >= (n - field.missed) * USUAL && next.missed === MISSED
  return { drift: isGone ? { kind: 'gone', path, type: mostly(field.types) } : null, field: next }
}

function seenAgain(path: string, field: Field | undefined, types: ReadonlySet<FieldType>, isSure: boolean): { drift: Drift[]; field: Field } {
  const before = field ?? { n: 0, missed: 0, otherwise: 0, types: {}, ...(isSure && { isNew: true as const }) }
  const usual = mostly(before.types)
  const after: Field = { n: before.n + 1, missed: 0, otherwise: types.has(usual) ? 0 : before.otherwise + 1, types: { ...before.types } }
  for (const type of types) after.types[type] = (after.types[type] ?? 0) + 1
  if (before.isNew && after.n < TOLD_AT) return { drift: [], field: { ...after, isNew: true } }
  if (before.isNew) return { drift: [{ kind: 'new', path, type: mostly(after.types) }], field: after }
  // Anything may stand in a text; and what was of several types before is of none.
  const wasOfOne = usual !== 'text' && before.n >= LEAST && (before.types[usual] ?? 0) >= (before.n - before.otherwise) * USUAL
  const [type] = types
  const isRetyped = isSure && wasOfOne && after.otherwise === TOLD_AT && type !== undefined
  return { drift: isRetyped ? [{ kind: 'retyped', path, type, before: usual }] : [], field: after }
}

const mostly = (types: Field['types']): FieldType =>
  (Object.entries(types) as [FieldType, number][]).reduce<[FieldType, number]>((most, one) => (one[1] > most[1] ? one : most), ['text', 0])[0]
