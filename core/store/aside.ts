/**
 * Reading a SQLite database in a thread of its own. SQLite answers at once, and nobody else gets a turn meanwhile: a question that goes
 * through much of a history would hold up everybody whom the asking thread serves. The thread begins with the first question.
 */
import { Worker } from 'node:worker_threads'
import type { Sql, Value } from './sql.ts'

export interface Question {
  text: string
  parameters: readonly Value[]
}
/** What the thread answers, in the order in which it was asked. */
export type Told = { rows: unknown[] } | { error: { message: string; code?: string | undefined } }
export interface AsideData {
  path: string
}

/** The thread takes 15 MB; then it ends. */
const IDLE_MS = 5 * 60_000
/** Answers are pages and counts. */
const MOST_MB = 256

interface Asker {
  resolve: (rows: never[]) => void
  reject: (error: Error) => void
}

/** A connection that only reads. @param path of the database */
export function readAside(path: string, idleMs = IDLE_MS): { sql: Sql; close(): Promise<void> } {
  let thread: Worker | null = null
  const askers: Asker[] = []
  let idle: NodeJS.Timeout | undefined

  function started(): Worker {
    const worker = new Worker(new URL('./aside-thread.ts', import.meta.url), {
      workerData: { path } satisfies AsideData,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MOST_MB },
    })
    const failed = (error: Error): void => {
      if (worker !== thread) return
      thread = null
      for (const { reject } of askers.splice(0)) reject(error)
    }
    worker.on('message', (told: Told) => {
      if (worker !== thread) return
      const { resolve, reject } = askers.shift()!
      if ('rows' in told) resolve(told.rows as never[])
      else reject(Object.assign(new Error(told.error.message), { code: told.error.code }))
      if (askers.length > 0) return
      worker.unref()
      idle = setTimeout(() => void end(), idleMs).unref()
    })
    worker.once('error', failed)
    worker.once('exit', (code) => failed(new Error(`the thread that reads ended with ${code}`)))
    return worker
  }

  /** It answers what it was asked, then ends by itself. */
  async function end(): Promise<void> {
    clearTimeout(idle)
    const last = thread
    if (last === null) return
    const over = new Promise((resolve) => last.once('exit', resolve))
    last.postMessage(null)
    last.ref()
    if (askers.length === 0) thread = null // whoever asks from now on asks another
    await over
  }

  const ask = <R>(text: string, parameters: readonly Value[] = []): Promise<R[]> =>
    new Promise<R[]>((resolve, reject) => {
      clearTimeout(idle)
      thread ??= started()
      thread.ref()
      askers.push({ resolve, reject })
      thread.postMessage({ text, parameters } satisfies Question)
    })
  const refuse = () => Promise.reject(new Error('this connection only reads'))
  return {
    sql: { all: ask, get: async <R>(text: string, parameters?: readonly Value[]) => (await ask<R>(text, parameters))[0], run: refuse, send: refuse },
    close: end,
  }
}
