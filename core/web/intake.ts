/**
 * Gathers concurrent arrivals into group commits: nobody is answered before the commit. Memory and waiting are bounded, and sources
 * take turns, so that one with much to say keeps nobody else waiting.
 */
import type { Actions, TakeIn } from '../app.ts'
import type { NewDelivery } from '../store/deliveries.ts'
import type { NewRefusal, RefusalCause } from '../store/refusals.ts'

export interface Intake {
  /** Resolves when the delivery is on the disk. False: there is no room now, or it waited for too long; the sender must come again. */
  deliver(delivery: NewDelivery): Promise<boolean>
  refuse(refusal: NewRefusal): Promise<boolean>
  /** Whether something of this size would be taken now: who is to come again is told so before anything is read. */
  hasRoom(source: string, bytes: number): boolean
  /** Counts what is not kept; written with the next commit. */
  count(source: string, cause: RefusalCause, now: number): void
  readonly waitingBytes: number
  close(): Promise<void>
}

export interface IntakeLimits {
  /** Bytes of bodies that may wait for the disk. */
  maxBytes: number
  /** Arrivals per commit. */
  maxBatch: number
  /** Commits on their way at the same time. */
  parallel: number
  /** Where something of a source waits for so long, or by the last commits would, no more of that source is taken. */
  maxWaitMs: number
  /** What waited for longer is sent away: its sender is about to give up, and repeats it. */
  giveUpMs: number
  /** Milliseconds of a clock that nobody sets. */
  now: () => number
}

/** Part of the room that one source may take. */
const SHARE = 0.5
/** How much the last commit counts for how long the next ones take. */
const LAST = 0.2

interface Waiting {
  item: { delivery: NewDelivery } | { refusal: NewRefusal }
  source: string
  bytes: number
  since: number
  resolve: (isStored: boolean) => void
  reject: (error: unknown) => void
}

type Tally = TakeIn['tallies'][number]

export function createIntake(takeIn: Actions['takeIn'], limits: IntakeLimits): Intake {
  /** By source, each in the order of arrival; the source that comes next stands first. */
  const waiting = new Map<string, Waiting[]>()
  /** Bytes of each source that wait or are being written. */
  const taken = new Map<string, number>()
  const tallies = new Map<string, Tally>()
  let bytes = 0
  let running = 0
  let commitMs = 0
  let closed: (() => void) | undefined

  const hasRoom = (source: string, size: number, since = limits.now()): boolean => {
    const own = taken.get(source) ?? 0
    const queue = waiting.get(source) ?? []
    const commitsAhead = Math.floor((queue.length * waiting.size) / limits.maxBatch) / limits.parallel
    if (commitsAhead * commitMs > limits.maxWaitMs) return false
    if (queue[0] && since - queue[0].since > limits.maxWaitMs) return false
    return (bytes === 0 || bytes + size <= limits.maxBytes) && (own === 0 || own + size <= limits.maxBytes * SHARE)
  }

  const add = (source: string, item: Waiting['item'], size: number): Promise<boolean> => {
    const since = limits.now()
    if (!hasRoom(source, size, since)) return Promise.resolve(false)
    bytes += size
    taken.set(source, (taken.get(source) ?? 0) + size)
    return new Promise((resolve, reject) => {
      const queue = waiting.get(source)
      const one = { item, source, bytes: size, since, resolve, reject }
      if (queue) queue.push(one)
      else waiting.set(source, [one])
      if (running < limits.parallel) void commit()
    })
  }

  function sendAwayLate(): void {
    const now = limits.now()
    for (const [source, queue] of waiting) {
      const inTime = queue.findIndex(({ since }) => now - since <= limits.giveUpMs)
      for (const late of queue.splice(0, inTime < 0 ? queue.length : inTime)) {
        release(late)
        late.resolve(false)
      }
      if (queue.length === 0) waiting.delete(source)
    }
  }

  /** As many of each source as of every other, as long as it has some. */
  function nextBatch(): Waiting[] {
    const batch: Waiting[] = []
    sendAwayLate()
    while (batch.length < limits.maxBatch && waiting.size > 0) {
      const each = Math.ceil((limits.maxBatch - batch.length) / waiting.size)
      for (const [source, queue] of [...waiting]) {
        const part = queue.splice(0, Math.min(each, limits.maxBatch - batch.length))
        batch.push(...part)
        if (part.length === 0) continue
        waiting.delete(source) // to the end of the line, where more of it waits
        if (queue.length > 0) waiting.set(source, queue)
      }
    }
    return batch
  }

  const release = (one: Waiting) => {
    bytes -= one.bytes
    const own = taken.get(one.source)! - one.bytes
    if (own === 0) taken.delete(one.source)
    else taken.set(one.source, own)
  }

  async function commit(): Promise<void> {
    running++
    await null // whoever comes in this same turn goes along
    while (waiting.size > 0) {
      const batch = nextBatch()
      if (batch.length === 0) break
      const counted = takeTallies()
      const begun = limits.now()
      try {
        await takeIn({ ...split(batch), tallies: counted })
        for (const one of batch) one.resolve(true)
      } catch (error) {
        putBack(counted)
        for (const one of batch) one.reject(error)
      }
      commitMs += (limits.now() - begun - commitMs) * LAST
      for (const one of batch) release(one)
    }
    running--
    if (running === 0) closed?.()
  }

  const count = ({ source, cause, day, n }: Tally) => {
    const key = `${source}|${cause}|${day}`
    const known = tallies.get(key)
    if (known) known.n += n
    else tallies.set(key, { source, cause, day, n })
  }
  const putBack = (counted: readonly Tally[]) => {
    for (const one of counted) count(one)
  }
  const takeTallies = () => {
    const taken = [...tallies.values()]
    tallies.clear()
    return taken
  }

  /** Counts alone are written once a second at most. */
  const timer = setInterval(() => {
    if (tallies.size === 0) return
    const counted = takeTallies()
    takeIn({ deliveries: [], refusals: [], tallies: counted }).catch(() => putBack(counted))
  }, 1000)

  return {
    hasRoom,
    deliver: (delivery) => add(delivery.source, { delivery }, delivery.body.length + 512),
    refuse: (refusal) => add(refusal.source, { refusal }, refusal.body.length + 512),
    count: (source, cause, now) => count({ source, cause, day: Math.floor(now / 86_400_000), n: 1 }),
    get waitingBytes() {
      return bytes
    },
    close: async () => {
      clearInterval(timer)
      if (running > 0) await new Promise<void>((resolve) => (closed = resolve))
      if (tallies.size > 0) await takeIn({ deliveries: [], refusals: [], tallies: takeTallies() })
    },
  }
}

function split(batch: readonly Waiting[]): Omit<TakeIn, 'tallies'> {
  const deliveries: NewDelivery[] = []
  const refusals: NewRefusal[] = []
  for (const { item } of batch) {
    if ('delivery' in item) deliveries.push(item.delivery)
    else refusals.push(item.refusal)
  }
  return { deliveries, refusals }
}
