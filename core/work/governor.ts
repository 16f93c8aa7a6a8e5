/**
 * How fast one connection may be called: as configured, as its answers say, and slower where it refuses all the same. The
 * limits of a CRM belong to the whole company, so others may use them up at the same time.
 */
import type { Allowance } from '../crm.ts'
import { createLimitFinder } from './limit-finder.ts'

export interface Governor {
  /** Milliseconds from one call to the next; 0: as fast as they come. */
  readonly everyMs: number
  /** So late a call may go out in the place of the one that was missed, and all of them still keep to the limit. */
  readonly lateMs: number
  /** An answer came. @returns milliseconds in which nothing should go out */
  answered(answer: Answered): number
  /** The other side said that these were too many calls. @param afterMs as long as it asked to wait @returns how long nothing should go out */
  refused(afterMs: number | undefined): number
}

export interface Answered {
  /** What it says of the limits. */
  allowances: readonly Allowance[]
  /** It was no error. */
  isAccepted: boolean
  /** When the call went out. */
  sentAt: number
  /** Others waited for their turn. */
  isWanted: boolean
}

interface Settings {
  /** As configured; null: nothing is known before the first answers. */
  perSecond: number | null
  now: () => number
  /** Told when the pace changes, for the log. Calls per second. */
  changed?: (perSecond: number) => void
}

/** Calls arrive a little earlier or later than they were sent, so some stay unused; one at least. */
const USED = 0.97
/** Limits over longer times are quotas: they are spent as needed until little is left. */
const QUOTA_MS = 600_000
const LITTLE_LEFT = 0.1
/** After a refusal this part of the pace is left, and so much comes back in each quiet time. */
const SLOWED = 0.8
const REGAINED = 0.05
const QUIET_MS = 10_000
const SLOWEST = 0.05
const FIRST_REST_MS = 1_000
const LONGEST_REST_MS = 60_000
/** A limit of which only the rate is known is taken for one of a second. Between sending and arriving so much may differ. */
const SECOND_MS = 1_000
const JITTER_MS = 10
const LATEST_MS = 250

/** A limit that answers tell of, as large as it was ever seen. */
interface Told {
  most: number
  windowMs: number
  /** While little is left of a quota, it lasts with so much time between calls. */
  spare: { everyMs: number; until: number }
}

export function createGovernor({ perSecond, now, changed = () => {} }: Settings): Governor {
  const told = new Map<string, Told>()
  const finder = createLimitFinder(now)
  let share = 1
  let deafUntil = 0
  let refusals = 0
  let lastRefusal = 0
  let lastGain = 0
  let everyMs = 0

  const settle = () => {
    const known = [...told.values()]
    const limits = [
      ...(perSecond === null ? [] : [perSecond / 1000]),
      ...known.filter(({ windowMs }) => windowMs < QUOTA_MS).map(({ most, windowMs }) => Math.max(0.5, Math.min(most * USED, most - 1)) / windowMs),
      ...(finder.perMs === null ? [] : [finder.perMs]),
    ]
    const perMs = Math.min(...limits) * share
    const at = now()
    const spareMs = known.map(({ spare }) => (at < spare.until ? spare.everyMs : 0))
    const next = Math.max(Number.isFinite(perMs) ? 1 / perMs : 0, ...spareMs, finder.probeMs)
    if (next > 0 && Math.abs(next - everyMs) > everyMs / 10) changed(Math.round(10_000 / next) / 10)
    everyMs = next
  }
  if (perSecond !== null) perSecond *= USED
  settle()

  const slower = (at: number, restMs: number) => {
    deafUntil = at + Math.max(FIRST_REST_MS, restMs)
    lastRefusal = lastGain = at
    share = Math.max(SLOWEST, share * SLOWED)
    settle()
  }
  const recover = (at: number) => {
    if (at - Math.max(lastGain, lastRefusal) < QUIET_MS) return
    lastGain = at
    refusals = 0
    share = Math.min(1, share + REGAINED)
    settle()
  }
  const isTold = () => perSecond !== null || [...told.values()].some(({ windowMs }) => windowMs < QUOTA_MS)
  const hear = (allowances: readonly Allowance[]): number => {
    let rest = 0
    for (const { limit, left, renewsMs } of allowances) {
      const before = told.get(limit)
      const most = Math.max(before?.most ?? 0, left + 1)
      const windowMs = Math.max(before?.windowMs ?? 0, renewsMs)
      const isQuota = windowMs >= QUOTA_MS
      const everyMs = isQuota && left > 0 && left < most * LITTLE_LEFT ? renewsMs / left : 0
      told.set(limit, { most, windowMs, spare: { everyMs, until: now() + renewsMs } })
      if (left <= 0) rest = Math.max(rest, isQuota ? renewsMs : windowMs / 10)
    }
    return rest
  }

  return {
    get everyMs() {
      return everyMs
    },
    get lateMs() {
      const windows = [...told.values()].map(({ windowMs }) => windowMs).filter((windowMs) => windowMs < QUOTA_MS)
      const shortest = Math.min(...(perSecond === null && finder.perMs === null ? [] : [SECOND_MS]), ...windows)
      return Math.min(LATEST_MS, Math.max(0, shortest * (1 / USED - 1) - JITTER_MS))
    },
    answered({ allowances, isAccepted, sentAt, isWanted }) {
      const at = now()
      const heard = hear(allowances)
      const restMs = isAccepted && !isTold() ? finder.accepted(sentAt, isWanted) : 0
      if (heard > 0 && at >= deafUntil) slower(at, heard)
      else recover(at)
      if (restMs > 0) deafUntil = Math.max(deafUntil, at + restMs)
      settle()
      return Math.max(heard, restMs)
    },
    refused(afterMs) {
      const at = now()
      // What was under way already when it refused says nothing new.
      if (at < deafUntil) return deafUntil - at
      const found = isTold() ? null : finder.refused(afterMs)
      if (found !== null) {
        deafUntil = at + found
        lastRefusal = at
        settle()
        return found
      }
      const rest = afterMs ?? Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** Math.min(10, refusals++))
      slower(at, rest)
      return rest
    },
  }
}
