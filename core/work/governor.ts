/**
 * How fast one connection may be called: as configured, as its answers say, and slower where it refuses all the same. The
 * limits of a CRM belong to the whole company, so others may use them up at the same time.
 */
import type { Allowance } from '../crm.ts'

export interface Governor {
  /** Milliseconds from one call to the next; 0: as fast as they come. */
  readonly everyMs: number
  /** An answer came. @param isAccepted it was no error @returns milliseconds in which nothing should go out */
  answered(allowances: readonly Allowance[], isAccepted: boolean): number
  /** The other side said that these were too many calls. @param afterMs as long as it asked to wait @returns how long nothing should go out */
  refused(afterMs: number | undefined): number
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
/** A limit that was only inferred is tried anew after so long without a refusal. */
const TRUSTED_MS = 600_000
const BOLDER = 1.02
/** How far back calls are counted to infer a limit, and the pause that begins a new count. */
const REMEMBERED_MS = 60_000
const IDLE_MS = 5_000
const FIRST_REST_MS = 1_000
const LONGEST_REST_MS = 60_000
/** While a limit is being found out it is asked again after this part of the time that has passed. */
const PROBED = 0.1
const SHORTEST_PROBE_MS = 100

/** A limit that answers tell of, as large as it was ever seen. */
interface Told {
  most: number
  windowMs: number
  /** While little is left of a quota, it lasts with so much time between calls. */
  spare: { everyMs: number; until: number }
}

export function createGovernor({ perSecond, now, changed = () => {} }: Settings): Governor {
  const told = new Map<string, Told>()
  /** Calls per ms that were accepted before it refused. */
  let inferred: number | null = null
  let share = 1
  let recent: { at: number; n: number }[] = []
  let inferring: { from: number; n: number } | null = null
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
      ...(inferred === null ? [] : [inferred]),
    ]
    const perMs = Math.min(...limits) * share
    const at = now()
    const probeMs = inferring === null ? 0 : (at - inferring.from) * PROBED
    const spareMs = known.map(({ spare }) => (at < spare.until ? spare.everyMs : 0))
    const next = Math.max(Number.isFinite(perMs) ? 1 / perMs : 0, ...spareMs, probeMs)
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
  const count = (at: number) => {
    const last = recent.at(-1)
    if (last && at - last.at > IDLE_MS) recent = []
    const second = Math.floor(at / 1000) * 1000
    if (recent.at(-1)?.at === second) recent.at(-1)!.n++
    else recent.push({ at: recent.length === 0 ? at : second, n: 1 })
    if (recent.length > 1 && at - recent[0]!.at > REMEMBERED_MS) recent.shift()
  }
  /** What was accepted from the first call on until it accepts again is what it accepts in that time. */
  const infer = (at: number) => {
    if (inferring === null || at < deafUntil) return
    if (at > inferring.from) inferred = (inferring.n / (at - inferring.from)) * USED
    inferring = null
    recent = []
    share = 1
    settle()
  }
  const recover = (at: number) => {
    if (at - Math.max(lastGain, lastRefusal) < QUIET_MS) return
    lastGain = at
    refusals = 0
    if (share < 1) share = Math.min(1, share + REGAINED)
    else if (inferred !== null && at - lastRefusal > TRUSTED_MS) inferred *= BOLDER
    settle()
  }
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
    answered(allowances, isAccepted) {
      const at = now()
      if (isAccepted) {
        infer(at)
        count(at)
      }
      const rest = hear(allowances)
      if (rest > 0 && at >= deafUntil) slower(at, rest)
      else recover(at)
      settle()
      return rest
    },
    refused(afterMs) {
      const at = now()
      // What was under way already when it refused says nothing new.
      if (at < deafUntil) return deafUntil - at
      if (perSecond === null && told.size === 0 && inferred === null && recent.length > 0)
        inferring ??= { from: recent[0]!.at, n: recent.reduce((sum, { n }) => sum + n, 0) }
      if (inferring !== null) {
        lastRefusal = at
        settle()
        deafUntil = at + (afterMs ?? Math.max(SHORTEST_PROBE_MS, everyMs))
        return deafUntil - at
      }
      const rest = afterMs ?? Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** Math.min(10, refusals++))
      slower(at, rest)
      return rest
    },
  }
}
