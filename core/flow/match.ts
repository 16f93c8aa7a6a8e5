/** Answers "what if": which account, unit and contact a submission would be given, with the evidence. Writes nothing. */
import type { MatchAnswer } from '../app.ts'
import type { LeadEvent } from '../lead/event.ts'
import { decideContact } from '../lead/match/contact.ts'
import { whatWouldChange } from '../lead/match/explain.ts'
import { identityKeys } from '../lead/match/keys.ts'
import type { Model } from '../lead/match/model.ts'
import { submissionOf } from '../lead/submission.ts'
import type { Db } from '../store/db.ts'
import { fellowsIn } from './fellows.ts'
import { inside, unitOf } from './inside.ts'
import { belongsTo, sight } from './sight.ts'

/** @param at when it would happen, Unix ms */
export async function match(db: Db, model: Model, event: Pick<LeadEvent, 'company' | 'person' | 'note'>, at: number): Promise<MatchAnswer> {
  const submission = submissionOf(event, at)
  const { find } = identityKeys(submission)
  const { decision } = await sight(db, model, submission, {}, find)
  const change = whatWouldChange(decision, model)
  const account = belongsTo(decision)
  if (account === null) return { ...decision, change, unit: null, contact: null }
  const seen = await inside(db, submission, account, find)
  const unit = await unitOf(submission, seen, () => fellowsIn(db, account))
  const unitId = unit.unit === 'new' ? null : unit.unit === 'open' ? (seen.units.find(({ kind }) => kind === 'open')?.id ?? null) : unit.unit
  const contact = decideContact(
    submission,
    seen.contacts.filter((one) => one.unitId === unitId).map(({ id, unitId: of, profile }) => ({ id, unit: of, profile })),
  )
  return {
    ...decision,
    change,
    unit: unitId,
    contact,
    evidence: [...decision.evidence, ...unit.evidence.map((one) => ({ ...one, field: `unit: ${one.field}` }))],
  }
}
