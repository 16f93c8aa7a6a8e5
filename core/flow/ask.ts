/** Asks a person whether two accounts, or two units of one, are the same, and says what made the hub doubt. */
import type { AccountDecision } from '../lead/match/account.ts'
import type { Evidence } from '../lead/match/explain.ts'
import type { Between } from '../lead/match/unit.ts'
import { UNIT_MODEL } from '../lead/match/unit-model.ts'
import type { Db } from '../store/db.ts'
import * as judgements from '../store/judgements.ts'
import * as anew from '../store/reassignment.ts'
import * as reviews from '../store/reviews.ts'
import type { Context } from './context.ts'

export type Doubt = Readonly<Pick<AccountDecision, 'total' | 'threshold' | 'grade'>> & { evidence: readonly Evidence[] }

/**
 * @param eventId the submission that brought it up: what becomes of it becomes of the question
 * @param isOfPair the figures are those of the two accounts, not of one submission among several: thresholds may be learnt from them
 */
export const askWhetherSame = (
  db: Db,
  on: Context,
  { accountId, otherId }: { accountId: string; otherId: string | null },
  eventId: string,
  doubt: Doubt,
  isOfPair = true,
): Promise<void> =>
  reviews.open(
    db,
    {
      id: on.newId('rev'),
      kind: 'same_account',
      subject: accountId,
      other: otherId,
      eventId,
      connection: null,
      detail: { total: doubt.total, threshold: doubt.threshold, grade: doubt.grade, evidence: doubt.evidence, model: on.model.version, isOfPair },
    },
    on.now(),
  )

/** @param between units that stand; null: it is clear which one it is, and nobody is asked any more */
export async function askWhichUnit(db: Db, on: Context, between: Between | null, eventId: string): Promise<void> {
  const pair = between && ([between[0].unit, between[1].unit] as const)
  await anew.withdrawUnitQuestion(db, eventId, pair)
  if (between && pair && !(await judgements.isJudged(db, 'unit', ...pair))) await openUnitQuestion(db, on, between, eventId)
}

const openUnitQuestion = (db: Db, on: Context, [first, second]: Between, eventId: string): Promise<void> =>
  reviews.open(
    db,
    {
      id: on.newId('rev'),
      kind: 'same_unit',
      subject: first.unit,
      other: second.unit,
      eventId,
      connection: null,
      detail: {
        total: first.total,
        threshold: UNIT_MODEL.threshold,
        evidence: first.evidence,
        runnerUp: { total: second.total, evidence: second.evidence },
        model: UNIT_MODEL.version,
      },
    },
    on.now(),
  )
