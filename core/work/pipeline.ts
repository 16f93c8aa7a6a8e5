/** Takes waiting deliveries through mapping, fetching and the flow: batch after batch, several at a time, until told to stop. */
import pLimit from 'p-limit'
import type { Json } from '../connector.ts'
import type { Context } from '../flow/context.ts'
import { absorb } from '../flow/map.ts'
import { said } from '../log.ts'
import type { MappedItem, Mapping, MapResult, MapTask } from '../mapped.ts'
import type { SourceEntry } from '../setup.ts'
import type { Db } from '../store/db.ts'
import * as deliveries from '../store/deliveries.ts'
import * as issues from '../store/issues.ts'
import type { Store } from '../store/store.ts'
import { backoff } from './backoff.ts'
import type { Hydrate } from './hydrate.ts'
import type { MappingPool } from './mapping.ts'

/** When a worker dies, its deliveries are taken up by others after this time; one that lives keeps its own. */
const LEASE_MS = 20_000
const RENEW_MS = 5_000
/** How often the store is asked when nobody said that something arrived. */
const POLL_MS = 500
/** A fault of the hub itself is tried again so often before the delivery waits for a person. */
const FAULTS_MAX = 6
/** Hydrating may try ten times; what is begun more often than that ended with the process each time. */
const ATTEMPTS_MAX = 40

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

  async function run(): Promise<void> {
    let behind: Promise<void> = Promise.resolve()
    while (!stopping) {
      const claimed = await store.write((db) => deliveries.claim(db, on.now(), LEASE_MS, batch)).catch((error) => fault(on, error))
      if (claimed === undefined || claimed.length === 0) {
        await behind
        await sleep(POLL_MS)
        continue
      }
      for (const { id } of claimed) atWork.add(id)
      const mapped = await mapBatch(options, claimed).catch((error) => fault(on, error))
      await behind // one batch is written while the next is mapped
      // Each is let go as soon as it is settled: a renewal must not shorten a wait that it was given.
      behind = Promise.all((mapped ?? []).map((one) => limit(() => settleOne(options, one).finally(() => atWork.delete(one.delivery.id))))).then(() => {
        for (const { id } of claimed) atWork.delete(id)
      })
    }
    await behind
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
  on.log.error('pipeline.fault', { error: said(error) })
  return undefined
}

interface MappedDelivery {
  delivery: deliveries.RawDelivery
  attempts: number
  entry: SourceEntry | undefined
  mapping: Mapping | undefined
  task: MapTask | undefined
  result: MapResult
}

async function mapBatch(options: PipelineOptions, claimed: readonly { id: string; attempts: number }[]): Promise<MappedDelivery[]> {
  const { store, on, pool } = options
  const raws = await deliveries.raw(
    store.db,
    claimed.map(({ id }) => id),
  )
  const attempts = new Map(claimed.map((row) => [row.id, row.attempts]))
  const prepared = await Promise.all(raws.map((delivery) => prepare(options, delivery, attempts.get(delivery.id) ?? 1)))
  const tasks = prepared.flatMap(({ task }) => (task ? [task] : []))
  const results = tasks.length === 0 ? [] : await pool.mapMany(tasks)
  const byId = new Map(tasks.map((task, i) => [task.delivery.id, results[i]!]))
  on.log.debug('pipeline.mapped', { deliveries: tasks.length })
  return prepared.map((one) => ({ ...one, result: byId.get(one.delivery.id) ?? one.result }))
}

async function prepare(options: PipelineOptions, delivery: deliveries.RawDelivery, attempts: number): Promise<MappedDelivery> {
  const entry = options.on.setup.sources.get(delivery.source)
  const held = (reason: string, code: 'mapping_failed' | 'internal' = 'mapping_failed'): MappedDelivery => ({
    delivery,
    attempts,
    entry,
    mapping: undefined,
    task: undefined,
    result: { kind: 'held', code, path: '', reason },
  })
  if (!entry) return held(`the source '${delivery.source}' is not configured any more: configure it again and release the delivery`)
  // Taken up again and again without an end: what it does to the hub is never told, only that it does.
  if (attempts > ATTEMPTS_MAX) return held(`the hub began with it ${attempts} times and never came to an end`, 'internal')
  try {
    const mapping = await options.mappingOf(entry.mapping)
    return { delivery, attempts, entry, mapping, task: taskOf(entry, delivery, mapping), result: { kind: 'mapped', items: [] } }
  } catch (error) {
    return held(said(error))
  }
}

/** A stored delivery as a mapping thread takes it. */
export function taskOf(entry: SourceEntry, delivery: deliveries.RawDelivery, mapping: Mapping): MapTask {
  const { decode, split, dedupe, version, hydrate } = entry.connector
  return {
    source: entry.id,
    rules: { ...(decode && { decode }), ...(split && { split }), ...(dedupe && { dedupe }), ...(version && { version }), hydrates: hydrate !== undefined },
    mapping,
    delivery: { id: delivery.id, method: delivery.method, url: delivery.url, headers: delivery.headers, body: delivery.body, receivedAt: delivery.receivedAt },
    settings: entry.shown,
  }
}

async function settleOne(options: PipelineOptions, one: MappedDelivery): Promise<void> {
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
    const whole = await fetchMissing(options, entry, one)
    if (whole.kind === 'later') {
      await store.write((db) => deliveries.postpone(db, delivery.id, on.now() + whole.afterMs, whole.reason))
      return
    }
    const state = await absorb(store, on, entry, delivery.id, whole.result, one.mapping?.id ?? '')
    options.absorbed?.(entry.id, state, delivery.receivedAt)
    on.log.info('delivery.settled', { delivery: delivery.id, source: entry.id, state, attempt: attempts, ageMs: on.now() - delivery.receivedAt })
  } catch (error) {
    on.log.error('delivery.fault', { delivery: delivery.id, source: delivery.source, attempt: attempts, error: said(error) })
    await afterFault(options, one, said(error))
  }
}

/** Our own fault: later again, and after several tries before a person's eyes; never lost. */
async function afterFault({ store, on, random }: PipelineOptions, { delivery, attempts }: MappedDelivery, reason: string): Promise<void> {
  const work =
    attempts < FAULTS_MAX
      ? store.write((db) => deliveries.postpone(db, delivery.id, on.now() + backoff(attempts, random), 'the hub itself failed; it tries again'))
      : store.write((db) => holdFault(db, on, delivery, `the hub itself failed ${attempts} times: ${reason.slice(0, 200)}`))
  await work.catch((error) => fault(on, error)) // the lease runs out, then it is taken up again
}

/** One issue tells of it; the hold alone might be overlooked. */
async function holdFault(db: Db, on: Context, { id, source }: deliveries.RawDelivery, reason: string): Promise<void> {
  await deliveries.settle(db, id, { state: 'held', code: 'internal', path: '', reason }, on.now())
  await issues.raise(
    db,
    {
      id: on.newId('iss'),
      cause: `held|${source}|internal|`,
      kind: 'held',
      subject: source,
      title: `${source}: ${reason}`,
      todo: 'This is a fault of the hub, not of the sender: look at its log, update it, then release the held deliveries.',
    },
    on.now(),
  )
}

/** Hydrates the items that need it and maps them; `later` when an answer may still come. */
async function fetchMissing(
  options: PipelineOptions,
  entry: SourceEntry,
  one: MappedDelivery,
): Promise<{ kind: 'whole'; result: MapResult } | { kind: 'later'; afterMs: number; reason: string }> {
  const { result, task, attempts } = one
  if (result.kind === 'held' || !task) return { kind: 'whole', result }
  const missing = result.items.filter((item) => item.result.kind === 'unhydrated')
  if (missing.length === 0) return { kind: 'whole', result }
  const hydrated: Record<string, Json> = {}
  const instead = new Map<string, MappedItem['result']>()
  for (const item of missing) {
    const payload = item.result.kind === 'unhydrated' ? item.result.payload : null
    const fetched = await options.hydrate(entry, { key: item.key, version: item.version, payload }, attempts)
    if (fetched.kind === 'later') return fetched
    if (fetched.kind === 'hydrated') hydrated[item.key] = fetched.payload
    else instead.set(item.key, fetched.kind === 'deleted' ? { kind: 'ignored', reason: fetched.reason } : fetched)
  }
  const again = Object.keys(hydrated).length === 0 ? result : await options.pool.map({ ...task, hydrated })
  if (again.kind === 'held') return { kind: 'whole', result: again }
  return { kind: 'whole', result: { kind: 'mapped', items: again.items.map((item) => ({ ...item, result: instead.get(item.key) ?? item.result })) } }
}
