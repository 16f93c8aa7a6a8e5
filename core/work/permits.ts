/** When calls may go out, one after the other: kept in this process, or in the store where several share one connection. */
import * as paceStore from '../store/pace.ts'
import type { Store } from '../store/store.ts'
import { createHold } from './hold.ts'

/** The moments at which one call each may go out, earliest first; late ones come at once. Or none: ask again in `waitMs`. */
export type Moments = { times: readonly number[] } | { waitMs: number }

export interface Wish {
  /** So many calls wait. */
  wanted: number
  /** Milliseconds from one call to the next; 0: as fast as they come. */
  everyMs: number
  /** So long ago the first may have been due, if nobody had it. */
  lateMs?: number
  /** Moments given before at which no call went out. */
  missed?: readonly Missed[]
}

export interface Missed {
  moment: number
  /** The call went out later, or not at all. */
  sentAt: number | null
}

export interface Permits {
  reserve(wish: Wish): Promise<Moments>
  /** Nobody calls for so long. */
  hold(ms: number): Promise<void>
}

/** Of this process alone. */
export function localPermits(now: () => number): Permits {
  let row = paceStore.FRESH
  const rest = createHold(now)
  return {
    reserve: async (wish) => {
      const taken = take({ ...row, heldUntil: rest.until }, wish, null, now())
      row = taken.row
      return taken.moments
    },
    hold: async (ms) => {
      rest.extend(ms)
      row = held(row, rest.until)
    },
  }
}

/** Of all processes on one database, through restarts. @param perDay calls of one day (UTC) */
export function sharedPermits(store: Store, connection: string, perDay: number | null, now: () => number): Permits {
  /** So long a store lately took to keep what was given: nobody can call before. */
  let keepingMs = 0
  return {
    reserve: async (wish) => {
      let at = now()
      const moments = await store.write(async (db) => {
        const known = await paceStore.hold(db, connection)
        at = now()
        const taken = take(known, wish, perDay, at + keepingMs)
        await paceStore.save(db, connection, taken.row)
        return taken.moments
      })
      keepingMs = Math.min(SECOND_MS, Math.max(0, now() - at))
      return moments
    },
    hold: (ms) =>
      store.write(async (db) => {
        const row = await paceStore.hold(db, connection)
        await paceStore.save(db, connection, held(row, now() + ms))
      }),
  }
}

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** 97 a second are not 98 for the sake of the last digit. */
const ROUNDING = 0.01

/** Moments given for the time of the break are not used, so the first behind it may follow at once. */
const held = (row: paceStore.PaceRow, until: number): paceStore.PaceRow => {
  const heldUntil = Math.max(row.heldUntil, until)
  return { ...row, heldUntil, nextAt: Math.min(row.nextAt, heldUntil) }
}

/** Nobody reserves so far ahead: such a moment is of a clock that was put back since. */
export const farAhead = (everyMs: number): number => MINUTE_MS + 100 * everyMs

/** Clocks of processes may differ: moments are given out in one order all the same. */
function take(known: paceStore.PaceRow, wish: Wish, perDay: number | null, at: number): { row: paceStore.PaceRow; moments: Moments } {
  const row = corrected(known, wish)
  if (row.heldUntil > at) return { row, moments: { waitMs: row.heldUntil - at } }
  const day = Math.max(row.day, Math.floor(at / DAY_MS))
  const spent = day === row.day ? row.spent : 0
  const n = perDay === null ? wish.wanted : Math.min(wish.wanted, perDay - spent)
  if (n <= 0) return { row: { ...row, day, spent }, moments: { waitMs: Math.max(1, (day + 1) * DAY_MS - at) } }
  const { times, ...after } = given(row, { ...wish, wanted: n }, at)
  return { row: { ...row, ...after, day, spent: spent + n }, moments: { times } }
}

/** Whoever makes up for lost time calls more often for a while; no second gets more than its number all the same. */
function given(row: paceStore.PaceRow, { wanted, everyMs, lateMs = 0 }: Wish, at: number) {
  if (everyMs === 0) return { times: Array.from({ length: wanted }, () => at), nextAt: Math.max(row.nextAt, at), given: [] }
  const most = Math.ceil(SECOND_MS / everyMs - ROUNDING)
  const isOfNow = (time: number) => time - at <= farAhead(everyMs)
  const lately = row.given.filter((time) => time > at - SECOND_MS && isOfNow(time))
  const first = Math.max(at - lateMs, isOfNow(row.nextAt) ? row.nextAt : 0)
  const times = Array.from({ length: wanted }, (_, i) => {
    const full = (lately.at(-most) ?? Number.NEGATIVE_INFINITY) + SECOND_MS
    const time = Math.ceil(Math.max(at, first + i * everyMs, full))
    lately.push(time)
    return time
  })
  return { times, nextAt: first + wanted * everyMs, given: lately.sort((a, b) => a - b) }
}

/** A late call takes its place in the second in which it went out; one that did not go out gives it back, and its moment to all. */
function corrected(row: paceStore.PaceRow, { missed = [], everyMs }: Wish): paceStore.PaceRow {
  if (missed.length === 0) return row
  const given = [...row.given]
  for (const { moment, sentAt } of missed) {
    const i = given.indexOf(moment)
    if (i >= 0) given.splice(i, 1)
    if (sentAt !== null) given.push(sentAt)
  }
  const unused = missed.filter(({ sentAt }) => sentAt === null).length
  return { ...row, given: given.sort((a, b) => a - b), nextAt: row.nextAt - unused * everyMs, spent: Math.max(0, row.spent - unused) }
}
