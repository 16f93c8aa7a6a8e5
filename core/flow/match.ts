/** Answers "what if": which account, unit and contact a submission would be given, with the evidence. Writes nothing. */
import type { MatchAnswer } from '../app.ts'
import type { LeadEvent } from '../lead/event.ts'
import { decideContact, type Model } from '../lead/identity.ts'
import { submissionOf } from '../lead/submission.ts'
import type { Db } from '../store/db.ts'
import { sight, unitOf } from './resolve.ts'

/** @param at when it would happen, Unix ms */
export async function match(db: Db, model: Model, event: Pick<LeadEvent, 'company' | 'person'>, at: number): Promise<MatchAnswer> {
  const submission = submissionOf(event, at)
  const seen = await sight(db, model, submission)
  if (seen.decision.decision !== 'attach') return { ...seen.decision, unit: null, contact: null }
  const unit = unitOf(submission, seen)
  const unitId = unit.unit === 'new' ? null : unit.unit === 'open' ? (seen.units.find(({ kind }) => kind === 'open')?.id ?? null) : unit.unit
  const contact = decideContact(
    submission,
    seen.contacts.filter((one) => one.unitId === unitId).map(({ id, unitId: of, profile }) => ({ id, unit: of, profile })),
  )
  return {
    ...seen.decision,
    unit: unitId,
    contact,
    evidence: [...seen.decision.evidence, ...unit.evidence.map((one) => ({ ...one, field: `unit: ${one.field}` }))],
  }
}
