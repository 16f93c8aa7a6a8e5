/** Figures in a thread of their own, which begins with the first question and ends when nobody asked for a while. Also what that thread runs. */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { type Loaded, type Overrides, parseConfig } from '../../config/load.ts'
import type { Asked, AskedRow, Figures } from '../figure-data.ts'
import { errorOf, type SaidError, saidOf } from '../refusal.ts'
import { dialectOf } from '../store/dialect.ts'
import { openReader, openStore } from '../store/store.ts'
import { createFigureDesk } from '../work/figure-desk.ts'
import { setupOf } from './setup.ts'

/** So long what was read stays in memory. */
const IDLE_MS = 15 * 60_000
/** What a million leads with ten million touches take, twice. */
const MOST_MB = 4_096

type Call = { id: number; asked: Asked; row?: AskedRow }
type Answer = { id: number; value: unknown } | { id: number; error: SaidError }
interface ThreadData {
  figures: { yaml: string; file: string; overrides: Overrides }
}

export function figuresApart({ yaml, file, overrides }: Loaded): Figures & { stop(): Promise<void> } {
  let worker: Worker | null = null
  let lastId = 0
  const waiting = new Map<number, { of: Worker; resolve: (value: never) => void; reject: (error: Error) => void }>()
  let idle: NodeJS.Timeout | undefined

  const end = async (): Promise<void> => {
    clearTimeout(idle)
    const ended = worker
    worker = null // whoever asks from now on asks another
    await ended?.terminate()
  }
  const rest = (): void => {
    clearTimeout(idle)
    if (waiting.size === 0) idle = setTimeout(() => void end(), IDLE_MS).unref()
  }
  function started(): Worker {
    const thread = new Worker(new URL('./figures-thread.ts', import.meta.url), {
      workerData: { figures: { yaml, file, overrides } } satisfies ThreadData,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MOST_MB },
    })
    const failed = (error: Error) => {
      if (worker === thread) worker = null
      for (const [id, { of, reject }] of waiting)
        if (of === thread) {
          waiting.delete(id)
          reject(error)
        }
    }
    thread.on('message', (answer: Answer) => {
      const asker = waiting.get(answer.id)
      waiting.delete(answer.id)
      if ('value' in answer) asker?.resolve(answer.value as never)
      else asker?.reject(errorOf(answer.error))
      rest()
    })
    thread.once('error', failed)
    thread.once('exit', (code) => failed(new Error(`the figures ended with ${code}`)))
    thread.unref()
    return thread
  }
  const call = <T>(asked: Asked, row?: AskedRow): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      clearTimeout(idle)
      worker ??= started()
      const id = ++lastId
      waiting.set(id, { of: worker, resolve, reject })
      worker.postMessage({ id, asked, ...(row && { row }) } satisfies Call)
    })

  return { ask: (asked) => call(asked), behind: (asked, row) => call(asked, row), stop: end }
}

const given = isMainThread ? undefined : (workerData as Partial<ThreadData> | null)?.figures
if (given) {
  const { config, ...loaded } = parseConfig(given.yaml, given.file, given.overrides, process.env)
  const setup = setupOf({ config, ...loaded }, process.env, 'unread')
  const store = dialectOf(config.database).manyWriters ? await openStore(config.database, { now: Date.now, poolSize: 1 }) : openReader(config.database)
  const desk = createFigureDesk({ db: store.db, setup, now: Date.now })
  parentPort?.on('message', ({ id, asked, row }: Call) => {
    const answered = row === undefined ? desk.ask(asked) : desk.behind(asked, row)
    answered.then(
      (value) => parentPort?.postMessage({ id, value } satisfies Answer),
      (error: unknown) => parentPort?.postMessage({ id, error: saidOf(error) } satisfies Answer),
    )
  })
}
