/** Works off first loads: lists the records of a CRM page by page, weighs them, accepts what is clear, writes keys back. Every step is kept, so that any process can go on. */
import type { Context } from '../flow/context.ts'
import { endpointOf } from '../flow/deliver.ts'
import { acceptPairs, after, keepPage, kindsOf, partTwins } from '../flow/reconcile.ts'
import { weigh } from '../flow/weigh-record.ts'
import { said } from '../log.ts'
import { isWritten, REPEATS, type Refusal } from '../outcome.ts'
import type { ConnectionEntry } from '../setup.ts'
import type { Db } from '../store/db.ts'
import * as reconciled from '../store/reconciled.ts'
import * as runs from '../store/reconciliations.ts'
import type { Store } from '../store/store.ts'
import type { Converse } from '../talk.ts'
import { backoff } from './backoff.ts'
import { pauses } from './pauses.ts'

/** A run whose process died is taken up by another after this time. */
const LEASE_MS = 20_000
const POLL_MS = 1_000
/** Records weighed, accepted or written in one step: few, so that new submissions need not wait. */
const BATCH = 16
const FORGOTTEN = 2_000
/** So many failures in a row, and the run waits for a person. */
const FAILURES_MAX = 6

export interface ReconcilerOptions {
  store: Store
  on: Context
  converse: Converse
  /** This process, among those that share the database. */
  me: string
  random: () => number
  /** Links were made: what waited for them can go on. */
  queued: () => void
}

export interface Reconciler {
  /** There may be something to do. */
  wake(): void
  stop(): Promise<void>
}

interface Worker extends ReconcilerOptions {
  pauses: ReturnType<typeof pauses>
  failures: Map<string, number>
}

export function startReconciler(options: ReconcilerOptions): Reconciler {
  const worker: Worker = { ...options, pauses: pauses(), failures: new Map() }
  const { on } = options
  async function run(): Promise<void> {
    while (!worker.pauses.stopping) {
      const worked = await turn(worker).catch((error) => {
        on.log.warn('reconciliation.fault', { error: said(error) })
        return false
      })
      if (!worked && !worker.pauses.stopping) await worker.pauses.sleep(POLL_MS)
    }
  }
  const running = run()
  return {
    wake: worker.pauses.wake,
    stop: async () => {
      worker.pauses.stop()
      await running
    },
  }
}

/** @returns false when there is nothing to do */
async function turn(worker: Worker): Promise<boolean> {
  const { store, on, me, failures } = worker
  const started = on.now()
  const run = await store.write((db) => runs.lease(db, me, started, started + LEASE_MS))
  if (!run) return false
  const connection = on.setup.connections.get(run.connection)
  const refusal = connection ? await step(worker, connection, run).catch(asRefusal) : gone(run)
  if (refusal === null) failures.delete(run.id)
  else await failed(worker, run, refusal)
  return true
}

const asRefusal = (error: unknown): Refusal => ({ kind: 'transient', reason: `the hub itself failed: ${said(error).slice(0, 200)}` })
const gone = ({ connection }: runs.RunRow): Refusal => ({ kind: 'notFound', reason: `there is no connection '${connection}' any more` })

/** Weather is waited for, for a while; anything else wants a person. */
async function failed({ store, on, me, failures, random }: Worker, run: runs.RunRow, refusal: Refusal): Promise<void> {
  const n = (failures.get(run.id) ?? 0) + 1
  failures.set(run.id, n)
  on.log.warn('reconciliation.failed', { run: run.id, connection: run.connection, kind: refusal.kind, reason: refusal.reason })
  if (REPEATS.has(refusal.kind) && n < FAILURES_MAX) {
    const restMs = backoff(n, random, 'afterMs' in refusal ? refusal.afterMs : undefined)
    return store.write((db) => runs.rest(db, run.id, me, on.now() + restMs))
  }
  failures.delete(run.id)
  await store.write((db) => runs.end(db, run.id, 'stopped', refusal.reason, on.now()))
}

/** One page or batch of the run. @returns why it could not be done */
function step(worker: Worker, connection: ConnectionEntry, run: runs.RunRow): Promise<Refusal | null> {
  switch (run.phase) {
    case 'read':
      return readPage(worker, connection, run)
    case 'weigh':
      return weighBatch(worker, connection, run)
    case 'forget':
      return forgetBatch(worker, connection, run)
    case 'accept':
      return acceptBatch(worker, connection, run)
    case 'keys':
      return writeKeys(worker, connection, run)
  }
}

/** Writes what came of a step, unless the run was taken or stopped meanwhile. */
const keep = ({ store, on, me }: Worker, { id }: runs.RunRow, work: (db: Db) => Promise<void>): Promise<null> =>
  store.write(async (db) => {
    if (await runs.holdLease(db, id, me, on.now() + LEASE_MS)) await work(db)
    return null
  })

async function readPage(worker: Worker, connection: ConnectionEntry, run: runs.RunRow): Promise<Refusal | null> {
  const { crm, settings } = connection
  if (!crm.list) return { kind: 'notFound', reason: `${crm.label} does not list its records` }
  const { result } = await worker.converse(crm.list(run.entity, run.cursor, settings), endpointOf(connection))
  if (result.kind !== 'listed') return result
  return keep(worker, run, (db) => keepPage(db, connection, run, result))
}

/** Each kind is weighed against what was found of those that it belongs to. */
async function weighBatch(worker: Worker, connection: ConnectionEntry, run: runs.RunRow): Promise<null> {
  const { store, on } = worker
  const records = await reconciled.inState(store.db, run.connection, run.entity, 'read', BATCH)
  if (records.length === 0)
    return keep(worker, run, async (db) => {
      if ((await partTwins(db, on, run)) === 0) await goOn(db, connection, run, 'forget')
    })
  const weighed: [reconciled.RecordRow, reconciled.Weighed][] = []
  for (const record of records) weighed.push([record, await weigh(store.db, on, record)])
  return keep(worker, run, async (db) => {
    for (const [record, found] of weighed) await reconciled.settle(db, record, found)
  })
}

/** The next kind of record, else the next phase. */
async function goOn(db: Db, connection: ConnectionEntry, run: runs.RunRow, phase: runs.Phase): Promise<void> {
  const next = after(connection, run.entity)
  await runs.move(db, run.id, { phase: next === null ? phase : run.phase, entity: next ?? kindsOf(connection)[0]!, cursor: null })
}

function forgetBatch(worker: Worker, connection: ConnectionEntry, run: runs.RunRow): Promise<null> {
  return keep(worker, run, async (db) => {
    const last = await reconciled.forgetDocuments(db, run.connection, run.entity, run.cursor ?? '', FORGOTTEN)
    if (last === null) await goOn(db, connection, run, 'accept')
    else await runs.move(db, run.id, { ...run, cursor: last })
  })
}

async function acceptBatch(worker: Worker, connection: ConnectionEntry, run: runs.RunRow): Promise<null> {
  const { on } = worker
  await keep(worker, run, async (db) => {
    const pairs = run.accept ? await reconciled.inState(db, run.connection, run.entity, 'pair', BATCH) : []
    if (pairs.length === 0) await goOn(db, connection, run, 'keys')
    else await acceptPairs(db, on, connection, pairs, run.by)
  })
  worker.queued()
  return null
}

/** What the CRM refuses of one record leaves the others alone; it stays without the key. */
async function writeKeys(worker: Worker, connection: ConnectionEntry, run: runs.RunRow): Promise<Refusal | null> {
  const { store, on } = worker
  const { crm } = connection
  const isWanted = run.writeKeys && crm.capabilities.key[run.entity] !== undefined
  const records = isWanted ? await reconciled.withoutKey(store.db, run.connection, run.entity, run.cursor ?? '', BATCH) : []
  if (records.length === 0)
    return keep(worker, run, async (db) => {
      if (after(connection, run.entity) === null) await runs.end(db, run.id, 'done', null, on.now())
      else await goOn(db, connection, run, 'keys')
    })
  for (const record of records) {
    const refusal = await writeKey(worker, connection, run, record)
    if (refusal !== null) return refusal
  }
  return null
}

async function writeKey(worker: Worker, connection: ConnectionEntry, run: runs.RunRow, record: reconciled.RecordRow): Promise<Refusal | null> {
  const { crm, settings } = connection
  const { entity, remoteId, hubId } = record
  const write = { entity, key: hubId!, remoteId, fields: {}, links: {}, completeOnly: true }
  const { result } = await worker.converse(crm.write(write, settings), endpointOf(connection))
  if (!isWritten(result)) {
    if (REPEATS.has(result.kind) || result.kind === 'unauthorised') return result
    worker.on.log.warn('reconciliation.key', { connection: connection.id, entity, remoteId, kind: result.kind, reason: result.reason })
  }
  return keep(worker, run, async (db) => {
    if (isWritten(result)) await reconciled.keyed(db, record, hubId!)
    await runs.move(db, run.id, { ...run, cursor: remoteId })
  })
}
