/** What the sandbox CRM tells of its records (`GET /api/describe`), in the words of the contract. */
import type { Json, JsonObject } from '../../core/connector.ts'
import type { Entity, EntityDescription, FieldDescription, FieldType } from '../../core/crm.ts'
import { isObject } from '../changes.ts'

const PLURAL: Readonly<Record<Entity, string>> = { account: 'accounts', contact: 'contacts', lead: 'leads', opportunity: 'opportunities' }
/** Filled by `write`: the hub's key, and links to records written before. */
const PROVIDED: Readonly<Record<Entity, readonly string[]>> = {
  account: ['externalKey'],
  contact: ['externalKey', 'accountId'],
  lead: ['externalKey', 'accountId', 'contactId'],
  opportunity: ['externalKey', 'accountId', 'leadId'],
}
const TYPES: Readonly<Record<string, FieldType>> = { text: 'text', email: 'text', number: 'number', date: 'date', object: 'object' }

/** Null where the answer is no description. */
export function entitiesOf(body: Json): Partial<Record<Entity, EntityDescription>> | null {
  if (!isObject(body) || !isObject(body.entities)) return null
  const described: Partial<Record<Entity, EntityDescription>> = {}
  for (const entity of Object.keys(PLURAL) as Entity[]) {
    const told = body.entities[PLURAL[entity]]
    if (!isObject(told) || !Array.isArray(told.fields)) return null
    described[entity] = { label: PLURAL[entity], open: false, fields: told.fields.filter(isObject).map((field) => fieldOf(entity, field)) }
  }
  return described
}

function fieldOf(entity: Entity, { name, type, required, readOnly, maxLength, options, of }: JsonObject): FieldDescription {
  const choices = Array.isArray(options) ? options.map((value) => ({ value: String(value), label: String(value) })) : null
  const kind: FieldType = choices ? 'choice' : typeof of === 'string' ? 'reference' : (TYPES[String(type)] ?? 'other')
  return {
    name: String(name),
    label: String(name),
    type: kind,
    required: required === true,
    readOnly: readOnly === true,
    ...(PROVIDED[entity].includes(String(name)) ? { provided: true } : {}),
    ...(typeof maxLength === 'number' && kind === 'text' ? { maxLength } : {}),
    ...(type === 'email' ? { format: 'email' } : {}),
    ...(choices ? { choices } : {}),
    ...(typeof of === 'string' ? { references: of } : {}),
  }
}
