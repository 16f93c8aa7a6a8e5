/** Accounts about which people know better: what they decided is left alone. */
import type { Db } from '../store/db.ts'
import * as judgements from '../store/judgements.ts'
import * as merges from '../store/merges.ts'
import * as changes from '../store/unit-changes.ts'

/** Those of these accounts that people merged, or of whose units they said anything. */
export async function decidedByPeople(db: Db, accountIds: readonly string[]): Promise<Set<string>> {
  const units = await judgements.ofUnits(db, 'account_id', accountIds)
  return new Set([...(await merges.survivorsAmong(db, accountIds)), ...(await changes.confirmedAmong(db, accountIds)), ...units.values()])
}
