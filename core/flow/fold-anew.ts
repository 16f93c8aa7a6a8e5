/** After events changed hands: leads folded anew, all that were handed over told to the CRMs, and everybody's audiences asked, since account, contacts or history may be others now. */
import type { Db } from '../store/db.ts'
import * as leads from '../store/leads.ts'
import { refold, tellCrms } from './advance.ts'
import { accountsConcerned } from './audiences.ts'
import type { Context } from './context.ts'

export async function foldAnew(db: Db, on: Context, stale: ReadonlySet<string>, accounts: readonly string[]): Promise<void> {
  for (const id of [...stale].sort()) await refold(db, on, id)
  for (const lead of await leads.handedOverOf(db, accounts)) if (!stale.has(lead.id)) await tellCrms(db, on, lead)
  await accountsConcerned(db, on, accounts)
}
