/** The clock: against the database's, against itself, and against the newest of what was written down. */
import { type Finding, fail, lasting, ok, warn } from '../../finding.ts'

/** Signatures of senders are judged by the time; most allow five minutes. */
const MUST_BE_WITHIN_MS = 60_000
const SHOULD_BE_WITHIN_MS = 2_000

export interface ClockFacts {
  now: number
  /** By how much this machine's clock moved otherwise than time did while it was looked at, ms. */
  jumped: number
  /** null where the database has no clock of its own. */
  server: { ahead: number; within: number } | null
  /** The newest instant that was written down. */
  newest: number | null
}

const SET_BY_TIME = 'Set both by a time service (NTP).'

export function judgeClock({ now, jumped, server, newest }: ClockFacts): Finding {
  const apart = server === null ? 0 : Math.max(0, Math.abs(server.ahead) - server.within)
  if (Math.abs(jumped) > SHOULD_BE_WITHIN_MS)
    return fail(
      'clock',
      `The clock was set ${jumped > 0 ? 'forward' : 'back'} by ${lasting(Math.abs(jumped))} while it was looked at.`,
      'Let a time service (NTP) slow it down or speed it up instead.',
    )
  if (apart > SHOULD_BE_WITHIN_MS) {
    const found = `This machine's clock is ${lasting(apart)} ${server!.ahead > 0 ? 'behind' : 'ahead of'} the database server's.`
    return apart > MUST_BE_WITHIN_MS ? fail('clock', found, SET_BY_TIME) : warn('clock', found, SET_BY_TIME)
  }
  if (newest !== null && newest - now > SHOULD_BE_WITHIN_MS)
    return warn(
      'clock',
      `What was written down last is ${lasting(newest - now)} in the future: the clock was put back, or another machine's is ahead.`,
      'Compare the clocks of all machines that run the hub with a time service (NTP).',
    )
  return ok(
    'clock',
    server === null
      ? 'The clock is steady, and nothing that was written down lies in the future.'
      : `This machine and the database server agree about the time within ${lasting(SHOULD_BE_WITHIN_MS)}.`,
  )
}

/** Measures how a clock moves against one that nobody sets. @returns a question for the difference so far, ms */
export function watchJumps(now: () => number, steady: () => number): () => number {
  const apart = now() - steady()
  return () => Math.round(now() - steady() - apart)
}
