/**
 * What is known of a lead, as dated facts. Facts are only added (or voided by a correction); stage, class, score and all
 * else are folded from them. The names are those of the figures, which count the same facts.
 */
import type { Origin, TouchKind } from './event.ts'
import { inOrder, rankOf } from './fact-order.ts'
import type { Said } from './report.ts'

/** Stages every funnel is made of; a configured funnel names and orders them (domain.md, "Stage"). */
export const STAGES = ['unknown', 'lead', 'recycled', 'mql', 'sal', 'sql', 'customer', 'lost', 'disqualified'] as const
export type Stage = (typeof STAGES)[number]

/** How far the buying decision is; C: no need in sight. */
export const CLASSES = ['B1', 'B2', 'B3', 'A', 'C'] as const
export type Class = (typeof CLASSES)[number]

/** Why a lead went to sales: nurtured, asked for it, or classified A after a call. */
export const OFFER_LANES = ['mql', 'fast', 'classified'] as const
export type OfferLane = (typeof OFFER_LANES)[number]

/** Attributes that fit is scored by; derived from the event, so that the fact names no person. */
export interface FitAttributes {
  function?: string
  industry?: string
  country?: string
  postalCode?: string
  employees?: number
  revenue?: number
  mailKind?: string
  /** The rule by which whoever sent it is no lead: competitor, student... */
  excluded?: string
  /** It speaks of the person alone: their company may be a lead. */
  excludesPerson?: true
}

export type FactBody =
  | {
      kind: 'touch'
      touch: TouchKind
      origin: Origin
      contact: string | null
      content: string | null
      wantsSales: boolean
      interest: 'none' | 'low' | 'medium' | 'high' | null
      fit: FitAttributes
    }
  | { kind: 'class'; to: Class | null; reason: string | null }
  | { kind: 'stage'; to: Stage; reason: string | null }
  | { kind: 'owner'; to: string | null }
  /** `until`: a partner may answer so long. */
  | { kind: 'offer'; offer: string; lane: OfferLane; owner: string | null; stage: Stage; class: Class | null; until?: number }
  /** A contact by sales: call, visit, offer... */
  | { kind: 'contact'; activity: string }
  | { kind: 'accept'; offer: string | null; auto: boolean }
  /** `passedOnBy`: the partner who declined, and after whom somebody else is asked. */
  | { kind: 'reject'; offer: string | null; reason: string | null; passedOnBy?: string }
  /** `passedOnFrom`: the salesperson who did not answer, and after whom somebody else is asked. */
  | { kind: 'withdraw'; offer: string; reason: string | null; passedOnFrom?: string | null }
  /** Sales was reminded of a time limit; `steps` says which of what was agreed is done by that. */
  | { kind: 'reminder'; offer: string; limit: 'acceptance' | 'first_contact'; steps: readonly string[] }
  | { kind: 'substage'; to: string }
  | { kind: 'lost'; reason: string | null }
  | { kind: 'disqualified'; reason: string | null }
  | { kind: 'won'; order: string; amount: number | null; currency: string | null }
  | { kind: 'won_void'; order: string }
  /** What a CRM said of a record of the lead's `cycle`; its meaning depends on what it said of it before. */
  | { kind: 'report'; record: string; cycle: number; said: Said }

export type FactKind = FactBody['kind']

export interface Fact {
  id: string
  /** When it happened, Unix ms; never later than `recordedAt`. */
  at: number
  /** When the hub learnt it. */
  recordedAt: number
  /** The event it came from, or null for decisions of people and of the hub. */
  eventId: string | null
  by: string | null
  body: FactBody
}

export interface FactOrder {
  at: number
  rank: number
  id: string
}

export const orderOf = (fact: Fact): FactOrder => ({ at: fact.at, rank: rankOf(fact.body.kind), id: fact.id })
export const byOrder = inOrder<FactOrder>(({ rank }) => rank)
export const byTime = (a: Fact, b: Fact): number => byOrder(orderOf(a), orderOf(b))
