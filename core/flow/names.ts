/** What accounts and units are called where only their ids would stand. */
import type * as identity from '../store/identity.ts'

export const unitName = ({ profile: { sites } }: identity.UnitRow): string | null => sites[0]?.label ?? null

export const accountName = ({ profile: { names, domains } }: identity.AccountRow): string | null => names[0]?.core ?? domains[0] ?? null
