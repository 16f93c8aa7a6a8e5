/** A trial of mappings or rules, or the preview of a list, in a thread of its own: neither the front door nor the engine waits for it. Also what that thread runs. */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { type Given, givenOf, type Loaded, parseGiven } from '../../config/load.ts'
import type { BacktestInput } from '../action-data.ts'
import type { PreviewInput } from '../list.ts'
import { errorOf, type SaidError, saidOf } from '../refusal.ts'
import { previewImport } from './import-preview.ts'
import { stepBack } from './step-back.ts'
import { tryOut, tryRules } from './trial.ts'

/** How many of how many are done. */
type Tell = (done: number, total: number) => void

/** What the thread can be asked for, and what each gives. */
const TASKS = {
  try: (loaded: Loaded, input: BacktestInput, tell: Tell) => tryOut(loaded, input, tell),
  preview: (loaded: Loaded, input: PreviewInput) => previewImport(loaded, input, () => {}),
  rules: tryRules,
} as const

type Kind = keyof typeof TASKS

interface TrialData {
  trial: { given: Given; kind: Kind; input: Parameters<(typeof TASKS)[Kind]>[1] }
}

type Answer<K extends Kind> = { done: number; total: number } | { value: Awaited<ReturnType<(typeof TASKS)[K]>> } | { error: SaidError }

/** Trials at once; the next waits. They are heavy, and nobody's lead depends on them. */
let before: Promise<unknown> = Promise.resolve()

/** @throws Refusal with a sentence when there is nothing to try it on */
export function apart<K extends Kind>(kind: K, loaded: Loaded, input: Parameters<(typeof TASKS)[K]>[1], tell: Tell = () => {}): ReturnType<(typeof TASKS)[K]> {
  const run = () => inThread<K>({ given: givenOf(loaded), kind, input }, tell)
  const next = before.then(run, run)
  before = next.catch(() => {})
  return next as ReturnType<(typeof TASKS)[K]>
}

function inThread<K extends Kind>(trial: TrialData['trial'], tell: Tell): Promise<Awaited<ReturnType<(typeof TASKS)[K]>>> {
  const worker = new Worker(new URL('./trial-thread.ts', import.meta.url), {
    workerData: { trial } satisfies TrialData,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 2048 },
  })
  return new Promise((resolve, reject) => {
    worker.on('message', (answer: Answer<K>) => {
      if ('total' in answer) tell(answer.done, answer.total)
      else if ('value' in answer) resolve(answer.value)
      else reject(errorOf(answer.error))
    })
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the trial ended with ${code}`)))
  })
}

const trial = isMainThread ? undefined : (workerData as Partial<TrialData> | null)?.trial
if (trial) {
  stepBack()
  const loaded = parseGiven(trial.given, process.env)
  const task = TASKS[trial.kind] as (loaded: Loaded, input: unknown, tell: Tell) => Promise<unknown>
  const tell: Tell = (done, total) => parentPort?.postMessage({ done, total })
  const answer = await task(loaded, trial.input, tell).then(
    (value) => ({ value }),
    (error: unknown) => ({ error: saidOf(error) }),
  )
  parentPort?.postMessage(answer)
}
