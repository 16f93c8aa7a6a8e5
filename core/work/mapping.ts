/** The pool of mapping threads: batches what waits, watches every batch, ends a thread that hangs or eats memory, and goes on. */
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import type { Json } from '../connector.ts'
import type { Hold, MappedItem, Mapping, MapResult, MapTask, TransformResult } from '../mapped.ts'
import type { Problem } from './mapping-check.ts'
import type { ItemTask } from './mapping-run.ts'
import type { Batch, Job } from './mapping-worker.ts'

export interface MappingLimits {
  threads: number
  /** For one expression over one item. */
  timeoutMs: number
  /** Heap of one thread. */
  memoryMb: number
}

export interface MappingPool {
  map(task: MapTask): Promise<MapResult>
  /** Results in the order of the tasks. One that hangs or exhausts its thread does not hold up its neighbours. */
  mapMany(tasks: readonly MapTask[]): Promise<MapResult[]>
  /** One payload without a delivery: for cases and for trying a mapping. */
  mapItem(task: ItemTask): Promise<MappedItem['result']>
  transform(mapping: Mapping, input: Json): Promise<TransformResult>
  transformMany(tasks: readonly { mapping: Mapping; input: Json }[]): Promise<TransformResult[]>
  /** What is wrong with an expression before it ever runs. */
  check(expression: string): Promise<Problem[]>
  /** Finishes what was handed in, then ends the threads. */
  close(): Promise<void>
}

/** Starts the threads. Never rejects for what a mapping does: everything wrong comes back as held. */
export function createMappingPool({ threads, timeoutMs, memoryMb }: MappingLimits): MappingPool {
  const piscina = new Piscina<Batch, string>({
    filename: fileURLToPath(new URL('./mapping-worker.ts', import.meta.url)),
    minThreads: threads,
    maxThreads: threads,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
  })
  // A thread that dies between two jobs is replaced; nothing of anybody's was lost.
  piscina.on('error', () => {})
  const desk = dispatch(threads, (jobs) => runBatch(piscina, jobs, timeoutMs))
  // The casts: each kind of job has its kind of result, made by `mapping-worker.ts`.
  const submit = <Result>(job: Job): Promise<Result> => desk.submit(job) as Promise<Result>
  const checked = async (expression: string): Promise<Problem[]> => {
    const found = await submit<Problem[] | Hold>({ kind: 'check', expression })
    return Array.isArray(found) ? found : [{ message: found.reason, line: 1, column: 1 }]
  }
  return {
    map: (task) => submit<MapResult>({ kind: 'map', task }),
    mapMany: (tasks) => Promise.all(tasks.map((task) => submit<MapResult>({ kind: 'map', task }))),
    mapItem: (task) => submit<MappedItem['result']>({ kind: 'item', task }),
    transform: (mapping, input) => submit<TransformResult>({ kind: 'transform', mapping, input }),
    transformMany: (tasks) => Promise.all(tasks.map((task) => submit<TransformResult>({ kind: 'transform', ...task }))),
    check: checked,
    async close() {
      await desk.idle()
      await piscina.destroy()
    },
  }
}

// --- batches -----------------------------------------------------------------------

interface Waiting {
  job: Job
  settle: (result: unknown) => void
  /** Was in a batch that ran out of memory: runs by itself, so that it is clear whose fault it was. */
  suspect: boolean
}

type Ended =
  | { kind: 'done'; results: unknown[] }
  /** The thread was ended or died while this job of the batch (counted from 0) was at work. */
  | { kind: 'ended'; culprit: number; hold: Hold }

/** Jobs of one message: enough to make the message cheap, few enough to spread over the threads. */
const MAX_JOBS = 32
const MAX_BYTES = 1_000_000

/** Hands waiting jobs to free threads, several at a time. */
function dispatch(threads: number, run: (jobs: readonly Job[]) => Promise<Ended>) {
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
  // Memory is used up by all jobs before it too: only one that was alone is to blame.
  if (ended.hold.code === 'mapping_timeout' || batch.length === 1) {
    guilty.settle(ended.hold)
    return others
  }
  return [{ ...guilty, suspect: true }, ...others]
}

// --- one batch on one thread -----------------------------------------------------------

/** Beyond the engine's own limit, before the thread itself is ended. */
const SLACK_MS = 300
/** A new thread loads its modules first. */
const START_MS = 30_000

async function runBatch(piscina: Piscina<Batch, string>, jobs: readonly Job[], timeoutMs: number): Promise<Ended> {
  const progress = new Int32Array(new SharedArrayBuffer(8))
  const abort = new AbortController()
  const watch = watchProgress(progress, timeoutMs + SLACK_MS, () => abort.abort())
  try {
    const text = await piscina.run({ jobs, timeoutMs, progress }, { signal: abort.signal })
    return { kind: 'done', results: JSON.parse(text) }
  } catch (error) {
    return { kind: 'ended', culprit: Math.max(0, Atomics.load(progress, 0) - 1), hold: holdFor(error, abort.signal.aborted, timeoutMs) }
  } finally {
    clearInterval(watch)
  }
}

function watchProgress(progress: Int32Array<SharedArrayBuffer>, mostMs: number, end: () => void): NodeJS.Timeout {
  let seen = ''
  let since = Date.now()
  return setInterval(() => {
    const now = `${Atomics.load(progress, 0)}.${Atomics.load(progress, 1)}`
    if (now !== seen) {
      seen = now
      since = Date.now()
    } else if (Date.now() - since > (now === '0.0' ? START_MS : mostMs)) end()
  }, mostMs / 20)
}

function holdFor(error: unknown, ended: boolean, timeoutMs: number): Hold {
  if (ended) return { kind: 'held', code: 'mapping_timeout', path: '', reason: `the mapping did not end within ${timeoutMs} ms and was stopped` }
  if ((error as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY')
    return { kind: 'held', code: 'mapping_memory', path: '', reason: 'the mapping wanted more memory than its thread may use' }
  return {
    kind: 'held',
    code: 'internal',
    path: '',
    reason: `the mapping thread failed: ${error instanceof Error ? error.message.slice(0, 200) : 'unknown fault'}`,
  }
}
