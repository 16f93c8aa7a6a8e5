/** What the edges ask about leads, and what they are told: plain data, so that it can travel. */
import type { Class, OfferLane, Stage } from './lead/fact.ts'
import type { Differing, Window } from './lead/what-if.ts'
import type { PartnerAnswer } from './store/partner-offers.ts'

export interface LeadDecision {
  lead: string
  decision:
    | { kind: 'class'; to: Class | null; reason: string | null }
    | { kind: 'stage'; to: Stage; reason: string | null }
    | { kind: 'accept' }
    | { kind: 'reject'; reason: string }
    | { kind: 'owner'; to: string | null }
    | { kind: 'contact'; activity: string }
  /** Unix ms; default now. */
  at?: number
}

/** What a partner answers to an offer; of a rejection the id of one of the agreed reasons. */
export type OfferAnswer = { accept: true } | { accept: false; reason: string }

/** The page behind a partner's link. Times in Unix ms. */
export type ShownOffer =
  | { kind: 'unknown' }
  | {
      kind: 'open'
      language: 'de' | 'en'
      partner: string
      company: string | null
      unit: string | null
      place: string | null
      product: string
      until: number
      reasons: { id: string; name: string }[]
    }
  | { kind: 'answered'; language: 'de' | 'en'; answer: PartnerAnswer; at: number }
  | { kind: 'expired'; language: 'de' | 'en'; at: number }

/** Customers of a product that become candidates for another, so many behind the lead with the id `after`; null: from the first one on. */
export interface CandidatePage {
  of: string
  for: string
  class: Class | null
  reason: string | null
  after: string | null
  limit: number
  dryRun: boolean
}

export interface Candidates {
  customers: number
  last: string | null
  /** `customer`: the lead of the product bought; `lead`: the one that was made. */
  made: { unit: string; customer: string; lead: string | null }[]
}

/** So many leads behind the one with the id `after`; null: from the first one on. */
export interface RefoldPage {
  after: string | null
  limit: number
  dryRun: boolean
}

interface LeadLook {
  stage: Stage
  class: Class | null
  phase: string | null
}

export interface Refolded {
  leads: number
  /** Where to go on behind; null: that was all. */
  last: string | null
  handovers: number
  changed: { lead: string; accountName: string | null; product: string; before: LeadLook; after: LeadLook; handover: OfferLane | null }[]
}

/** Rules to try out. `draft`: sections of the configuration that would be other ones, as YAML or JSON. */
export type WhatIfInput = Window & { draft: string; product?: string }

/** What other rules would have made of the same leads. */
export interface WhatIf {
  /** Leads that were looked at. */
  leads: number
  mqls: { before: number; after: number }
  /** The first ones; counted are all. */
  gained: number
  lost: number
  differing: (Differing & { lead: string; accountName: string | null; product: string })[]
}
