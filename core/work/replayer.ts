/** Works off replays, one at a time across all processes: maps, takes in again, tells the CRMs what differs; slower than new traffic wants to be. */
import type { Context } from '../flow/context.ts'
import { enqueueTo } from '../flow/enqueue.ts'
import { cycleKey } from '../flow/feedback.ts'
import { type Foreseen, foresee, type Transform } from '../flow/foresee.ts'
import { happenedAt } from '../flow/items.ts'
import type { Again, AgainResult } from '../flow/map.ts'
import { MissingMapping } from '../flow/mappings.ts'
import { finishReplay, replayBatch, stopReplay } from '../flow/replays.ts'
import { sight } from '../flow/sight.ts'
import { type Submission, submissionOf } from '../lead/submission.ts'
import { said } from '../log.ts'
import type { Mapping } from '../mapped.ts'
import type { ConnectionEntry } from '../setup.ts'
import * as crosswalk from '../store/crosswalk.ts'
import * as deliveries from '../store/deliveries.ts'
import * as events from '../store/events.ts'
import * as leads from '../store/leads.ts'
import { waitingDeliveries } from '../store/pulse.ts'
import { placesOf } from '../store/reassignment.ts'
import * as replays from '../store/replays.ts'
import type { Store } from '../store/store.ts'
import { isRecording } from '../tracing.ts'
import { pauses } from './pauses.ts'

/** A replay whose process died is taken up by another after this time. */
const LEASE_MS = 20_000
/** A rest is taken in pieces, so that the lease is kept meanwhile. */
const SLICE_MS = 5_000
const POLL_MS = 1_000
/** Deliveries looked at in one transaction, and those that share an account with them. */
const BATCH = 16
const MATES = 200
/** Lists bring thousands of items each: once so many are together, the transaction takes no further delivery. */
const ITEMS = 200
/** Deliveries mapped side by side. */
const ABREAST = 4
const LEADS = 16
/** New deliveries go first: while one of them has waited this long, the replay rests. */
const GIVE_WAY_MS = 1_000

export interface ReplayParts {
  store: Store
  on: Context
  /** Deliveries as their mapping sees them now; those that cannot be looked at are left out. */
  look: (replay: replays.ReplayRow, ids: readonly string[]) => Promise<Again[]>
  transform: Transform
  /** The active mapping of a CRM. */
  crmMapping: (name: string) => Promise<Mapping>
  me: string
  /** Told of what came of a batch, and of what a connection would have to hear of a lead. */
  looked?: (result: AgainResult) => void
  foreseen?: (connection: ConnectionEntry, seen: Foreseen) => void
  /** The store is for trying: nothing leaves it. */
  isTrial?: boolean
}

export interface ReplayerOptions extends ReplayParts {
  /** Jobs were queued. */
  queued: () => void
}

export interface Replayer {
  /** There may be something to do. */
  wake(): void
  stop(): Promise<void>
}

/** So many faults in a row, and the replay waits for a person. */
const FAULTS_MAX = 5

export function startReplayer(options: ReplayerOptions): Replayer {
  const { store, on } = options
  const pause = pauses()
  const faults = new Map<string, number>()
  /** @returns false when there is nothing to do */
  async function turn(): Promise<boolean> {
    const started = on.now()
    const replay = await store.write((db) => replays.lease(db, options.me, started, started + LEASE_MS))
    if (!replay) return false
    try {
      const done = await step(options, replay)
      faults.delete(replay.id)
      await rest(replay, started + (done * 1000) / replay.perSecond)
    } catch (error) {
      const n = (faults.get(replay.id) ?? 0) + 1
      faults.set(replay.id, n)
      on.log.warn('replay.fault', { replay: replay.id, fault: n, error: said(error) })
      if (n < FAULTS_MAX) await pause.sleep(POLL_MS * n)
      else {
        faults.delete(replay.id)
        await store.write((db) => stopReplay(db, on, replay.id, 'it failed again and again'))
      }
    }
    return true
  }
  /** Until a time, keeping the replay this process's, and while new deliveries wait. */
  async function rest({ id }: replays.ReplayRow, until: number): Promise<void> {
    for (let left = until - on.now(); left > 0 && !pause.stopping; left = until - on.now()) {
      await pause.sleep(Math.min(left, SLICE_MS))
      if (!(await store.write((db) => replays.holdLease(db, id, options.me, on.now() + LEASE_MS)))) return
    }
    const { oldestAt } = await waitingDeliveries(store.db)
    if (oldestAt !== null && on.now() - oldestAt > GIVE_WAY_MS) await pause.sleep(POLL_MS)
  }
  async function run(): Promise<void> {
    while (!pause.stopping) {
      const worked = await turn().catch((error) => {
        on.log.warn('replay.fault', { error: said(error) })
        return false
      })
      if (!worked && !pause.stopping) await pause.sleep(POLL_MS)
    }
  }
  const running = run()
  return {
    wake: pause.wake,
    stop: async () => {
      pause.stop()
      await running
    },
  }
}

/** One batch of the replay at hand. @returns deliveries looked at */
async function step(options: ReplayerOptions, replay: replays.ReplayRow): Promise<number> {
  const { store, on } = options
  const done = await replayStep(options, replay)
  if (done.queued > 0) options.queued()
  if (done.isOver) {
    await store.write((db) => finishReplay(db, on, replay.id))
    on.log.info('replay.ended', { replay: replay.id })
  }
  return done.deliveries
}

/** First all deliveries, batch by batch, then all leads that came out otherwise: each is told to the CRMs once. */
export async function replayStep(parts: ReplayParts, replay: replays.ReplayRow): Promise<{ deliveries: number; queued: number; isOver: boolean }> {
  const { store, on, me } = parts
  const ids = await replays.nextItems(store.db, replay.id, BATCH)
  if (ids.length === 0) {
    const { leads: told, queued } = await tellCrms(parts, replay)
    return { deliveries: 0, queued, isOver: told === 0 }
  }
  const batch = await withMates(parts, replay, await first(parts, replay, ids))
  const result = await store.write(async (db) => {
    const isMine = await replays.holdLease(db, replay.id, me, on.now() + LEASE_MS)
    return isMine ? replayBatch(db, on, replay, batch) : null
  })
  if (result) parts.looked?.(result)
  return { deliveries: batch.length, queued: 0, isOver: false }
}

async function first(parts: ReplayParts, replay: replays.ReplayRow, ids: readonly string[]): Promise<Again[]> {
  const batch: Again[] = []
  for (let i = 0; i < ids.length && itemsIn(batch) < ITEMS; i += ABREAST) batch.push(...(await looked(parts, replay, ids.slice(i, i + ABREAST))))
  return batch
}

const itemsIn = (batch: readonly Again[]): number => batch.reduce((sum, { mapped }) => sum + (mapped.kind === 'held' ? 1 : mapped.items.length), 0)

/** What cannot be looked at is done with, too. */
async function looked({ store, look }: ReplayParts, replay: replays.ReplayRow, ids: readonly string[]): Promise<Again[]> {
  const again = await look(replay, ids)
  const left = ids.filter((id) => !again.some(({ told }) => told.deliveryId === id))
  if (left.length > 0)
    await store.write(async (db) => {
      for (const id of left) await replays.finishItem(db, replay.id, id, 'skipped')
    })
  return again
}

/** With every other delivery of the replay whose events share an account with theirs: what belongs together is put right together. */
async function withMates(parts: ReplayParts, replay: replays.ReplayRow, start: readonly Again[]): Promise<Again[]> {
  const { store } = parts
  const batch = [...start]
  const known = new Set(batch.map(({ told }) => told.deliveryId))
  const accounts = new Set<string>()
  for (let i = 0; i < batch.length && batch.length < MATES; i++) {
    for (const account of await accountsOf(parts, batch[i]!)) {
      if (accounts.has(account)) continue
      accounts.add(account)
      const ids = (await replays.itemsOfAccount(store.db, replay.id, account, MATES)).filter((id) => !known.has(id)).slice(0, MATES - batch.length)
      for (const id of ids) known.add(id)
      if (ids.length > 0) batch.push(...(await looked(parts, replay, ids)))
    }
  }
  return batch.sort((a, b) => (a.told.deliveryId < b.told.deliveryId ? -1 : 1))
}

/** Accounts that a delivery's events belong to, and those they would belong to now; none where identity knows them by what it knew before. */
async function accountsOf({ store, on }: ReplayParts, { told: { deliveryId, receivedAt }, mapped: result }: Again): Promise<string[]> {
  const rows = (await events.ofDelivery(store.db, deliveryId)).filter(({ state }) => state === 'active')
  const told = result.kind === 'held' ? [] : result.items.flatMap((item) => (item.result.kind === 'events' ? item.result.events : []))
  const now = told.map((event) => submissionOf(event, happenedAt(event, receivedAt)))
  const before = await Promise.all(rows.map(async (row) => submissionOf(await events.personal(store.db, row), row.occurredAt)))
  const texts = (submissions: readonly Submission[]) => JSON.stringify(submissions.map((one) => JSON.stringify(one)).sort())
  if (texts(now) === texts(before)) return []
  const places = await placesOf(
    store.db,
    rows.map(({ id }) => id),
  )
  const reached = await Promise.all(now.map(async (submission) => (await sight(store.db, on.model, submission)).decision.account))
  return [...[...places.values()].map(({ accountId }) => accountId), ...reached.filter((account) => account !== null)]
}

/** Jobs for the leads whose records differ now, and for no others. */
async function tellCrms(parts: ReplayParts, replay: replays.ReplayRow): Promise<{ leads: number; queued: number }> {
  const { store, on } = parts
  const ids = await replays.nextLeads(store.db, replay.id, LEADS)
  const foretold = new Set<string>()
  let queued = 0
  for (const id of ids) {
    const lead = await leads.find(store.db, id)
    const concerned = lead ? await connectionsConcerned(parts, replay, lead, foretold) : []
    const trace = isRecording() ? await deliveries.traceOfLead(store.db, id) : null
    await store.write(async (db) => {
      if (!parts.isTrial) for (const connection of concerned) await enqueueTo(db, { ...on, cause: { receivedAt: null, trace } }, lead!, connection.id)
      await replays.finishLead(db, replay.id, id, concerned.length > 0 ? 'queued' : 'unchanged')
    })
    queued += concerned.length
  }
  return { leads: ids.length, queued }
}

/** @param foretold records that another lead's job writes already: an account that several leads share */
async function connectionsConcerned(parts: ReplayParts, replay: replays.ReplayRow, lead: leads.LeadRow, foretold: Set<string>): Promise<ConnectionEntry[]> {
  const { store, on, isTrial = false } = parts
  const { offer } = lead.state
  const concerned: ConnectionEntry[] = []
  for (const connection of on.setup.connections.values()) {
    if (!offer || !connection.handover.lanes.includes(offer.lane) || !(await isTarget(store, replay, connection, lead))) continue
    const mapping = await crmMappingOf(parts, connection)
    if (mapping === null) {
      concerned.push(connection) // its job is parked with the reason
      continue
    }
    const seen = await foresee({ store, on, transform: parts.transform, isKept: isTrial }, connection, mapping, lead)
    parts.foreseen?.(connection, seen)
    const records = [...seen.create, ...seen.update].map((record) => `${connection.id} ${record}`)
    // What the mapping refuses is queued as well: its parked job tells of it.
    if (records.some((record) => !foretold.has(record)) || seen.extras > 0 || seen.record.kind === 'held') concerned.push(connection)
    for (const record of records) foretold.add(record)
  }
  return concerned
}

async function crmMappingOf({ crmMapping }: ReplayParts, { mapping }: ConnectionEntry): Promise<Mapping | null> {
  return crmMapping(mapping).catch((error) => {
    if (error instanceof MissingMapping) return null
    throw error
  })
}

async function isTarget(store: Store, { targets }: replays.ReplayRow, { id, handover }: ConnectionEntry, lead: leads.LeadRow): Promise<boolean> {
  if (targets === null) return true
  if (targets !== 'missing') return targets.includes(id)
  const link = await crosswalk.find(store.db, id, handover.as === 'lead' ? 'lead' : 'opportunity', cycleKey(lead.id, lead.state.cycle))
  return link === undefined
}
