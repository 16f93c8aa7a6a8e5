/** Fetches what a thin source's webhook only names, and says what to do when that fails. */
import type { Item, Json } from '../connector.ts'
import { crmEndpoint, sourceEndpoint } from '../endpoint.ts'
import type { Hold } from '../mapped.ts'
import { REPEATS, type Refusal } from '../outcome.ts'
import type { Setup, SourceEntry } from '../setup.ts'
import type { Converse, Endpoint } from '../talk.ts'
import { backoff } from './backoff.ts'

export type HydrateResult =
  | { kind: 'hydrated'; payload: Json }
  | { kind: 'deleted'; reason: string }
  | { kind: 'later'; afterMs: number; reason: string }
  | Hold
export type Hydrate = (entry: SourceEntry, item: Item, attempts: number) => Promise<HydrateResult>

/** So often is fetching tried before the delivery waits for a person: about a day. */
const TRIES_MAX = 10

export function hydrator(setup: Setup, converse: Converse, random: () => number): Hydrate {
  return async (entry, item, attempts) => {
    const { hydrate } = entry.connector
    const endpoint = endpointOf(setup, entry)
    if (!hydrate || !endpoint) return held(`the source ${entry.id} has no API to fetch from: give it its connection or its access data`)
    const { result } = await converse(hydrate(item, endpoint.settings), endpoint)
    if (result.kind === 'hydrated' || result.kind === 'deleted') return result
    if (REPEATS.has(result.kind) && attempts < TRIES_MAX)
      return { kind: 'later', afterMs: waitOf(result) ?? backoff(attempts, random), reason: `fetching from ${entry.label}: ${result.reason}` }
    return held(`fetching from ${entry.label} failed: ${result.reason}`)
  }
}

/** Where a source's own dialogues go: to its API, or through the CRM connection it belongs to. */
export function endpointOf(setup: Setup, entry: SourceEntry): Endpoint | null {
  const { connector } = entry
  if (connector.connection === undefined) return connector.api ? sourceEndpoint(entry.id, connector, connector.api, entry.settings) : null
  const connection = entry.connection === null ? undefined : setup.connections.get(entry.connection)
  if (!connection) return null
  const endpoint = crmEndpoint(connection.id, connection.crm, connection.settings)
  return { ...endpoint, settings: { ...endpoint.settings, ...entry.settings } }
}

const held = (reason: string): Hold => ({ kind: 'held', code: 'not_hydrated', path: '', reason })
const waitOf = (refusal: Refusal): number | undefined => ('afterMs' in refusal ? refusal.afterMs : undefined)
