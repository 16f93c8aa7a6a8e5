/** Fetches what a thin source's webhook only names, and says what to do when that fails. */
import type { Item, Json } from '../connector.ts'
import { crmEndpoint, sourceEndpoint } from '../endpoint.ts'
import type { Hold } from '../mapped.ts'
import { REPEATS, type Refusal } from '../outcome.ts'
import type { Setup, SourceEntry } from '../setup.ts'
import type { Converse, Endpoint } from '../talk.ts'
import { backoff } from './backoff.ts'
import { createRests } from './rests.ts'

export type HydrateResult =
  | { kind: 'hydrated'; payload: Json }
  | { kind: 'deleted'; reason: string }
  /** `untried`: nobody was asked, since the API rests. */
  | { kind: 'later'; afterMs: number; reason: string; untried?: true }
  | Hold
export type Hydrate = (entry: SourceEntry, item: Item, attempts: number) => Promise<HydrateResult>

const HOUR_MS = 3_600_000
/** The first tries fill a quarter of an hour, the others follow hourly: after about a day the delivery waits for a person. */
const SOON_TRIES = 10
const TRIES_MAX = 34
/** No API is waited for longer than that, whatever it asks. */
const LONGEST_WAIT_MS = 24 * HOUR_MS
/** Those that waited for the end of a rest come one after the other. */
const SPREAD_MS = 2_000

interface Parts {
  setup: Setup
  converse: Converse
  random: () => number
  now: () => number
}

export function hydrator({ setup, converse, random, now }: Parts): Hydrate {
  const rests = createRests(now)
  return async (entry, item, attempts) => {
    const { hydrate } = entry.connector
    const endpoint = endpointOf(setup, entry)
    if (!hydrate || !endpoint) return held(`the source ${entry.id} has no API to fetch from: give it its connection or its access data`)
    const restMs = rests.wait(entry.id)
    if (restMs > 0)
      return { kind: 'later', untried: true, afterMs: Math.ceil(restMs + random() * SPREAD_MS), reason: `fetching from ${entry.label} rests for a while` }
    const since = now()
    const { result } = await converse(hydrate(item, endpoint.settings), endpoint)
    if (result.kind === 'hydrated' || result.kind === 'deleted' || !REPEATS.has(result.kind)) rests.answered(entry.id, since)
    else rests.failed(entry.id, since, waitOf(result))
    if (result.kind === 'hydrated' || result.kind === 'deleted') return result
    if (REPEATS.has(result.kind) && attempts < TRIES_MAX)
      return { kind: 'later', afterMs: untilNext(attempts, random, waitOf(result)), reason: `fetching from ${entry.label}: ${result.reason}` }
    return held(`fetching from ${entry.label} failed: ${result.reason}`)
  }
}

/** At least as long as the API asked for. */
function untilNext(attempts: number, random: () => number, asked = 0): number {
  const own = attempts <= SOON_TRIES ? backoff(attempts, random) : HOUR_MS * (0.75 + random() / 2)
  return Math.ceil(Math.min(LONGEST_WAIT_MS, Math.max(own, asked)))
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
