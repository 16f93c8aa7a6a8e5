/** What stored deliveries told, as examples for a mapping: decoded and split as they were when they came. */
import type { Json } from '../connector.ts'
import type { SourceEntry } from '../setup.ts'
import type { RawDelivery } from '../store/deliveries.ts'
import type { Sample } from './lineage/lineage.ts'
import type { MappingPool } from './mapping.ts'
import type { ItemTask } from './mapping-run.ts'
import { taskOf } from './pipeline.ts'

/** The items of a delivery, or why there are none. What a thin source was fetched from is not kept, so it is not in them. */
export async function samplesOf(delivery: RawDelivery, entry: SourceEntry, pool: Pick<MappingPool, 'items'>): Promise<Sample[] | { reason: string }> {
  const none = { id: 'none', name: 'none', expression: '' } // only decoded and split here
  const split = await pool.items(taskOf(entry, delivery, none))
  if (split.kind === 'held') return { reason: split.reason }
  return split.items.map(({ task }, i) => ({ name: split.items.length === 1 ? delivery.id : `${delivery.id} item ${i + 1}`, ...sampleOf(task) }))
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
