/**
 * What the edges (web, CLI) may ask of the hub. `main.ts` composes it: in the process itself, in the engine's thread, or
 * in another process that holds the database. Inputs and results are plain data, so that they can travel.
 */
import type { Checked, Entities, Entity, Json } from './connector.ts'
import type { LeadEvent } from './lead/event.ts'
import type { Class, Stage } from './lead/fact.ts'
import type { Explanation } from './lead/match/explanation.ts'
import type { Model } from './lead/match/model.ts'
import type { RelationKind } from './lead/match/relations.ts'
import type { NewImport, Survey } from './list.ts'
import type { Setup } from './setup.ts'
import type { DeliveryState, NewDelivery } from './store/deliveries.ts'
import type { HeldGroup } from './store/held.ts'
import type { MappingKind, MappingVersion } from './store/mappings.ts'
import type { ModelFigures } from './store/models.ts'
import type { Claimed } from './store/operation.ts'
import type { PartnerAnswer } from './store/partner-offers.ts'
import type { NewRefusal, RefusalCause } from './store/refusals.ts'
import type { ReplayFilter } from './store/replays.ts'
import type { Store } from './store/store.ts'
import type { Role } from './store/tokens.ts'

/** Who asks: a token's id, `cli`, or `hub` for the hub's own rules. */
export type By = string

export interface LeadDecision {
  lead: string
  decision:
    | { kind: 'class'; to: Class | null; reason: string | null }
    | { kind: 'stage'; to: Stage; reason: string | null }
    | { kind: 'accept' }
    | { kind: 'reject'; reason: string }
    | { kind: 'owner'; to: string | null }
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
  setup: string[]
  onFailure: string
  /** A command to be copied; null where only the tool itself can make one. */
  example: string | null
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

export interface Actions {
  /** Stores arrivals and refusals; resolves when they are on the disk. */
  takeIn(batch: TakeIn): Promise<void>
  createToken(input: { role: Role; label: string; expiresAt: number | null }, by: By): Promise<{ token: string; id: string }>
  revokeToken(id: string, by: By): Promise<boolean>
  putSecret(name: string, value: string, by: By): Promise<void>
  removeSecret(name: string, by: By): Promise<boolean>
  /** Replaces the secret of a source; the former one counts until the overlap is over. @throws a sentence when it cannot be done */
  rotateSecret(input: NewRotation, by: By): Promise<Rotated>
  /** @returns false when there is none */
  endRotation(input: { source: string; field?: string | undefined; how: 'finish' | 'cancel' }, by: By): Promise<boolean>
  /** The address of a source's page for whoever sends. `isAnew` ends the links before. @throws a sentence where there is no such source */
  senderLink(input: { source: string; isAnew: boolean }, by: By): Promise<string>
  /** @returns null for a link that leads nowhere */
  showSender(token: string): Promise<SenderView | null>
  /** Sends the example through the front door, as test traffic. @returns false where there is none, or the link leads nowhere */
  sendTest(token: string): Promise<boolean>
  /** Held deliveries are mapped again. */
  releaseDeliveries(ids: readonly string[], by: By): Promise<number>
  /** Refused requests are verified again with today's secrets; those that pass become deliveries. */
  reprocessRefusals(input: { source: string; ids?: readonly string[] | undefined }, by: By): Promise<{ accepted: number; refused: number }>
  pauseConnection(id: string, reason: string, by: By): Promise<boolean>
  resumeConnection(id: string, by: By): Promise<boolean>
  /** Of a CRM, or of an audience. */
  checkConnection(id: string): Promise<Checked>
  /** Queues everybody for an audience; those for whom nothing changed are not called. @param again what was told before is told once more */
  syncAudience(input: AudiencePage & { again: boolean }, by: By): Promise<{ queued: number; next: string | null }>
  /** What `syncAudience` would come to; writes nothing, asks nobody. */
  foreseeAudience(input: AudiencePage): Promise<AudienceForeseen>
  /** Asks the CRM what its records look like, and keeps it. */
  describeConnection(id: string): Promise<DescribeAnswer>
  /** What bringing the lead into the CRM would do there now; writes nothing. @throws a sentence when there is no such lead or connection */
  rehearse(input: { connection: string; lead: string }): Promise<Rehearsal>
  /** Begins a first load, or goes on with the unfinished one; the work itself is done by whoever works. @throws a sentence when the CRM does not list */
  /** Makes room for the file of a list. @returns the import's id @throws a sentence when there is no such source or mapping */
  receiveImport(input: NewImport, by: By): Promise<string>
  /** The next piece of it: all but the last are `PIECE` bytes long. @param body base64 */
  receivePiece(input: { id: string; n: number; body: string }): Promise<void>
  /** All of the file is there; the work itself is done by whoever works. @throws a sentence when it is no list */
  startImport(input: { id: string; hash: string }, by: By): Promise<StartedImport>
  startReconciliation(input: NewReconciliation, by: By): Promise<{ id: string; resumed: boolean }>
  decideReconciled(input: ReconciledChoice, by: By): Promise<ReconciledDecision>
  resumeJobs(input: { connection: string; issueId?: string | undefined; ids?: readonly string[] | undefined }, by: By): Promise<number>
  cancelJobs(ids: readonly string[], reason: string, by: By): Promise<number>
  decideLead(input: LeadDecision, by: By): Promise<{ changed: boolean }>
  /** @throws a sentence when there is nothing to offer, or no such partner */
  offerToPartner(input: { lead: string; partner: string }, by: By): Promise<void>
  /** What a partner's link leads to; changes nothing, and tells no name of a person. */
  showOffer(token: string): Promise<ShownOffer>
  /** @returns what was decided, be it now or before */
  answerOffer(token: string, answer: OfferAnswer): Promise<ShownOffer>
  decideReview(
    input: { review: string; decision: 'same' | 'different' | 'unsure' | 'adopt'; remoteId?: string | undefined; reason?: string | undefined },
    by: By,
  ): Promise<boolean>
  /** @throws a sentence when the two cannot be merged @returns the merge's id */
  merge(input: NewMerge, by: By): Promise<string>
  /** @throws a sentence when it cannot be taken back */
  unmerge(id: string, reason: string | null, by: By): Promise<void>
  /** @throws a sentence when it cannot be so @returns the relation's id */
  setRelation(input: NewRelation, by: By): Promise<string>
  /** One that the hub found is not found again; one that a person set is gone. @throws a sentence when there is none */
  refuseRelation(id: string, by: By): Promise<void>
  /** @throws a sentence when there is no such field, or the value does not fit */
  say(input: SaidField, by: By): Promise<void>
  /** @throws a sentence when it cannot be so @returns the change's id */
  changeUnit(input: NewUnitChange, by: By): Promise<string>
  /** @throws a sentence when it cannot be taken back */
  takeBackChange(id: string, by: By): Promise<void>
  /** Lists the deliveries that a filter names, to be looked at again; nothing happens before it is started. */
  planReplay(wanted: NewReplay, by: By): Promise<{ id: string; total: number }>
  /** @throws when its state does not allow it */
  moveReplay(id: string, move: 'start' | 'pause' | 'cancel', by: By): Promise<void>
  closeIssue(id: string, by: By): Promise<boolean>
  /** A draft beside the active version. @throws what is wrong with the expression or its cases */
  draftMapping(draft: NewDraft, by: By): Promise<MappingVersion>
  /** Makes a version the active one, once its cases pass. @throws which do not */
  activateMapping(input: { id: string; note?: string | undefined; untested?: boolean | undefined }, by: By): Promise<MappingVersion>
  /** Back to the version that was active before. */
  rollBackMapping(input: { kind: MappingKind; name: string }, by: By): Promise<MappingVersion>
  /** Keeps a version of the model of identity. @throws when another model has its name */
  draftModel(draft: NewModel, by: By): Promise<void>
  /** Decisions follow it from now on. @throws when it is unknown, active, or not compared with the active one */
  activateModel(input: { version: string; uncompared?: boolean | undefined; note?: string | undefined }, by: By): Promise<void>
  /** Back to the model that was active before. @returns its version */
  rollBackModel(by: By): Promise<string>
  claimKey(key: string, by: By, requestHash: string): Promise<Claimed>
  answerKey(key: string, by: By, status: number, answer: string): Promise<void>
  freeKey(key: string, by: By): Promise<void>
  /** Which account, unit and contact would this be? Writes nothing. */
  match(event: Pick<LeadEvent, 'company' | 'person' | 'note'>): Promise<MatchAnswer>
  backup(path: string): Promise<void>
  /** What still waits: for waiting until all is quiet. */
  workload(): Promise<{ deliveries: number; jobs: number; parked: number }>
}

export interface StartedImport {
  id: string
  /** The same file was begun before, and goes on. */
  resumed: boolean
  survey: Survey
}

export interface TakeIn {
  deliveries: readonly NewDelivery[]
  refusals: readonly NewRefusal[]
  tallies: readonly { source: string; cause: RefusalCause; day: number; n: number }[]
}

export interface App {
  setup: Setup
  /** For reading only. */
  store: Store
  act: Actions
  /** What would happen; in a thread of its own. @throws a sentence when there is nothing to try it on */
  tryOut(input: BacktestInput): Promise<Backtest>
  /** Held deliveries by cause, with what is different about their payloads. */
  heldCauses(source?: string): Promise<HeldCause[]>
  version: string
  startedAt: number
}
