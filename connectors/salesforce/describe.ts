/** What Salesforce's objects look like, as `describe` tells it for the user of the connection: hidden fields do not appear. */
import type { Call, Json, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Choice, Described, Entity, EntityDescription, FieldDescription, FieldType } from '../../core/crm.ts'
import { type Refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { textOf } from '../texts.ts'
import { dataPath, ENTITY } from './api.ts'
import { noApi, refused } from './refusals.ts'

const TYPES: Readonly<Record<string, FieldType>> = {
  string: 'text',
  textarea: 'text',
  phone: 'text',
  email: 'text',
  url: 'text',
  encryptedstring: 'text',
  combobox: 'text',
  picklist: 'choice',
  multipicklist: 'choices',
  boolean: 'boolean',
  int: 'integer',
  long: 'integer',
  double: 'number',
  currency: 'number',
  percent: 'number',
  date: 'date',
  datetime: 'datetime',
  reference: 'reference',
  id: 'reference',
}

/** Filled by `write`, besides the key. */
const PROVIDED: Readonly<Record<Entity, readonly string[]>> = { account: [], contact: ['AccountId'], lead: [], opportunity: ['AccountId'] }

type Shape = { ok: true; object: JsonObject; fields: JsonObject[] } | { ok: false; refusal: Refusal; status: number }

export function* shapeOf(entity: Entity, settings: Settings): Generator<Call, Shape, Reply> {
  const name = ENTITY[entity]
  const reply = yield { method: 'GET', path: dataPath(settings, `/sobjects/${name}/describe`), purpose: `ask for the fields of ${name}` }
  if (!succeeded(reply)) return { ok: false, refusal: refused(reply, entity), status: reply.status }
  if (!isObject(reply.body) || !Array.isArray(reply.body.fields)) return { ok: false, refusal: noApi(), status: reply.status }
  return { ok: true, object: reply.body, fields: reply.body.fields.filter(isObject) }
}

export function* describeEntities(settings: Settings): Generator<Call, Described | Refusal, Reply> {
  const entities: Partial<Record<Entity, EntityDescription>> = {}
  for (const entity of Object.keys(ENTITY) as Entity[]) {
    const shape = yield* shapeOf(entity, settings)
    if (!shape.ok) return shape.refusal
    const provided = new Set([settings.keyField, ...PROVIDED[entity]])
    const fields = shape.fields.map((field) => described(field, provided.has(textOf(field.name))))
    entities[entity] = { label: textOf(shape.object.label) || ENTITY[entity], fields, open: false }
  }
  return { kind: 'described', entities }
}

function described(field: JsonObject, isProvided: boolean): FieldDescription {
  const name = textOf(field.name)
  const type = TYPES[textOf(field.type)] ?? 'other'
  const [references] = Array.isArray(field.referenceTo) ? field.referenceTo.map(textOf) : []
  const choices = choicesOf(field.picklistValues)
  return {
    name,
    label: textOf(field.label) || name,
    type,
    required: field.nillable === false && field.defaultedOnCreate === false && field.createable === true,
    readOnly: field.createable !== true && field.updateable !== true,
    ...(isProvided ? { provided: true } : {}),
    ...(type === 'text' && typeof field.length === 'number' && field.length > 0 ? { maxLength: field.length } : {}),
    ...(field.type === 'email' ? { format: 'email' } : {}),
    ...((type === 'choice' || type === 'choices') && choices.length > 0 ? { choices } : {}),
    ...(references === undefined || references === '' ? {} : { references }),
  }
}

const choicesOf = (values: Json | undefined): Choice[] =>
  (Array.isArray(values) ? values.filter(isObject) : [])
    .filter(({ active }) => active !== false)
    .map(({ value, label }) => ({ value: textOf(value), label: textOf(label) || textOf(value) }))
