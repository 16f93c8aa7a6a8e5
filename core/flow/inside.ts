/** Looks inside an account: the unit and the people that a submission may belong to. */
import { decideUnit, type UnitDecision } from '../lead/match/unit.ts'
import { type Fellow, isWorthALook, unitAmong } from '../lead/match/unit-among.ts'
import type { Submission } from '../lead/submission.ts'
import { type Db, together } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import { personalKeys } from './post-keys.ts'

export interface Inside {
  /** That stood when it happened. */
  units: identity.UnitRow[]
  /** That the submission's address or name leads to. */
  contacts: identity.ContactRow[]
}

/** @param keys by which it finds, of `identityKeys` */
export async function inside(db: Db, submission: Submission, accountId: string, keys: readonly string[]): Promise<Inside> {
  const [units, contacts] = await together(unitsAt(db, accountId, submission), contactsIn(db, submission, accountId, keys))
  return { units, contacts }
}

export const contactsIn = (db: Db, submission: Submission, accountId: string, keys: readonly string[]): Promise<identity.ContactRow[]> =>
  identity.contactsUnder(db, accountId, personalKeys(submission, accountId, keys))

/** One that ended with a successor is recognised still. */
async function unitsAt(db: Db, accountId: string, { told: { at } }: Submission): Promise<identity.UnitRow[]> {
  const all = await identity.units(db, accountId)
  return all.filter(({ since, until, successor }) => (since === null || since <= at) && (until === null || at < until || successor !== null))
}

/** How many units it may be one of. */
export const sitesOf = ({ units }: Pick<Inside, 'units'>): number => units.filter(({ kind }) => kind === 'site').length

/** @param fellowsOf reads the account's other submissions, where they are to be weighed one by one */
export async function unitOf(submission: Submission, { units, contacts }: Inside, fellowsOf: () => Promise<Fellow[]>): Promise<UnitDecision> {
  const decided = decideUnit(
    submission,
    units,
    contacts.map(({ id, unitId, profile }) => ({ id, unit: unitId, profile })),
  )
  const fellows = isWorthALook(decided, units) ? await fellowsOf() : []
  if (fellows.length === 0) return decided
  const among = unitAmong(submission, fellows, units)
  // Nobody is there yet to hold it against: what it was held against before says why.
  return among.unit === 'new' && decided.unit === 'new' ? decided : among
}
