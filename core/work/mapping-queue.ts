/** Which mapping jobs run when: batches what waits, spreads it over the threads, and sees to it that nobody pays for a neighbour. */
import type { Hold } from '../mapped.ts'
import type { Job } from './mapping-worker.ts'

interface Waiting {
  job: Job
  settle: (result: unknown) => void
  /** Was at work when its thread ran out of memory or died: runs once more by itself, so that it is clear whose fault it was. */
  suspect: boolean
}

/** How a batch ended. */
export type Ended =
  | { kind: 'done'; results: unknown[]; durations: number[] }
  /** The thread was ended or died while this job of the batch (counted from 0) was at work. */
  | { kind: 'ended'; culprit: number; hold: Hold }

/** Jobs of one message: enough to make the message cheap, few enough to spread over the threads. */
const MAX_JOBS = 32
const MAX_BYTES = 1_000_000

/**
 * Hands waiting jobs to free threads, several at a time. A job whose thread was ended is held, its neighbours run again.
 * @param run works through a batch on one thread; never rejects
 * @param measured hears how long each job took
 */
export function dispatch(threads: number, run: (jobs: readonly Job[]) => Promise<Ended>, measured: (job: Job, ms: number) => void = () => {}) {
  const queue: Waiting[] = []
  const idlers: (() => void)[] = []
  let free = threads
  let woken = false

  const pump = () => {
    woken = false
    while (free > 0 && queue.length > 0) {
      const batch = take(queue, Math.ceil(queue.length / free))
      free--
      void run(batch.map(({ job }) => job)).then((ended) => {
        free++
        if (ended.kind === 'done') for (const [i, ms] of ended.durations.entries()) measured(batch[i]!.job, ms)
        queue.unshift(...settle(batch, ended))
        pump()
      })
    }
    if (free === threads && queue.length === 0) for (const idler of idlers.splice(0)) idler()
  }
  const wake = () => {
    // Jobs handed in together go out together.
    if (!woken) queueMicrotask(pump)
    woken = true
  }
  return {
    submit: (job: Job) =>
      new Promise<unknown>((resolve) => {
        queue.push({ job, settle: resolve, suspect: false })
        wake()
      }),
    idle: () =>
      new Promise<void>((resolve) => {
        idlers.push(resolve)
        wake()
      }),
  }
}

function take(queue: Waiting[], share: number): Waiting[] {
  if (queue[0]?.suspect) return queue.splice(0, 1)
  let bytes = 0
  let count = 0
  for (const { job, suspect } of queue) {
    bytes += job.kind === 'map' ? job.task.delivery.body.byteLength : 0
    if (suspect || (count > 0 && bytes > MAX_BYTES) || count >= Math.min(share, MAX_JOBS)) break
    count++
  }
  return queue.splice(0, count)
}

/** Settles what is settled; gives back what must run again. */
function settle(batch: readonly Waiting[], ended: Ended): Waiting[] {
  if (ended.kind === 'done') {
    for (const [i, result] of ended.results.entries()) batch[i]?.settle(result)
    return batch.slice(ended.results.length)
  }
  const guilty = batch[ended.culprit]
  const others = batch.filter((one) => one !== guilty)
  if (guilty === undefined) return others
  // Memory is used up by the jobs before it too: to blame is only one that does it again, by itself on a new thread.
  if (ended.hold.code === 'mapping_timeout' || guilty.suspect) {
    guilty.settle(ended.hold)
    return others
  }
  return [{ ...guilty, suspect: true }, ...others]
}
