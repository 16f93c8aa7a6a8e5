/** A lead as figures see it: what it went through, as known at an instant, merged tracks made one. Pure. */
import type { Class, Stage } from '../lead/fact.ts'
import type { Source } from './fact.ts'

export interface Dated<T> {
  at: number
  to: T
}

export interface PathOffer {
  offer: string
  at: number
  lane: string
  owner: string | null
  outcome: 'accepted' | 'rejected' | 'withdrawn' | 'open'
  /** When it was accepted, rejected or withdrawn, also by what the lead did without an answer. */
  outcomeAt: number | null
  /** When sales said accept, reject or withdraw itself. */
  answeredAt: number | null
  auto: boolean
  reason: string | null
  /** First contact by sales from the offer on and before the next offer of the lead. */
  contactedAt: number | null
  /** The lead's next offer. */
  nextAt: number | null
}

export interface LeadPath {
  /** The survivor's id. */
  lead: string
  product: string
  unit: string
  account: string
  industry: string | null
  size: string | null
  region: string | null
  /** Of the earliest `created`. */
  createdAt: number
  source: Source
  /** Where it stood since when; equal neighbours are one. The first is the creation. */
  moves: readonly Dated<Stage>[]
  /** All class facts by time. */
  classes: readonly Dated<Class | null>[]
  owners: readonly Dated<string | null>[]
  substages: readonly Dated<string>[]
  offers: readonly PathOffer[]
  fastLanes: readonly { at: number; stage: Stage; class: Class | null }[]
  contacts: readonly { at: number; owner: string | null; activity: string | null }[]
  /** Orders that were not taken back. */
  orders: readonly { order: string; at: number; amount: number | null; currency: string | null }[]
  touches: readonly { at: number; touch: string; source: Source; contact: string | null }[]
  /** When the hub heard of each of the `moves`, in their order: for "came after the period's end". */
  late: readonly { at: number; received: number }[]
}
