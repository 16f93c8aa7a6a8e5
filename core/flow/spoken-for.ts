/** Accounts about which people know better: what they decided is left alone. */
import { type Db, together } from '../store/db.ts'
import * as judgements from '../store/judgements.ts'
import * as merges from '../store/merges.ts'
import * as changes from '../store/unit-changes.ts'

/** Those of these accounts that people merged, or of whose units they said anything. */
export async function decidedByPeople(db: Db, accountIds: readonly string[]): Promise<Set<string>> {
  const [units, survivors, confirmed] = await together(
    judgements.ofUnits(db, 'account_id', accountIds),
    merges.survivorsAmong(db, accountIds),
    changes.confirmedAmong(db, accountIds),
  )
  return new Set([...survivors, ...confirmed, ...units.values()])
}
