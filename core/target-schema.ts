/** What a CRM mapping yielded against what the CRM says of its records: told before the CRM refuses it. */
import type { Json, JsonObject } from './connector.ts'
import type { Choice, Entities, Entity, EntityDescription, FieldDescription } from './crm.ts'
import type { CrmRecord } from './mapped.ts'
import { nearest } from './nearest.ts'

export interface TargetProblem {
  entity: Entity
  /** As a mapping writes it; inside of lists `contact_mechanisms.type`. */
  field: string
  problem: 'unknown' | 'required' | 'choice' | 'type' | 'tooLong' | 'readOnly'
  /** For an administrator: what was yielded, what is possible, what was perhaps meant. Free text never stands in it. */
  sentence: string
}

/**
 * Problems of a record, each once, in the order of the record. Entities that are not described are not checked.
 * @param mode on `update` a required field may be absent, but not empty
 */
export function checkRecord(entities: Entities, record: CrmRecord, mode: 'create' | 'update'): TargetProblem[] {
  const sets: [Entity, JsonObject | undefined][] = [
    ['account', record.account],
    ...(record.contacts ?? []).map(({ fields }): [Entity, JsonObject] => ['contact', fields]),
    ['lead', record.lead],
    ['opportunity', record.opportunity],
  ]
  const found = sets.flatMap(([entity, fields]) => {
    const description = entities[entity]
    return description && fields ? checkFields(entity, description, fields, mode) : []
  })
  return [...new Map(found.map((one) => [one.sentence, one])).values()]
}

function checkFields(entity: Entity, { fields, open }: EntityDescription, values: JsonObject, mode: 'create' | 'update'): TargetProblem[] {
  return inside({ entity, path: '', fields, open, mode }, values)
}

interface Place {
  entity: Entity
  /** `contact_mechanisms.` inside of a list. */
  path: string
  fields: readonly FieldDescription[]
  open: boolean
  mode: 'create' | 'update'
}

function inside(place: Place, values: JsonObject): TargetProblem[] {
  const { entity, path, fields, open, mode } = place
  const tell = (field: string, problem: TargetProblem['problem'], what: string): TargetProblem => ({
    entity,
    field: `${path}${field}`,
    problem,
    sentence: `${entity}.${path}${field} ${what}`,
  })
  const found: TargetProblem[] = []
  for (const [name, value] of Object.entries(values)) {
    const field = fields.find((one) => one.name === name)
    if (field === undefined) {
      if (!open) found.push(tell(name, 'unknown', `is not a field there${perhaps(nearest(name, fields.filter(isWritable).map(alternative)))}`))
    } else if (field.readOnly) found.push(tell(name, 'readOnly', 'cannot be written: the CRM fills it itself'))
    else if (isAbsent(value)) continue
    else if (field.entries) found.push(...listed(place, field, value, tell))
    else {
      const wrong = wrongValue(field, value)
      if (wrong) found.push(tell(name, wrong.problem, wrong.what))
    }
  }
  for (const { name, label, required, provided } of fields) {
    const value = values[name]
    const isMissing = mode === 'create' ? isBlank(value) : value !== undefined && isBlank(value)
    if (required && !provided && isMissing)
      found.push(tell(name, 'required', `is missing${label === name ? '' : ` (${label})`}: without it no record can be made`))
  }
  return found
}

type Tell = (field: string, problem: TargetProblem['problem'], what: string) => TargetProblem

function listed(place: Place, field: FieldDescription, value: Json, tell: Tell): TargetProblem[] {
  const { name, entries = [] } = field
  if (!Array.isArray(value) || !value.every(isObject)) return [tell(name, 'type', `is ${named(value)}; a list of objects is expected`)]
  // Entries of a list are new ones, also on a record that is there.
  return value.flatMap((entry) => inside({ ...place, path: `${place.path}${name}.`, fields: entries, mode: 'create' }, entry))
}

interface Wrong {
  problem: TargetProblem['problem']
  what: string
}

function wrongValue(field: FieldDescription, value: Json): Wrong | null {
  if (isLookedUp(value)) return null // the id it stands for is known only over there
  const expected = EXPECTED[field.type]
  if (expected && !expected.fits(value) && !(Number.isInteger(value) && isNumbered(field)))
    return { problem: 'type', what: `is ${named(value)}; ${expected.words} is expected` }
  if (field.choices) {
    const choices = field.choices
    const given = field.type === 'choices' && Array.isArray(value) ? value : [value]
    const unknown = given.find((one) => !choices.some((choice) => choice.value === one))
    if (unknown !== undefined) return { problem: 'choice', what: notAmong(unknown, choices) }
  }
  if (typeof value !== 'string') return null
  const length = [...value].length
  if (field.maxLength !== undefined && length > field.maxLength)
    return { problem: 'tooLong', what: `is a text of ${length} characters; at most ${field.maxLength} are possible` }
  if (field.format === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value))
    return { problem: 'type', what: `is ${named(value)}; an e-mail address is expected` }
  return null
}

const EXPECTED: Readonly<Partial<Record<FieldDescription['type'], { words: string; fits: (value: Json) => boolean }>>> = {
  text: { words: 'text', fits: (value) => typeof value === 'string' },
  number: { words: 'a number', fits: (value) => typeof value === 'number' },
  integer: { words: 'a whole number', fits: Number.isInteger },
  boolean: { words: 'true or false', fits: (value) => typeof value === 'boolean' },
  date: { words: 'a date like 2026-03-31', fits: (value) => typeof value === 'string' && isDay(value) && value.length === 10 },
  datetime: { words: 'a time like 2026-03-31 08:30:00', fits: (value) => typeof value === 'string' && isDay(value) && /^.{10}[T ]\d\d:\d\d/.test(value) },
  choice: { words: 'one of its choices', fits: (value) => typeof value === 'string' },
  choices: { words: 'a list of its choices', fits: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string') },
  reference: {
    words: 'the id of a record',
    fits: (value) => (typeof value === 'string' && value !== '') || Number.isInteger(value),
  },
  object: { words: 'an object', fits: isObject },
}

/** Choices that a CRM tells by numbers: the number is written, not a text of its digits. */
const isNumbered = ({ choices = [] }: FieldDescription): boolean => choices.some(({ value }) => typeof value === 'number')

const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text.slice(0, 10)))

/** `{"find", "by"}`, or a value that is typed already, as Tryton writes dates and decimals. */
const isLookedUp = (value: Json): boolean => isObject(value) && ((typeof value.find === 'string' && isObject(value.by)) || typeof value.__class__ === 'string')

/** Choices that a sentence names. */
const MOST_NAMED = 20

function notAmong(given: Json, choices: readonly Choice[]): string {
  const value = String(given)
  const near = nearest(
    value,
    choices
      .filter((choice) => choice.value !== '')
      .map(({ value: own, label }) => ({ value: String(own), names: typeof own === 'number' ? [label] : [own, label] })),
  )
  const named = choices.filter((choice) => choice.value !== '').map(({ value: own, label }) => (typeof own === 'number' ? `${own} (${label})` : own))
  const more = named.length > MOST_NAMED ? ` and ${named.length - MOST_NAMED} more` : ''
  return `is ${typeof given === 'number' ? value : shown(value, near !== null)}; possible are ${named.slice(0, MOST_NAMED).join(', ')}${more}${perhaps(near)}`
}

const perhaps = (near: string | null): string => (near === null ? '' : `; did you mean '${near}'?`)
const alternative = ({ name, label }: FieldDescription) => ({ value: name, names: [name, label] })
const isWritable = ({ readOnly }: FieldDescription): boolean => !readOnly

/** A word, or what is nearly one of the choices, belongs to a vocabulary; anything else could be somebody's data put into the wrong place. */
const shown = (value: string, isNear: boolean): string => (isNear || /^\p{L}[\p{L}\p{N}_-]{0,29}$/u.test(value) ? `'${value}'` : named(value))

function named(value: Json): string {
  if (typeof value === 'string') return value === '' ? 'an empty text' : `a text of ${[...value].length} characters`
  if (typeof value === 'number') return Number.isInteger(value) ? 'a whole number' : 'a number with decimals'
  if (typeof value === 'boolean') return 'true or false'
  return Array.isArray(value) ? 'a list' : 'an object'
}

/** JSONata leaves out what is not there; `null` empties a field, which every CRM takes where it need not be filled. */
const isAbsent = (value: Json | undefined): value is null | undefined => value === undefined || value === null
const isBlank = (value: Json | undefined): boolean => isAbsent(value) || value === '' || (Array.isArray(value) && value.length === 0)

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
