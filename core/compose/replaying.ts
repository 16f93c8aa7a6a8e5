/** Puts together what replays work with. */
import type { Context } from '../flow/context.ts'
import { activeMapping, firstMapping } from '../flow/mappings.ts'
import type { SourceEntry } from '../setup.ts'
import type * as replays from '../store/replays.ts'
import type { Store } from '../store/store.ts'
import type { Hydrate } from '../work/hydrate.ts'
import { look } from '../work/look.ts'
import type { MappingPool } from '../work/mapping.ts'
import type { ReplayerOptions } from '../work/replayer.ts'

export interface ReplayParts {
  store: Store
  on: Context
  pool: MappingPool
  hydrate: Hydrate
  me: string
  queued: () => void
}

/** Mappings not a moment old: a replay follows an activation at once. */
export function replayerOptions({ store, on, pool, hydrate, me, queued }: ReplayParts): ReplayerOptions {
  const mappingFor = async (replay: replays.ReplayRow, entry: SourceEntry, delivery: string) =>
    (replay.mapping === 'original' ? await firstMapping(store.db, delivery) : null) ?? activeMapping(store.db, 'source', entry.mapping)
  return {
    store,
    on,
    look: (replay, ids) => look({ store, on, pool, hydrate, mappingFor: (entry, id) => mappingFor(replay, entry, id) }, ids),
    transform: pool.transform,
    crmMapping: (name) => activeMapping(store.db, 'crm', name),
    me,
    queued,
  }
}
