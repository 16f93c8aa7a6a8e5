/** When calls may go out, one after the other: kept in this process, or in the store where several share one connection. */
import * as paceStore from '../store/pace.ts'
import type { Store } from '../store/store.ts'

/** Moments for `n` calls: the first at `at`, each further one `everyMs` later. Or none: ask again in `waitMs`. */
export type Slots = { at: number; n: number } | { waitMs: number }

export interface Permits {
  reserve(wanted: number, everyMs: number): Promise<Slots>
  /** Nobody calls for so long. */
  hold(ms: number): Promise<void>
}

/** Of this process alone. */
export function localPermits(now: () => number): Permits {
  let row = paceStore.FRESH
  return {
    reserve: async (wanted, everyMs) => {
      const taken = take(row, wanted, everyMs, null, now())
      row = taken.row
      return taken.slots
    },
    hold: async (ms) => {
      row = { ...row, heldUntil: Math.max(row.heldUntil, now() + ms) }
    },
  }
}

/** Of all processes on one database, through restarts. @param perDay calls of one day (UTC) */
export function sharedPermits(store: Store, connection: string, perDay: number | null, now: () => number): Permits {
  return {
    reserve: (wanted, everyMs) =>
      store.write(async (db) => {
        const { row, slots } = take(await paceStore.hold(db, connection), wanted, everyMs, perDay, now())
        await paceStore.save(db, connection, row)
        return slots
      }),
    hold: (ms) =>
      store.write(async (db) => {
        const row = await paceStore.hold(db, connection)
        await paceStore.save(db, connection, { ...row, heldUntil: Math.max(row.heldUntil, now() + ms) })
      }),
  }
}

const DAY_MS = 86_400_000

/** Clocks of processes may differ: moments are given out in one order all the same. */
function take(row: paceStore.PaceRow, wanted: number, everyMs: number, perDay: number | null, at: number): { row: paceStore.PaceRow; slots: Slots } {
  if (row.heldUntil > at) return { row, slots: { waitMs: row.heldUntil - at } }
  const day = Math.max(row.day, Math.floor(at / DAY_MS))
  const spent = day === row.day ? row.spent : 0
  const n = perDay === null ? wanted : Math.min(wanted, perDay - spent)
  if (n <= 0) return { row: { ...row, day, spent }, slots: { waitMs: Math.max(1, (day + 1) * DAY_MS - at) } }
  const first = Math.max(at, row.nextAt)
  return { row: { ...row, day, spent: spent + n, nextAt: first + n * everyMs }, slots: { at: first, n } }
}
