/** Step: what became of the rows of a list, once their deliveries are settled. */
import type { RowOutcome } from '../list.ts'
import type { Db } from '../store/db.ts'
import * as rows from '../store/import-rows.ts'
import * as imports from '../store/imports.ts'

/** So many at once. */
const BATCH = 512

/** @returns how many were judged */
export async function judgeRows(db: Db, runId: string): Promise<number> {
  const settled = await rows.settled(db, runId, BATCH)
  if (settled.length === 0) return 0
  const made = await rows.leadsMade(
    db,
    settled.filter(({ isKnown, state }) => !isKnown && state === 'processed').map(({ deliveryId }) => deliveryId),
  )
  // Where several processes write, two rows may each look like the first of a lead for a moment.
  const counted = await rows.counted(db, runId, [...new Set(made.values())])
  const judged = settled.map((row): rows.Judged => {
    const lead = row.isKnown ? undefined : made.get(row.deliveryId)
    const isNew = lead !== undefined && !counted.has(lead)
    if (isNew) counted.add(lead)
    return { n: row.n, outcome: isNew ? 'new' : outcomeOf(row), leadId: isNew ? lead : null }
  })
  await rows.judge(db, runId, judged)
  await imports.count(
    db,
    runId,
    judged.map(({ outcome }) => outcome),
  )
  return judged.length
}

/** A row that was here before and is held still waits for a person; that it came again helps nobody. */
function outcomeOf({ isKnown, state }: rows.SettledRow): RowOutcome {
  if (state === 'held') return 'held'
  if (isKnown || state === 'duplicate') return 'duplicate'
  return state === 'processed' ? 'merged' : 'filtered'
}
