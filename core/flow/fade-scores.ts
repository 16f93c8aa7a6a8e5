/** Counts the points of leads anew whose figures have changed by waiting alone. */
import { nextFading } from '../lead/fade.ts'
import { scoreAt } from '../lead/score.ts'
import type { Db } from '../store/db.ts'
import * as leads from '../store/leads.ts'
import type { Context } from './context.ts'

/** @returns how many were due, `limit` at most */
export async function fadeScores(db: Db, { now, setup: { rules } }: Pick<Context, 'now' | 'setup'>, limit: number): Promise<number> {
  const at = now()
  const due = await leads.fading(db, at, limit)
  for (const { id, state } of due)
    await leads.saveScore(db, id, scoreAt(rules, state.attributes, state.engagement, at), nextFading(rules, state.engagement, at))
  return due.length
}
