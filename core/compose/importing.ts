/** Works off an imported list in the process of a command, where no hub runs: its rows through the pipeline, and nothing to CRMs. */
import { randomUUID } from 'node:crypto'
import type { Context } from '../flow/context.ts'
import * as deliveries from '../store/deliveries.ts'
import * as imports from '../store/imports.ts'
import type { Store } from '../store/store.ts'
import type { Converse } from '../talk.ts'
import { hydrator } from '../work/hydrate.ts'
import { startImporter } from '../work/importer.ts'
import type { MappingLimits, MappingPool } from '../work/mapping.ts'
import { startPipeline } from '../work/pipeline.ts'
import { mappingCache } from './mapping-cache.ts'

interface Parts {
  store: Store
  on: Context
  converse: Converse
  threads: (limits: MappingLimits) => MappingPool
  random: () => number
}

export async function runImport({ store, on, converse, threads, random }: Parts, id: string): Promise<void> {
  // A process that holds the database alone knows that whoever leased something is dead.
  if (!store.db.dialect.manyWriters)
    await store.write(async (db) => {
      await deliveries.unlease(db, on.now())
      await imports.unlease(db)
    })
  const pool = threads(on.setup.mappingLimits)
  const { mapping } = mappingCache(store, on)
  const pipeline = startPipeline({
    store,
    on,
    pool,
    mappingOf: (name) => mapping('source', name),
    hydrate: hydrator({ setup: on.setup, converse, random, now: on.now }),
    random,
    ...pipelineSize(store),
  })
  const importer = startImporter({ store, on, me: randomUUID(), random, received: pipeline.wake })
  while ((await imports.find(store.db, id))?.state === 'running') await new Promise((resolve) => setTimeout(resolve, 100))
  await importer.stop()
  await pipeline.stop()
  await pool.close()
}

/** Deliveries taken at once, and how many of them are written at the same time. */
export const pipelineSize = ({ db }: Store): { batch: number; writers: number } => ({ batch: 64, writers: db.dialect.manyWriters ? 6 : 64 })
