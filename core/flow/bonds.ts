/** What people decided about companies binds events that are decided anew: who was joined stays together, who was told apart stays apart. */
import type { Db } from '../store/db.ts'
import * as judgements from '../store/judgements.ts'
import * as merges from '../store/merges.ts'
import type { Place } from '../store/reassignment.ts'
import * as changes from '../store/unit-changes.ts'
import type { Bounds } from './sight.ts'

export interface Bonds {
  /** @param was where the event belonged; @param isTheSame it tells what it told there */
  of(was: Place | undefined, isTheSame: boolean): Bounds
  /** An event that belonged there went to that account. */
  went(was: Place | undefined, accountId: string): void
}

/** @param places where the events that are decided anew belonged */
export async function bondsOf(db: Db, places: readonly Place[]): Promise<Bonds> {
  const accounts = [...new Set(places.map(({ accountId }) => accountId))]
  const joined = await merges.survivorsAmong(db, accounts)
  const spoken = await judgements.ofUnits(db, 'id', [...new Set(places.map(({ unitId }) => unitId))])
  const confirmed = await changes.confirmedAmong(db, accounts)
  const apart = await judgements.different(db, accounts)
  /** By account made meanwhile: the accounts that its events belonged to. */
  const formers = new Map<string, Set<string>>()
  const neverOf = (accountId: string): ReadonlySet<string> | undefined => {
    const others = apart.get(accountId)
    if (!others) return undefined
    const made = [...formers].filter(([, was]) => [...was].some((id) => others.has(id))).map(([id]) => id)
    return new Set([...others, ...made])
  }
  return {
    of: (was, isTheSame) => {
      if (!was) return {}
      const isBound = isTheSame && (joined.has(was.accountId) || spoken.has(was.unitId) || confirmed.has(was.accountId))
      const home = isBound ? { accountId: was.accountId, unitId: spoken.has(was.unitId) ? was.unitId : undefined } : undefined
      return { home, never: neverOf(was.accountId) }
    },
    went: (was, accountId) => {
      if (was && apart.size > 0) formers.set(accountId, (formers.get(accountId) ?? new Set()).add(was.accountId))
    },
  }
}
