/** Maps stored deliveries: the task for the mapping threads, and what must be fetched before an item can be mapped. */
import type { Json } from '../connector.ts'
import { MissingMapping } from '../flow/mappings.ts'
import { IMPORTED, ROW_HEADERS } from '../list.ts'
import type { MappedItem, Mapping, MapResult, MapTask } from '../mapped.ts'
import type { Setup, SourceEntry } from '../setup.ts'
import type { RawDelivery } from '../store/deliveries.ts'
import * as fetched from '../store/fetched.ts'
import type { Store } from '../store/store.ts'
import type { Hydrate, HydrateResult } from './hydrate.ts'
import type { MappingPool } from './mapping.ts'

/** A delivery with the mapping it goes by; `result` stands where there is nothing to map it with. */
export interface Prepared {
  delivery: RawDelivery
  entry: SourceEntry | undefined
  mapping: Mapping | undefined
  task: MapTask | undefined
  result: MapResult
}

/** @param mappingOf throws MissingMapping where there is none */
export async function prepare(setup: Setup, delivery: RawDelivery, mappingOf: (entry: SourceEntry) => Promise<Mapping>): Promise<Prepared> {
  const entry = entryOf(setup, delivery)
  if (!entry)
    return unmapped(
      delivery,
      entry,
      `the source '${delivery.source}' is not configured any more: make it again, and this is mapped by itself`,
      'source_unknown',
    )
  try {
    const mapping = await mappingOf(entry)
    return { delivery, entry, mapping, task: taskOf(entry, delivery, mapping), result: { kind: 'mapped', items: [] } }
  } catch (error) {
    if (!(error instanceof MissingMapping)) throw error // the database, say: it is tried again
    return unmapped(delivery, entry, error.message)
  }
}

/** The source of a delivery; a list may have been imported with a mapping of its own. */
export function entryOf(setup: Setup, { source, method, headers }: Pick<RawDelivery, 'source' | 'method' | 'headers'>): SourceEntry | undefined {
  const entry = setup.sources.get(source)
  const mapping = method === IMPORTED ? headers[ROW_HEADERS.mapping] : undefined
  return entry && mapping !== undefined ? { ...entry, mapping } : entry
}

export const unmapped = (
  delivery: RawDelivery,
  entry: SourceEntry | undefined,
  reason: string,
  code: 'mapping_failed' | 'internal' | 'source_unknown' = 'mapping_failed',
): Prepared => ({ delivery, entry, mapping: undefined, task: undefined, result: { kind: 'held', code, path: '', reason } })

/** Maps all that have a task; the others keep their result. */
export async function mapAll<P extends Prepared>(pool: MappingPool, prepared: readonly P[]): Promise<P[]> {
  const tasks = prepared.flatMap(({ task }) => (task ? [task] : []))
  const results = tasks.length === 0 ? [] : await pool.mapMany(tasks)
  const byId = new Map(tasks.map((task, i) => [task.delivery.id, results[i]!]))
  return prepared.map((one) => ({ ...one, result: byId.get(one.delivery.id) ?? one.result }))
}

/** A stored delivery as a mapping thread takes it. */
export function taskOf(entry: SourceEntry, delivery: RawDelivery, mapping: Mapping): MapTask {
  const { decode, split, dedupe, version, test, hydrate } = entry.connector
  return {
    source: entry.id,
    rules: {
      ...(decode && { decode }),
      ...(split && { split }),
      ...(dedupe && { dedupe }),
      ...(version && { version }),
      ...(test && { test }),
      hydrates: hydrate !== undefined,
    },
    mapping,
    delivery: { id: delivery.id, method: delivery.method, url: delivery.url, headers: delivery.headers, body: delivery.body, receivedAt: delivery.receivedAt },
    settings: entry.shown,
  }
}

export type Whole = { kind: 'whole'; result: MapResult } | Extract<HydrateResult, { kind: 'later' }>

/** Whether something must be fetched before it is mapped as a whole. */
export const isThin = ({ result }: Prepared): boolean => result.kind === 'mapped' && result.items.some((item) => item.result.kind === 'unhydrated')

/**
 * Maps the items that had to be fetched first: with what was fetched before, else fetched now and kept; `later` when an
 * answer may still come. `hydrate` absent: nothing is fetched, and what was never fetched is held.
 */
export async function fetchMissing(store: Store, pool: MappingPool, hydrate: Hydrate | null, one: Prepared, attempts: number): Promise<Whole> {
  const { result, task, entry, delivery } = one
  if (result.kind === 'held' || !task || !entry) return { kind: 'whole', result }
  const missing = result.items.filter((item) => item.result.kind === 'unhydrated')
  if (missing.length === 0) return { kind: 'whole', result }
  const hydrated: Record<string, Json> = await fetched.of(store.db, delivery.id)
  const instead = new Map<string, MappedItem['result']>()
  for (const item of missing) {
    if (Object.hasOwn(hydrated, item.key)) continue
    const payload = item.result.kind === 'unhydrated' ? item.result.payload : null
    const answer = hydrate ? await hydrate(entry, { key: item.key, version: item.version, payload }, attempts) : NEVER_FETCHED
    if (answer.kind === 'later') return answer
    if (answer.kind === 'hydrated') {
      hydrated[item.key] = answer.payload
      await store.write((db) => fetched.keep(db, delivery.id, item.key, answer.payload))
    } else instead.set(item.key, answer.kind === 'deleted' ? { kind: 'ignored', reason: answer.reason } : answer)
  }
  const again = Object.keys(hydrated).length === 0 ? result : await pool.map({ ...task, hydrated })
  if (again.kind === 'held') return { kind: 'whole', result: again }
  return { kind: 'whole', result: { kind: 'mapped', items: again.items.map((item) => ({ ...item, result: instead.get(item.key) ?? item.result })) } }
}

const NEVER_FETCHED = { kind: 'held' as const, code: 'not_hydrated' as const, path: '', reason: 'what it names was never fetched, and nothing is fetched here' }
