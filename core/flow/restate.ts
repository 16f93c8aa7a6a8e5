/** Records where a submission is after its account was put together anew: the decision with its reasons, and the question that is left to a person. */
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import * as anew from '../store/reassignment.ts'
import { askWhetherSame } from './ask.ts'
import type { Context } from './context.ts'
import type { Settled } from './settle.ts'

/** @param before the decision so far; the history of an assignment never has two at one moment */
export async function restate(db: Db, on: Context, { event, place, decision, onBehalf, why }: Settled, before: identity.Assignment, by: string): Promise<void> {
  const found = why()
  const decidedAt = Math.max(before.decidedAt + 1, on.now())
  const after = { ...before, ...found?.decision, ...place, decidedAt, decidedBy: by, decision, onBehalf, model: on.model.version }
  await identity.assign(db, after, true)
  await anew.withdrawQuestions(db, [event.id])
  const isAsked = found !== undefined && found.rival !== null && found.rival !== place.accountId
  if (isAsked) await askWhetherSame(db, on, { accountId: place.accountId, otherId: found.rival }, event.id, after)
}
