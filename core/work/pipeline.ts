/** Takes waiting deliveries through mapping, fetching and the flow: batch after batch, several at a time, until told to stop. */

import pLimit from 'p-limit'
import type { Context } from '../flow/context.ts'
import { heldCause } from '../flow/issue-cause.ts'
import { absorb } from '../flow/map.ts'
import { raiseIssue } from '../flow/raise-issue.ts'
import { faultsOf, said } from '../log.ts'
import type { Mapping } from '../mapped.ts'
import type { Db } from '../store/db.ts'
import * as deliveries from '../store/deliveries.ts'
import type { Store } from '../store/store.ts'
import { begin, type Span, traced } from '../tracing.ts'
import { backoff } from './backoff.ts'
import { fetchMissing, isThin, mapAll, type Prepared, prepare, unmapped } from './delivery-mapping.ts'
import type { Hydrate } from './hydrate.ts'
import type { MappingPool } from './mapping.ts'

/** When a worker dies, its deliveries are taken up by others after this time; one that lives keeps its own. */
const LEASE_MS = 20_000
const RENEW_MS = 5_000
/** How often the store is asked when nobody said that something arrived. */
const POLL_MS = 500
/** A fault of the hub itself is tried again so often before the delivery waits for a person. */
const FAULTS_MAX = 6
/** Fetching tries 34 times; what is begun more often than that ended with the process each time. */
const ATTEMPTS_MAX = 40
/** So many fetch at once, apart from the others: an API that does not answer holds up nobody else. */
const FETCHERS = 8
/** Where more wait to fetch, the next ones come again after a while. */
const MOST_FETCHING = 256
const FETCH_LATER_MS = 5_000

export interface PipelineOptions {
  store: Store
  on: Context
  pool: MappingPool
  mappingOf: (name: string) => Promise<Mapping>
  hydrate: Hydrate
  random: () => number
  /** Deliveries taken at once, and how many of them are written at the same time. */
  batch: number
  writers: number
  absorbed?: (source: string, state: string, receivedAt: number) => void
}

export interface Pipeline {
  /** Something arrived. */
  wake(): void
  /** Finishes the batches at hand. */
  stop(): Promise<void>
}

export function startPipeline(options: PipelineOptions): Pipeline {
  const { store, on, batch } = options
  const limit = pLimit(options.writers)
  const fetchers = pLimit(FETCHERS)
  const fetching = new Set<Promise<void>>()
  const atWork = new Set<string>()
  let stopping = false
  let wake: (() => void) | undefined
  let woken = false
  const renewal = setInterval(() => {
    if (atWork.size > 0) void store.write((db) => deliveries.renew(db, [...atWork], on.now() + LEASE_MS)).catch((error) => fault(on, error))
  }, RENEW_MS)

  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
      if (woken || stopping) wake()
    }).finally(() => {
      wake = undefined
      woken = false
    })

  function fetchApart(one: Claimed): void {
    const { id } = one.delivery
    const work = fetching.size < MOST_FETCHING ? fetchers(() => (stopping ? undefined : settleOne(options, one))) : fetchLater(options, id)
    const done = work.finally(() => {
      atWork.delete(id)
      fetching.delete(done)
    })
    fetching.add(done)
  }

  async function run(): Promise<void> {
    let behind: Promise<void> = Promise.resolve()
    const faults = faultsOf(on.log, 'pipeline.fault', on.now)
    const failed = (error: unknown): undefined => {
      faults.happened({ error: said(error) })
      return undefined
    }
    while (!stopping) {
      const claimed = await store.write((db) => deliveries.claim(db, on.now(), LEASE_MS, batch)).catch(failed)
      if (claimed?.length === 0) faults.over()
      if (claimed === undefined || claimed.length === 0) {
        await behind
        await sleep(POLL_MS)
        continue
      }
      for (const { id } of claimed) atWork.add(id)
      const mapped = await mapBatch(options, claimed).catch(failed)
      if (mapped) faults.over()
      await behind // one batch is written while the next is mapped
      const thin = (mapped ?? []).filter(isThin)
      for (const one of thin) fetchApart(one)
      const apart = new Set(thin.map(({ delivery }) => delivery.id))
      const whole = (mapped ?? []).filter(({ delivery }) => !apart.has(delivery.id))
      // Each is let go as soon as it is settled: a renewal must not shorten a wait that it was given.
      behind = Promise.all(whole.map((one) => limit(() => settleOne(options, one).finally(() => atWork.delete(one.delivery.id))))).then(() => {
        for (const { id } of claimed) if (!apart.has(id)) atWork.delete(id)
      })
    }
    await behind
    await Promise.all(fetching)
  }

  const running = run()
  return {
    wake: () => {
      woken = true
      wake?.()
    },
    stop: async () => {
      stopping = true
      wake?.()
      await running
      clearInterval(renewal)
    },
  }
}

function fault(on: Context, error: unknown): undefined {
  on.log.warn('pipeline.fault', { error: said(error) })
  return undefined
}

const fetchLater = ({ store, on }: PipelineOptions, id: string): Promise<void> =>
  store.write((db) => deliveries.postpone(db, id, on.now() + FETCH_LATER_MS, 'others are being fetched', true)).catch((error) => fault(on, error))

interface Claimed extends Prepared {
  attempts: number
  /** When its batch was mapped. */
  mappedFrom: number
  mappedTo: number
}

async function mapBatch(options: PipelineOptions, claimed: readonly { id: string; attempts: number }[]): Promise<Claimed[]> {
  const { store, on, pool } = options
  const mappedFrom = on.now()
  const raws = await deliveries.raw(
    store.db,
    claimed.map(({ id }) => id),
  )
  const attempts = new Map(claimed.map((row) => [row.id, row.attempts]))
  const prepared = await Promise.all(
    raws.map(async (delivery): Promise<Claimed> => {
      const begun = attempts.get(delivery.id) ?? 1
      // Taken up again and again without an end: what it does to the hub is never told, only that it does.
      const isEndless = begun > ATTEMPTS_MAX
      const one = isEndless
        ? unmapped(delivery, on.setup.sources.get(delivery.source), `the hub began with it ${begun} times and never came to an end`, 'internal')
        : await prepare(on.setup, delivery, (entry) => options.mappingOf(entry.mapping))
      return { ...one, attempts: begun, mappedFrom, mappedTo: mappedFrom }
    }),
  )
  const mapped = await mapAll(pool, prepared)
  on.log.debug('pipeline.mapped', { deliveries: mapped.length })
  const mappedTo = on.now()
  return mapped.map((one) => ({ ...one, mappedTo }))
}

async function settleOne(options: PipelineOptions, one: Claimed): Promise<void> {
  const { delivery, attempts, mappedFrom, mappedTo } = one
  const attributes = { 'leitwerk.source': delivery.source, 'leitwerk.delivery': delivery.id, 'leitwerk.attempt': attempts }
  // Whoever received it may not have traced, and its sender may have.
  const parent = delivery.trace ?? delivery.headers.traceparent ?? null
  await traced('take in', { parent, kind: 'consumer', attributes, startedAt: mappedFrom }, async (span) => {
    begin('map', { startedAt: mappedFrom }).end(mappedTo)
    await settleWithin(options, one, span)
  })
}

async function settleWithin(options: PipelineOptions, one: Claimed, span: Span): Promise<void> {
  const { store, on } = options
  const { delivery, attempts } = one
  try {
    const entry = one.entry
    if (!entry) {
      await store.write((db) =>
        deliveries.settle(db, delivery.id, { state: 'held', ...(one.result as { code: string; path: string; reason: string }) }, on.now()),
      )
      return
    }
    const whole = isThin(one)
      ? await traced('fetch', {}, () => fetchMissing(store, options.pool, options.hydrate, one, attempts))
      : { kind: 'whole' as const, result: one.result }
    if (whole.kind === 'later') {
      await store.write((db) => deliveries.postpone(db, delivery.id, on.now() + whole.afterMs, whole.reason, whole.untried))
      return
    }
    const told = { entry, deliveryId: delivery.id, receivedAt: delivery.receivedAt, mappingId: one.mapping?.id ?? '', again: attempts > 1 }
    const cause = { receivedAt: delivery.receivedAt, trace: span.traceparent }
    const state = await traced('absorb', {}, () => absorb(store, { ...on, cause }, told, whole.result))
    span.set({ 'leitwerk.state': state })
    options.absorbed?.(entry.id, state, delivery.receivedAt)
    on.log.info('delivery.settled', { delivery: delivery.id, source: entry.id, state, attempt: attempts, ageMs: on.now() - delivery.receivedAt })
  } catch (error) {
    span.failed('fault')
    on.log.warn('delivery.fault', { delivery: delivery.id, source: delivery.source, attempt: attempts, error: said(error) })
    await afterFault(options, one, said(error))
  }
}

/** Our own fault: later again, and after several tries before a person's eyes; never lost. */
async function afterFault({ store, on, random }: PipelineOptions, { delivery, attempts }: Claimed, reason: string): Promise<void> {
  const work =
    attempts < FAULTS_MAX
      ? store.write((db) => deliveries.postpone(db, delivery.id, on.now() + backoff(attempts, random), 'the hub itself failed; it tries again'))
      : store.write((db) => holdFault(db, on, delivery, `the hub itself failed ${attempts} times: ${reason.slice(0, 200)}`))
  await work.catch((error) => fault(on, error)) // the lease runs out, then it is taken up again
}

/** One issue tells of it; the hold alone might be overlooked. */
async function holdFault(db: Db, on: Context, { id, source }: deliveries.RawDelivery, reason: string): Promise<void> {
  await deliveries.settle(db, id, { state: 'held', code: 'internal', path: '', reason }, on.now())
  await raiseIssue(db, on, {
    cause: heldCause(source, 'internal', ''),
    kind: 'held',
    subject: source,
    title: `${source}: ${reason}`,
    todo: 'This is a fault of the hub, not of the sender: look at its log, update it, then release the held deliveries.',
  })
}
