/** Rows that are missing in the ledger, counted piece by piece: a piece costs the same however long the history is. */
import type { Db } from './db.ts'

/** Sources and the last numbers they gave out. */
export const lastNumbers = (db: Db): Promise<{ source: string; last: number }[]> =>
  db.all('select source, last_seq as last from source_counter order by source')

/** How many of the numbers from `from` to `to` have no row. */
export async function missing(db: Db, source: string, from: number, to: number): Promise<number> {
  const row = await db.get<{ n: number }>('select count(*) as n from delivery where source = $1 and seq >= $2 and seq <= $3', [source, from, to])
  return to - from + 1 - (row?.n ?? 0)
}
