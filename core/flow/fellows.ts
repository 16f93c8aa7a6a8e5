/** The other submissions of an account, among which the unit of a new one is chosen; none where people decided about the account. */
import type { Fellow } from '../lead/match/unit-among.ts'
import { type Submission, submissionOf } from '../lead/submission.ts'
import { type Db, together } from '../store/db.ts'
import * as store from '../store/fellows.ts'
import { decidedByPeople } from './spoken-for.ts'

/** Of a larger account only what is known of its units is weighed. */
const MOST = 24

/** Reads the submissions of an account. */
export type FellowsOf = (db: Db, accountId: string) => Promise<Fellow[]>

export const fellowsIn: FellowsOf = (db, accountId) => unlessDecided(db, accountId, new Set(), [])

/** Of events that are decided anew, one after the other, before any of that is stored: those decided so far are where they went. */
export class FellowsAnew {
  private readonly inQuestion: ReadonlySet<string>
  private readonly went = new Map<string, Fellow[]>()
  constructor(inQuestion: Iterable<string>) {
    this.inQuestion = new Set(inQuestion)
  }
  readonly of: FellowsOf = (db, accountId) => unlessDecided(db, accountId, this.inQuestion, this.went.get(accountId) ?? [])
  add(event: { id: string; submission: Submission }, place: { accountId: string; unitId: string }): void {
    const fellow = { id: event.id, unit: place.unitId, submission: event.submission, receivedAt: event.submission.told.at }
    this.went.set(place.accountId, [...(this.went.get(place.accountId) ?? []), fellow])
  }
}

/** @param without events that are left out; @param went submissions that are there besides */
async function unlessDecided(db: Db, accountId: string, without: ReadonlySet<string>, went: readonly Fellow[]): Promise<Fellow[]> {
  const [all, decided] = await together(store.fellows(db, accountId, MOST + 1 + without.size), decidedByPeople(db, [accountId]))
  const stored = all.filter(({ id }) => !without.has(id))
  return stored.length + went.length > MOST || decided.size > 0 ? [] : [...stored.map(fellowOf), ...went]
}

const fellowOf = ({ id, unitId, occurredAt, personal }: store.FellowRow): Fellow => ({
  id,
  unit: unitId,
  submission: submissionIn(personal),
  receivedAt: occurredAt,
})

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
