/** Step: the leads behind a number of a figure, as they stand now and by the names of their units. */
import type { Db } from '../../store/db.ts'
import * as leads from '../../store/leads.ts'
import { namesOf } from '../names.ts'

const NOTHING_KNOWN = { product: null, stage: null, class: null, account: null, accountName: null, unit: null, unitName: null }

/** @returns in the order of the ids; of a record of the CRM, or a lead that is gone, only the id */
export async function behindNumber(db: Db, ids: readonly string[]) {
  const known = await leads.standingOf(db, ids)
  const names = await namesOf(db, [...known.values()])
  return ids.map((id) => {
    const lead = known.get(id)
    if (lead === undefined) return { id, ...NOTHING_KNOWN }
    const { unitId, accountId, ...told } = lead
    return { ...told, account: accountId, unit: unitId, ...names({ accountId, unitId }) }
  })
}
