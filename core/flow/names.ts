/** What accounts and units are called where only their ids would stand. */
import { written } from '../lead/match/account.ts'
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'

export const unitName = ({ profile: { sites } }: identity.UnitRow): string | null => sites[0]?.label ?? null

/** A unit that nobody named is told by where it is: `bahnhofstr 8, 29221 celle`. */
export function unitCalled(row: identity.UnitRow): string | null {
  const [place] = row.profile.places
  return unitName(row) ?? (place ? written(place) : null)
}

export const accountName = ({ profile: { names, domains } }: identity.AccountRow): string | null => names[0]?.core ?? domains[0] ?? null

interface Placed {
  accountId: string
  unitId: string
}

/** The names of each lead's account and unit, read at once for all of them. */
export async function namesOf(db: Db, leads: readonly Placed[]): Promise<(lead: Placed) => { accountName: string | null; unitName: string | null }> {
  const ids = (of: (lead: Placed) => string) => [...new Set(leads.map(of))]
  const accounts = await identity.accounts(
    db,
    ids(({ accountId }) => accountId),
  )
  const units = await identity.unitsByIds(
    db,
    ids(({ unitId }) => unitId),
  )
  const [byAccount, byUnit] = [new Map(accounts.map((row) => [row.id, accountName(row)])), new Map(units.map((row) => [row.id, unitName(row)]))]
  return ({ accountId, unitId }) => ({ accountName: byAccount.get(accountId) ?? null, unitName: byUnit.get(unitId) ?? null })
}
