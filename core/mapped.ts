/** What passes between the flow and the mapping workers: plain data both ways, so that it can cross threads. */
import type { Decoding, Json, JsonObject } from './connector.ts'
import type { LeadEvent } from './lead/event.ts'

/** The part of a source's declaration that a mapping worker needs. */
export interface ItemRules {
  decode?: Decoding
  split?: string
  dedupe?: readonly string[]
  version?: string
  /** True for what a tool sends to try the connection. */
  test?: string
  /** Items must be fetched before they can be mapped. */
  hydrates: boolean
}

export interface Mapping {
  /** `map_...`: the immutable version, recorded with everything it produced. */
  id: string
  /** For messages: `mappings/sources/typeform.jsonata`, or the name of a draft. */
  name: string
  expression: string
}

/** A stored delivery on its way through decode, split, key and map. */
export interface MapTask {
  source: string
  rules: ItemRules
  mapping: Mapping
  delivery: { id: string; method: string; url: string; headers: Readonly<Record<string, string>>; body: Uint8Array; receivedAt: number }
  /** Not secret settings of the source, bound as `$source`. */
  settings: Readonly<Record<string, string>>
  /** Answers of the hydrating dialogue by item key; an item without one is returned as `unhydrated`. */
  hydrated?: Readonly<Record<string, Json>>
}

/** A request that carries it is test traffic, whatever its source: shown, not delivered, and no repeat of anything. */
export const TEST_HEADER = 'x-leitwerk-test'

/**
 * Begins the key of an item whose sender gives it no identity: a hash of its content. The same content again is a repeat
 * within hours, but a new wish a week later.
 */
export const CONTENT_KEY = 'content:'

export type MapResult = { kind: 'mapped'; items: readonly MappedItem[] } | Hold

export interface MappedItem {
  key: string
  version: string | null
  result: { kind: 'events'; events: readonly LeadEvent[] } | { kind: 'ignored'; reason: string } | { kind: 'unhydrated'; payload: Json } | Hold
}

/** Why something waits for a person: a stable code to group by, a place, and one sentence that says what to do. */
export interface Hold {
  kind: 'held'
  code: HoldCode
  /** Path inside the payload or the mapped event, e.g. `events[0].person.email`; '' where there is none. */
  path: string
  reason: string
}

/** What only a person who runs a mapping by hand gets to see; it is never stored, as it can be personal. */
export interface HoldByHand extends Hold {
  /** The value that was wrong, as JSON, cut after some length. */
  seen?: string
}

export const HOLD_CODES = [
  'undecodable', // the bytes are not what their type says
  'too_deep', // nested deeper than anything a form sends
  'mapping_failed', // the expression ended with an error
  'mapping_timeout', // it did not end in time
  'mapping_memory', // it wanted more memory than allowed
  'mapping_empty', // it yielded nothing
  'event_invalid', // what it yielded breaks the lead event contract
  'not_hydrated', // the source's API did not give what the webhook named
  'unresolvable', // nothing says who or which company it is
  'product_unknown',
  'source_unknown', // its source is not configured any more, or not yet in this process
  'record_unknown', // CRM feedback about a record the hub did not write
  'internal', // a fault of the hub itself
] as const
export type HoldCode = (typeof HOLD_CODES)[number]

/** Holds that say nothing about the delivery: the machine was slow, the hub failed, an API did not answer. What was told stays told. */
export const SAYS_NOTHING: ReadonlySet<HoldCode> = new Set(['internal', 'mapping_timeout', 'mapping_memory', 'not_hydrated'])

/** A CRM mapping's result: field sets per entity; an absent entity is not written. */
export interface CrmRecord {
  account?: JsonObject
  contacts?: readonly { id: string; role?: string; fields: JsonObject }[]
  lead?: JsonObject
  opportunity?: JsonObject
  notes?: readonly { id: string; title: string; text: string; at: string }[]
}

export type TransformResult = { kind: 'transformed'; record: CrmRecord } | Hold
