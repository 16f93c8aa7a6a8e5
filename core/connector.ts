/**
 * The contract between connectors and the hub: types only. A connector describes the outside world and never performs
 * I/O; `work/converse.ts` performs the calls that its dialogues yield.
 */
import type { Refusal } from './outcome.ts'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

/** Text for people, in both languages that pages are shown in. */
export interface Bilingual {
  de: string
  en: string
}

/** One setting of a connector: drives validation, the console's form, masking of secrets and the generated docs. */
export interface Field {
  label: string
  help: string
  secret: boolean
  required: boolean
  /** Used when the setting is absent. Never for secrets. */
  default?: string
  /** The only values allowed. */
  options?: readonly string[]
}

export const text = (label: string, help = ''): Field => ({ label, help, secret: false, required: true })
export const secret = (label: string, help = ''): Field => ({ label, help, secret: true, required: true })
export const optional = (field: Field): Field => ({ ...field, required: false })
export const defaulting = (field: Field, value: string): Field => ({ ...field, required: false, default: value })

/** The settings of one configured source or connection, secrets resolved. */
export type Settings = Readonly<Record<string, string>>

/** Settings as verification sees them: a secret being rotated has several active values, newest first. */
export type ActiveValues = Readonly<Record<string, readonly string[]>>

/** What is wrong with settings each of which is well formed: those that cannot work, alone or together. One sentence each, at the setting to be corrected. */
export type Wrong = (values: ActiveValues) => Iterable<WrongSetting>

export interface WrongSetting {
  field: string
  problem: string
}

// --- what arrives ------------------------------------------------------------

/** A request exactly as it arrived. Header names are lower case; a repeated header's values are joined with ', '. */
export interface Arrival {
  method: string
  /** The full public URL as the sender saw it (a source may configure its public base: some vendors sign the URL). */
  url: string
  headers: Readonly<Record<string, string>>
  body: Uint8Array
  remote: string
  /** Unix milliseconds. */
  receivedAt: number
}

// --- verification as data ----------------------------------------------------

/** Where a value is found in an arrival, or what it is made of. The same vocabulary serves signed text, answers and comparisons. */
export type Part =
  | { literal: string }
  | { header: string }
  | { query: string }
  /** Dotted path into the parsed body, JSON or form; a number addresses a list: `signature.token`, `0.id`. */
  | { body: string }
  | { field: string }
  /** The last segment of the path behind the source's own, e.g. `k3y` in /hooks/mailchimp/k3y. */
  | { pathKey: true }
  | { request: 'method' | 'url' | 'body' }
  /** The decoded body, written as JSON again in the way of a language: for senders that sign that text and send another. */
  | { rewritten: 'javascript' | 'php' }
  /** The signature's own timestamp, as text, exactly as sent. */
  | { timestamp: true }
  | { hmac: HmacAlgorithm; key: Key; over: readonly Part[]; encoding: Encoding }

export type HmacAlgorithm = 'hmac-sha1' | 'hmac-sha256' | 'hmac-sha512'
export type Encoding = 'hex' | 'base64' | 'base64url'

/** How the bytes of a key are made from the text of a setting. */
export interface Key {
  field: string
  /** `prefixed-base64`: base64 behind `whsec_`; without the prefix both base64 and the text itself count. Default `utf8`. Public keys are PEM, base64 SPKI or `whpk_`. */
  encoding?: 'utf8' | 'hex' | 'base64' | 'prefixed-base64'
}

/** How a signature header is written. */
export type SignatureFormat =
  | { kind: 'plain' }
  | { kind: 'prefix'; prefix: string }
  /** `t=1,v1=abc`: the signature under `key` (it may occur several times), the timestamp under `timestampKey`. */
  | { kind: 'pairs'; key: string; timestampKey?: string }
  /** `v1,AAA v1a,BBB`: space separated, only those of `version`. */
  | { kind: 'versions'; version: string }
  /** base64 of `<id>:<signature>`; the id must equal the setting `idField`; `raw` when the mac's bytes follow the colon unencoded. */
  | { kind: 'id-and-signature'; idField: string; raw?: boolean }

export type Algorithm = HmacAlgorithm | 'sha256' | 'sha1' | 'rsa-sha256' | 'ecdsa-p256-sha256' | 'ed25519'

export interface SignatureCheck {
  kind: 'signature'
  algorithm: Algorithm
  key: Key
  /** The signed text, in order. Plain hashes name their key as a `field` part. */
  signed: readonly Part[]
  at: Part
  format?: SignatureFormat
  encoding: Encoding
  /** `auto` tells seconds from milliseconds by their size; `iso` is a date and time with its zone. */
  timestamp?: { at?: Part; unit: 's' | 'ms' | 'auto' | 'iso'; toleranceSeconds: number }
}

export type Verification =
  | SignatureCheck
  /** A value that must equal a setting, compared in constant time: header token, path key, query key, key inside the body. */
  | { kind: 'token'; at: Part; field: string; prefix?: string }
  /** HTTP Basic; UTF-8, the password may contain colons. A 401 carries a challenge. */
  | { kind: 'basic'; userField: string; passwordField: string }
  /** The signature of Amazon SNS: own canonical text and a certificate; see `core/verify.ts`. */
  | { kind: 'sns'; certificateField: string; topicField: string }
  /** Nothing is checked. Only ever chosen explicitly in the configuration, and shown. */
  | { kind: 'unsigned' }
  | { kind: 'anyOf'; checks: readonly Verification[] }
  | { kind: 'allOf'; checks: readonly Verification[] }

export type Verdict = { ok: true } | { ok: false; reason: string; challenge?: string }

// --- handshakes and answers ---------------------------------------------------

/** A call that is not an event but a vendor's question; answered at any time, never stored as a delivery. */
export interface Handshake {
  /** Every condition must hold: the part exists, equals `equals` and does not contain `without` where given. An answer signed by the key of events must never sign what could be one. */
  when: { method: 'GET' | 'POST' | 'OPTIONS'; conditions: readonly { part: Part; equals?: string; without?: string }[] }
  /** Checked before answering; `source` runs the source's own verification. */
  verify?: Verification | 'source'
  answer: Answer
  /** Status when the check fails. Default 403. */
  refuse?: number
  /** The question is an event too: it is answered, and taken in where the source's own verification accepts it. */
  keep?: boolean
}

export interface Answer {
  status: number
  contentType?: string
  headers?: Readonly<Record<string, readonly Part[]>>
  /** Text of the concatenated parts, or a JSON object of such texts. */
  body?: readonly Part[] | { json: Readonly<Record<string, readonly Part[]>> }
}

/** What a sender is told. Defaults: success 202 with `{"id"}`, overload 503, both as the architecture says. */
export interface AnswerPolicy {
  success?: Answer
  /** Some senders drop events on 503 and wait on 429, others the other way round. */
  overload?: { status: number }
  /** What a request hears that cannot be taken: not verified, too large, of a wrong type. Default: the status that says why. For senders that repeat on all but one status, or show a person any failure. */
  refused?: { status: number }
  /** Statuses that make this sender stop or drop the event: where the hub would say one of them it answers as on overload. */
  never?: readonly number[]
}

// --- decoding, splitting, hydrating -------------------------------------------

export interface Decoding {
  /** Default `auto`: by content type, then by looking at the bytes. */
  as?: 'auto' | 'json' | 'form' | 'unencoded-form' | 'multipart' | 'xml' | 'csv' | 'query' | 'text'
  /** Fields of the body whose text is JSON and is parsed too (Jotform's `rawRequest`, the `Message` of Amazon SNS); text that is no object or list stays. */
  jsonFields?: readonly string[]
}

/** One thing a delivery tells. A delivery holds none, one or many. */
export interface Item {
  /** The sender's own identity of it, made from `dedupe`; a hash of the item where none is given. */
  key: string
  /** Where the sender numbers versions of the same thing: a higher one makes a new revision, others are duplicates. */
  version: string | null
  payload: Json
}

export type Hydrated = { kind: 'hydrated'; payload: Json } | { kind: 'deleted'; reason: string } | Refusal

/** The API that a thin source fetches from, apart from any CRM connection. */
export interface SourceApi {
  baseUrl: (settings: Settings) => string
  /** Hosts a dialogue may call; everything else is refused before any byte leaves. */
  hosts: (settings: Settings) => readonly string[]
  auth: Auth
}

export interface PollPage {
  /** Each becomes a delivery in the ledger, mapped like any other. */
  bodies: readonly Json[]
  /** Opaque; handed back at the next poll. */
  cursor: string
  more: boolean
}

export interface Source {
  id: string
  label: string
  docs: string
  /** Names under which published test vectors know the sender, besides the id. */
  knownAs?: readonly string[]
  /** One sentence for the docs: what the tool sends, and when. */
  about: string
  fields: Readonly<Record<string, Field>>
  wrong?: Wrong
  verify: Verification
  handshakes?: readonly Handshake[]
  answers?: AnswerPolicy
  decode?: Decoding
  /** JSONata over the decoded body, giving the list of items; default: the body is the one item. */
  split?: string
  /** JSONata over an item, each giving a key or nothing; the first that gives one counts. */
  dedupe?: readonly string[]
  version?: string
  /** JSONata over an item, true for what the tool sends to try the connection: shown, not fetched, not delivered. */
  test?: string
  api?: SourceApi
  /** Kind of the CRM connection whose address and credentials the dialogues use, instead of `api`; they get its settings, the source's own laid over them. */
  connection?: string
  /** People bring its rows as files, so that nothing need prove where they come from. */
  imported?: true
  hydrate?: (item: Item, settings: Settings) => Dialogue<Hydrated>
  poll?: { everySeconds: number; page: (cursor: string | null, settings: Settings) => Dialogue<PollPage | Refusal> }
  /** Steps that set the tool up, for the docs, the console and the sender's page. `{url}` stands for the hook's address. */
  setup: readonly Bilingual[]
  /** What the tool does when the hub does not answer well. */
  onFailure: string
  /** How sure the facts behind this declaration are; `doubts`: what of them nobody confirmed, a sentence each. */
  evidence: 'vendor documentation' | 'source code' | 'third party' | 'memory' | 'unverified'
  doubts?: readonly string[]
}

// --- dialogues ------------------------------------------------------------------

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Relative to the base URL; absolute only where the declared `hosts` allow it. */
  path: string
  query?: Readonly<Record<string, string>>
  headers?: Readonly<Record<string, string>>
  body?: Json
  /** Sent form-encoded instead of `body`. */
  form?: Readonly<Record<string, string>>
  /** Sent as it is instead of `body`; its content type stands in `headers`. */
  text?: string
  /** What the call is for, in a few words: shown in the log of attempts. No personal data. */
  purpose: string
  /** It changes nothing over there, so a dry run performs it too. Default: only GET; APIs that read by POST say so. */
  reads?: boolean
  /** Repeating it changes nothing more, so a lost answer may be asked for again at once. Default: what only reads. */
  repeatable?: boolean
}

export interface Reply {
  status: number
  headers: Readonly<Record<string, string>>
  /** Parsed where the answer is JSON, else the text. */
  body: Json
}

/**
 * A conversation with a remote API: yields calls, receives replies, returns a result. When an answer never comes the
 * engine ends the dialogue and the step counts as `transient` with `uncertain`: the next try begins by reading.
 */
export type Dialogue<Result> = Generator<Call, Result, Reply>

export interface Session {
  values: Readonly<Record<string, string>>
  /** Unix milliseconds; absent: until the server says otherwise. */
  expiresAt?: number
}

export type Auth =
  /** `call` for schemes that sign it; its `path` is as the dialogue gave it. */
  | { kind: 'headers'; headers: (settings: Settings, call: Call) => Readonly<Record<string, string>> }
  /** Logged in once, shared by all calls of the process, renewed when `expired` says so. */
  | {
      kind: 'session'
      login: (settings: Settings) => Dialogue<Session | Refusal>
      headers: (session: Session, settings: Settings) => Readonly<Record<string, string>>
      /** Puts the session into a call itself, where a protocol wants it there and not in a header, as SOAP does. */
      within?: (call: Call, session: Session, settings: Settings) => Call
      expired: (reply: Reply, settings: Settings) => boolean
    }

export const defineSource = <const T extends Source>(source: T): Source => source
