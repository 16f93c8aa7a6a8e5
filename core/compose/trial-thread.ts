/** A trial, or the preview of a list, in a thread of its own: neither the front door nor the engine waits for it. Also what that thread runs. */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { type Loaded, type Overrides, parseConfig } from '../../config/load.ts'
import type { Backtest, BacktestInput } from '../action-data.ts'
import type { ImportPreview, PreviewInput } from '../list.ts'
import { errorOf, type SaidError, saidOf } from '../refusal.ts'
import { previewImport } from './import-preview.ts'
import { tryOut } from './trial.ts'

type Task = { kind: 'try'; input: BacktestInput } | { kind: 'preview'; input: PreviewInput }

interface TrialData {
  trial: { yaml: string; file: string; overrides: Overrides; task: Task }
}

type Answer = { value: Backtest | ImportPreview } | { error: SaidError }

/** Trials at once; the next waits. They are heavy, and nobody's lead depends on them. */
let before: Promise<unknown> = Promise.resolve()

/** @throws a sentence when there is nothing to try it on */
export const tryOutApart = (loaded: Loaded, input: BacktestInput): Promise<Backtest> => inTurn(loaded, { kind: 'try', input }) as Promise<Backtest>

/** @param input its `file` is read, and stays. @throws Refusal where it is no list */
export const previewApart = (loaded: Loaded, input: PreviewInput): Promise<ImportPreview> =>
  inTurn(loaded, { kind: 'preview', input }) as Promise<ImportPreview>

function inTurn({ yaml, file, overrides }: Loaded, task: Task): Promise<Backtest | ImportPreview> {
  const run = () => inThread({ yaml, file, overrides, task })
  const next = before.then(run, run)
  before = next.catch(() => {})
  return next
}

function inThread(trial: TrialData['trial']): Promise<Backtest | ImportPreview> {
  const worker = new Worker(new URL('./trial-thread.ts', import.meta.url), {
    workerData: { trial } satisfies TrialData,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 2048 },
  })
  return new Promise<Backtest | ImportPreview>((resolve, reject) => {
    worker.once('message', (answer: Answer) => ('value' in answer ? resolve(answer.value) : reject(errorOf(answer.error))))
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the trial ended with ${code}`)))
  })
}

const given = isMainThread ? undefined : (workerData as Partial<TrialData> | null)?.trial
if (given) {
  const loaded = parseConfig(given.yaml, given.file, given.overrides, process.env)
  const { task } = given
  const answer = await (task.kind === 'try' ? tryOut(loaded, task.input, () => {}) : previewImport(loaded, task.input, () => {})).then(
    (value): Answer => ({ value }),
    (error: unknown): Answer => ({ error: saidOf(error) }),
  )
  parentPort?.postMessage(answer)
}
