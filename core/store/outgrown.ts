/**
 * Tables that grew so much since the database last counted them that it goes on planning as for a handful of rows: reading all of a
 * table is right for ten of them, and takes ever longer than an index. PostgreSQL looks by itself once a minute.
 */
import type { Db } from './db.ts'

/** Outside a transaction. @returns tables that were counted anew */
export async function countOutgrown(db: Db): Promise<string[]> {
  const { outgrown } = db.dialect.catalogue
  if (outgrown === null) return []
  const names = (await db.all<{ name: string }>(outgrown)).map(({ name }) => name)
  for (const name of names) await db.run(`analyze (skip_locked) ${name}`)
  return names
}
