/**
 * Finds out a limit that nobody tells. Where the other side first refuses, nothing is known of what came before; so it rests until all of that
 * is forgotten, and calls again as fast as it can: what is accepted from the first of these calls until it accepts anew after
 * a refusal is what it accepts in that time. From there the pace is raised step by step to the last one that is not refused.
 */

export interface LimitFinder {
  /** Calls per millisecond; null: as many as there are. */
  readonly perMs: number | null
  /** While it is asked whether it accepts again: milliseconds from one call to the next. Otherwise 0. */
  readonly probeMs: number
  /** A call that went out then was no error. @param isWanted others waited for their turn @returns milliseconds in which nothing should go out */
  accepted(sentAt: number, isWanted: boolean): number
  /** These were too many. @returns milliseconds in which nothing should go out; null: the limit is known, something else is wrong */
  refused(afterMs: number | undefined): number | null
}

type State =
  /** All goes out that was held back until `since`. Measured is what begins in quiet; `from` is the first call of an unbroken row. */
  | { is: 'counting'; isMeasured: boolean; since: number; from: number; last: number; n: number }
  /** It refused, and is asked now and then whether it accepts again. */
  | { is: 'probing'; isMeasured: boolean; from: number; n: number; refusedAt: number; probeMs: number }
  /** It accepts `perMs` in any `spanMs`, and perhaps more. */
  | { is: 'climbing'; perMs: number; spanMs: number; since: number; n: number; wanted: number }
  | { is: 'found'; perMs: number; spanMs: number; at: number }

/** Further back nothing is taken for the cause of a refusal; a pause so long begins a new row of calls. */
const REMEMBERED_MS = 60_000
const IDLE_MS = 5_000
/** It is asked again after this part of the time it has refused so far. */
const PROBED = 0.15
const SHORTEST_PROBE_MS = 100
/** Calls arrive a little earlier or later than they were sent. */
const USED = 0.97
const STEP = 1.02
const BELOW = 0.985
const SHORTEST_STEP_MS = 4_000
/** Nothing is learnt from a step in which fewer of the calls had others behind them. */
const WANTED = 0.8
/** It may allow more by now. */
const TRUSTED_MS = 600_000
const REST_MS = 1_000

export function createLimitFinder(now: () => number): LimitFinder {
  let state: State = { is: 'counting', isMeasured: false, since: 0, from: 0, last: 0, n: 0 }

  const acceptsAgain = ({ isMeasured, from, n, refusedAt }: State & { is: 'probing' }, sentAt: number): number => {
    if (sentAt < refusedAt) return 0
    const spanMs = Math.max(1, sentAt - from)
    if (isMeasured) {
      state = climbing((n / spanMs) * USED, spanMs)
      return 0
    }
    const restMs = Math.min(REMEMBERED_MS, spanMs)
    state = { is: 'counting', isMeasured: true, since: now() + restMs, from: 0, last: 0, n: 0 }
    return restMs
  }
  const climbing = (perMs: number, spanMs: number): State => ({ is: 'climbing', perMs, spanMs, since: now(), n: 0, wanted: 0 })
  const climb = (step: State & { is: 'climbing' }, isWanted: boolean) => {
    step.n++
    if (isWanted) step.wanted++
    if (now() - step.since < Math.max(SHORTEST_STEP_MS, 2 * step.spanMs)) return
    const isUsed = step.wanted >= step.n * WANTED
    state = climbing(step.perMs * (isUsed ? STEP : 1), step.spanMs)
  }
  const count = (row: State & { is: 'counting' }, sentAt: number) => {
    if (sentAt < row.since) return
    const isNew = row.n === 0 || sentAt - row.last > IDLE_MS
    state = { ...row, from: isNew ? sentAt : row.from, last: Math.max(row.last, sentAt), n: isNew ? 1 : row.n + 1 }
  }
  const probe = (row: { isMeasured: boolean; from: number; n: number; refusedAt: number }, afterMs: number | undefined): number => {
    const probeMs = Math.max(SHORTEST_PROBE_MS, (now() - row.refusedAt) * PROBED)
    state = { ...row, is: 'probing', probeMs }
    return afterMs ?? probeMs
  }

  return {
    get perMs() {
      return 'perMs' in state ? state.perMs : null
    },
    get probeMs() {
      return state.is === 'probing' ? state.probeMs : 0
    },
    accepted(sentAt, isWanted) {
      if (state.is === 'probing') return acceptsAgain(state, sentAt)
      if (state.is === 'counting') count(state, sentAt)
      else if (state.is === 'climbing') climb(state, isWanted)
      else if (now() - state.at > TRUSTED_MS) state = climbing(state.perMs, state.spanMs)
      return 0
    },
    refused(afterMs) {
      const at = now()
      if (state.is === 'counting') {
        if (state.n === 0) return null
        const { from, n } = state
        const isMeasured = state.isMeasured && at - from < REMEMBERED_MS
        return probe({ isMeasured, from: Math.max(from, at - REMEMBERED_MS), n, refusedAt: at }, afterMs)
      }
      if (state.is === 'probing') return probe(state, afterMs)
      if (state.is === 'found') {
        state = { ...state, at }
        return null
      }
      state = { is: 'found', perMs: (state.perMs / STEP) * BELOW, spanMs: state.spanMs, at }
      return afterMs ?? REST_MS
    },
  }
}
