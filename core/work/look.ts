/** Stored deliveries as their mapping sees them: for replays and for trying what one would do. */
import type { Context } from '../flow/context.ts'
import type { Again } from '../flow/map.ts'
import { type Mapping, type MapResult, SAYS_NOTHING } from '../mapped.ts'
import type { SourceEntry } from '../setup.ts'
import * as deliveries from '../store/deliveries.ts'
import type { Store } from '../store/store.ts'
import { begin } from '../tracing.ts'
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

/** Those that cannot be looked at - no source or mapping, not fetched, stopped for time or memory - are left out. @throws what the database throws */
export async function look({ store, on, pool, mappingFor, hydrate }: Looking, ids: readonly string[]): Promise<Again[]> {
  const startedAt = on.now()
  const raws = await deliveries.raw(store.db, ids)
  const prepared = await Promise.all(raws.map((delivery) => prepare(on.setup, delivery, (entry) => mappingFor(entry, delivery.id))))
  const again: Again[] = []
  for (const one of await mapAll(pool, prepared)) {
    const { delivery, entry, mapping } = one
    const whole = await fetchMissing(store, pool, hydrate, one, 1)
    if (!entry || !one.task || whole.kind === 'later' || saysNothing(whole.result)) continue
    begin('look again', {
      parent: delivery.trace ?? null,
      kind: 'consumer',
      attributes: { 'leitwerk.source': entry.id, 'leitwerk.delivery': delivery.id },
      startedAt,
    }).end()
    again.push({ told: { entry, deliveryId: delivery.id, receivedAt: delivery.receivedAt, mappingId: mapping?.id ?? '', again: true }, mapped: whole.result })
  }
  return again
}

/** A slow machine or an API that does not answer takes nothing back. */
const saysNothing = (result: MapResult): boolean =>
  (result.kind === 'held' ? [result] : result.items.map((item) => item.result)).some((one) => one.kind === 'held' && SAYS_NOTHING.has(one.code))
