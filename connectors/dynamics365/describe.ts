/**
 * What the tables look like, from their definitions (learn.microsoft.com: query-metadata-web-api): columns by type, choices
 * with their numbers, lookups under the names they are bound by.
 */
import type { Call, Json, JsonObject, Reply, Settings } from '../../core/connector.ts'
import type { Choice, Described, Entity, EntityDescription, FieldDescription, FieldType } from '../../core/crm.ts'
import { type Refusal, succeeded } from '../../core/outcome.ts'
import { isObject } from '../changes.ts'
import { textOf } from '../texts.ts'
import { at, noApi, page, TABLE } from './api.ts'
import { refused } from './errors.ts'
import { PROVIDED } from './values.ts'

type Rows = Generator<Call, { ok: true; rows: JsonObject[] } | { ok: false; refusal: Refusal }, Reply>

export function* describeTables({ keyColumn = '' }: Settings): Generator<Call, Described | Refusal, Reply> {
  const entities: Partial<Record<Entity, EntityDescription>> = {}
  for (const entity of Object.keys(TABLE) as Entity[]) {
    const reply = yield { method: 'GET', path: at(definition(entity), { $select: 'LogicalName,DisplayName' }), purpose: `ask for the table ${entity}` }
    if (!succeeded(reply)) return refused(reply)
    if (!isObject(reply.body)) return noApi()
    const fields = yield* columnsOf(entity)
    if (!fields.ok) return fields.refusal
    const provided = new Set([keyColumn, ...PROVIDED[entity]])
    const listed = fields.columns.map((one): FieldDescription => (provided.has(one.name) ? { ...one, provided: true } : one))
    entities[entity] = { label: labelOf(reply.body.DisplayName) || TABLE[entity].label, fields: listed, open: false }
  }
  return { kind: 'described', entities }
}

const definition = (entity: Entity): string => `/EntityDefinitions(LogicalName='${entity}')`

function* columnsOf(entity: Entity): Generator<Call, { ok: true; columns: FieldDescription[] } | { ok: false; refusal: Refusal }, Reply> {
  const all = yield* rows(
    at(`${definition(entity)}/Attributes`, {
      $select: 'LogicalName,AttributeType,AttributeTypeName,AttributeOf,RequiredLevel,IsValidForCreate,IsValidForUpdate,IsPrimaryId,DisplayName',
    }),
    `ask for the columns of ${entity}`,
  )
  if (!all.ok) return all
  const more = new Map<string, JsonObject>()
  for (const [type, options] of Object.entries(DETAILS)) {
    const told = yield* rows(at(`${definition(entity)}/Attributes/Microsoft.Dynamics.CRM.${type}`, options), `ask for the ${type} of ${entity}`)
    if (!told.ok) return told
    for (const row of told.rows) more.set(textOf(row.LogicalName), row)
  }
  const lookups = yield* rows(
    at(`${definition(entity)}/ManyToOneRelationships`, { $select: 'ReferencingAttribute,ReferencingEntityNavigationPropertyName,ReferencedEntity' }),
    `ask for the lookups of ${entity}`,
  )
  if (!lookups.ok) return lookups
  return { ok: true, columns: all.rows.flatMap((column) => described(column, more.get(textOf(column.LogicalName)) ?? {}, lookups.rows)) }
}

const CHOICES = { $select: 'LogicalName', $expand: 'OptionSet($select=Options),GlobalOptionSet($select=Options)' }
/** What only columns of a type have. */
const DETAILS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  StringAttributeMetadata: { $select: 'LogicalName,MaxLength' },
  MemoAttributeMetadata: { $select: 'LogicalName,MaxLength' },
  DateTimeAttributeMetadata: { $select: 'LogicalName,DateTimeBehavior' },
  PicklistAttributeMetadata: CHOICES,
  StatusAttributeMetadata: { $select: 'LogicalName', $expand: 'OptionSet($select=Options)' },
}

function* rows(path: string, purpose: string): Rows {
  const read = page(yield { method: 'GET', path, purpose: purpose.replace('AttributeMetadata', ' columns').toLowerCase() })
  return read.ok ? { ok: true, rows: read.rows } : read
}

const TYPES: Readonly<Record<string, FieldType>> = {
  String: 'text',
  Memo: 'text',
  Integer: 'integer',
  Double: 'number',
  Decimal: 'number',
  Money: 'number',
  Boolean: 'boolean',
  Picklist: 'choice',
  Status: 'choice',
  State: 'integer',
  BigInt: 'other',
}
const LOOKUPS: ReadonlySet<string> = new Set(['Lookup', 'Customer', 'Owner'])

function described(column: JsonObject, more: JsonObject, lookups: readonly JsonObject[]): FieldDescription[] {
  const name = textOf(column.LogicalName)
  const kind = textOf(column.AttributeType)
  // Texts that only repeat another column: names behind lookups and choices.
  if (textOf(column.AttributeOf) !== '' || column.IsPrimaryId === true) return []
  const shared = {
    label: labelOf(column.DisplayName) || name,
    required: isDemanded(column),
    readOnly: column.IsValidForCreate !== true && column.IsValidForUpdate !== true,
  }
  if (LOOKUPS.has(kind)) return bindings(name, shared, lookups)
  if (kind === 'Virtual' && isObject(column.AttributeTypeName) && column.AttributeTypeName.Value === 'MultiSelectPicklistType')
    return [{ name, type: 'other', ...shared }]
  if (kind === 'DateTime') return [{ name, type: behaviour(more) === 'DateOnly' ? 'date' : 'datetime', ...shared }]
  const type = TYPES[kind]
  if (type === undefined) return []
  const choices = type === 'choice' ? choicesOf(more) : null
  return [{ name, type, ...shared, ...(type === 'text' && typeof more.MaxLength === 'number' && { maxLength: more.MaxLength }), ...(choices && { choices }) }]
}

/** Only `SystemRequired` is demanded of programs; what business rules require, forms alone ask for. The owner, state and currency are filled in. */
const FILLED: ReadonlySet<string> = new Set(['Owner', 'State', 'Status', 'Lookup'])
const isDemanded = ({ RequiredLevel: level, AttributeType: type, IsValidForCreate: isValid }: JsonObject): boolean =>
  isObject(level) && level.Value === 'SystemRequired' && isValid === true && !FILLED.has(textOf(type))

/** A lookup is written as `NAME@odata.bind`, under one name for each table it leads to. */
function bindings(attribute: string, shared: Pick<FieldDescription, 'label' | 'required' | 'readOnly'>, lookups: readonly JsonObject[]): FieldDescription[] {
  const found = lookups.filter((one) => one.ReferencingAttribute === attribute && textOf(one.ReferencingEntityNavigationPropertyName) !== '')
  const properties = new Map(found.map((one) => [textOf(one.ReferencingEntityNavigationPropertyName), textOf(one.ReferencedEntity)]))
  return [...properties].map(([property, references]) => ({ name: `${property}@odata.bind`, type: 'reference', ...shared, references }))
}

const behaviour = ({ DateTimeBehavior: told }: JsonObject): string => (isObject(told) ? textOf(told.Value) : '')

/** Those a record may have while it is open: status reasons of closed ones are set by closing it. */
function choicesOf({ OptionSet: own, GlobalOptionSet: shared }: JsonObject): Choice[] | null {
  const set = isObject(own) ? own : isObject(shared) ? shared : null
  if (set === null || !Array.isArray(set.Options)) return null
  return set.Options.filter(isObject)
    .filter(({ State: state }) => typeof state !== 'number' || state === 0)
    .flatMap(({ Value: value, Label: label }) => (typeof value === 'number' ? [{ value, label: labelOf(label) || String(value) }] : []))
}

/** In the language of the hub's user there. */
const labelOf = (label: Json | undefined): string => (isObject(label) && isObject(label.UserLocalizedLabel) ? textOf(label.UserLocalizedLabel.Label) : '')
