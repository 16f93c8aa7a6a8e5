/** Records where a submission is after its account was put together anew: the decision with its reasons, and the question that is left to a person. */
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import * as anew from '../store/reassignment.ts'
import { askWhetherSame, askWhichUnit } from './ask.ts'
import type { Context } from './context.ts'
import type { Settled } from './settle.ts'

/** @param before the decision so far; the history of an assignment never has two at one moment */
export async function restate(db: Db, on: Context, settled: Settled, before: identity.Assignment, by: string): Promise<void> {
  const { event, place, decision, onBehalf } = settled
  const found = settled.why()
  const decidedAt = Math.max(before.decidedAt + 1, on.now())
  const figures = found && { ...found.decision, model: on.model.version }
  const after = { ...before, ...figures, ...place, decidedAt, decidedBy: by, decision, onBehalf }
  await identity.assign(db, after, true)
  await anew.withdrawQuestions(db, [event.id])
  await askWhatIsLeft(db, on, settled, after)
}

/** What a person is to say of a submission; what is asked already is not asked again. @param doubt its decision */
export async function askWhatIsLeft(db: Db, on: Context, { event, place, decision, why, between }: Settled, doubt: identity.Assignment): Promise<void> {
  const found = why()
  // Another may have been merged since it was looked at.
  const rival = found?.rival ? await identity.standing(db, found.rival) : undefined
  if (found && rival && rival.id !== place.accountId)
    await askWhetherSame(db, on, { accountId: place.accountId, otherId: rival.id }, event.id, doubt, found.isAlone)
  if (decision === 'provisional') await askWhichUnit(db, on, between(), event.id)
}
