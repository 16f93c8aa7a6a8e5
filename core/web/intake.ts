/** Gathers concurrent arrivals into group commits: nobody is answered before the commit, and memory is bounded. */
import type { Actions, TakeIn } from '../app.ts'
import type { NewDelivery } from '../store/deliveries.ts'
import type { NewRefusal, RefusalCause } from '../store/refusals.ts'

export interface Intake {
  /** Resolves when the delivery is on the disk. `null`: there is no room now, the sender must come again. */
  deliver(delivery: NewDelivery): Promise<void> | null
  refuse(refusal: NewRefusal): Promise<void> | null
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
}

interface Waiting {
  item: { delivery: NewDelivery } | { refusal: NewRefusal }
  bytes: number
  resolve: () => void
  reject: (error: unknown) => void
}

type Tally = TakeIn['tallies'][number]

export function createIntake(takeIn: Actions['takeIn'], limits: IntakeLimits): Intake {
  const waiting: Waiting[] = []
  const tallies = new Map<string, Tally>()
  let bytes = 0
  let running = 0
  let closed: (() => void) | undefined

  const add = (item: Waiting['item'], size: number): Promise<void> | null => {
    if (bytes + size > limits.maxBytes && bytes > 0) return null
    bytes += size
    return new Promise((resolve, reject) => {
      waiting.push({ item, bytes: size, resolve, reject })
      if (running < limits.parallel) void commit()
    })
  }

  async function commit(): Promise<void> {
    running++
    await null // whoever comes in this same turn goes along
    while (waiting.length > 0) {
      const batch = waiting.splice(0, limits.maxBatch)
      const counted = takeTallies()
      try {
        await takeIn({ ...split(batch), tallies: counted })
        for (const one of batch) one.resolve()
      } catch (error) {
        putBack(counted)
        for (const one of batch) one.reject(error)
      }
      for (const one of batch) bytes -= one.bytes
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
    deliver: (delivery) => add({ delivery }, delivery.body.length + 512),
    refuse: (refusal) => add({ refusal }, refusal.body.length + 512),
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
