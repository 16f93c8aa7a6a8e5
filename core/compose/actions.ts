/** What people and tools may ask of the hub. */

import type { MatchAnswer } from '../action-data.ts'
import type { Actions } from '../app.ts'
import { answerOffer, offerToPartner, showOffer } from '../flow/answer-offer.ts'
import { makeCandidates } from '../flow/candidates.ts'
import { cancelRemoved, changeMade, Outdated, tellUntaken } from '../flow/change-made.ts'
import { closeSession, openSession } from '../flow/console-sessions.ts'
import type { Context } from '../flow/context.ts'
import { decideLead } from '../flow/decide.ts'
import { decideReview, takeBackReview } from '../flow/decide-review.ts'
import { foreseeErasure, liftSuppression, OVER, startErasure } from '../flow/erase.ts'
import { fillAudience, foreseeAudience } from '../flow/fill-audience.ts'
import { lookUpConsents, readRaw } from '../flow/looked-at.ts'
import { activateVersion, activeMapping, addDraft, rollBack } from '../flow/mappings.ts'
import { match } from '../flow/match.ts'
import { merge } from '../flow/merge.ts'
import { fieldsMissing, formLink } from '../flow/missing-fields.ts'
import { activateModel, draftModel, rollBackModel } from '../flow/models.ts'
import { sayContentSent } from '../flow/nurture-list.ts'
import * as operate from '../flow/operate.ts'
import { doorOf } from '../flow/receive.ts'
import { decideReconciled, startReconciliation } from '../flow/reconcile.ts'
import { refoldLeads } from '../flow/refold-leads.ts'
import { refuseRelation, setRelation } from '../flow/relations.ts'
import { moveReplay, planReplay } from '../flow/replays.ts'
import { reprocess } from '../flow/reprocess.ts'
import { resumeIssue } from '../flow/resume-issue.ts'
import { foreseeRetention } from '../flow/retention.ts'
import { showReview } from '../flow/review-sides.ts'
import { endRotation, rotate, withRotations } from '../flow/rotate.ts'
import { say } from '../flow/say.ts'
import { sayConsent } from '../flow/say-consent.ts'
import { putSecret, removeSecret } from '../flow/secrets.ts'
import { senderLink, sourceBehind } from '../flow/sender-link.ts'
import { sendTest } from '../flow/sender-test.ts'
import { senderView } from '../flow/sender-view.ts'
import { createToken, revokeToken, rotateToken } from '../flow/tokens.ts'
import { changeUnit, takeBackChange } from '../flow/unit-change.ts'
import { unmerge } from '../flow/unmerge.ts'
import { Refusal } from '../refusal.ts'
import type { SourceEntry } from '../setup.ts'
import * as deliveries from '../store/deliveries.ts'
import * as descriptions from '../store/descriptions.ts'
import * as erasures from '../store/erasures.ts'
import * as imports from '../store/imports.ts'
import * as leads from '../store/leads.ts'
import * as mappings from '../store/mappings.ts'
import * as operation from '../store/operation.ts'
import { workload } from '../store/pulse.ts'
import * as refusals from '../store/refusals.ts'
import * as rotations from '../store/rotations.ts'
import type { Store } from '../store/store.ts'
import type { Conversation } from '../work/converse.ts'
import { describeConnection } from '../work/describe-connection.ts'
import { eraseAgain } from '../work/erase-again.ts'
import { exportPerson } from '../work/export-person.ts'
import type { Lines } from '../work/line.ts'
import type { MappingPool } from '../work/mapping.ts'
import { benchOf } from '../work/mapping-bench.ts'
import { checkTexts, demandCases } from '../work/mapping-trial.ts'
import { rehearse } from '../work/rehearse.ts'
import { runRetention } from '../work/retainer.ts'
import { receiveImport, receivePiece, startImport } from '../work/start-import.ts'
import { checkConfigured, connectionOf } from './check-configured.ts'
import { type ErasureLog, keepLog } from './erasure-log.ts'
import type { Heard } from './hub-work.ts'
import type { ModelKeeper } from './model-keeper.ts'

export interface ActionParts {
  store: Store
  on: Context
  conversation: Conversation
  lines: Lines
  heard: Heard
  inForce: ModelKeeper
  /** Beside a database that is a file. */
  erasureLog: ErasureLog | undefined
  /** Threads for trying things out. */
  trial(): MappingPool
}

/** Of each kind in a preview. */
const RETENTION_COUNTED = 10_000

/** Each in one transaction; whoever works on what comes of it is told. */
export function actionsOf({ store, on, conversation, lines, heard, inForce, erasureLog, trial }: ActionParts): Actions {
  const { setup, now } = on
  /** With the secrets that count now. */
  const current = async (entry: SourceEntry) => withRotations(entry, await rotations.list(store.db), process.env.LEITWERK_KEY, on.now()).entry
  const tested = async (entry: SourceEntry | null | undefined): Promise<boolean> => {
    const isSent = entry ? await sendTest(store, on, await current(entry)) : false
    if (isSent) heard.received()
    return isSent
  }
  return {
    takeIn: async ({ deliveries: accepted, refusals: refused, tallies }) => {
      await store.write(async (db) => {
        if (accepted.length > 0) await deliveries.accept(db, accepted)
        if (refused.length > 0) await refusals.keep(db, refused)
        if (tallies.length > 0) await refusals.tally(db, tallies)
        if (accepted.length > 0) await store.tell(db)
      }, 'receive')
      if (accepted.length > 0) heard.received()
    },
    createToken: (input, by) => store.write((db) => createToken(db, on, input, by)),
    rotateToken: (input, by) => store.write((db) => rotateToken(db, on, input, by)),
    revokeToken: (id, by) => store.write((db) => revokeToken(db, on, id, by)),
    openSession: (token) => store.write((db) => openSession(db, on, token)),
    closeSession: (secret) => store.write((db) => closeSession(db, secret)),
    putSecret: (name, value, by) => store.write((db) => putSecret(db, on, process.env.LEITWERK_KEY, name, value, by)),
    rotateSecret: (input, by) => store.write((db) => rotate(db, on, process.env.LEITWERK_KEY, input, by)),
    endRotation: (input, by) => store.write((db) => endRotation(db, on, input, by)),
    senderLink: ({ source, isAnew }, by) => store.write((db) => senderLink(db, on, source, isAnew, by)),
    showSender: async (token) => {
      const entry = await sourceBehind(store.db, on, token)
      return entry ? senderView(store.db, on, await current(entry)) : null
    },
    sendTest: async (token) => tested(await sourceBehind(store.db, on, token)),
    showSource: async (id) => {
      const entry = setup.sources.get(id)
      return entry ? senderView(store.db, on, await current(entry)) : null
    },
    testSource: (id) => tested(setup.sources.get(id)),
    changeMade: (change, by) =>
      store
        .write((db) => changeMade(db, on, process.env.LEITWERK_KEY, change, by))
        .then(
          () => true,
          (error: unknown) => {
            if (error instanceof Outdated) return false
            throw error
          },
        ),
    cancelRemoved: (connections) => store.write((db) => cancelRemoved(db, on, connections)),
    tellUntaken: (problem) => store.write((db) => tellUntaken(db, on, problem)),
    removeSecret: (name, by) => store.write((db) => removeSecret(db, on, name, by)),
    releaseDeliveries: async (ids, by) => {
      const released = await store.write((db) => operate.releaseDeliveries(db, on, ids, by))
      heard.received()
      return released
    },
    reprocessRefusals: async ({ source, ids }, by) => {
      const entry = setup.sources.get(source)
      if (!entry) throw new Error(`there is no source '${source}'`)
      const door = doorOf(await current(entry))
      const wanted = ids ?? (await refusals.list(store.db, { source, limit: refusals.KEPT_ROWS })).rows.map((row) => row.id)
      const done = await store.write((db) => reprocess(db, on, door, wanted, by))
      heard.received()
      return done
    },
    pauseConnection: (id, reason, by) => store.write((db) => operate.pauseConnection(db, on, id, reason, by)),
    resumeConnection: async (id, by) => {
      const resumed = await store.write((db) => operate.resumeConnection(db, on, id, by))
      heard.queued()
      return resumed
    },
    checkConnection: (id) => checkConfigured({ setup, conversation, described: (one) => descriptions.find(store.db, one) }, id),
    describeConnection: async (id) => describeConnection({ store, on, converse: lines.converse }, connectionOf(setup, id)),
    syncAudience: async (input, by) => {
      const done = await store.write((db) => fillAudience(db, on, input, by))
      heard.queued()
      return done
    },
    foreseeAudience: (input) => foreseeAudience(store.db, on, input),
    rehearse: async ({ connection: id, lead: leadId }) => {
      const connection = connectionOf(setup, id)
      const lead = await leads.find(store.db, leadId)
      if (!lead) throw new Refusal(`there is no lead ${leadId}`)
      const mapping = await activeMapping(store.db, 'crm', connection.mapping)
      return rehearse({ store, on, converse: lines.converse, transform: trial().transform }, connection, mapping, lead)
    },
    receiveImport: (input, by) => store.write((db) => receiveImport(db, on, input, by)),
    receivePiece: ({ id, n, body }) => store.write((db) => receivePiece(db, id, n, Buffer.from(body, 'base64'))),
    dropImport: (id) => store.write((db) => imports.drop(db, id)),
    startImport: async ({ id, hash }, by) => {
      const started = await startImport(store, on, id, hash, by)
      heard.imports()
      return started
    },
    startReconciliation: async (input, by) => {
      const started = await store.write((db) => startReconciliation(db, on, input, by))
      heard.reconciliations()
      return started
    },
    decideReconciled: async (input, by) => {
      const decided = await store.write((db) => decideReconciled(db, on, input, by))
      heard.queued()
      return decided
    },
    resumeJobs: async (input, by) => {
      const resumed = await store.write((db) => operate.resumeJobs(db, on, input, by))
      heard.queued()
      return resumed
    },
    cancelJobs: (ids, reason, by) => store.write((db) => operate.cancelJobs(db, on, ids, reason, by)),
    decideLead: async (input, by) => {
      const decided = await store.write((db) => decideLead(db, on, input, by))
      heard.queued()
      return decided
    },
    makeCandidates: async (input, by) => {
      const made = await store.write((db) => makeCandidates(db, on, input, by))
      heard.queued()
      return made
    },
    refoldLeads: async (input, by) => {
      const refolded = await store.write((db) => refoldLeads(db, on, input, by))
      heard.queued()
      return refolded
    },
    offerToPartner: async ({ lead, partner }, by) => {
      await store.write((db) => offerToPartner(db, on, lead, partner, by))
      heard.queued()
    },
    showOffer: (token) => showOffer(store.db, on, token),
    answerOffer: async (token, answer) => {
      const shown = await store.write((db) => answerOffer(db, on, token, answer))
      heard.queued()
      return shown
    },
    decideReview: async (input, by) => {
      const decided = await store.write((db) => decideReview(db, on, input, by))
      heard.queued()
      return decided
    },
    ...benchOf({ store, on, trial }),
    takeBackReview: async (id, by) => {
      const isOpen = await store.write((db) => takeBackReview(db, on, id, by))
      heard.queued()
      return isOpen
    },
    showReview: (id) => showReview(store.db, on, id),
    draftMapping: async (draft, by) => {
      await checkTexts({ ...draft, cases: draft.cases ?? null }, trial())
      return store.write((db) => addDraft(db, on, draft, by))
    },
    activateMapping: async ({ id, note, untested }, by) => {
      const version = await mappings.find(store.db, id)
      if (!version) throw new Error(`there is no mapping version ${id}`)
      if (!untested) await demandCases(version, trial())
      const active = await store.write((db) => activateVersion(db, on, id, note ?? null, by))
      heard.activated()
      return active
    },
    rollBackMapping: async (input, by) => {
      const active = await store.write((db) => rollBack(db, on, input, by))
      heard.activated()
      return active
    },
    draftModel: (draft, by) => store.write((db) => draftModel(db, on, draft, by)),
    activateModel: async (input, by) => {
      await store.write((db) => activateModel(db, on, input, by))
      await inForce.renew()
    },
    rollBackModel: async (by) => {
      const version = await store.write((db) => rollBackModel(db, on, by))
      await inForce.renew()
      return version
    },
    merge: async (input, by) => {
      const id = await store.write((db) => merge(db, on, input, by))
      heard.queued()
      return id
    },
    unmerge: async (id, reason, by) => {
      await store.write((db) => unmerge(db, on, id, reason, by))
      heard.queued()
    },
    setRelation: (input, by) => store.write((db) => setRelation(db, on, input, by)),
    refuseRelation: (id, by) => store.write((db) => refuseRelation(db, on, id, by)),
    say: async (input, by) => {
      await store.write((db) => say(db, on, input, by))
      heard.queued()
    },
    sayConsent: async (input, by) => {
      await store.write((db) => sayConsent(db, on, input, by))
      heard.queued()
    },
    foreseeRetention: () => foreseeRetention(store.db, on, RETENTION_COUNTED),
    runRetention: async (by) => {
      await store.write((db) => operation.audit(db, { id: on.newId('aud'), at: now(), by, action: 'retention.run', subject: 'retention', detail: null }))
      return runRetention({ store, on, erasing: heard.erasures })
    },
    exportPerson: (who, by) => exportPerson(store, on, who, by),
    erasePerson: async (input, by) => {
      const id = await store.write((db) => startErasure(db, on, input, by))
      await keepLog(store, erasureLog)
      heard.erasures()
      return id
    },
    liftSuppression: (who, by) => store.write((db) => liftSuppression(db, on, who, by)),
    erasureLog: () => erasures.entries(store.db, OVER),
    eraseAgain: async (entries, by) => {
      const done = await eraseAgain(store, on, entries, by)
      await keepLog(store, erasureLog)
      heard.erasures()
      return done
    },
    foreseeErasure: (who) => foreseeErasure(store.db, on, who),
    readRaw: (id, by) => store.write((db) => readRaw(db, on, id, by)),
    consentsOf: (address, by) => store.write((db) => lookUpConsents(db, on, address, by)),
    sayContentSent: (sent, by) => store.write((db) => sayContentSent(db, on, sent, by)),
    formLink: (contact) => formLink(store.db, on, contact),
    fieldsMissing: (asked) => fieldsMissing(store.db, on, asked),
    changeUnit: async (input, by) => {
      const id = await store.write((db) => changeUnit(db, on, input, by))
      heard.queued()
      return id
    },
    takeBackChange: async (id, by) => {
      await store.write((db) => takeBackChange(db, on, id, by))
      heard.queued()
    },
    planReplay: (wanted, by) => planReplay(store, on, wanted, by),
    moveReplay: async (id, move, by) => {
      await store.write((db) => moveReplay(db, on, id, move, by))
      heard.replays()
    },
    closeIssue: (id, by) => store.write((db) => operate.closeIssue(db, on, id, by)),
    acknowledgeIssue: (input, by) => store.write((db) => operate.acknowledgeIssue(db, on, input, by)),
    unacknowledgeIssue: (id, by) => store.write((db) => operate.unacknowledgeIssue(db, on, id, by)),
    resumeIssue: async (id, by) => {
      const n = await resumeIssue(store, on, id, by)
      heard.received()
      heard.queued()
      heard.replays()
      return n
    },
    claimKey: (key, by, hash) => store.write((db) => operation.claimKey(db, key, by, hash, now())),
    answerKey: (key, by, status, answer) => store.write((db) => operation.answerKey(db, key, by, status, answer)),
    freeKey: (key, by) => store.write((db) => operation.freeKey(db, key, by)),
    match: (event): Promise<MatchAnswer> => match(store.db, on.model, event, now()),
    backup: (path) => store.backup(path),
    workload: () => workload(store.db),
  }
}
