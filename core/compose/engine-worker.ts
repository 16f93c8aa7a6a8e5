/** The bare thread of an engine. It can be begun before it is known what it shall do: it reads its program while this thread reads its own. */
import { Worker } from 'node:worker_threads'

let waiting: Worker | null = null

/** One that nobody takes ends with the process. */
export function beginAhead(): void {
  waiting = begun()
  waiting.unref()
}

/** The one that was begun ahead, or a new one. */
export function takeWorker(): Worker {
  const worker = waiting ?? begun()
  waiting = null
  worker.ref()
  return worker
}

/** Nobody here will take it. */
export async function dropWaiting(): Promise<void> {
  const worker = waiting
  waiting = null
  await worker?.terminate()
}

const begun = () => new Worker(new URL('../main.ts', import.meta.url), { execArgv: [] })
