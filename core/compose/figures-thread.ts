/** Figures in threads of their own: one answers, another forecasts meanwhile. Also what these threads run. */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { type Given, givenOf, type Loaded, parseGiven } from '../../config/load.ts'
import type { Asked, AskedRow, Figures, ReadSoFar } from '../figure-data.ts'
import { figureNamed } from '../metrics/figures/index.ts'
import { errorOf, NotYet, type SaidError, saidOf } from '../refusal.ts'
import { dialectOf } from '../store/dialect.ts'
import { openReader, openStore } from '../store/store.ts'
import { createFigureDesk } from '../work/figure-desk.ts'
import { setupOf } from './setup.ts'
import { stepBack } from './step-back.ts'

/** So long what was read stays in memory, touches and earlier instants among it. */
const IDLE_MS = 15 * 60_000
const FORECAST_IDLE_MS = 60_000
/** Who asks while leads are read is told so after this time. */
const PATIENCE_MS = 10_000
/** What a million leads with ten million touches take, twice. */
const MOST_MB = 4_096

type Question = { asked: Asked; row?: AskedRow }
type Said = { read: ReadSoFar | null } | { isReady: true } | { value: unknown } | { error: SaidError }
interface ThreadData {
  figures: Given
}

export interface FiguresApart extends Figures {
  /** Reads the history of all leads, and keeps it up from then on: anew whenever nobody asked for a while. */
  readAhead(): void
  stop(): Promise<void>
}

/** What happens in the threads unasked. */
export interface Hears {
  /** The history of all leads is in memory now. */
  wasRead?(ms: number): void
  /** A thread ended by itself while nobody waited. */
  ended?(error: Error): void
}

export function figuresApart(loaded: Loaded, hears: Hears = {}, patienceMs = PATIENCE_MS): FiguresApart {
  const counting = figureThread(loaded, { idleMs: IDLE_MS, patienceMs, hears })
  const foretelling = figureThread(loaded, { idleMs: FORECAST_IDLE_MS, patienceMs, hears })
  return {
    ask: (asked) => (isForetold(asked) ? foretelling : counting).call({ asked }),
    behind: (asked, row) => counting.call({ asked, row }),
    readAhead: counting.readAhead,
    stop: async () => {
      await Promise.all([counting.stop(), foretelling.stop()])
    },
  }
}

/** Simulations take so long that nobody else should wait for them. */
const isForetold = ({ figure }: Asked): boolean => figureNamed(figure)?.group === 5 || figure === 'targets'

interface FigureThread {
  call<T>(question: Question): Promise<T>
  readAhead(): void
  stop(): Promise<void>
}
interface Asker {
  resolve: (value: never) => void
  reject: (error: Error) => void
}
/** Whoever asks the same meanwhile gets the same answer. */
interface Waiting {
  question: Question
  askers: Set<Asker>
}

/** Begins with the first question by reading ahead, answers one question after the other, and ends when nobody asked for a while. */
function figureThread(loaded: Loaded, { idleMs, patienceMs, hears }: { idleMs: number; patienceMs: number; hears: Hears }): FigureThread {
  let queue: Waiting[] = []
  let worker: Worker | null = null
  /** It has read ahead, and takes questions. */
  let isReady = false
  let running: Waiting | null = null
  let reading: ReadSoFar | null = null
  let isKept = false
  let idle: NodeJS.Timeout | undefined

  async function end(): Promise<void> {
    clearTimeout(idle)
    const last = worker
    worker = null // whoever asks from now on asks another
    await last?.terminate()
  }
  async function rest(): Promise<void> {
    await end()
    if (isKept || queue.length > 0) worker ??= started()
  }
  function next(): void {
    clearTimeout(idle)
    if (running !== null) return
    if (queue.length === 0) {
      if (isReady) idle = setTimeout(() => void rest(), idleMs).unref()
      return
    }
    worker ??= started()
    if (!isReady) return
    running = queue.shift()!
    worker.postMessage(running.question)
  }
  function settle(say: (asker: Asker) => void): void {
    const last = running
    running = null
    last?.askers.forEach(say)
    next()
  }
  function started(): Worker {
    const thread = new Worker(new URL('./figures-thread.ts', import.meta.url), {
      workerData: { figures: givenOf(loaded) } satisfies ThreadData,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MOST_MB },
    })
    const begun = performance.now()
    isReady = false
    reading = { leads: 0, of: 0 }
    const failed = (error: Error): void => {
      if (worker !== thread) return
      worker = null
      reading = null
      // One that cannot begin would not for the next question either.
      const unanswered = isReady ? [] : queue.splice(0)
      if (running === null && unanswered.length === 0) hears.ended?.(error)
      for (const { askers } of unanswered) for (const { reject } of askers) reject(error)
      settle(({ reject }) => reject(error))
    }
    thread.on('message', (said: Said) => {
      if (worker !== thread) return
      if ('read' in said) reading = said.read
      else if ('isReady' in said) {
        isReady = true
        reading = null
        hears.wasRead?.(Math.round(performance.now() - begun))
        next()
      } else settle(({ resolve, reject }) => ('value' in said ? resolve(said.value as never) : reject(errorOf(said.error))))
    })
    thread.once('error', failed)
    thread.once('exit', (code) => failed(new Error(`the figures ended with ${code}`)))
    thread.unref()
    return thread
  }

  function waitingFor(question: Question): Waiting {
    const text = JSON.stringify(question)
    const same = [...(running ? [running] : []), ...queue].find((one) => JSON.stringify(one.question) === text)
    if (same) return same
    const waiting = { question, askers: new Set<Asker>() }
    queue.push(waiting)
    return waiting
  }

  return {
    call: <T>(question: Question) =>
      new Promise<T>((resolve, reject) => {
        const { askers } = waitingFor(question)
        const settled = (): void => {
          clearInterval(patience)
          askers.delete(asker)
          queue = queue.filter((one) => one.askers.size > 0)
        }
        const asker: Asker = {
          resolve: (value) => {
            settled()
            resolve(value)
          },
          reject: (error) => {
            settled()
            reject(error)
          },
        }
        askers.add(asker)
        const patience = setInterval(() => {
          if (reading !== null) asker.reject(stillReading(reading))
        }, patienceMs).unref()
        next()
      }),
    readAhead: () => {
      isKept = true
      worker ??= started()
    },
    stop: async () => {
      isKept = false
      const unanswered = [...(running ? [running] : []), ...queue]
      queue = []
      await end()
      for (const { askers } of unanswered) for (const { reject } of askers) reject(new Error('the hub stops'))
    },
  }
}

const stillReading = ({ leads, of }: ReadSoFar): NotYet =>
  new NotYet(`the history of the leads is being read${of === 0 ? '' : ` (${leads} of ${of} so far)`}: ask again in some seconds`)

const given = isMainThread ? undefined : (workerData as Partial<ThreadData> | null)?.figures
if (given) {
  stepBack()
  const say = (said: Said): void => parentPort?.postMessage(said)
  const loaded = parseGiven(given, process.env)
  const { database } = loaded.config
  const setup = setupOf(loaded, process.env, 'unread')
  const store = dialectOf(database).manyWriters ? await openStore(database, { now: Date.now, poolSize: 1 }) : openReader(database)
  const desk = createFigureDesk({ db: store.db, setup, now: Date.now, tell: (read) => say({ read }) })
  await desk.readAhead()
  parentPort?.on('message', ({ asked, row }: Question) => {
    const answered = row === undefined ? desk.ask(asked) : desk.behind(asked, row)
    answered.then(
      (value) => say({ value }),
      (error: unknown) => say({ error: saidOf(error) }),
    )
  })
  say({ isReady: true })
}
