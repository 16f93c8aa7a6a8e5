/** What a declaration says of the fields of its records, in the words of the contract. */
import type { EntityDescription, FieldDescription } from '../../core/crm.ts'
import { keyOf, type Place } from './api.ts'
import type { DeclaredEntity } from './declaration.ts'

export function describedBy(place: Place): EntityDescription {
  const { label, fields, links } = place.own
  const provided = new Set([keyOf(place).field, ...Object.values(links).map(({ field }) => field)].map((path) => path.split('.')[0]!))
  const told = Object.entries(fields ?? {}).map(([name, field]) => fieldOf(name, field, provided.has(name)))
  const others = [...provided]
    .filter((name) => fields?.[name] === undefined)
    .map((name) => fieldOf(name, { type: 'other', required: false, readOnly: false }, true))
  return { label, open: fields === undefined, fields: [...told, ...others] }
}

type DeclaredField = NonNullable<DeclaredEntity['fields']>[string]

function fieldOf(name: string, { type, label, required, readOnly, max, format, choices }: DeclaredField, provided: boolean): FieldDescription {
  return {
    name,
    label: label ?? name,
    type: type ?? (choices ? 'choice' : 'text'),
    required,
    readOnly,
    ...(provided && { provided: true }),
    ...(max !== undefined && { maxLength: max }),
    ...(format && { format }),
    ...(choices && { choices: choices.map((value) => ({ value, label: value })) }),
  }
}
