/** Step: the leads behind a number of a figure, as they stand now and by the names of their units. */
import type { Db } from '../../store/db.ts'
import * as leads from '../../store/leads.ts'
import { namesOf } from '../names.ts'

/** @returns in the order of the ids; a lead that is gone is left out */
export async function behindNumber(db: Db, ids: readonly string[]) {
  const known = await leads.standingOf(db, ids)
  const standing = ids.flatMap((id) => known.get(id) ?? [])
  const names = await namesOf(db, standing)
  return standing.map(({ unitId, accountId, ...lead }) => ({ ...lead, account: accountId, unit: unitId, ...names({ accountId, unitId }) }))
}
