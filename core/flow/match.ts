/** Answers "what if": which account, unit and contact a submission would be given, with the evidence. Writes nothing. */
import type { MatchAnswer } from '../app.ts'
import type { LeadEvent } from '../lead/event.ts'
import { decideContact } from '../lead/match/contact.ts'
import { identityKeys } from '../lead/match/keys.ts'
import type { Model } from '../lead/match/model.ts'
import { storedWithin } from '../lead/match/unit-told.ts'
import { submissionOf } from '../lead/submission.ts'
import type { Db } from '../store/db.ts'
import { explain } from './explain.ts'
import { fellowsIn } from './fellows.ts'
import { inside, sitesOf, unitOf } from './inside.ts'
import { belongsTo, sight } from './sight.ts'

/** @param at when it would happen, Unix ms */
export async function match(db: Db, model: Model, event: Pick<LeadEvent, 'company' | 'person' | 'note'>, at: number): Promise<MatchAnswer> {
  const submission = submissionOf(event, at)
  const { find } = identityKeys(submission)
  const { decision } = await sight(db, model, submission, {}, find)
  const told = { ...decision, decidedBy: 'hub', model: model.version, compared: decision.account ?? decision.runnerUp?.account ?? null }
  const account = belongsTo(decision)
  if (account === null) return { ...(await explain(db, { ...told, accountId: null }, submission, model)), account: decision.account, unit: null, contact: null }
  const seen = await inside(db, submission, account, find)
  const unit = await unitOf(submission, seen, () => fellowsIn(db, account))
  const unitId = unit.unit === 'new' ? null : unit.unit === 'open' ? (seen.units.find(({ kind }) => kind === 'open')?.id ?? null) : unit.unit
  const contact = decideContact(
    submission,
    seen.contacts.filter((one) => one.unitId === unitId).map(({ id, unitId: of, profile }) => ({ id, unit: of, profile })),
  )
  const outcome = decision.decision === 'attach' && unit.unit === 'open' ? 'open' : decision.decision
  const evidence = [...decision.evidence, ...storedWithin(unit, sitesOf(seen))]
  return { ...(await explain(db, { ...told, accountId: account, decision: outcome, evidence }, submission, model)), account, unit: unitId, contact }
}
