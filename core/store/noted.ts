/** What transactions did that is worth counting: heard once it is durable. Words of the configuration, never ids. */
import type { Db } from './db.ts'

export type Noted =
  | { kind: 'matched'; decision: string }
  | { kind: 'stage'; product: string; stage: string }
  | { kind: 'handover'; product: string; lane: string }
  /** What a delivery told has reached whoever was to hear it. @param receivedAt of the delivery */
  | { kind: 'arrived'; connection: string; receivedAt: number }

/**
 * Hears of what a transaction noted, once it is durable and once only: what a run noted that had to be repeated is forgotten.
 * @param write runs the transaction; it is given what makes a database handle that notes
 */
export async function noting<T>(heard: ((what: Noted) => void) | undefined, write: (noted: (db: Db) => Db) => Promise<T>): Promise<T> {
  if (!heard) return write((db) => db)
  let notes: Noted[] = []
  const done = await write((db) => {
    notes = []
    return { ...db, note: (what) => void notes.push(what) }
  })
  for (const what of notes) heard(what)
  return done
}
