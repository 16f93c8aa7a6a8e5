/** What a CRM says of its records: part of the contract between connectors and the hub. */
import type { Entity } from './crm.ts'

export type Described = { kind: 'described'; entities: Entities }
export type Entities = Readonly<Partial<Record<Entity, EntityDescription>>>

export interface EntityDescription {
  /** As people or administrators over there call it. */
  label: string
  fields: readonly FieldDescription[]
  /** There may be more fields than these: one that is not described is no mistake. */
  open: boolean
}

export const FIELD_TYPES = ['text', 'number', 'integer', 'boolean', 'date', 'datetime', 'choice', 'choices', 'reference', 'object', 'other'] as const

/** `choice`: one of `choices`; `choices`: a list of them; `object`: an object, or a list of objects where `entries` says of which; `other`: anything. */
export type FieldType = (typeof FIELD_TYPES)[number]

export interface FieldDescription {
  /** As a mapping writes it. */
  name: string
  label: string
  type: FieldType
  /** Must be given when a record is made: the CRM fills nothing in by itself. */
  required: boolean
  /** Refused or ignored when it is written. */
  readOnly: boolean
  /** The connector fills it: the hub's key, links to other records. A mapping need not give it, required or not. */
  provided?: true
  /** In characters. */
  maxLength?: number
  format?: 'email'
  /** Absent where the values allowed are not known. */
  choices?: readonly Choice[]
  /** Kind of record that a reference names, in the CRM's own words. */
  references?: string
  /** Fields of each entry of a list. */
  entries?: readonly FieldDescription[]
}

export interface Choice {
  /** As a mapping writes it. */
  value: string | number
  label: string
}
