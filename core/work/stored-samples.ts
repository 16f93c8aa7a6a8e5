/** What stored deliveries told, as examples for a mapping: decoded and split as they were when they came. */
import type { Json } from '../connector.ts'
import type { SourceEntry } from '../setup.ts'
import type { Db } from '../store/db.ts'
import type { RawDelivery } from '../store/deliveries.ts'
import * as fetched from '../store/fetched.ts'
import { taskOf } from './delivery-mapping.ts'
import type { Sample } from './lineage/lineage.ts'
import type { MappingPool } from './mapping.ts'
import type { ItemTask } from './mapping-run.ts'

/** The items of a delivery, with what was fetched for them when it came; or why there are none. */
export async function samplesOf(db: Db, delivery: RawDelivery, entry: SourceEntry, pool: Pick<MappingPool, 'items'>): Promise<Sample[] | { reason: string }> {
  const none = { id: 'none', name: 'none', expression: '' } // only decoded and split here
  const split = await pool.items(taskOf(entry, delivery, none))
  if (split.kind === 'held') return { reason: split.reason }
  const known = entry.connector.hydrate ? await fetched.of(db, delivery.id) : {}
  return split.items.map(({ key, task }, i) => ({
    name: split.items.length === 1 ? delivery.id : `${delivery.id} item ${i + 1}`,
    ...sampleOf(task),
    ...(Object.hasOwn(known, key) && { hydrated: known[key]! }),
  }))
}

function sampleOf({ payload, envelope, delivery = {}, settings = {} }: Omit<ItemTask, 'mapping'>): Omit<Sample, 'name'> {
  const { id, receivedAt, method, headers, query = {} } = delivery
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  ).toString()
  return {
    input: payload as Json,
    ...(envelope === undefined ? {} : { envelope }),
    delivery: {
      ...(id !== undefined && { id }),
      ...(receivedAt !== undefined && { receivedAt }),
      ...(method !== undefined && { method }),
      ...(headers !== undefined && { headers: { ...headers } }),
      ...(search !== '' && { url: `https://hub.example/?${search}` }),
    },
    ...(Object.keys(settings).length > 0 && { settings: { ...settings } }),
  }
}
