/**
 * The attributes behind a field of EspoCRM: a link `account` is written as `accountId`, an amount has a currency beside
 * it, a person's name is made of its parts (after application/Espo/Resources/metadata/fields of 8.4).
 */
import type { JsonObject } from '../../core/connector.ts'
import type { Choice, FieldDescription, FieldType } from '../../core/crm.ts'
import { isEmpty } from '../changes.ts'
import { textOf } from '../texts.ts'

const PLAIN: Readonly<Record<string, FieldType>> = {
  varchar: 'text',
  text: 'text',
  wysiwyg: 'text',
  url: 'text',
  password: 'text',
  colorpicker: 'text',
  barcode: 'text',
  email: 'text',
  phone: 'text',
  int: 'integer',
  duration: 'integer',
  float: 'number',
  currency: 'number',
  decimal: 'text',
  bool: 'boolean',
  date: 'date',
  datetime: 'datetime',
  datetimeOptional: 'datetime',
  enum: 'choice',
  enumInt: 'other',
  enumFloat: 'other',
  multiEnum: 'choices',
  checklist: 'choices',
  array: 'other',
  arrayInt: 'other',
  urlMultiple: 'other',
  jsonArray: 'other',
  jsonObject: 'object',
  base: 'other',
}
/** EspoCRM makes their value itself. */
const MADE: ReadonlySet<string> = new Set(['personName', 'autoincrement', 'number', 'currencyConverted', 'foreign'])
/** Only a frame around fields that are listed themselves, or drawn from them. */
const FRAMES: ReadonlySet<string> = new Set(['address', 'map', 'rangeInt', 'rangeFloat', 'rangeCurrency'])

/** @returns null for a kind of field that is not known */
export function attributesOf(name: string, label: string, field: JsonObject, choices: Choice[] | null): FieldDescription[] | null {
  const kind = textOf(field.type)
  const isReadOnly = field.readOnly === true
  const required = field.required === true && !isReadOnly && isEmpty(field.default)
  const beside = (suffix: string, type: FieldType, more: Partial<FieldDescription> = {}): FieldDescription => ({
    name: `${name}${suffix}`,
    label,
    type,
    required: false,
    readOnly: isReadOnly,
    ...more,
  })
  const references = isEmpty(field.entity) ? {} : { references: textOf(field.entity) }
  if (FRAMES.has(kind)) return []
  if (MADE.has(kind)) return [beside('', 'other', { readOnly: true })]
  switch (kind) {
    case 'link':
    case 'linkOne':
      return [beside('Id', 'reference', { required, ...references }), beside('Name', 'text', { readOnly: true })]
    case 'file':
    case 'image':
      return [beside('Id', 'reference', { required, references: 'Attachment' }), beside('Name', 'text', { readOnly: true })]
    case 'linkParent':
      return [beside('Id', 'reference', { required }), beside('Type', 'text', { required }), beside('Name', 'text', { readOnly: true })]
    case 'linkMultiple':
      return [beside('Ids', 'other', { required, ...references }), beside('Columns', 'object'), beside('Names', 'object', { readOnly: true })]
    case 'attachmentMultiple':
      return [beside('Ids', 'other', { required, references: 'Attachment' }), beside('Names', 'object', { readOnly: true }), beside('Types', 'object')]
  }
  const type = PLAIN[kind]
  if (type === undefined) return null
  return [itself(beside('', type, { required }), field, kind, choices), ...companions(kind, beside)]
}

/** A list of own words needs none of the choices; `varchar` only proposes them. */
function itself(plain: FieldDescription, field: JsonObject, kind: string, choices: Choice[] | null): FieldDescription {
  const isChosen = (plain.type === 'choice' || plain.type === 'choices') && choices !== null && field.allowCustomOptions !== true
  return {
    ...plain,
    ...(isChosen ? { choices } : {}),
    ...(plain.type === 'text' && typeof field.maxLength === 'number' ? { maxLength: field.maxLength } : {}),
    ...(kind === 'email' ? { format: 'email' } : {}),
  }
}

function companions(kind: string, beside: (suffix: string, type: FieldType) => FieldDescription): FieldDescription[] {
  if (kind === 'currency') return [beside('Currency', 'text')]
  if (kind === 'datetimeOptional') return [beside('Date', 'date')]
  if (kind === 'email' || kind === 'phone') return [beside('Data', 'other'), beside('IsOptedOut', 'boolean'), beside('IsInvalid', 'boolean')]
  return []
}
