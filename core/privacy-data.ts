/** What the edges ask about people and their permission, and what they are told: plain data, so that it can travel. */

/** What a person writes down of a consent. */
export interface SaidConsent {
  /** E-mail address or telephone number. */
  address: string
  purpose: string
  /** Default: that of the address. */
  channel?: 'email' | 'phone' | 'post' | 'any' | undefined
  state: 'requested' | 'given' | 'denied' | 'withdrawn'
  /** Unix ms; default now. */
  at?: number | undefined
  wording?: string | undefined
  proof?: string | undefined
  reason?: string | undefined
}

/** A request as it came. */
export interface ReadRaw {
  method: string
  url: string
  remote: string
  headers: Record<string, string>
  body: string
  encoding: 'utf8' | 'base64'
}

/** Somebody is to be erased. */
export interface NewErasure {
  /** E-mail address, telephone number, `con_...` or `evt_...`. */
  who: string
  reason?: string | null | undefined
}

/** What is known of the person; requests and texts that name them are looked for when it is done. */
export interface ErasureForeseen {
  contacts: string[]
  /** E-mail addresses and telephone numbers. */
  addresses: number
  /** More than one: perhaps two people share a number, and are one contact. */
  names: number
  events: number
  deliveries: number
  leads: string[]
  audiences: string[]
  isKnown: boolean
}

/** What was done to erase a person, where and when; names nobody. Times in Unix ms. */
export interface Certificate {
  id: string
  state: 'running' | 'waiting' | 'done'
  startedAt: number
  endedAt: number | null
  by: string
  reason: string | null
  /** Keyed hash of an address of the person. */
  person: string | null
  contacts: number
  /** In the hub's own tables. */
  places: { table: string; rows: number; done: string }[]
  /** In CRMs and e-mail tools. */
  others: { system: string; label: string; record: string; state: 'open' | 'done' | 'byHand'; why: string | null; at: number }[]
  /** What became of the bytes. */
  disk: { code: string; place: string; n: number }[]
  /** Sentences: what a person must still do. */
  byHand: { de: string; en: string }[]
}

/** One erasure as it is kept outside of the database: a restored copy is held to it. */
export interface ErasureEntry {
  id: string
  at: number
  hashes: string[]
}

/** Everything that is known of a person. */
export interface PersonExport {
  at: number
  addresses: string[]
  numbers: string[]
  names: string[]
  isSuppressed: boolean
  contacts: {
    id: string
    account: { id: string; name: string | null }
    unit: { id: string; name: string | null }
    since: number
    /** What was read out of submissions. */
    known: { mails: string[]; mobiles: string[]; phones: string[]; names: string[] }
    /** What people said of single fields. */
    said: { field: string; value: unknown; by: string; at: number; reason: string | null }[]
  }[]
  events: {
    id: string
    revision: number
    state: string
    kind: string
    source: string
    delivery: string
    mapping: string
    occurredAt: number
    recordedAt: number
    data: unknown
    personal: unknown
    /** Why it is taken to be theirs. */
    decision: { at: number; decision: string; by: string; evidence: unknown } | null
  }[]
  consents: { address: string; history: unknown[] }[]
  requests: {
    id: string
    source: string
    receivedAt: number
    state: string
    /** Null: it tells of others as well, or is erased. */
    raw: ReadRaw | null
  }[]
  leads: {
    id: string
    product: string
    stage: string
    class: string | null
    owner: string | null
    facts: { kind: string; at: number; by: string | null; data: unknown }[]
  }[]
  crm: { connection: string; entity: string; record: string; state: string; url: string | null }[]
  audiences: { audience: string; state: string; since: number }[]
  /** What is to be read next, and what was offered. */
  nurturing: { product: string; next: string | null; dueAt: number | null; told: string | null; at: number | null }[]
  jobs: { id: string; connection: string; task: string; state: string; at: number; outcome: string | null }[]
}

/** What is over, and what has been removed of it. */
export interface RetentionCount {
  kind: 'requests' | 'refused' | 'calls' | 'notices' | 'audit' | 'anonymous' | 'contacts'
  /** Of requests and refused requests. */
  source: string | null
  /** Days that it is kept. */
  days: number
  n: number
  /** There are more than were counted or removed. */
  isMore: boolean
}

interface ConsentEntry {
  purpose: string
  channel: string
  state: SaidConsent['state']
  at: number
  recordedAt: number
  wording: string | null
  /** The same for the same words. */
  wordingVersion: string | null
  proof: string | null
  reason: string | null
  event: string | null
  source: string | null
  /** Who wrote it down; null where an event told it. */
  by: string | null
}

/** All that was said of the consent of one address. Times in Unix ms. */
export interface ConsentHistory {
  /** The newest per purpose and channel. */
  standing: ConsentEntry[]
  /** Newest first. */
  history: ConsentEntry[]
  /** Purposes for which the address may be mailed, by all of that. */
  mailedFor: string[]
  /** The person was erased: nothing is taken in. */
  isSuppressed: boolean
}
