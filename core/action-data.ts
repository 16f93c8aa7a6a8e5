/** What the edges hand to the hub's actions, and what they are given back: plain data, so that it can travel. */
import type { Bilingual, Json } from './connector.ts'
import type { Checked, Entities, Entity } from './crm.ts'
import type { Explanation } from './lead/match/explanation.ts'
import type { Model } from './lead/match/model.ts'
import type { RelationKind } from './lead/match/relations.ts'
import type { Survey } from './list.ts'
import type { DeliveryState } from './store/deliveries.ts'
import type { HeldGroup } from './store/held.ts'
import type { MappingKind } from './store/mappings.ts'
import type { ModelFigures } from './store/models.ts'
import type { ReplayFilter } from './store/replays.ts'

export interface NewDraft {
  kind: MappingKind
  name: string
  expression: string
  /** Text of a NAME.cases.json. Absent: those of the active version go on to hold. */
  cases?: string | undefined
  note?: string | undefined
}

/** A version of the model of identity. */
export interface NewModel {
  model: Model
  note?: string | undefined
  /** What is known of it; what was known before and is not named here stays. */
  figures: ModelFigures
}

/** What another model of identity would change, if all stored submissions were decided anew. */
export interface ModelComparison {
  /** Versions. */
  before: string
  after: string
  submissions: number
  /** In another account than the one that follows theirs. */
  submissionsMoved: number
  /** `changed`: those of before that are not there as they were. */
  accounts: { before: number; after: number; changed: number }
  units: { before: number; after: number; changed: number; submissionsMoved: number }
  /** Submissions that a person would be asked about. */
  questions: { before: number; after: number }
  merges: MovedGroup[]
  splits: MovedGroup[]
  seconds: number
}

/** An account, and of what it would be made or what would become of it. */
export interface MovedGroup {
  account: string
  name: string | null
  submissions: number
  parts: { account: string; name: string | null; submissions: number }[]
}

export interface NewMerge {
  level: 'account' | 'unit'
  survivor: string
  absorbed: string
  reason?: string | null | undefined
}

/** Two accounts that are related, and not one. Of an agency, the first works for the second. */
export interface NewRelation {
  a: string
  b: string
  kind: RelationKind
  reason?: string | null | undefined
}

/** What a person says of one field. */
export interface SaidField {
  /** Account or contact. */
  subject: string
  field: string
  /** null: what submissions tell counts again. */
  value: unknown
  reason?: string | null | undefined
}

/** What became of a unit. Times in Unix ms. */
export interface NewUnitChange {
  unit: string
  kind: 'joined' | 'moved' | 'split' | 'closed'
  /** When it happened. */
  at: number
  /** Unit that it was joined to. */
  into?: string | undefined
  /** Company that it belongs to since. */
  account?: string | undefined
  /** How the unit that was split off is called. */
  site?: string | undefined
  reason?: string | null | undefined
}

export interface NewReplay {
  filter: ReplayFilter
  mapping: 'active' | 'original'
  /** Connections that hear of what differs; `missing`: those that have no record of a lead yet; absent: all. */
  targets?: readonly string[] | 'missing' | undefined
  /** Deliveries looked at per second at most. */
  perSecond?: number | undefined
}

/** A first load: the records of a CRM held against those of the hub. */
export interface NewReconciliation {
  connection: string
  /** Pairs that are clear are accepted as they are found. */
  accept?: 'strong' | undefined
  /** The hub's keys are written on records that were accepted. */
  writeKeys?: boolean | undefined
  /** Begins again, though a run is unfinished. */
  anew?: boolean | undefined
}

export interface ReconciledChoice {
  connection: string
  /** `hubId`: another record of the hub than the one proposed. */
  accept: readonly { entity: Entity; remoteId: string; hubId?: string | undefined }[]
  /** Records that are none of the hub's. */
  refuse: readonly { entity: Entity; remoteId: string }[]
}

export interface ReconciledDecision {
  accepted: number
  refused: number
  problems: { entity: Entity; remoteId: string; reason: string }[]
}

/** Why deliveries are held: one group per source, code and path. */
export interface HeldCause extends HeldGroup {
  /** Fields that all earlier payloads had and no held one has; the other way round; fields that tell another version. */
  gone: string[]
  added: string[]
  versions: { path: string; before: string; after: string }[]
  /** All of it as one sentence. */
  sentence: string
}

/** What to try out, and on what. Times in Unix ms. */
export type BacktestInput =
  | { kind: 'source'; name: string; expression: string; last?: number | undefined; from?: number | undefined; to?: number | undefined }
  | { kind: 'crm'; name: string; expression: string; last?: number | undefined }
  | { kind: 'replay'; filter: ReplayFilter; mapping: 'active' | 'original'; targets?: NewReplay['targets'] }

/** What would happen. */
export interface Backtest {
  deliveries: number
  /** Deliveries that could not be looked at. */
  skipped: number
  eventsChanged: number
  eventsAdded: number
  eventsRetracted: number
  newlyHeld: number
  newlyAccepted: number
  leadsChanged: number
  stagesChanged: number
  /** Records in CRMs; `extras`: histories and roles added to them. */
  crmWrites: { create: number; update: number; unchanged: number; extras: number }
  /** Hand-overs and decisions that would lose the grounds for them. */
  findings: number
  /** What a CRM would refuse, as far as it says so itself. */
  problems: { connection: string; entity: string; field: string; sentence: string; leads: number }[]
  differences: { delivery: string | null; lead: string | null; path: string; before?: Json | undefined; after?: Json | undefined }[]
  differencesLeftOut: number
}

export interface MatchAnswer extends Explanation {
  account: string | null
  unit: string | null
  contact: string | null
}

/** What a dry run would do in a CRM. */
export interface Rehearsal {
  lead: string
  connection: string
  /** Records that stand there as they should. */
  unchanged: number
  steps: RehearsedStep[]
}

export interface RehearsedStep {
  /** The record and its key, or what is done with records. */
  what: string
  /** `stops`: it could not go on here, and `reason` says why. */
  action: 'creates' | 'updates' | 'changes' | 'unchanged' | 'stops'
  /** Method and path of the call that would have been made. */
  call: string | null
  changes: FieldChange[]
  reason: string | null
}

export interface FieldChange {
  field: string
  /** What stands there; null where nothing does. */
  from: Json
  to: Json
}

export type DescribeAnswer = { kind: 'described'; describedAt: number; entities: Entities } | Extract<Checked, { kind: 'problem' }>

export interface NewRotation {
  source: string
  /** Needed where the source has several secrets. */
  field?: string | undefined
  /** The new one, where the sender made it; default: made here. */
  value?: string | undefined
  overlapMs: number
}

export interface Rotated {
  field: string
  /** Shown this once. */
  secret: string
  until: number
}

/** What became of one thing that was sent. */
export interface SenderEvent {
  at: number
  became: 'refused' | DeliveryState
  /** Status that the sender heard. */
  answer: number
  reason: string | null
}

/** The private page of a source, for whoever sends; names nobody. */
export interface SenderView {
  source: string
  label: string
  url: string
  setup: Bilingual[]
  onFailure: string
  /** A command to be copied; null where only the tool itself can make one, or may. */
  example: string | null
  canTest: boolean
  events: SenderEvent[]
}

/** All contacts are looked at page by page; `next` is handed in for the page behind, null behind the last. */
export interface AudiencePage {
  audience: string
  after: string | null
}

export interface AudienceForeseen {
  /** How many would be told of, taken off, forgotten; how many stand as they should. */
  put: number
  leave: number
  erase: number
  unchanged: number
  next: string | null
}

export interface StartedImport {
  id: string
  /** The same file was begun before, and goes on. */
  resumed: boolean
  survey: Survey
}

/** One of the two that a question of identity is about. */
export interface ReviewSide {
  account: string
  accountName: string | null
  mergedInto: string | null
  /** Where it has one only. */
  unit: string | null
  unitName: string | null
  units: number
  /** Unix ms. */
  createdAt: number
  contactCount: number
  leads: { id: string; product: string; stage: string; class: string | null }[]
}

/** Two accounts, or two units of one, side by side. */
export interface ReviewShown {
  /** Known before. */
  left: ReviewSide
  /** What brought it up; of two units, the second. */
  right: ReviewSide
  /** Each of two accounts has one site, so that one can say whether these are one, too. */
  areSitesClear: boolean
  /** `told`: what somebody told; of two units, `weight` holds it against the left and `otherWeight` against the right. */
  evidence: { field: string; left: string; right: string; told: string; weight: number; otherWeight: number | null; notes: string[] }[]
  total: number | null
  otherTotal: number | null
  /** The hub joins by itself from here on, and asks from `asksFrom` on. */
  joinsFrom: number | null
  asksFrom: number | null
  /** Purposes of consent that one side gave and the other ended. */
  consent: { purpose: string; given: 'left' | 'right' }[]
}
