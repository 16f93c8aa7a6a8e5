/** What Odoo's models look like: `fields_get` for their fields, `default_get` for what Odoo fills in by itself. */
import type { Call, Json, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Choice, Described, Entity, EntityDescription, FieldDescription, FieldType } from '../../core/crm.ts'
import type { Refusal } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { textOf } from '../texts.ts'
import { ask } from './rpc.ts'

const TYPES: Readonly<Record<string, FieldType>> = {
  char: 'text',
  text: 'text',
  html: 'text',
  integer: 'integer',
  float: 'number',
  monetary: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  selection: 'choice',
  many2one: 'reference',
}
/** Filled by `write`. */
const PROVIDED: Readonly<Record<Entity, readonly string[]>> = {
  account: ['is_company'],
  contact: ['is_company', 'parent_id'],
  lead: ['type', 'partner_id'],
  opportunity: ['type', 'partner_id'],
}
/** A constraint of the database wants it (`res_partner_check_name`), though the model does not say so. */
const WANTED: Readonly<Record<string, readonly string[]>> = { 'res.partner': ['name'], 'crm.lead': [] }

type Fields = { ok: true; fields: FieldDescription[] } | { ok: false; refusal: Refusal }

export function* describeModels(settings: Settings): Generator<Call, Described | Refusal, Reply> {
  const entities: Partial<Record<Entity, EntityDescription>> = {}
  for (const [model, of] of [
    ['res.partner', ['account', 'contact']],
    ['crm.lead', ['lead', 'opportunity']],
  ] as const) {
    const told = yield* fieldsOf(model, settings)
    if (!told.ok) return told.refusal
    for (const entity of of) entities[entity] = { label: model, fields: told.fields.map((field) => provided(field, entity)), open: false }
  }
  return { kind: 'described', entities }
}

function* fieldsOf(model: string, settings: Settings): Generator<Call, Fields, Reply> {
  const attributes = ['string', 'type', 'required', 'readonly', 'selection', 'relation']
  const told = yield* ask(settings, { model, method: 'fields_get', args: { attributes } }, `ask for the fields of ${model}`)
  if (!told.ok) return told
  const definitions = Object.entries(isObject(told.result) ? told.result : {}).filter((pair): pair is [string, JsonObject] => isObject(pair[1]))
  const demanded = definitions.filter(([, { required, readonly }]) => required === true && readonly !== true).map(([name]) => name)
  const filled = yield* ask(settings, { model, method: 'default_get', args: { fields_list: demanded } }, `ask what ${model} fills in by itself`)
  if (!filled.ok) return filled
  const defaults = isObject(filled.result) ? filled.result : {}
  const isRequired = (name: string) => (demanded.includes(name) && !(name in defaults)) || (WANTED[model] ?? []).includes(name)
  return { ok: true, fields: definitions.map(([name, field]) => described(name, field, isRequired(name))) }
}

function described(name: string, field: JsonObject, required: boolean): FieldDescription {
  const kind = textOf(field.type)
  return {
    name,
    label: textOf(field.string) || name,
    type: TYPES[kind] ?? 'other',
    required,
    readOnly: field.readonly === true,
    ...(kind === 'selection' && Array.isArray(field.selection) ? { choices: choices(field.selection) } : {}),
    ...(textOf(field.relation) === '' ? {} : { references: textOf(field.relation) }),
  }
}

const choices = (pairs: readonly Json[]): Choice[] =>
  pairs.flatMap((pair) => (Array.isArray(pair) ? [{ value: String(pair[0]), label: textOf(pair[1]) || String(pair[0]) }] : []))

const provided = (field: FieldDescription, entity: Entity): FieldDescription => (PROVIDED[entity].includes(field.name) ? { ...field, provided: true } : field)
