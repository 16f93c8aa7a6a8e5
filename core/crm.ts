/** The contract between CRM connectors and the hub: what a CRM can do, and the conversations by which it is done. No connector performs I/O. */
import type { Auth, Dialogue, Field, JsonObject, Reply, Settings, Wrong } from './connector.ts'
import type { Described } from './described.ts'
import type { Outcome, Refusal } from './outcome.ts'
import type { Found, Listed, MatchKeys } from './remote-record.ts'

export type { Choice, Described, Entities, EntityDescription, FieldDescription, FieldType } from './described.ts'
export type { Candidate, Found, Listed, MatchKeys, MatchRule, Recorded } from './remote-record.ts'

export type Entity = 'account' | 'contact' | 'lead' | 'opportunity'

export interface Capabilities {
  /** Entities the CRM has as records of their own. */
  entities: readonly Entity[]
  /**
   * How the hub's key is kept on a record: `upsert` one atomic keyed write; `unique` a second record with the key is
   * refused; `field` a searchable field without protection, so the hub reads by key before it writes.
   */
  key: Readonly<Partial<Record<Entity, 'upsert' | 'unique' | 'field'>>>
  /** Lead into account, contact, opportunity: by one call of the CRM, or by the hub's own writes. */
  convert: 'native' | 'emulated' | 'none'
  /** Entities that a lead refers to and that are therefore written before it; none where a lead stands alone until it is converted. */
  leadNeeds: readonly Entity[]
  /** Contact roles on the opportunity. */
  roles: boolean
  /** Entity that carries the history of touchpoints as notes. */
  notes: readonly Entity[]
  /** How the CRM tells what sales did. */
  back: 'webhook' | 'poll' | 'both'
}

export interface Write {
  entity: Entity
  /** The hub's own id of the record, e.g. `acc_...`; kept on the remote record as its key. */
  key: string
  /** Present when the crosswalk knows the record. */
  remoteId?: string
  /** CRM field names and values, as the CRM mapping made them. */
  fields: JsonObject
  /** Remote ids of records written before. */
  links: Readonly<Partial<Record<Entity, string>>>
  /** The record was there before the hub: only its empty fields are filled, what people entered stays. */
  completeOnly?: boolean
  /** Who wins, by field, where the connection's configuration says so; for the others the connector's own sense counts. */
  rules?: Readonly<Record<string, FieldRule>>
  /** A person said that it is none of the candidates: created although the CRM sees a duplicate. */
  insist?: boolean
}

/** A record to be found: by the hub's key, else by evidence. */
export interface Sought {
  entity: Entity
  key: string
  evidence: MatchKeys
}

/** `hub`: written whenever it differs; `crm`: given when the record is made, then left alone; `fill`: written while it is empty. */
export type FieldRule = 'hub' | 'crm' | 'fill'

export interface Note {
  /** The touchpoint's id: written into the note so that it is never added twice. */
  key: string
  entity: Entity
  remoteId: string
  at: number
  title: string
  text: string
}

export interface Crm {
  id: string
  label: string
  docs: string
  about: string
  fields: Readonly<Record<string, Field>>
  wrong?: Wrong
  baseUrl: (settings: Settings) => string
  /** Further hosts a dialogue may call by an absolute address, such as one where it logs in. No credentials go there by themselves. */
  hosts?: (settings: Settings) => readonly string[]
  auth: Auth
  capabilities: Capabilities
  /** Cheapest proof that address, credentials and rights work. A refusal is told to people by `work/check-connection.ts`. */
  check: (settings: Settings) => Dialogue<Checked | Refusal>
  /** What its records look like there: fields, types, choices. Never writes. */
  describe?: (settings: Settings) => Dialogue<Described | Refusal>
  /** Records that could be this one: by the hub's key first, then by evidence. Never writes. */
  find: (entity: Entity, key: string, evidence: MatchKeys, settings: Settings) => Dialogue<Found | Refusal>
  /** Creates or updates one record. Without `remoteId` it was just looked for and not found. */
  write: (write: Write, settings: Settings) => Dialogue<Outcome>
  /** Lead into account, contact and opportunity, where `capabilities.convert` is `native`. Reads first: a second convert must not happen. */
  convert?: (conversion: Conversion, settings: Settings) => Dialogue<Converted | Refusal>
  /** Contact's role on an opportunity. Repeating it changes nothing. */
  link?: (link: { opportunity: string; contact: string; role: string }, settings: Settings) => Dialogue<Outcome>
  /** Adds the notes that are not there yet, found by their keys. All of one call belong to one record; `remoteId` of the outcome is that record's. */
  note?: (notes: readonly Note[], settings: Settings) => Dialogue<Outcome>
  /** Several records in few calls, for a backlog. */
  batch?: Batch
  /** A person is to be forgotten: the record is deleted, or emptied where it cannot be. Repeating it changes nothing. */
  erase?: (record: { entity: Entity; remoteId: string; key: string }, settings: Settings) => Dialogue<Outcome>
  /** The hub's own notes on a record are taken away, found by their keys. Repeating it changes nothing. */
  eraseNotes?: (notes: { entity: Entity; remoteId: string; keys: readonly string[] }, settings: Settings) => Dialogue<Outcome>
  /** All records of a kind, page by page, to be held against the hub's own. Never writes. */
  list?: (entity: Entity, cursor: string | null, settings: Settings) => Dialogue<Listed | Refusal>
  /** What the headers of an answer say of the calls that are left, one entry per limit. */
  limits?: (headers: Reply['headers']) => readonly Allowance[]
  /** Where people open the record in the CRM. */
  recordUrl?: (entity: Entity, remoteId: string, settings: Settings) => string
}

export interface Batch {
  /** Records of one call. */
  most: number
  entities: readonly Entity[]
  /** As `write` does it for each, all of one entity; outcomes in the order of the writes. What one record suffers leaves the others alone. */
  write: (writes: readonly Write[], settings: Settings) => Dialogue<readonly Outcome[] | Refusal>
  /** As `find` does it for each, all of one entity. Default: each by itself. */
  find?: (sought: readonly Sought[], settings: Settings) => Dialogue<readonly (Found | Refusal)[] | Refusal>
  /** As `note` does it for the notes of each record. Default: each record by itself. */
  note?: (notes: readonly (readonly Note[])[], settings: Settings) => Dialogue<readonly Outcome[] | Refusal>
}

export interface Allowance {
  /** Which of its limits: answers may tell of some only. */
  limit: string
  /** Calls left until it renews. */
  left: number
  renewsMs: number
}

export type Checked = { kind: 'ok'; detail: string } | { kind: 'problem'; problem: string; field: string | null; todo: string }

/** A check as API and `--json` answer it. */
export const checkAnswer = (checked: Checked): { ok: boolean; problem: string | null; field: string | null; todo: string | null } =>
  checked.kind === 'ok'
    ? { ok: true, problem: null, field: null, todo: null }
    : { ok: false, problem: checked.problem, field: checked.field, todo: checked.todo }

/** A part with `remoteId` exists and is used as it is; one without is created by the conversion; an absent one is not made. */
export interface Conversion {
  leadKey: string
  leadRemoteId: string
  account?: Write
  contact?: Write
  opportunity?: Write
}

/** `already`: somebody else had converted the lead, nothing was written. */
export type Converted = { kind: 'converted'; already: boolean; account?: string; contact?: string; opportunity?: string }

export const defineCrm = <const T extends Crm>(crm: T): Crm => crm
