/** Step: what was said of consent concerns the CRMs that hold it, too: the leads of whoever has the address are brought there anew. */
import type { Db } from '../store/db.ts'
import * as leads from '../store/leads.ts'
import { tellCrms } from './advance.ts'
import type { Context } from './context.ts'
import { contactsAt } from './seats.ts'

/** @param email as it was read */
export async function consentConcernsCrms(db: Db, on: Context, email: string | undefined): Promise<void> {
  if (email === undefined || on.setup.connections.size === 0) return
  const contacts = await contactsAt(db, email)
  const accounts = [...new Set(contacts.map(({ accountId }) => accountId))].sort()
  const units = new Set(contacts.map(({ unitId }) => unitId))
  for (const lead of await leads.handedOverOf(db, accounts)) if (units.has(lead.unitId)) await tellCrms(db, on, lead)
}
