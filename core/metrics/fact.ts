/** What figures are counted from: one dated fact of a lead, in the vocabulary of the figures (docs/figures.md). Pure. */
import type { Class, Stage } from '../lead/fact.ts'

export interface Source {
  channel: string
  system: string
  campaign: string | null
}

export type MetricFactBody =
  /** The organisational unit the lead is of, as far as it is known at that time. */
  | { kind: 'unit'; unit: string; account: string; industry: string | null; size: string | null; region: string | null }
  | { kind: 'created'; unit: string; product: string; to: 'unknown' | 'lead'; source: Source }
  /** The lead `lead` is from `into` on, decided at the instant of the fact; taken back by `unmerged` with the same `merge`. */
  | { kind: 'merged'; into: string; merge: string }
  | { kind: 'unmerged'; merge: string }
  | { kind: 'touch'; touch: string; source: Source; contact: string | null }
  | { kind: 'class'; to: Class | null }
  | { kind: 'fast_lane'; stage: Stage; class: Class | null }
  | { kind: 'stage'; to: Stage }
  | { kind: 'owner'; to: string | null }
  | { kind: 'offer'; offer: string; owner: string | null; lane: string }
  /** A contact by sales; `activity` as the CRM names it: call, visit... */
  | { kind: 'contact'; owner: string | null; activity: string | null }
  | { kind: 'accept'; offer: string | null; auto: boolean }
  | { kind: 'reject'; offer: string | null; reason: string | null }
  | { kind: 'withdraw'; offer: string | null; reason: string | null }
  | { kind: 'substage'; to: string }
  | { kind: 'lost'; reason: string | null }
  | { kind: 'disqualified'; reason: string | null }
  | { kind: 'won'; order: string /** cents */; amount: number | null; currency: string | null }
  | { kind: 'won_void'; order: string }

export type MetricFactKind = MetricFactBody['kind']

export type MetricFact = MetricFactBody & {
  id: string
  lead: string
  /** When it happened, Unix ms; dated `min(at, received)`. */
  at: number
  /** When the hub knew it. An answer as of an instant knows only what was received by then. */
  received: number
  /** When the hub knew better: from then on it never happened. */
  until?: number
}
