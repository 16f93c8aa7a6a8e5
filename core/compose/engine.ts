/** The engine thread: owns the store's writing (on SQLite all of it), does the work, answers the thread of the front door. */
import { once } from 'node:events'
import { type MessagePort, parentPort } from 'node:worker_threads'
import { type Given, parseGiven } from '../../config/load.ts'
import { openSecrets } from '../flow/secrets.ts'
import { giveBackAfterStart } from '../heap.ts'
import { createLog } from '../log.ts'
import { openStore } from '../store/store.ts'
import { createTelemetry } from '../telemetry.ts'
import { counting, showLines, watchOf } from './counting.ts'
import { erasureLogOf } from './erasure-log.ts'
import { openHub } from './hub.ts'
import type { Work } from './hub-work.ts'
import { mappingFiles } from './mapping-files.ts'
import { startTracing } from './open-telemetry.ts'
import { setupOf } from './setup.ts'
import { type Engine, serveEngine } from './thread.ts'

/** The first message to its thread. */
export interface EngineData {
  given: Given
  port: MessagePort
}

export async function runEngine(): Promise<void> {
  const [{ given, port }] = (await once(parentPort!, 'message')) as [EngineData]
  giveBackAfterStart()
  const loaded = parseGiven(given, process.env)
  const log = createLog(loaded.config.log)
  const telemetry = createTelemetry()
  const stopTracing = await startTracing(process.env, log)
  const now = Date.now
  const { database, databaseConnections } = loaded.config
  const store = await openStore(database, {
    now,
    poolSize: databaseConnections,
    lost: (error) => log.warn('database.lost', { error: error.message }),
    noted: counting(telemetry, now),
  })
  const hub = await openHub({
    store,
    setup: setupOf(loaded, process.env, await openSecrets(store.db, process.env.LEITWERK_KEY)),
    log,
    now,
    random: Math.random,
    mappingFiles: mappingFiles(loaded.config.mapping.folder),
    ...erasureLogOf(database),
  })
  const watch = watchOf(telemetry, now)
  let atWork: Work | null = null
  const rest = async () => {
    const last = atWork
    atWork = null
    await last?.stop()
  }
  const engine: Engine = {
    ...hub.act,
    metrics: () => {
      showLines(telemetry, atWork ? hub.lines() : [])
      return telemetry.registry.getMetricsAsJSON()
    },
    work: async () => {
      atWork ??= hub.startWork(watch)
    },
    rest,
    stop: async () => {
      await rest()
      await hub.close()
      await store.close()
      await stopTracing()
    },
  }
  serveEngine(port, engine)
  port.postMessage('ready')
}
