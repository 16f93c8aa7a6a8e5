/**
 * What the edges (web, CLI) may ask of the hub. `main.ts` composes it: in the process itself, in the engine's thread, or
 * in another process that holds the database. Inputs and results are plain data, so that they can travel.
 */
import type {
  AudienceForeseen,
  AudiencePage,
  Backtest,
  BacktestInput,
  DescribeAnswer,
  HeldCause,
  MatchAnswer,
  NewDraft,
  NewMerge,
  NewModel,
  NewReconciliation,
  NewRelation,
  NewReplay,
  NewRotation,
  NewUnitChange,
  ReconciledChoice,
  ReconciledDecision,
  Rehearsal,
  ReviewShown,
  Rotated,
  SaidField,
  SenderView,
  StartedImport,
} from './action-data.ts'
import type { Checked } from './crm.ts'
import type { Figures } from './figure-data.ts'
import type { LeadEvent } from './lead/event.ts'
import type { CandidatePage, Candidates, LeadDecision, OfferAnswer, Refolded, RefoldPage, ShownOffer, WhatIf, WhatIfInput } from './lead-data.ts'
import type { ImportPreview, NewImport, PreviewInput } from './list.ts'
import type { BenchActions } from './mapping-bench.ts'
import type { FormLink, MissingFields, SentContent } from './nurture-data.ts'
import type { ConsentHistory, ErasureEntry, ErasureForeseen, NewErasure, PersonExport, ReadRaw, RetentionCount, SaidConsent } from './privacy-data.ts'
import type { MadeChange, SettingDesk } from './setting-data.ts'
import type { Setup } from './setup.ts'
import type { NewDelivery } from './store/deliveries.ts'
import type { MappingKind, MappingVersion } from './store/mappings.ts'
import type { Claimed } from './store/operation.ts'
import type { NewRefusal, RefusalCause } from './store/refusals.ts'
import type { Store } from './store/store.ts'
import type { Role, TokenRow } from './store/tokens.ts'

/** Who asks: a token's id, `cli`, or `hub` for the hub's own rules. */
export type By = string

export interface Actions extends BenchActions {
  /** Stores arrivals and refusals; resolves when they are on the disk. */
  takeIn(batch: TakeIn): Promise<void>
  createToken(input: { role: Role; label: string; expiresAt: number | null }, by: By): Promise<{ token: string; id: string }>
  rotateToken(input: { id: string; overlapMs: number; expiresAt: number | null }, by: By): Promise<{ token: string; id: string; formerUntil: number } | null>
  revokeToken(id: string, by: By): Promise<boolean>
  /** Exchanges a token for a session of the console. @returns null for a token that may not be used */
  openSession(token: string): Promise<{ secret: string; expiresAt: number; token: TokenRow } | null>
  /** @returns false when there is none */
  closeSession(secret: string): Promise<boolean>
  putSecret(name: string, value: string, by: By): Promise<void>
  removeSecret(name: string, by: By): Promise<boolean>
  /** Writes what was made in the console. @returns false when something was changed since it was looked at */
  changeMade(change: MadeChange, by: By): Promise<boolean>
  /** Jobs of connections that are gone. */
  cancelRemoved(connections: readonly string[]): Promise<void>
  /** A process cannot work by what was made; null: it can. */
  tellUntaken(problem: string | null): Promise<void>
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
  /** The same for whoever is signed in. @returns null where there is no such source */
  showSource(id: string): Promise<SenderView | null>
  /** @returns false where there is no such source, or no example can be made */
  testSource(id: string): Promise<boolean>
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
  /** No more of it comes: what came is thrown away. */
  dropImport(id: string): Promise<void>
  /** All of the file is there; the work itself is done by whoever works. @throws a sentence when it is no list */
  startImport(input: { id: string; hash: string }, by: By): Promise<StartedImport>
  startReconciliation(input: NewReconciliation, by: By): Promise<{ id: string; resumed: boolean }>
  decideReconciled(input: ReconciledChoice, by: By): Promise<ReconciledDecision>
  resumeJobs(input: { connection: string; issueId?: string | undefined; ids?: readonly string[] | undefined }, by: By): Promise<number>
  cancelJobs(ids: readonly string[], reason: string, by: By): Promise<number>
  decideLead(input: LeadDecision, by: By): Promise<{ changed: boolean }>
  /** @throws a sentence when there is no such product */
  makeCandidates(input: CandidatePage, by: By): Promise<Candidates>
  /** Leads by the rules in force, a page of them. */
  refoldLeads(input: RefoldPage, by: By): Promise<Refolded>
  /** @throws a sentence when there is nothing to offer, or no such partner */
  offerToPartner(input: { lead: string; partner: string }, by: By): Promise<void>
  /** What a partner's link leads to; changes nothing, and tells no name of a person. */
  showOffer(token: string): Promise<ShownOffer>
  /** @returns what was decided, be it now or before */
  answerOffer(token: string, answer: OfferAnswer): Promise<ShownOffer>
  decideReview(
    input: {
      review: string
      decision: 'same' | 'different' | 'unsure' | 'adopt'
      unit?: 'same' | 'different' | undefined
      remoteId?: string | undefined
      reason?: string | undefined
    },
    by: By,
  ): Promise<boolean>
  /** The question is open again; what followed from the answer is undone. @throws a sentence when it cannot be @returns false: it was open */
  takeBackReview(id: string, by: By): Promise<boolean>
  /** Who and what a question is about. @returns null where there is none, or it is about records of a CRM */
  showReview(id: string): Promise<ReviewShown | null>
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
  /** Counts at once, everywhere. @throws a sentence when it is no address, or a consent without words */
  sayConsent(input: SaidConsent, by: By): Promise<void>
  /** The request of a delivery as it came, unmasked: who looked at it is written down. @returns null where there is none */
  readRaw(delivery: string, by: By): Promise<ReadRaw | null>
  /** Everything that is known of a person; that it was asked for is written down. @throws a sentence when nobody or several are meant */
  exportPerson(who: string, by: By): Promise<PersonExport>
  /** Begins to erase a person; the work itself is done by whoever works. @returns the erasure's id @throws a sentence when nobody or several are meant */
  erasePerson(input: NewErasure, by: By): Promise<string>
  /** What is over and would be removed in the next night; writes nothing. */
  foreseeRetention(): Promise<RetentionCount[]>
  /** Removes it now. */
  runRetention(by: By): Promise<RetentionCount[]>
  /** What that would come to; writes nothing. */
  foreseeErasure(who: string): Promise<ErasureForeseen>
  /** Somebody who was erased wants to be known again. @returns false where they were not */
  liftSuppression(who: string, by: By): Promise<boolean>
  /** All erasures by keyed hashes, to be kept beside backups. */
  erasureLog(): Promise<ErasureEntry[]>
  /** Persons that were erased before this copy of the database was restored are erased again. @returns how many erasures were unknown, and the ids of those begun */
  eraseAgain(entries: readonly ErasureEntry[], by: By): Promise<{ unknown: number; begun: string[] }>
  /** @throws a sentence when it is no address */
  consentsOf(address: string, by: By): Promise<ConsentHistory>
  /** It counts as a contact, and is not offered again. @throws a sentence when there is no such contact, product or item @returns how many of them are news */
  sayContentSent(sent: readonly SentContent[], by: By): Promise<number>
  /** @throws a sentence where there is no such contact */
  formLink(contact: string): Promise<FormLink>
  /** Names of fields, never what is known. */
  fieldsMissing(asked: { contact: string; token: string; form: string | null }): Promise<MissingFields>
  /** @throws a sentence when it cannot be so @returns the change's id */
  changeUnit(input: NewUnitChange, by: By): Promise<string>
  /** @throws a sentence when it cannot be taken back */
  takeBackChange(id: string, by: By): Promise<void>
  /** Lists the deliveries that a filter names, to be looked at again; nothing happens before it is started. */
  planReplay(wanted: NewReplay, by: By): Promise<{ id: string; total: number }>
  /** @throws when its state does not allow it */
  moveReplay(id: string, move: 'start' | 'pause' | 'cancel', by: By): Promise<void>
  closeIssue(id: string, by: By): Promise<boolean>
  /** Somebody knows of it; it stays open. @returns false where it is not open */
  acknowledgeIssue(input: { id: string; note: string | null }, by: By): Promise<boolean>
  /** @returns false where nobody had acknowledged it */
  unacknowledgeIssue(id: string, by: By): Promise<boolean>
  /** Does again what waits because of it, and closes it. @throws a sentence where there is nothing that the hub could do again @returns how many deliveries, jobs or replays */
  resumeIssue(id: string, by: By): Promise<number>
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
  tryOut(input: BacktestInput, progress?: (done: number, total: number) => void): Promise<Backtest>
  /** Which leads other rules would have made MQLs; in a thread of its own. @throws Refusal with what is wrong with the draft */
  tryRules(input: WhatIfInput): Promise<WhatIf>
  /** What importing a list would do; in a thread of its own, writing nothing. @throws Refusal where it is no list */
  previewImport(input: PreviewInput, body: AsyncIterable<Uint8Array>): Promise<ImportPreview>
  /** Figures of the funnel; in a thread of its own. */
  figures: Figures
  /** Sources and connections made in the console. */
  settings: SettingDesk
  /** Held deliveries by cause, with what is different about their payloads. */
  heldCauses(source?: string): Promise<HeldCause[]>
  version: string
  startedAt: number
}
