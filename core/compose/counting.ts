/** Turns what the hub does into figures for Prometheus. */
import type { Noted } from '../store/noted.ts'
import type { Telemetry } from '../telemetry.ts'
import type { LineState } from '../work/line.ts'
import type { WorkWatch } from './hub-work.ts'

/** Counts what transactions noted. */
export function counting(telemetry: Telemetry, now: () => number): (what: Noted) => void {
  return (what) => {
    switch (what.kind) {
      case 'matched':
        return telemetry.matched.inc({ decision: what.decision })
      case 'stage':
        return telemetry.stageEntered.inc({ product: what.product, stage: what.stage })
      case 'handover':
        return telemetry.handovers.inc({ product: what.product, lane: what.lane })
      case 'arrived':
        return telemetry.endToEndSeconds.observe({ connection: what.connection }, since(what.receivedAt, now))
      default:
        return what satisfies never
    }
  }
}

/** Counts what the work tells of. */
export const watchOf = (telemetry: Telemetry, now: () => number): WorkWatch => ({
  absorbed: (source, state, receivedAt) => {
    telemetry.settled.inc({ source, state })
    telemetry.settleSeconds.observe({ source }, since(receivedAt, now))
  },
  attempted: (connection, outcome, durationMs) => {
    telemetry.attempts.inc({ connection, outcome })
    telemetry.attemptSeconds.observe({ connection }, durationMs / 1000)
  },
  mapped: (mapping, ms) => telemetry.mappingSeconds.observe({ mapping }, ms / 1000),
})

/** Seconds; clocks of machines may differ by a little. */
const since = (at: number, now: () => number): number => Math.max(0, now() - at) / 1000

const BREAKER = { closed: 0, halfOpen: 1, open: 2 } as const

/** How the ways to CRMs, notifiers and e-mail tools stand now. */
export function showLines(telemetry: Telemetry, lines: readonly LineState[]): void {
  for (const gauge of [telemetry.breaker, telemetry.pacePerSecond, telemetry.paceHeld, telemetry.paceWaiting]) gauge.reset()
  for (const { connection, breaker, perSecond, heldMs, waiting } of lines) {
    telemetry.breaker.set({ connection }, BREAKER[breaker])
    if (perSecond !== null) telemetry.pacePerSecond.set({ connection }, perSecond)
    telemetry.paceHeld.set({ connection }, heldMs / 1000)
    telemetry.paceWaiting.set({ connection }, waiting)
  }
}
