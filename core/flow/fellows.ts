/** The other submissions of an account, among which the unit of a new one is chosen. */
import type { Fellow } from '../lead/match/unit-among.ts'
import { type Submission, submissionOf } from '../lead/submission.ts'
import type { Db } from '../store/db.ts'
import * as store from '../store/fellows.ts'

/** Of a larger account only what is known of its units is weighed. */
const MOST = 60

export const fellowsIn = async (db: Db, accountId: string): Promise<Fellow[]> =>
  (await store.fellows(db, accountId, MOST)).map(({ id, unitId, occurredAt, personal }) => ({
    id,
    unit: unitId,
    submission: submissionIn(personal),
    receivedAt: occurredAt,
  }))

/** By what is stored, so that who is erased is never found here again. */
const read = new Map<string, Submission>()
const READ_KEPT = 5_000

function submissionIn(personal: string): Submission {
  let submission = read.get(personal)
  if (submission === undefined) {
    if (read.size >= READ_KEPT) read.clear()
    submission = submissionOf(JSON.parse(personal), 0)
    read.set(personal, submission)
  }
  return submission
}
