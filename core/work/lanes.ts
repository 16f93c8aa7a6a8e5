/** Works off the lanes of each connection: leases them, delivers job after job in order, and acts on every kind of outcome. */
import type { JsonObject } from '../connector.ts'
import type { Context } from '../flow/context.ts'
import type { WriteTo } from '../flow/counterparts.ts'
import { askWhich, type Delivered, deliver } from '../flow/deliver.ts'
import { FORGET } from '../flow/erase-others.ts'
import { forgetThere } from '../flow/forget-there.ts'
import { refusedCause } from '../flow/issue-cause.ts'
import { notify, notifyOfJob } from '../flow/notify.ts'
import { raiseIssue } from '../flow/raise-issue.ts'
import { faultsOf, said } from '../log.ts'
import type { Mapping, TransformResult } from '../mapped.ts'
import type { Letter, MailServer, Told } from '../notifier.ts'
import { type OutcomeKind, REPEATS } from '../outcome.ts'
import * as attempts from '../store/attempts.ts'
import type { Db } from '../store/db.ts'
import * as descriptions from '../store/descriptions.ts'
import * as lanes from '../store/lanes.ts'
import { connectionStates, setConnectionState } from '../store/operation.ts'
import type { Store } from '../store/store.ts'
import type { Talk } from '../talk.ts'
import { traced } from '../tracing.ts'
import { backoff, givesUp } from './backoff.ts'
import { REST_MS } from './describe-connection.ts'
import { isCrm, isNotifier, type Line, type Lines, type Target } from './line.ts'
import { Stopped } from './pace.ts'
import { postMail } from './post-mail.ts'
import { tell } from './tell.ts'
import { tellAudience } from './tell-audience.ts'
import { TAKEN_OVER } from './together.ts'

/** A worker that stands still longer than this loses its lanes to another. */
export const LEASE_MS = 20_000
const RENEW_MS = 5_000
/** How often lanes are looked for when nobody said that there is work. */
const POLL_MS = 300
/** Lanes that one process works on for one connection at most. */
const MOST_LANES = 100

export interface LaneOptions {
  store: Store
  on: Context
  lines: Lines
  mappingOf: (name: string) => Promise<Mapping>
  transform: (mapping: Mapping, input: JsonObject) => Promise<TransformResult>
  /** This process, among those that share the database. */
  me: string
  random: () => number
  attempted?: (connection: string, outcome: string, durationMs: number) => void
}

export interface LaneWorkers {
  wake(): void
  stop(): Promise<void>
}

export function startLanes(options: LaneOptions): LaneWorkers {
  const { connections, notifiers, audiences } = options.on.setup
  const workers = [...connections.values(), ...notifiers.values(), ...audiences.values()].map((connection) => startConnection(options, connection))
  return {
    wake: () => {
      for (const worker of workers) worker.wake()
    },
    stop: async () => {
      await Promise.all(workers.map((worker) => worker.stop()))
    },
  }
}

interface Worker {
  options: LaneOptions
  connection: Target
  line: Line
}

function startConnection(options: LaneOptions, connection: Target) {
  const { store, on, me } = options
  const line = options.lines.to(connection)
  const worker: Worker = { options, connection, line }
  // Where many records go in one call, as many lanes wait for it.
  const atOnce = Math.max(connection.concurrency, Math.min(MOST_LANES, isCrm(connection) ? (connection.crm.batch?.most ?? 0) : 0))
  const active = new Map<string, Promise<void>>()
  let leases = 0
  let stopping = false
  let wake: (() => void) | undefined

  const leaseMore = async (): Promise<number> => {
    const free = atOnce - active.size
    if (free <= 0 || line.breaker.openUntil > on.now() || line.pace.heldUntil > on.now()) return 0
    if ((await connectionStates(store.db)).get(connection.id)?.state === 'paused') return 0
    // Whether it answers again is found out by one job, be its own next repeat far away.
    const isProbe = line.breaker.state !== 'closed'
    const lease: Lease = { by: `${me}/${++leases}`, until: on.now() + LEASE_MS }
    const leased = await store.write(async (db) => {
      if (isProbe) await lanes.hasten(db, connection.id, on.now(), 1)
      return lanes.lease(db, connection.id, lease.by, on.now(), LEASE_MS, isProbe ? 1 : free)
    })
    for (const lane of leased) {
      if (active.has(lane)) continue // its earlier run has not heard yet that it lost the lease; the lane comes back when this one ends
      active.set(
        lane,
        runLane(worker, lane, { ...lease }, () => stopping)
          .catch((error) => on.log.warn('lane.fault', { connection: connection.id, lane, error: said(error) }))
          .finally(() => {
            active.delete(lane)
            wake?.()
          }),
      )
    }
    return leased.length
  }

  const faults = faultsOf(on.log, 'lane.fault', on.now)
  async function run(): Promise<void> {
    while (!stopping) {
      const leased = await leaseMore().catch((error) => {
        faults.happened({ connection: connection.id, error: said(error) })
        return null
      })
      if (leased !== null) faults.over()
      if (leased && active.size < atOnce) continue
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, POLL_MS)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      wake = undefined
    }
    await Promise.all(active.values())
  }

  const running = run()
  return {
    wake: () => wake?.(),
    stop: async () => {
      stopping = true
      wake?.()
      await running
    },
  }
}

/** A lane taken once: nobody else has this name, and after `until` it may be another's. */
interface Lease {
  by: string
  until: number
}

/** One run through a lane. */
interface Run {
  lease: Lease
  /** The lane's next job, started; none when the lane ends, waits, or must rest. */
  next(db: Db): Promise<lanes.JobRow | null>
}

/** Job after job until none is due; between jobs the lane may be given up, never within one. */
async function runLane(worker: Worker, lane: string, lease: Lease, stopping: () => boolean): Promise<void> {
  const { store, on } = worker.options
  const { id } = worker.connection
  const next = async (db: Db): Promise<lanes.JobRow | null> => {
    if (!stopping()) return lanes.start(db, id, lane, lease.by, on.now())
    await lanes.yieldLane(db, id, lane, lease.by, on.now())
    return null
  }
  const renew = async () => {
    const until = on.now() + LEASE_MS
    if (await store.write((db) => lanes.renew(db, id, lane, lease.by, until))) lease.until = until
    else lease.until = 0
  }
  const renewal = setInterval(() => void renew().catch((error) => on.log.warn('lane.fault', { connection: id, lane, error: said(error) })), RENEW_MS)
  try {
    let job = await store.write(next)
    while (job) job = await runJob(worker, job, { lease, next })
  } finally {
    clearInterval(renewal)
  }
}

/** @returns the next job of the lane, started; none when the lane ends or waits */
async function runJob(worker: Worker, job: lanes.JobRow, run: Run): Promise<lanes.JobRow | null> {
  const { options, connection } = worker
  const { store, on } = options
  const started = on.now()
  const { delivered, mappingId } = await tracedAttempt(worker, job, run.lease)
  const durationMs = on.now() - started
  const failed = delivered.kind === 'failed'
  const outcome = failed ? delivered.because.kind : delivered.kind
  const reason = failed ? delivered.because.reason : delivered.remarks.join('; ') || null
  const step = failed ? delivered.step : null
  const calls = delivered.steps.flatMap((one) => one.calls)
  options.attempted?.(connection.id, outcome, durationMs)
  on.log.info('delivery.attempted', {
    job: job.id,
    [isCrm(connection) ? 'lead' : isNotifier(connection) ? 'notice' : 'address']: job.subject,
    connection: connection.id,
    attempt: job.attempts,
    outcome,
    step,
    durationMs,
    calls: calls.length,
  })
  const row: attempts.AttemptRow = { id: on.newId('fct'), jobId: job.id, at: started, durationMs, step, outcome, reason, calls, mappingId }
  if (failed) {
    await store.write(async (db) => {
      await attempts.add(db, row)
      if (mappingId !== null) await lanes.setMapping(db, job.id, mappingId)
    })
    return (await afterFailure(worker, job, run, delivered)) ? store.write(run.next) : null
  }
  return store.write(async (db) => {
    if (delivered.steps.length > 0) await attempts.add(db, row)
    if (!(await lanes.holdLane(db, job, run.lease.by))) return null // whoever has the lane now finds everything done
    await lanes.settle(db, job.seq, { state: delivered.kind, outcome, reason, mappingId }, on.now())
    if (delivered.kind === 'delivered' && job.receivedAt != null) db.note?.({ kind: 'arrived', connection: connection.id, receivedAt: job.receivedAt })
    await lanes.supersedeParked(db, job, on.now())
    return run.next(db)
  })
}

/** Goes on with the trace of the delivery that the job goes back to. */
function tracedAttempt(worker: Worker, job: lanes.JobRow, lease: Lease): ReturnType<typeof attempt> {
  const attributes = { 'leitwerk.connection': worker.connection.id, 'leitwerk.job': job.id, 'leitwerk.attempt': job.attempts }
  return traced('deliver', { parent: job.trace ?? null, kind: 'consumer', attributes }, async (span) => {
    const done = await attempt(worker, job, lease)
    const { delivered } = done
    span.set({ 'leitwerk.outcome': delivered.kind === 'failed' ? delivered.because.kind : delivered.kind })
    if (delivered.kind === 'failed') span.failed(delivered.because.kind)
    return done
  })
}

async function attempt(worker: Worker, job: lanes.JobRow, lease: Lease): Promise<{ delivered: Delivered; mappingId: string | null }> {
  const { options, connection, line } = worker
  // Two must never write the same lane: who cannot be sure of it any more says nothing.
  const isOurs = () => options.on.now() < lease.until
  const talk: Line['talk'] = async (dialogue, of) => (isOurs() ? line.talk(dialogue, of) : { result: TAKEN_OVER, calls: [] })
  const write: WriteTo = (one) => line.write(one, isOurs)
  const post = async (server: MailServer, letter: Letter): Promise<Talk<Told>> =>
    isOurs()
      ? line.outside(async () => ({ result: await postMail(server, letter, { timeoutMs: connection.timeoutMs, pace: line.pace.take }), calls: [] }))
      : { result: TAKEN_OVER, calls: [] }
  let mappingId: string | null = null
  try {
    if (isNotifier(connection)) return { delivered: await tell({ store: options.store, on: options.on, talk, post }, connection, job), mappingId }
    const holds = (db: Db) => lanes.holdLane(db, job, lease.by)
    if (!isCrm(connection)) return { delivered: await tellAudience({ store: options.store, on: options.on, talk, holds }, connection, job), mappingId }
    if (job.task === FORGET) return { delivered: await forgetThere({ store: options.store, on: options.on, talk }, connection, job), mappingId }
    const mapping = await options.mappingOf(connection.mapping)
    mappingId = mapping.id
    return {
      delivered: await deliver({ store: options.store, on: options.on, talk, write, mapping, transform: options.transform }, connection, job),
      mappingId,
    }
  } catch (error) {
    if (error instanceof Stopped)
      return { delivered: { ...FAILED, because: { kind: 'transient', reason: 'the hub was stopped; it goes on when one runs' } }, mappingId }
    options.on.log.warn('job.fault', { job: job.id, connection: connection.id, error: said(error) })
    const because = { kind: 'transient' as const, reason: `the hub itself failed: ${said(error).slice(0, 200)}` }
    return { delivered: { ...FAILED, because }, mappingId }
  }
}

const FAILED = { kind: 'failed', step: 'hub', steps: [], unchanged: 0 } as const

/** Each kind of refusal is one next action. */
async function afterFailure(worker: Worker, job: lanes.JobRow, run: Run, { step, because, key }: Extract<Delivered, { kind: 'failed' }>): Promise<boolean> {
  const { connection } = worker
  const { store, on } = worker.options
  // What waits behind it knows more; it may be that consent ended.
  const mayGiveWay = isCrm(connection) ? 'outdated' in because : !isNotifier(connection) && REPEATS.has(because.kind as OutcomeKind)
  if (mayGiveWay && (await store.write((db) => lanes.giveWay(db, job, run.lease.by, on.now())))) return true
  if (!isCrm(connection)) {
    if (because.kind === 'unauthorised') return pause(worker, job, run, because)
    if (because.kind === 'invalid')
      return park(worker, job, run, `invalid:${step}`, because.reason, `Correct what ${connection.label} does not take, then resume the parked jobs.`)
    return later(worker, job, run, because, 'afterMs' in because ? because.afterMs : undefined)
  }
  switch (because.kind) {
    case 'rateLimited':
    case 'quotaExhausted':
    case 'transient':
      return later(worker, job, run, because, because.afterMs)
    case 'conflict':
      return later(worker, job, run, because)
    case 'unauthorised':
      return pause(worker, job, run, because)
    case 'duplicate':
      await askWhich(store, on, connection, job.subject, key, because)
      return park(worker, job, run, 'duplicate', because.reason, `Decide in the review which record of ${connection.label} it is.`)
    case 'invalid':
      // Perhaps its fields or choices are others now than those that mappings are tested against.
      await store.write((db) => descriptions.doubt(db, connection.id, on.now(), REST_MS))
      return park(
        worker,
        job,
        run,
        `invalid:${because.fields.map(({ field }) => field).join(',') || step}`,
        because.reason,
        `Correct the mapping '${connection.mapping}' or the field in ${connection.label}, then resume the parked jobs.`,
      )
    case 'held':
      return park(
        worker,
        job,
        run,
        `${because.code}:${because.path}`,
        because.reason,
        `Correct the mapping '${connection.mapping}', then resume the parked jobs.`,
      )
    case 'notFound':
    case 'gone':
      return park(worker, job, run, 'gone', because.reason, `Resume the job to make the record again in ${connection.label}, or cancel it.`)
    default:
      return because satisfies never
  }
}

/** Repeats later; what found no good weather for a day waits for a person. */
async function later(worker: Worker, job: lanes.JobRow, run: Run, because: { kind: string; reason: string }, afterMs?: number): Promise<boolean> {
  const { store, on, random } = worker.options
  if (givesUp(job.createdAt, on.now()) && job.attempts > 10)
    return park(
      worker,
      job,
      run,
      because.kind,
      because.reason,
      `${worker.connection.label} has not taken it for a day. Look at the connection, then resume the parked jobs.`,
    )
  await store.write((db) => lanes.postpone(db, job, run.lease.by, on.now() + backoff(job.attempts, random, afterMs), because.kind, because.reason))
  return false
}

async function park(worker: Worker, job: lanes.JobRow, run: Run, code: string, reason: string, todo: string): Promise<boolean> {
  const { store, on } = worker.options
  const { connection } = worker
  return store.write(async (db) => {
    if (!(await lanes.holdLane(db, job, run.lease.by))) return false
    const issueId = await raiseIssue(db, on, {
      cause: `parked|${connection.id}|${code}`,
      kind: 'parked',
      subject: connection.id,
      title: `${connection.label}: ${reason}`,
      todo,
    })
    await lanes.settle(db, job.seq, { state: 'parked', outcome: 'parked', code, reason, issueId }, on.now())
    if (isCrm(connection)) await notifyOfJob(db, on, job, { code, issue: issueId })
    return true
  })
}

/** Credentials or permissions: nothing more goes out, every job stays, one issue tells. */
async function pause(worker: Worker, job: lanes.JobRow, run: Run, because: { reason: string }): Promise<boolean> {
  const { store, on } = worker.options
  const { connection } = worker
  const paused = await store.write(async (db) => {
    await lanes.postpone(db, job, run.lease.by, on.now(), 'unauthorised', because.reason)
    const changed = await setConnectionState(db, { connection: connection.id, state: 'paused', reason: because.reason, since: on.now(), by: 'hub' })
    if (!changed) return false
    await raiseIssue(db, on, {
      cause: refusedCause(connection.id),
      kind: 'connection',
      subject: connection.id,
      title: `${connection.label} refuses the hub: ${because.reason}`,
      todo: resumedBy(connection),
    })
    await notify(db, on, { type: 'connection.paused', about: connection.id, data: { connection: connection.id, reason: because.reason, by: 'hub' } })
    return true
  })
  if (paused) on.log.error('connection.paused', { connection: connection.id, reason: because.reason })
  return false
}

function resumedBy(target: Target): string {
  if (isNotifier(target)) return `Correct its address or secret, start the hub anew, then \`leitwerk notifier resume ${target.id}\`. All messages are kept.`
  const what = isCrm(target) ? 'connection' : 'audience'
  return `Correct the access data, start the hub anew, test them with \`leitwerk ${what} check ${target.id}\`, then \`leitwerk ${what} resume ${target.id}\`. All jobs are kept.`
}
