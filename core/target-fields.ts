/** What a mapping may fill in: the fields of the lead event contract, or of a CRM's records, in one form for editors and people. */
import { z } from 'zod'
import type { Choice, Entities, FieldDescription, FieldType } from './crm.ts'
import { leadEventSchema } from './lead/event.ts'

export interface TargetField {
  /** From the event (`person.email`) or the record (`opportunity.amount`); `[]` behind lists, `*` for names of one's own. */
  path: string
  label: string
  type: FieldType | 'list'
  /** Wherever what it belongs to is given. */
  required: boolean
  maxLength?: number
  choices?: readonly Choice[]
  /** One sentence. */
  help: string
}

// --- source mappings -------------------------------------------------------------------

interface Schema {
  type?: string
  description?: string
  enum?: readonly string[]
  format?: string
  maxLength?: number
  properties?: Readonly<Record<string, Schema>>
  required?: readonly string[]
  additionalProperties?: unknown
  items?: Schema
}

/** Fields of an event, in the order of the contract; parts that only hold others stand before them. */
export const eventTargets = (): TargetField[] => below(z.toJSONSchema(leadEventSchema, { io: 'input' }) as Schema, '') // made of plain objects and lists

function below({ properties = {}, required = [] }: Schema, path: string): TargetField[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const own = `${path}${name}`
    const at = schema.type === 'array' ? `${own}[]` : own
    return [targetOf(at, name, schema, required.includes(name)), ...below(schema.items ?? schema, `${at}.`), ...anyName(schema, own)]
  })
}

function targetOf(path: string, name: string, schema: Schema, required: boolean): TargetField {
  return {
    path,
    label: name,
    type: typeOf(schema),
    required,
    ...(schema.maxLength === undefined ? {} : { maxLength: schema.maxLength }),
    ...(schema.enum ? { choices: schema.enum.map((value) => ({ value, label: value })) } : {}),
    help: sentence(schema.description ?? ''),
  }
}

function typeOf({ type, enum: choices, format }: Schema): TargetField['type'] {
  if (choices) return 'choice'
  if (type === 'string') return format === 'date-time' ? 'datetime' : 'text'
  return type === 'array' ? 'list' : type === 'integer' || type === 'number' || type === 'boolean' || type === 'object' ? type : 'other'
}

const anyName = ({ properties, additionalProperties }: Schema, path: string): TargetField[] =>
  properties === undefined && typeof additionalProperties === 'object'
    ? [{ path: `${path}.*`, label: '*', type: 'other', required: false, help: 'Under a name of your own: text, a number, true or false, or a list of these.' }]
    : []

// --- CRM mappings ------------------------------------------------------------------------

/** Fields of the records that can be written, in the order of the description. */
export const recordTargets = (entities: Entities): TargetField[] =>
  Object.entries(entities).flatMap(([entity, { fields }]) => written(fields, entity === 'contact' ? 'contacts[].fields.' : `${entity}.`))

const written = (fields: readonly FieldDescription[], path: string): TargetField[] =>
  fields
    .filter(({ readOnly }) => !readOnly)
    .flatMap((field) => {
      const at = `${path}${field.name}${field.entries ? '[]' : ''}`
      return [recordTarget(at, field), ...written(field.entries ?? [], `${at}.`)]
    })

const recordTarget = (path: string, field: FieldDescription): TargetField => ({
  path,
  label: field.label,
  type: field.entries ? 'list' : field.type,
  required: field.required && !field.provided,
  ...(field.maxLength === undefined ? {} : { maxLength: field.maxLength }),
  ...(field.choices ? { choices: field.choices } : {}),
  help: helpOf(field),
})

function helpOf({ label, references, provided, required, format }: FieldDescription): string {
  const parts = [
    label.charAt(0).toUpperCase() + label.slice(1),
    ...(references ? [`the id of a record of ${references}`] : []),
    ...(format === 'email' ? ['an e-mail address'] : []),
    ...(provided ? ['the hub fills it in by itself'] : required ? ['no record can be made without it'] : []),
  ]
  return sentence(parts.join('; '))
}

const sentence = (text: string): string => (text === '' || /[.!?]$/.test(text) ? text : `${text}.`)
