/**
 * The contract between the hub and the e-mail tools that it tells who should get what: types only. An audience describes
 * the tool and never performs I/O; whom it is told of, and whether they agreed to it, the hub decides.
 */
import type { Auth, Dialogue, Field, Reply, Settings } from './connector.ts'
import type { Allowance, Checked } from './crm.ts'
import type { Refusal } from './outcome.ts'

/** What is told of one address. */
export interface Member {
  email: string
  firstName?: string | undefined
  lastName?: string | undefined
  /** As in ISO 639, e.g. `de`. */
  language?: string | undefined
  /** What the person does in the company. */
  function?: string | undefined
  account?: string | undefined
  unit?: string | undefined
  /** What the person agreed to, by purpose; `since` in Unix milliseconds. */
  consents: readonly { purpose: string; since: number }[]
  /** The contact's id, a dot, and the token by which a form learns what is missing of it; absent where that is not configured. */
  form?: string
  /** Every product that the audience is about; nulls where the person's unit has no lead. */
  products: readonly MemberProduct[]
}

export interface MemberProduct {
  product: string
  class: string | null
  stage: string | null
  /** Content item that they are to get; null: nothing for now; absent: the hub plans no content. */
  next?: string | null
}

export type TakenOff = 'left' | 'withdrawn'

export interface Put {
  member: Member
  /** Known since it was told of before. */
  remoteId: string | null
  /**
   * Why the hub itself took them off the last time, if it did. `left`: they may be put back where it took them from, not
   * subscribed. `withdrawn`: they agreed anew since, so that an unsubscription from before is out of date as well.
   */
  takenOff: TakenOff | null
}

export interface Leave {
  email: string
  remoteId: string | null
  /** When consent was withdrawn, in Unix milliseconds; null: it stands, but the hub tells of them no more. */
  withdrawnAt: number | null
}

/** `keptOff`: unsubscribed or taken off over there, and not by the hub, so it stays so; `reason` without personal data. */
export type MemberPut = { kind: 'put'; remoteId: string } | { kind: 'keptOff'; remoteId: string; reason: string }

/** Also where nobody with the address was there. `wasOff`: they stood on the list no more before, whoever took them off; needed where consent stands. */
export type MemberLeft = { kind: 'left'; wasOff?: true }

export interface Audience {
  id: string
  label: string
  docs: string
  /** One sentence. */
  about: string
  fields: Readonly<Record<string, Field>>
  baseUrl: (settings: Settings) => string
  auth: Auth
  /** Setting that names the list on which people stand; where it names another one, they are new there. */
  list: string
  /** What the hub's knowledge becomes there. */
  segments: 'tags' | 'fields'
  /** What somebody is there whose consent was withdrawn, and whom the hub tells of no more though it stands: a sentence each, for the docs. */
  leaving: { withdrawn: string; left: string }
  /** Calls per second that the tool bears, where nothing is configured and its answers say nothing. */
  perSecond?: number
  /** Proof that address, credentials, list and the hub's own fields are there. Never writes. */
  check: (settings: Settings, products: readonly string[], nurtures: boolean) => Dialogue<Checked | Refusal>
  /**
   * Makes or changes the member. What people entered stays: only the hub's own tags and fields are changed, names are filled
   * while they are empty. Repeating it changes nothing.
   */
  put: (put: Put, settings: Settings) => Dialogue<MemberPut | Refusal>
  leave: (leave: Leave, settings: Settings) => Dialogue<MemberLeft | Refusal>
  /** The person is to be forgotten there. */
  erase: (email: string, settings: Settings) => Dialogue<MemberLeft | Refusal>
  /** What the headers of an answer say of the calls that are left. */
  limits?: (headers: Reply['headers']) => readonly Allowance[]
  /** Steps for the person who sets it up. */
  setup: readonly string[]
  /** How sure the facts behind this declaration are. */
  evidence: 'vendor documentation' | 'source code' | 'third party' | 'unverified'
  /** What was taken on trust: sentences for the docs. */
  onTrust: readonly string[]
}

export const defineAudience = <const T extends Audience>(audience: T): Audience => audience
