/** What a lead is, folded from its facts, and the steps it took. */
import type { Origin } from './event.ts'
import type { Class, FactBody, FactOrder, FitAttributes, OfferLane, Stage } from './fact.ts'
import type { Said } from './report.ts'
import type { Engagement } from './score.ts'

export interface Offer {
  id: string
  lane: OfferLane
  at: number
  owner: string | null
  /** Where the lead stood when it was offered. */
  stage: Stage
  class: Class | null
  state: 'open' | 'accepted' | 'rejected' | 'withdrawn'
  reason: string | null
  /** Where it was made to a partner: when the time for an answer is over. */
  until?: number
  /** When sales accepted or rejected it, took the lead into its care, or it was withdrawn. */
  answeredAt?: number
  /** First contact by sales since. */
  contactedAt?: number
  /** The lead became more than accepted, or was lost: nobody asks any more whether sales was in contact. */
  movedOnAt?: number
  /** What sales was reminded of. */
  reminders?: readonly { at: number; limit: Reminder['limit']; steps: readonly string[] }[]
}

type Reminder = Extract<FactBody, { kind: 'reminder' }>

/** Serialisable: kept as the lead's projection. */
export interface LeadState {
  cycle: number
  stage: Stage
  substage: string | null
  /** The phase of the funnel, where its phases are not the stages. */
  phase?: string | null
  /** `confirmedAt`: behaviour spoke for it later than the person who said it. */
  class: { value: Class; by: 'human' | 'suggested'; at: number; confirmedAt?: number } | null
  /** Behaviour's newest hint, beside a human decision that it must not overwrite. */
  suggestion: { value: Class; at: number } | null
  createdAt: number | null
  identifiedAt: number | null
  firstTouch: { at: number; origin: Origin } | null
  lastTouchAt: number | null
  touches: number
  /** Kinds of touch there were, where a phase asks for them. */
  touched?: string[]
  attributes: FitAttributes
  engagement: Engagement
  /** Since identification, or since sales gave the lead back. */
  nurtured: { touches: number; days: string[] }
  /** Somebody acted whom no rule takes for no lead: what is said of a person alone does not take the unit out of sight. */
  isGenuine?: true
  /** By which rule it is disqualified; a person may overrule that for good. */
  sieved?: { rule: string; isCompany: boolean } | 'overruled'
  fastLane: { at: number; stage: Stage; class: Class | null; wanted: boolean } | null
  owner: string | null
  offer: Offer | null
  /** Partners that did not want it, and salespeople who did not answer, since it was offered for the first time. */
  declined?: readonly string[]
  orders: { order: string; amount: number | null; currency: string | null; at: number }[]
  reason: string | null
  /** What was said last of each record in a CRM. */
  heard: { [record: string]: Said }
  /** The place in time of the fact folded last. */
  through: FactOrder | null
}

/** Those that stand in a timeline. */
export const STEP_KINDS = [
  'created',
  'stage',
  'phase',
  'class',
  'fast_lane',
  'owner',
  'offer',
  'contact',
  'accept',
  'reject',
  'withdraw',
  'reminder',
  'substage',
  'lost',
  'disqualified',
  'won',
  'won_void',
] as const

/** One move of the lead, for its timeline and the figures. */
export interface Step {
  /** `unit`: what kind of company it is, as far as it is known from then on. */
  kind: (typeof STEP_KINDS)[number] | 'unit'
  at: number
  recordedAt: number
  data: { readonly [key: string]: string | number | boolean | null | Origin }
}

export const nothing = (): LeadState => ({
  cycle: 1,
  stage: 'unknown',
  substage: null,
  class: null,
  suggestion: null,
  createdAt: null,
  identifiedAt: null,
  firstTouch: null,
  lastTouchAt: null,
  touches: 0,
  attributes: {},
  engagement: {},
  nurtured: { touches: 0, days: [] },
  fastLane: null,
  owner: null,
  offer: null,
  orders: [],
  reason: null,
  heard: {},
  through: null,
})
