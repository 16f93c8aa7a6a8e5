/** Puts the hub together over one database: what can be asked of it, and the work that goes on by itself. */
import { randomBytes, randomUUID } from 'node:crypto'
import type { Actions } from '../app.ts'
import type { Context } from '../flow/context.ts'
import { type MappingFile, missingMappings, syncFiles } from '../flow/mappings.ts'
import { noteRules } from '../flow/refold-leads.ts'
import { pauseRestored } from '../flow/restored.ts'
import { idGenerator } from '../id.ts'
import { MODEL } from '../lead/match/model.ts'
import type { Log } from '../log.ts'
import type { Setup } from '../setup.ts'
import { placeOf } from '../store/copies.ts'
import * as erasures from '../store/erasures.ts'
import * as operation from '../store/operation.ts'
import * as reconciliations from '../store/reconciliations.ts'
import * as replays from '../store/replays.ts'
import type { Store } from '../store/store.ts'
import { createConversation } from '../work/converse.ts'
import { startEraser } from '../work/eraser.ts'
import { hydrator } from '../work/hydrate.ts'
import { type LineState, openLines } from '../work/line.ts'
import { createMappingPool, type MappingLimits, type MappingPool, type Measured } from '../work/mapping.ts'
import { startReconciler } from '../work/reconciler.ts'
import { startReplayer } from '../work/replayer.ts'
import { actionsOf } from './actions.ts'
import type { ErasureLog } from './erasure-log.ts'
import { type Heard, startWork, type Work, type WorkWatch } from './hub-work.ts'
import { runImport } from './importing.ts'
import { keepModel } from './model-keeper.ts'
import { replayerOptions } from './replaying.ts'

export interface HubOptions {
  store: Store
  setup: Setup
  log: Log
  now: () => number
  random: () => number
  mappingFiles: readonly MappingFile[]
  /** Beside a database that is a file. */
  erasureLog?: ErasureLog
  /** Threads that run mappings; new ones unless said otherwise. */
  threads?: (limits: MappingLimits, measured?: Measured) => MappingPool
}

export interface Hub {
  on: Context
  act: Actions
  /** Works off a replay that was started, for a command where no hub runs. */
  runReplay(id: string): Promise<void>
  /** The same for a first load. */
  runReconciliation(id: string): Promise<void>
  /** The same for an imported list, and for what it makes of deliveries. */
  runImport(id: string): Promise<void>
  /** The same for an erasure, as far as it goes without CRMs and e-mail tools. */
  runErasure(id: string): Promise<void>
  /** Takes up the work; hears of everything that arrives from then on. */
  startWork(watch?: WorkWatch): Work
  /** How it stands with the ways to whoever is told. */
  lines(): LineState[]
  close(): Promise<void>
}

/** Per CRM call, until the last byte; a connection may set its own. */
const CALL = { timeoutMs: 20_000, maxBytes: 20 * 1024 * 1024 }

export async function openHub({ store, setup, log, now, random, mappingFiles, erasureLog, threads = createMappingPool }: HubOptions): Promise<Hub> {
  const newId = idGenerator(now)
  const addressKey = await store.write((db) => operation.meta(db, 'address_key', () => randomBytes(32).toString('base64')))
  const on: Context = { setup, now, newId, log, addressKey, model: MODEL }
  const inForce = await keepModel(store, on)
  const synced = await store.write((db) => syncFiles(db, on, mappingFiles))
  await store.write((db) => noteRules(db, on))
  const place = await placeOf(store.db)
  const restored = await store.write((db) => pauseRestored(db, on, place))
  if (restored !== null) log.error('database.restored', { reason: restored, connections: [...setup.connections.keys()].join(', ') })
  if (synced.drafts.length > 0) log.warn('mapping.drafts', { names: synced.drafts.join(', ') })
  for (const { kind, name, neededBy } of await missingMappings(store.db, setup)) log.error('mapping.missing', { kind, name, neededBy })
  const conversation = createConversation({ ...CALL, now, allowed: setup.outgoing })
  const lines = openLines({ store, on, converse: conversation.converse })
  const heard: Heard = {
    received: () => {},
    queued: () => {},
    replays: () => {},
    reconciliations: () => {},
    imports: () => {},
    erasures: () => {},
    activated: () => {},
  }
  let trialPool: MappingPool | undefined
  /** Threads for trying things out, apart from those that work; made when first asked for. */
  const trial = (): MappingPool => {
    trialPool ??= threads({ ...setup.mappingLimits, threads: 1 })
    return trialPool
  }

  const act = actionsOf({ store, on, conversation, lines, heard, inForce, erasureLog, trial })
  return {
    on,
    act,
    runReplay: async (id) => {
      const hydrate = hydrator({ setup, converse: lines.converse, random, now })
      const replayer = startReplayer(replayerOptions({ store, on, pool: trial(), hydrate, me: randomUUID(), queued: () => {} }))
      const isUnderWay = async () => ['running', 'cancelling'].includes((await replays.find(store.db, id))?.state ?? '')
      while (await isUnderWay()) await new Promise((resolve) => setTimeout(resolve, 200))
      await replayer.stop()
    },
    runReconciliation: async (id) => {
      // A process that holds the database alone knows that whoever leased the run is dead.
      if (!store.db.dialect.manyWriters) await store.write(reconciliations.unlease)
      const reconciler = startReconciler({ store, on, converse: lines.converse, me: randomUUID(), random, queued: () => {} })
      while ((await reconciliations.find(store.db, id))?.state === 'running') await new Promise((resolve) => setTimeout(resolve, 100))
      await reconciler.stop()
    },
    runErasure: async (id) => {
      if (!store.db.dialect.manyWriters) await store.write(erasures.unlease)
      const eraser = startEraser({ store, on, me: randomUUID(), queued: () => {} })
      while ((await erasures.find(store.db, id))?.state === 'running') await new Promise((resolve) => setTimeout(resolve, 100))
      await eraser.stop()
    },
    runImport: (id) => runImport({ store, on, converse: lines.converse, threads, random }, id),
    startWork: (watch = {}) => {
      const log = erasureLog?.read() ?? []
      if (log.length > 0) act.eraseAgain(log, 'hub').catch((error: Error) => on.log.error('erase_again.failed', { error: error.message }))
      return startWork({ store, on, random, lines, threads, watch, heard })
    },
    lines: lines.states,
    close: async () => {
      await inForce.stop()
      lines.close()
      conversation.close()
      await trialPool?.close()
    },
  }
}
