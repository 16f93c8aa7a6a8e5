/** A trial in a thread of its own: neither the front door nor the engine waits for it. Also what that thread runs. */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { type Loaded, type Overrides, parseConfig } from '../../config/load.ts'
import type { Backtest, BacktestInput } from '../action-data.ts'
import { errorOf, type SaidError, saidOf } from '../refusal.ts'
import { tryOut } from './trial.ts'

interface TrialData {
  trial: { yaml: string; file: string; overrides: Overrides; input: BacktestInput }
}

type Answer = { value: Backtest } | { error: SaidError }

/** Trials at once; the next waits. They are heavy, and nobody's lead depends on them. */
let before: Promise<unknown> = Promise.resolve()

/** @throws a sentence when there is nothing to try it on */
export function tryOutApart({ yaml, file, overrides }: Loaded, input: BacktestInput): Promise<Backtest> {
  const next = before.then(
    () => inThread({ yaml, file, overrides, input }),
    () => inThread({ yaml, file, overrides, input }),
  )
  before = next.catch(() => {})
  return next
}

function inThread(trial: TrialData['trial']): Promise<Backtest> {
  const worker = new Worker(new URL('./trial-thread.ts', import.meta.url), {
    workerData: { trial } satisfies TrialData,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 2048 },
  })
  return new Promise<Backtest>((resolve, reject) => {
    worker.once('message', (answer: Answer) => ('value' in answer ? resolve(answer.value) : reject(errorOf(answer.error))))
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the trial ended with ${code}`)))
  })
}

const given = isMainThread ? undefined : (workerData as Partial<TrialData> | null)?.trial
if (given) {
  const loaded = parseConfig(given.yaml, given.file, given.overrides, process.env)
  const answer = await tryOut(loaded, given.input, () => {}).then(
    (value): Answer => ({ value }),
    (error: unknown): Answer => ({ error: saidOf(error) }),
  )
  parentPort?.postMessage(answer)
}
