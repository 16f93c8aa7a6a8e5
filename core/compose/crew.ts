/** Those who work by one configuration: the engine in its thread, the hub of this process, the doors of the sources. */
import type { Loaded } from '../../config/load.ts'
import type { Actions } from '../app.ts'
import { openSecrets } from '../flow/secrets.ts'
import type { Log } from '../log.ts'
import type { Setup } from '../setup.ts'
import type { Store } from '../store/store.ts'
import { type Doors, openDoors } from './doors.ts'
import { type RunningEngine, startEngine } from './engine-thread.ts'
import { dropWaiting } from './engine-worker.ts'
import { openHub } from './hub.ts'
import { mappingFiles } from './mapping-files.ts'
import type { ServeRole } from './serve.ts'
import { setupOf } from './setup.ts'

export interface Crew {
  loaded: Loaded
  /** Of what was made in the console. */
  revision: number
  setup: Setup
  act: Actions
  doors: Doors
  /** null where others work: a process that only takes requests. */
  engine: RunningEngine | null
  /** Takes up the work that goes on by itself. */
  work(): Promise<void>
  /** Finishes what is at hand and takes up nothing more; still stores and answers. */
  rest(): Promise<void>
  stop(): Promise<void>
}

export interface House {
  store: Store
  log: Log
  role: ServeRole
}

/** Stores and answers, and works once it is told to. @throws when it cannot start; then nothing of it is left */
export async function openCrew({ store, log, role }: House, loaded: Loaded, revision: number): Promise<Crew> {
  const key = process.env.LEITWERK_KEY
  const isOnlyWriter = !store.db.dialect.manyWriters
  const setup = setupOf(loaded, process.env, await openSecrets(store.db, key))
  const doors = await openDoors({ setup, store, log, now: Date.now, key })
  const ends: (() => Promise<void>)[] = [async () => doors.stop()]
  const stop = async () => {
    for (const end of ends.reverse()) await end()
  }
  try {
    const engine = role === 'web' && !isOnlyWriter ? null : await startEngine(loaded, log)
    if (engine) ends.push(engine.stop)
    else await dropWaiting()
    const own = isOnlyWriter
      ? null
      : await openHub({ store, setup, log, now: Date.now, random: Math.random, mappingFiles: mappingFiles(loaded.config.mapping.folder) })
    if (own) ends.push(own.close)
    return {
      ...{ loaded, revision, setup, doors, engine, stop },
      act: own?.act ?? engine!.remote,
      work: async () => {
        if (role !== 'web') await engine?.remote.work()
      },
      rest: async () => engine?.remote.rest(),
    }
  } catch (error) {
    await stop()
    throw error
  }
}
