/** Entry of a mapping thread: works through a batch of jobs and answers with JSON text, as JSONata's lists cannot be cloned. */
import { platform, setPriority } from 'node:os'
import { isMainThread } from 'node:worker_threads'
import type { Json } from '../connector.ts'
import { giveBackAfterStart } from '../heap.ts'
import type { Mapping, MapTask } from '../mapped.ts'
import { countBranches, type Examples } from './coverage/count-branches.ts'
import { type ExpressionCache, expressionCache } from './expression-cache.ts'
import { checkExpression } from './mapping-check.ts'
import { type ItemTask, itemsOf, mapDelivery, mapSingle, type Run, transform } from './mapping-run.ts'

export type Job =
  | { kind: 'map'; task: MapTask }
  | { kind: 'item'; task: ItemTask }
  | { kind: 'transform'; mapping: Mapping; input: Json; byHand?: boolean }
  | { kind: 'check'; expression: string }
  | { kind: 'items'; task: MapTask }
  | { kind: 'branches'; mapping: Mapping; examples: Examples }

export interface Batch {
  jobs: readonly Job[]
  timeoutMs: number
  /** Shared with the pool: number of the job at work counted from 1, and a counter that moves whenever an item is done. */
  progress: Int32Array<SharedArrayBuffer>
}

// Receiving and storing go before mapping where they share a processor. Linux counts priority by thread, others by process.
if (!isMainThread && platform() === 'linux') setPriority(5)
if (!isMainThread) giveBackAfterStart()

let caches: { timeoutMs: number; expressions: ExpressionCache } | undefined

/** Results in order and the milliseconds of each, as JSON. Fewer than the batch has jobs when a slow job used up its time: the rest comes back in a new batch. */
export default async function work({ jobs, timeoutMs, progress }: Batch): Promise<string> {
  if (caches?.timeoutMs !== timeoutMs) caches = { timeoutMs, expressions: expressionCache(timeoutMs) }
  const run: Run = { expressions: caches.expressions, timeoutMs, alive: () => Atomics.add(progress, 1, 1) }
  const until = Date.now() + timeoutMs
  const results: string[] = []
  const durations: number[] = []
  for (const [i, job] of jobs.entries()) {
    if (i > 0 && Date.now() > until) break
    Atomics.store(progress, 0, i + 1)
    const begun = performance.now()
    results.push(JSON.stringify(await perform(job, run)))
    durations.push(performance.now() - begun)
  }
  return `{"results":[${results.join(',')}],"durations":[${durations.join(',')}]}`
}

function perform(job: Job, run: Run): Promise<unknown> {
  switch (job.kind) {
    case 'map':
      return mapDelivery(job.task, run)
    case 'item':
      return mapSingle(job.task, run)
    case 'transform':
      return transform(job.mapping, job.input, run, job.byHand)
    case 'check':
      return checkExpression(job.expression)
    case 'items':
      return itemsOf(job.task, run)
    case 'branches':
      return countBranches(job.mapping, job.examples, run)
  }
}
