/** Asks a person whether two accounts are one, and says what made the hub doubt. */
import type { AccountDecision } from '../lead/match/account.ts'
import type { Evidence } from '../lead/match/explain.ts'
import type { Db } from '../store/db.ts'
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
  pair: { accountId: string; otherId: string | null },
  eventId: string,
  doubt: Doubt,
  isOfPair = true,
): Promise<void> =>
  reviews.open(
    db,
    {
      id: on.newId('rev'),
      kind: 'same_account',
      ...pair,
      eventId,
      connection: null,
      detail: { total: doubt.total, threshold: doubt.threshold, grade: doubt.grade, evidence: doubt.evidence, model: on.model.version, isOfPair },
    },
    on.now(),
  )
