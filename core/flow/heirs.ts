/** Who has what was a unit's since it ended: the unit it was joined to or became, at however many removes. */
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'

/**
 * @param at when it happened, Unix ms
 * @returns undefined where the unit has it itself: it stood then, nobody followed it, or those who did lead back to it
 */
export async function heirOf(db: Db, unit: identity.UnitRow, at: number): Promise<identity.UnitRow | undefined> {
  const passed = new Set<string>()
  let row: identity.UnitRow | undefined = unit
  for (let next: string | null = followerOf(unit, at); row && next !== null; next = row ? followerOf(row, at) : null) {
    if (passed.has(row.id)) return undefined
    passed.add(row.id)
    row = await identity.unit(db, next)
  }
  return row === unit ? undefined : row
}

const followerOf = ({ mergedInto, until, successor }: identity.UnitRow, at: number): string | null =>
  mergedInto ?? (until !== null && until <= at ? successor : null)

/** How often it is looked again where others were quicker. */
const LOOKS = 5

/** The same with its account held: a unit may go over to another account between the look and the lock. */
export async function heldHeirOf(db: Db, unit: identity.UnitRow, at: number): Promise<identity.UnitRow | undefined> {
  let heir = await heirOf(db, unit, at)
  for (let look = 0; heir && look < LOOKS; look++) {
    await identity.holdAccount(db, heir.accountId)
    const still = await heirOf(db, unit, at)
    if (still?.accountId === heir.accountId) return still
    heir = still
  }
  if (heir) throw new Error(`the unit that followed ${unit.id} changed hands ${LOOKS} times while it was looked for`)
  return undefined
}
