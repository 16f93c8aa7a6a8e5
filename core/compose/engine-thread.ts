/** Starts the engine in its thread, and ends it. */
import { MessageChannel } from 'node:worker_threads'
import { givenOf, type Loaded } from '../../config/load.ts'
import type { Log } from '../log.ts'
import type { EngineData } from './engine.ts'
import { takeWorker } from './engine-worker.ts'
import { type Engine, remoteEngine } from './thread.ts'

export interface RunningEngine {
  remote: Engine
  /** Settles when its thread ended, however it did. */
  ended: Promise<Error>
  stop(): Promise<void>
}

/** It stores and answers; it works once it is told to. @throws when it cannot start */
export async function startEngine(loaded: Loaded, log: Log): Promise<RunningEngine> {
  const { port1, port2 } = new MessageChannel()
  const data: EngineData = { given: givenOf(loaded), port: port2 }
  const worker = takeWorker()
  worker.postMessage(data, [port2])
  const ended = new Promise<Error>((resolve) => {
    worker.once('error', resolve)
    worker.once('exit', (code) => resolve(new Error(`the engine ended with ${code}`)))
  })
  await Promise.race([
    new Promise<void>((resolve) => port1.once('message', () => resolve())),
    ended.then((error) => {
      throw error
    }),
  ])
  const remote = remoteEngine(port1)
  return {
    remote,
    ended,
    stop: async () => {
      await remote.stop().catch((error: Error) => log.warn('engine.stop_failed', { error: error.message }))
      port1.close()
      await worker.terminate()
    },
  }
}
