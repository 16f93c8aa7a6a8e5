/** Stored deliveries as their mapping sees them: for replays and for trying what one would do. */
import type { Context } from '../flow/context.ts'
import type { Again } from '../flow/map.ts'
import type { Mapping, MapResult } from '../mapped.ts'
import type { SourceEntry } from '../setup.ts'
import * as deliveries from '../store/deliveries.ts'
import type { Store } from '../store/store.ts'
import { fetchMissing, mapAll, prepare } from './delivery-mapping.ts'
import type { Hydrate } from './hydrate.ts'
import type { MappingPool } from './mapping.ts'

export interface Looking {
  store: Store
  on: Context
  pool: MappingPool
  /** @throws a sentence where there is none */
  mappingFor: (entry: SourceEntry, deliveryId: string) => Promise<Mapping>
  /** Null: nothing is fetched that was not fetched before. */
  hydrate: Hydrate | null
}

/** Those that cannot be looked at - their source is gone, or what they name cannot be fetched now - are left out. */
export async function look({ store, on, pool, mappingFor, hydrate }: Looking, ids: readonly string[]): Promise<Again[]> {
  const raws = await deliveries.raw(store.db, ids)
  const prepared = await Promise.all(raws.map((delivery) => prepare(on.setup, delivery, (entry) => mappingFor(entry, delivery.id))))
  const again: Again[] = []
  for (const one of await mapAll(pool, prepared)) {
    const { delivery, entry, mapping } = one
    const whole = await fetchMissing(store, pool, hydrate, one, 1)
    if (!entry || whole.kind === 'later' || isUnfetched(whole.result)) continue
    again.push({ told: { entry, deliveryId: delivery.id, receivedAt: delivery.receivedAt, mappingId: mapping?.id ?? '', again: true }, mapped: whole.result })
  }
  return again
}

/** Whoever does not give today what it gave then takes nothing back by that. */
const isUnfetched = (result: MapResult): boolean =>
  result.kind === 'mapped' && result.items.some((item) => item.result.kind === 'held' && item.result.code === 'not_hydrated')
