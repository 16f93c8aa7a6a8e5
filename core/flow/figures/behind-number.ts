/** Step: what is behind a number of a figure: leads as they stand now, by the names of their units. */
import type { Db } from '../../store/db.ts'
import * as leads from '../../store/leads.ts'
import { namesOf } from '../names.ts'

/** Of a record of the CRM that is no lead here nothing but its id is known. */
const NO_LEAD = { product: null, stage: null, class: null, account: null, accountName: null, unit: null, unitName: null }

/** @returns in the order of the ids */
export async function behindNumber(db: Db, ids: readonly string[]) {
  const known = await leads.standingOf(db, ids)
  const names = await namesOf(db, [...known.values()])
  return ids.map((id) => {
    const lead = known.get(id)
    if (!lead) return { id, ...NO_LEAD }
    const { unitId: unit, accountId: account, ...standing } = lead
    return { ...standing, account, unit, ...names(lead) }
  })
}
