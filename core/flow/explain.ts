/** Tells a decision with its reasons, and with the names of the accounts it speaks of as they stand now. */
import type { Evidence } from '../lead/match/explain.ts'
import type { Explanation } from '../lead/match/explanation.ts'
import { MODEL, type Model } from '../lead/match/model.ts'
import { askedSentenceOf, isFirst, partedEvidence, unitSentenceOf, unitTold } from '../lead/match/unit-told.ts'
import { couldStillAgree, sentenceOf, whatWouldChange } from '../lead/match/would-change.ts'
import type { Submission } from '../lead/submission.ts'
import { askedAbout, askedUnits } from '../store/asked.ts'
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import * as models from '../store/models.ts'
import { modelOf } from './models.ts'
import { accountName, unitCalled } from './names.ts'

/** What is told of a decision, stored or not. */
export interface Told
  extends Pick<identity.Assignment, 'decision' | 'decidedBy' | 'onBehalf' | 'total' | 'threshold' | 'grade' | 'evidence' | 'runnerUp' | 'model'> {
  /** Whose it is; null: a new account's, which is not made. */
  accountId: string | null
  /** The account that the evidence speaks of. */
  compared: string | null
  /** The two units that a person is asked about. */
  between?: readonly string[]
}

export async function explainStored(db: Db, stored: identity.Assignment, submission: Submission): Promise<Explanation> {
  const model = await modelNamed(db, stored.model)
  return explain(db, { ...stored, compared: await comparedWith(db, stored), between: await askedUnits(db, stored.eventId) }, submission, model)
}

/** Of one that is not stored any more, the shipped one. */
async function modelNamed(db: Db, version: string): Promise<Model> {
  const row = version === MODEL.version ? undefined : await models.find(db, version)
  return row ? modelOf(row) : MODEL
}

/** Who makes a new account was held against another: the one that a person was asked about, else the nearest, which is stored as the runner-up. */
async function comparedWith(db: Db, stored: identity.Assignment): Promise<string | null> {
  const { accountId, decision, evidence, total, threshold, runnerUp } = stored
  const nearest = runnerUp?.total === total ? runnerUp.account : null
  if (decision === 'new' || isFirst(evidence)) return (decision === 'provisional' ? await askedAbout(db, stored) : null) ?? nearest
  return total < threshold && nearest !== null ? nearest : accountId
}

export async function explain(db: Db, told: Told, submission: Submission, model: Model): Promise<Explanation> {
  const { decision, decidedBy, onBehalf, total, threshold, grade, accountId } = told
  const parted = partedEvidence(told.evidence)
  const [other, second] = await Promise.all([standing(db, parted.account.length > 0 ? told.compared : null), standing(db, told.runnerUp?.account ?? null)])
  const isFormer = decision === 'new' && other?.id === accountId // they are one by now
  const compared = isFormer ? null : other
  const next = told.runnerUp?.account === accountId ? null : told.runnerUp
  const runnerUp = next && second && second.id !== accountId && second.id !== other?.id ? { ...named(second), total: next.total } : null
  const change = whatWouldChange({ ...told, evidence: parted.account, runnerUp: next }, model, compared ? couldStillAgree(submission, compared.profile) : [])
  return {
    decision: decision as Explanation['decision'],
    decidedBy,
    onBehalf,
    total,
    threshold,
    grade,
    comparedWith: compared && named(compared),
    evidence: parted.account,
    runnerUp,
    wouldChange: change && { ...change, text: sentenceOf(change) },
    unitDecision: accountId === null ? null : await explainUnit(db, parted.unit, told, accountId),
    model: told.model,
  }
}

const named = (row: identity.AccountRow) => ({ account: row.id, name: accountName(row) })

/** The account as it stands; null where nothing is left of it. */
async function standing(db: Db, id: string | null): Promise<identity.AccountRow | null> {
  const row = id === null ? undefined : await identity.standing(db, id)
  return row && isKnownBy(row) ? row : null
}

const isKnownBy = ({ profile: { names, domains, vatIds, phoneStems, places } }: identity.AccountRow): boolean =>
  [names, domains, vatIds, phoneStems, places].some((known) => known.length > 0)

async function explainUnit(db: Db, inside: readonly Evidence[], told: Told, accountId: string): Promise<Explanation['unitDecision']> {
  const units = (await identity.units(db, accountId)).filter(({ kind }) => kind === 'site').length
  const unit = unitTold(inside, told)
  const evidence = await Promise.all(unit.evidence.map((one) => (one.field === 'successor' ? withSuccessor(db, one) : one)))
  const asked = (await identity.unitsByIds(db, told.between ?? [])).sort((a, b) => (a.id < b.id ? -1 : 1))
  const between = asked.map((row) => ({ unit: row.id, name: unitCalled(row) }))
  return { ...unit, evidence, units, between, text: [unitSentenceOf(unit, units), ...askedSentenceOf(between)].join('; ') }
}

/** Stored is the id of the unit that took over. */
async function withSuccessor(db: Db, line: Evidence): Promise<Evidence> {
  const row = await identity.unit(db, line.ours)
  return { ...line, ours: (row && unitCalled(row)) ?? line.ours }
}
