/** What Zoho CRM's modules look like: its field metadata, with picklists as the choices they are. */
import type { Call, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Choice, Described, Entity, EntityDescription, FieldDescription, FieldType } from '../../core/crm.ts'
import type { Refusal } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { textOf } from '../texts.ts'
import { type Getting, MODULE, rows } from './api.ts'

export function* readFields(entity: Entity): Getting<JsonObject[]> {
  const call: Call = { method: 'GET', path: '/crm/v8/settings/fields', query: { module: MODULE[entity] }, purpose: `ask for the fields of ${MODULE[entity]}` }
  return yield* rows(call, 'fields')
}

/** Names of the fields of a module. */
export function* fieldNames(entity: Entity): Getting<ReadonlySet<string>> {
  const read = yield* readFields(entity)
  return read.ok ? { ok: true, value: new Set(read.value.map(({ api_name }) => textOf(api_name))) } : read
}

const TYPES: Readonly<Record<string, FieldType>> = {
  text: 'text',
  textarea: 'text',
  email: 'text',
  phone: 'text',
  website: 'text',
  bigint: 'integer',
  integer: 'integer',
  double: 'number',
  currency: 'number',
  percent: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  picklist: 'choice',
  multiselectpicklist: 'choices',
  lookup: 'reference',
  ownerlookup: 'reference',
  userlookup: 'reference',
}
/** Filled by the connector besides the key. */
const PROVIDED: Readonly<Record<Entity, readonly string[]>> = {
  account: [],
  contact: ['Account_Name'],
  lead: [],
  opportunity: ['Account_Name', 'Contact_Name'],
}

export function* describeModules({ keyField = '' }: Settings): Generator<Call, Described | Refusal, Reply> {
  const entities: Partial<Record<Entity, EntityDescription>> = {}
  for (const entity of Object.keys(MODULE) as Entity[]) {
    const read = yield* readFields(entity)
    if (!read.ok) return read.refusal
    const provided = new Set([keyField, ...PROVIDED[entity]])
    entities[entity] = {
      label: MODULE[entity],
      fields: read.value.filter(({ api_name }) => textOf(api_name) !== '').map((row) => described(row, provided)),
      open: false,
    }
  }
  return { kind: 'described', entities }
}

function described(row: JsonObject, provided: ReadonlySet<string>): FieldDescription {
  const name = textOf(row.api_name)
  const type = TYPES[textOf(row.data_type)] ?? 'other'
  const isReadOnly = row.read_only === true || row.field_read_only === true
  const choices = choicesOf(row)
  const module = isObject(row.lookup) && isObject(row.lookup.module) ? textOf(row.lookup.module.api_name) : ''
  return {
    name,
    label: textOf(row.field_label) || name,
    type,
    required: row.system_mandatory === true && !isReadOnly,
    readOnly: isReadOnly,
    ...(provided.has(name) && { provided: true as const }),
    ...(type === 'text' && typeof row.length === 'number' && { maxLength: row.length }),
    ...(row.data_type === 'email' && { format: 'email' as const }),
    ...((type === 'choice' || type === 'choices') && choices && { choices }),
    ...(type === 'reference' && { references: module || 'User' }),
  }
}

function choicesOf({ pick_list_values: values }: JsonObject): Choice[] | null {
  if (!Array.isArray(values) || values.length === 0) return null
  const used = values.filter(isObject).filter(({ type }) => type !== 'unused')
  return used.map(({ actual_value, display_value }) => ({ value: textOf(actual_value), label: textOf(display_value) || textOf(actual_value) }))
}
