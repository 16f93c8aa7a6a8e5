/** Touches follow their event to whom it belongs to now. */
import type { Db } from '../store/db.ts'
import * as leadFacts from '../store/lead-facts.ts'
import * as leads from '../store/leads.ts'
import type { Place } from '../store/reassignment.ts'
import type { Context } from './context.ts'

/** @param stale leads to fold anew are added */
export async function moveTouches(db: Db, on: Context, eventId: string, place: Place, stale: Set<string>): Promise<void> {
  for (const { id, leadId, product } of await leadFacts.touchesOfEvent(db, eventId)) {
    const lead = await leads.hold(db, { id: on.newId('led'), unitId: place.unitId, accountId: place.accountId, product }, on.now())
    await leadFacts.moveTouch(db, id, lead.id, place.contactId)
    stale.add(leadId).add(lead.id)
  }
}
