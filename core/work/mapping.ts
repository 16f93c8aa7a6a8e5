/** The pool of mapping threads: batches what waits, watches every batch, ends a thread that hangs or eats memory, and goes on. */
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import type { Json } from '../connector.ts'
import type { Hold, HoldByHand, MappedItem, Mapping, MapResult, MapTask, TransformResult } from '../mapped.ts'
import type { CountedBranch } from './coverage/branches.ts'
import type { Examples } from './coverage/count-branches.ts'
import type { Problem } from './mapping-check.ts'
import { dispatch, type Ended } from './mapping-queue.ts'
import type { ItemTask, itemsOf } from './mapping-run.ts'
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
  mapItem(task: ItemTask): Promise<MappedItem['result'] | HoldByHand>
  /** @param byHand a person runs it and may see the value that is wrong */
  transform(mapping: Mapping, input: Json, byHand?: boolean): Promise<TransformResult | HoldByHand>
  transformMany(tasks: readonly { mapping: Mapping; input: Json }[]): Promise<TransformResult[]>
  /** What is wrong with an expression before it ever runs. */
  check(expression: string): Promise<Problem[]>
  /** What a delivery tells, decoded and split, not mapped yet. */
  items(task: MapTask): Promise<SplitDelivery>
  /** The branches of an expression, and which of them the examples reach. @throws when it does not compile or a run does not end */
  branches(mapping: Mapping, examples: Examples): Promise<CountedBranch[]>
  /** Finishes what was handed in, then ends the threads. */
  close(): Promise<void>
}

/** Hears how long a mapping took for a delivery or a record; `mapping` as `sources/typeform`. */
export type Measured = (mapping: string, ms: number) => void

/** A thread takes 35 MB, and half a second to begin anew. */
const IDLE_MS = 15 * 60_000

export type SplitDelivery = Awaited<ReturnType<typeof itemsOf>>

/** Threads start with what there is to do, and end when there was nothing for long. Never rejects for what a mapping does: everything wrong comes back as held. */
export function createMappingPool({ threads, timeoutMs, memoryMb }: MappingLimits, measured?: Measured): MappingPool {
  const piscina = new Piscina<Batch, string>({
    filename: fileURLToPath(new URL('./mapping-worker.ts', import.meta.url)),
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: IDLE_MS,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
  })
  // A thread that dies between two jobs is replaced; nothing of anybody's was lost.
  piscina.on('error', () => {})
  const desk = dispatch(
    threads,
    (jobs) => runBatch(piscina, jobs, timeoutMs),
    (job, ms) => {
      const mapping = mappingAtWork(job)
      if (mapping !== null) measured?.(mapping, ms)
    },
  )
  // The casts: each kind of job has its kind of result, made by `mapping-worker.ts`.
  const submit = <Result>(job: Job): Promise<Result> => desk.submit(job) as Promise<Result>
  const checked = async (expression: string): Promise<Problem[]> => {
    const found = await submit<Problem[] | Hold>({ kind: 'check', expression })
    return Array.isArray(found) ? found : [{ message: found.reason, line: 1, column: 1 }]
  }
  return {
    map: (task) => submit<MapResult>({ kind: 'map', task }),
    mapMany: (tasks) => Promise.all(tasks.map((task) => submit<MapResult>({ kind: 'map', task }))),
    mapItem: (task) => submit<MappedItem['result'] | HoldByHand>({ kind: 'item', task }),
    transform: (mapping, input, byHand = false) => submit<TransformResult | HoldByHand>({ kind: 'transform', mapping, input, byHand }),
    transformMany: (tasks) => Promise.all(tasks.map((task) => submit<TransformResult>({ kind: 'transform', ...task }))),
    check: checked,
    items: (task) => submit<SplitDelivery>({ kind: 'items', task }),
    async branches(mapping, examples) {
      const counted = await submit<CountedBranch[] | Hold>({ kind: 'branches', mapping, examples })
      if (!Array.isArray(counted)) throw new Error(counted.reason)
      return counted
    },
    async close() {
      await desk.idle()
      // A thread ended while it still starts can take the whole process down with it (Node 24): each does one empty batch first.
      await Promise.all(piscina.threads.map(() => runBatch(piscina, [], timeoutMs)))
      await piscina.destroy()
    },
  }
}

/** The mapping that a job runs on what is real; null for tries and checks. */
function mappingAtWork(job: Job): string | null {
  const mapping = job.kind === 'map' ? job.task.mapping : job.kind === 'transform' ? job.mapping : null
  return mapping === null ? null : mapping.name.replace(/^mappings\/|\.jsonata$/g, '')
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
    return { kind: 'done', ...JSON.parse(text) }
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
