/** Accounts learnt again from the events that are theirs, each left where it is. */
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import * as anew from '../store/reassignment.ts'
import { eventsOf, relearn } from './anew.ts'
import type { Context } from './context.ts'

export async function relearnAccounts(db: Db, on: Context, accountIds: readonly string[]): Promise<void> {
  const ids = [...new Set(accountIds)].sort()
  for (const id of ids) await identity.holdAccount(db, id)
  const kept = await eventsOf(db, on, ids)
  const vacated: anew.Vacated = { accounts: new Set(), units: new Map(), contacts: new Map() }
  await anew.vacate(db, ids, vacated)
  await relearn(db, kept, vacated)
  await anew.removeVacant(db, vacated)
}
