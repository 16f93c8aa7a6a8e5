/** When calls may go out, one after the other: kept in this process, or in the store where several share one connection. */
import * as paceStore from '../store/pace.ts'
import type { Store } from '../store/store.ts'

/** Moments for `n` calls: the first at `at`, each further one `everyMs` later. Or none: ask again in `waitMs`. */
export type Slots = { at: number; n: number } | { waitMs: number }

export interface Permits {
  /** Others call, too, so that this process does not see all calls. */
  readonly isShared: boolean
  /** @param lateMs so long ago the first may have been, if nobody had it */
  reserve(wanted: number, everyMs: number, lateMs?: number): Promise<Slots>
  /** Nobody calls for so long. */
  hold(ms: number): Promise<void>
}

/** Of this process alone. */
export function localPermits(now: () => number): Permits {
  let row = paceStore.FRESH
  return {
    isShared: false,
    reserve: async (wanted, everyMs, lateMs = 0) => {
      const taken = take(row, { wanted, everyMs, lateMs, perDay: null }, now())
      row = taken.row
      return taken.slots
    },
    hold: async (ms) => {
      row = held(row, now() + ms)
    },
  }
}

/** Of all processes on one database, through restarts. @param perDay calls of one day (UTC) */
export function sharedPermits(store: Store, connection: string, perDay: number | null, now: () => number): Permits {
  return {
    isShared: true,
    reserve: (wanted, everyMs, lateMs = 0) =>
      store.write(async (db) => {
        const { row, slots } = take(await paceStore.hold(db, connection), { wanted, everyMs, lateMs, perDay }, now())
        await paceStore.save(db, connection, row)
        return slots
      }),
    hold: (ms) =>
      store.write(async (db) => {
        const row = await paceStore.hold(db, connection)
        await paceStore.save(db, connection, held(row, now() + ms))
      }),
  }
}

const DAY_MS = 86_400_000

/** Moments given for the time of the break are not used, so the first behind it may follow at once. */
const held = (row: paceStore.PaceRow, until: number): paceStore.PaceRow => {
  const heldUntil = Math.max(row.heldUntil, until)
  return { ...row, heldUntil, nextAt: Math.min(row.nextAt, heldUntil) }
}

interface Wish {
  wanted: number
  everyMs: number
  lateMs: number
  perDay: number | null
}

/** Clocks of processes may differ: moments are given out in one order all the same. */
function take(row: paceStore.PaceRow, { wanted, everyMs, lateMs, perDay }: Wish, at: number): { row: paceStore.PaceRow; slots: Slots } {
  if (row.heldUntil > at) return { row, slots: { waitMs: row.heldUntil - at } }
  const day = Math.max(row.day, Math.floor(at / DAY_MS))
  const spent = day === row.day ? row.spent : 0
  const n = perDay === null ? wanted : Math.min(wanted, perDay - spent)
  if (n <= 0) return { row: { ...row, day, spent }, slots: { waitMs: Math.max(1, (day + 1) * DAY_MS - at) } }
  const first = Math.max(at - lateMs, row.nextAt)
  return { row: { ...row, day, spent: spent + n, nextAt: first + n * everyMs }, slots: { at: first, n } }
}
