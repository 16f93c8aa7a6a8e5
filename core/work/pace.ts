/** The queue before one connection: so many calls at once, each at its moment, in the order they came. */
import type { Reply } from '../connector.ts'
import type { Allowance } from '../crm.ts'
import type { Governor } from './governor.ts'
import { createHold } from './hold.ts'
import { farAhead, type Missed, type Permits } from './permits.ts'

/** Called with the answer, or with nothing where none came. */
export type Done = (reply?: Pick<Reply, 'status' | 'headers'>) => void

export interface Pace {
  /** Waits until one more call may go out. */
  take(): Promise<Done>
  /** The other side said that these were too many calls. */
  refused(afterMs: number | undefined): void
  /** Nothing goes out for so long: a quota is used up. A shorter break never ends a longer one. */
  holdFor(ms: number): void
  /** Until then the other side wants to hear nothing. */
  readonly heldUntil: number
  /** Milliseconds from one call to the next; 0: as fast as they come. */
  readonly everyMs: number
  readonly waiting: number
  /** Nothing goes out any more: whoever waits is told so. */
  close(): void
  open(): void
}

interface Settings {
  concurrency: number
  now: () => number
  governor: Governor
  permits: Permits
  /** Every call is counted, also where none has to wait. */
  isMetered?: boolean
  /** Reads what an answer says of the limits. */
  limits?: ((headers: Reply['headers']) => readonly Allowance[]) | undefined
}

/** So far ahead moments are reserved; what another process could have used meanwhile is never more. */
const AHEAD_MS = 250
/** So long a time is made up for. For longer ones it would send in bursts, and lose whole bursts when it stands still again. */
const MADE_UP_MS = 150
/** Slower ones have no time to make up for that would matter. */
const FAST_MS = 50

export function createPace({ concurrency, now, governor, permits, isMetered = false, limits = () => [] }: Settings): Pace {
  const queue: { go: (done: Done) => void; refuse: (error: Error) => void }[] = []
  let isOpen = true
  let running = 0
  const held = createHold(now)
  let wantedSince = 0
  /** When the next calls may go out, earliest first. */
  let moments: number[] = []
  /** Told with the next question. */
  const missed: Missed[] = []
  let pumping = false

  const giveBack = () => void missed.push(...moments.splice(0).map((moment) => ({ moment, sentAt: null })))
  const hold = (ms: number) => {
    held.extend(ms)
    giveBack()
    void permits.hold(ms).catch(() => {}) // the others then hear of the limit themselves
  }
  const done = (sentAt: number): Done =>
    once((reply) => {
      running--
      if (reply !== undefined) heed(reply, sentAt)
      void pump()
    })
  const heed = ({ status, headers }: Pick<Reply, 'status' | 'headers'>, sentAt: number) => {
    const restMs = governor.answered({ allowances: limits(headers), isAccepted: status < 400, sentAt, isWanted: queue.length > 0 })
    if (restMs > 0) hold(restMs)
  }
  const grant = () => {
    running++
    queue.shift()?.go(done(now()))
  }
  const pump = async () => {
    if (pumping) return
    pumping = true
    try {
      while (queue.length > 0 && running < concurrency) await step()
    } finally {
      pumping = false
    }
  }
  const step = async () => {
    const at = now()
    const { until } = held
    if (until > at) return delay(until - at)
    if (governor.everyMs === 0 && !isMetered) return grant()
    const [moment] = moments
    if (moment === undefined) return reserve()
    if (moment - at > farAhead(governor.everyMs)) return giveBack()
    if (moment > at) return delay(moment - at)
    moments.shift()
    // It would come too close to those behind it.
    const isTooLate = governor.everyMs > 0 && moment < at - governor.lateMs
    if (moment < at) missed.push({ moment, sentAt: isTooLate ? null : at })
    if (!isTooLate) grant()
  }
  const reserve = async () => {
    const { everyMs } = governor
    // Nothing is saved up while nobody calls; to wait for answers is to call.
    const longestMs = everyMs > 0 && everyMs <= FAST_MS ? MADE_UP_MS : governor.lateMs
    const lateMs = Math.min(longestMs, now() - wantedSince)
    const wanted = everyMs === 0 ? queue.length : Math.min(queue.length, Math.max(1, Math.floor(AHEAD_MS / everyMs)))
    // A store that does not answer gives nothing; it is asked again.
    const given = await permits.reserve({ wanted, everyMs, lateMs, missed: missed.splice(0) }).catch(() => ({ waitMs: 1_000 }))
    if ('times' in given) moments = [...given.times]
    else held.extend(given.waitMs)
  }

  return {
    take: () =>
      new Promise((resolve, reject) => {
        if (!isOpen) return reject(new Stopped())
        if (queue.length === 0 && running === 0) wantedSince = now()
        queue.push({ go: resolve, refuse: reject })
        void pump()
      }),
    refused: (afterMs) => hold(governor.refused(afterMs)),
    holdFor: hold,
    get heldUntil() {
      return held.until
    },
    open: () => {
      isOpen = true
    },
    close: () => {
      isOpen = false
      for (const { refuse } of queue.splice(0)) refuse(new Stopped())
    },
    get everyMs() {
      return governor.everyMs
    },
    get waiting() {
      return queue.length
    },
  }
}

/** Timers count to 2^31 ms only; whoever waits looks again after a minute. */
const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 60_000)).unref())

/** The hub was told to end while a call waited for its turn: nobody's fault. */
export class Stopped extends Error {
  constructor() {
    super('the hub stops')
  }
}

function once(action: Done): Done {
  let pending = true
  return (reply) => {
    if (pending) action(reply)
    pending = false
  }
}
