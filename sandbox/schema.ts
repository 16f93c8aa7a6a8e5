/** What the sandbox CRM tells of its own records: made of the rules that it checks them by, so that the two cannot differ. */
import { ENTITIES, type Entity, FIELDS, MOST_CHARACTERS, type Rule } from './model.ts'

export interface SchemaField {
  name: string
  type: Rule['type']
  required: boolean
  readOnly: boolean
  maxLength?: number
  options?: readonly string[]
  /** The value is the id of one of these. */
  of?: Entity | 'users'
}

export type Schema = Record<Entity, { fields: SchemaField[] }>

export const schema = (): Schema =>
  Object.fromEntries(ENTITIES.map((entity) => [entity, { fields: Object.entries(FIELDS[entity]).map(([name, rule]) => fieldOf(name, rule)) }])) as Schema // one per entity

const fieldOf = (name: string, { type, required, readOnly, options, of }: Rule): SchemaField => ({
  name,
  type,
  required: required === true,
  readOnly: readOnly === true,
  ...(type === 'text' || type === 'email' ? { maxLength: MOST_CHARACTERS } : {}),
  ...(options === undefined ? {} : { options }),
  ...(of === undefined ? {} : { of }),
})
