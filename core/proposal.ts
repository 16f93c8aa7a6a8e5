/** A first mapping made from one payload: what the proposer gives and the command prints. Types only. */
import type { Json } from './connector.ts'
import type { HoldByHand, MappedItem } from './mapped.ts'

export interface Proposal {
  kind: 'proposal'
  /** JSONata with comments, ready to be saved as `mappings/sources/NAME.jsonata`. */
  expression: string
  fields: readonly ProposedField[]
  leftOver: readonly LeftOver[]
  /** What a declared source needs under `split`, where one body tells several things. */
  split: string | null
  /** Fields whose text is JSON: what a declared source needs under `decode.jsonFields`. */
  jsonFields: readonly string[]
  /** The things the sample tells, split off. */
  items: readonly Json[]
  /** The sample as the hub hands it to mappings: `$envelope`. */
  envelope: Json
}

/** Nothing in the payload says who it is about; the sentence says what was looked for. */
export interface NothingProposed {
  kind: 'nothing'
  reason: string
}

export interface ProposedField {
  /** Place in the lead event: `person.email`, `consents[newsletter, email]`. */
  target: string
  /** JSONata from the item; a text in quotes where nothing of the payload is used. */
  path: string
  why: string
  sure: boolean
}

/** A field of the payload that no part of a lead event stands for. */
export interface LeftOver {
  path: string
  /** Name under which it is carried in `answers`; null where it is left out. */
  answer: string | null
  why: string
}

/** A sample and what to know about it. */
export interface Sample {
  /** Decoded. */
  body: Json
  /** Names in lower case; those of a request that was kept. */
  headers?: Readonly<Record<string, string>>
  url?: string
  /** For `origin.system`: the tool's name. */
  system: string
  /** As the source splits them off; without it the proposer looks for a split itself. */
  items?: { split: string; list: readonly Json[] }
}

/** What the command prints: the proposal, and what it gives on the very sample. */
export interface ProposalReport {
  name: string
  proposal: Proposal | NothingProposed
  /** By item, the first hundred; what is held names the value seen. */
  results: readonly (MappedItem['result'] | HoldByHand)[]
}
