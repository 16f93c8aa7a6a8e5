/** Answers "what if": which account, unit and contact a submission would be given, with the evidence. Writes nothing. */
import type { MatchAnswer } from '../action-data.ts'
import type { LeadEvent } from '../lead/event.ts'
import type { AccountDecision } from '../lead/match/account.ts'
import { decideContact } from '../lead/match/contact.ts'
import { identityKeys } from '../lead/match/keys.ts'
import type { Model } from '../lead/match/model.ts'
import type { UnitDecision } from '../lead/match/unit.ts'
import { storedWithin } from '../lead/match/unit-told.ts'
import { type Submission, submissionOf } from '../lead/submission.ts'
import type { Db } from '../store/db.ts'
import { explain } from './explain.ts'
import { fellowsIn } from './fellows.ts'
import { inside, sitesOf, unitOf } from './inside.ts'
import { type Bounds, belongsTo, sight } from './sight.ts'

/** @param at when it would happen, Unix ms */
export async function match(db: Db, model: Model, event: Pick<LeadEvent, 'company' | 'person' | 'note'>, at: number): Promise<MatchAnswer> {
  const submission = submissionOf(event, at)
  const { decision, account, within } = await whereabouts(db, model, submission)
  const told = { ...decision, decidedBy: 'hub', model: model.version, compared: decision.account ?? decision.runnerUp?.account ?? null }
  if (account === null || within === null)
    return { ...(await explain(db, { ...told, accountId: null }, submission, model)), account: decision.account, unit: null, contact: null }
  const { unit, unitId, contact, sites } = within
  const outcome = decision.decision === 'attach' && unit.unit === 'open' ? 'open' : decision.decision
  const evidence = [...decision.evidence, ...storedWithin(unit, sites)]
  return { ...(await explain(db, { ...told, accountId: account, decision: outcome, evidence }, submission, model)), account, unit: unitId, contact }
}

export interface Whereabouts {
  decision: AccountDecision
  /** Whose it would be; null: a new account's. */
  account: string | null
  within: {
    unit: UnitDecision
    /** Null: a new one. */
    unitId: string | null
    contact: string | null
    /** How many units the account has, but for the open one. */
    sites: number
  } | null
}

/** Account, unit and contact that a submission would be given. */
export async function whereabouts(db: Db, model: Model, submission: Submission, bounds: Bounds = {}): Promise<Whereabouts> {
  const { find } = identityKeys(submission)
  const { decision } = await sight(db, model, submission, bounds, find)
  const account = belongsTo(decision)
  if (account === null) return { decision, account, within: null }
  const seen = await inside(db, submission, account, find)
  const unit = await unitOf(submission, seen, () => fellowsIn(db, account))
  const unitId = unit.unit === 'new' ? null : unit.unit === 'open' ? (seen.units.find(({ kind }) => kind === 'open')?.id ?? null) : unit.unit
  const contact = decideContact(
    submission,
    seen.contacts.filter((one) => one.unitId === unitId).map(({ id, unitId: of, profile }) => ({ id, unit: of, profile })),
  )
  return { decision, account, within: { unit, unitId, contact, sites: sitesOf(seen) } }
}
