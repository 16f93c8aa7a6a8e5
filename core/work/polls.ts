/** Asks sources that do not call us: each page becomes deliveries of the same ledger, one poller at a time across processes. */
import type { Context } from '../flow/context.ts'
import { said } from '../log.ts'
import type { SourceEntry } from '../setup.ts'
import * as deliveries from '../store/deliveries.ts'
import { movePoll, takePoll } from '../store/operation.ts'
import type { Store } from '../store/store.ts'
import type { Converse } from '../talk.ts'
import { backoff } from './backoff.ts'
import { endpointOf } from './hydrate.ts'

const LEASE_MS = 120_000
/** Pages fetched in one go; the rest follows at the next turn. */
const PAGES_MAX = 20

export interface PollOptions {
  store: Store
  on: Context
  converse: Converse
  /** This process, among those that share the database. */
  me: string
  random: () => number
  received: () => void
}

/** Polls a source once if it is due. @returns deliveries stored */
export async function pollOnce(options: PollOptions, entry: SourceEntry): Promise<number> {
  const { store, on, me } = options
  const { poll } = entry.connector
  const endpoint = endpointOf(on.setup, entry)
  if (!poll || !endpoint) return 0
  const turn = await store.write((db) => takePoll(db, entry.id, me, on.now(), LEASE_MS))
  if (!turn) return 0
  let { cursor } = turn
  let stored = 0
  for (let page = 0; page < PAGES_MAX; page++) {
    const { result } = await options.converse(poll.page(cursor, endpoint.settings), endpoint)
    if (!('bodies' in result)) {
      const failures = turn.failures + 1
      const said = { source: entry.id, failures, outcome: result.kind, reason: result.reason }
      if (result.kind === 'unauthorised') on.log.error('poll.refused', said)
      else on.log.warn('poll.failed', said)
      const wait = ('afterMs' in result ? result.afterMs : undefined) ?? Math.max(poll.everySeconds * 1000, backoff(failures, options.random))
      await store.write((db) => movePoll(db, entry.id, me, { cursor, dueAt: on.now() + wait, failures, done: true }, on.now()))
      return stored
    }
    const done = !result.more || page === PAGES_MAX - 1
    const next = result.cursor
    const arrivals = result.bodies.map((body) => arrivalOf(on, entry, endpoint.baseUrl, JSON.stringify(body)))
    // The page and the cursor behind it are one commit: nothing is fetched twice into the ledger, nothing is skipped.
    await store.write(async (db) => {
      if (
        !(await movePoll(db, entry.id, me, { cursor: next, dueAt: result.more ? on.now() : on.now() + poll.everySeconds * 1000, failures: 0, done }, on.now()))
      )
        throw new Error(`another process polls ${entry.id}`)
      if (arrivals.length > 0) await deliveries.accept(db, arrivals)
    })
    cursor = next
    stored += arrivals.length
    if (done) break
  }
  if (stored > 0) {
    options.received()
    on.log.info('poll.stored', { source: entry.id, deliveries: stored })
  }
  return stored
}

const arrivalOf = (on: Context, entry: SourceEntry, url: string, body: string): deliveries.NewDelivery => ({
  id: on.newId('dlv'),
  source: entry.id,
  receivedAt: on.now(),
  method: 'POLL',
  url,
  remote: '',
  headers: '{"content-type":"application/json"}',
  body: Buffer.from(body),
})

/** Polls all sources that poll, each at its own pace, until stopped. */
export function startPolls(options: PollOptions): { stop(): Promise<void> } {
  const entries = [...options.on.setup.sources.values()].filter(({ connector }) => connector.poll)
  const running = new Map<string, Promise<unknown>>()
  const turn = () => {
    for (const entry of entries) {
      if (running.has(entry.id)) continue // one that does not answer holds up no other
      running.set(
        entry.id,
        pollOnce(options, entry)
          .catch((error) => options.on.log.warn('poll.fault', { source: entry.id, error: said(error) }))
          .finally(() => running.delete(entry.id)),
      )
    }
  }
  const timer = entries.length > 0 ? setInterval(turn, 1000) : undefined
  return {
    stop: async () => {
      clearInterval(timer)
      await Promise.all(running.values())
    },
  }
}
