/** Works off imported lists: as many rows at a time as the pipeline digests, so that what arrives meanwhile need not wait; then says what became of each. */
import { listRows } from '../decode/list/open.ts'
import type { Context } from '../flow/context.ts'
import { judgeRows } from '../flow/judge-rows.ts'
import { takeRows } from '../flow/take-rows.ts'
import type { ListRow } from '../list.ts'
import { said } from '../log.ts'
import { Refusal } from '../refusal.ts'
import * as rows from '../store/import-rows.ts'
import * as imports from '../store/imports.ts'
import type { Store } from '../store/store.ts'
import { backoff } from './backoff.ts'
import { pauses } from './pauses.ts'
import { storedFile } from './start-import.ts'

/** A run whose process died is taken up by another after this time; one that lives says so every few seconds. */
const LEASE_MS = 20_000
const RENEW_MS = 5_000
const POLL_MS = 1_000
/** Between two looks at rows that are on their way. */
const LOOK_MS = 50
/** Rows taken in at once, and on their way through the pipeline at the same time. */
const BATCH = 64
const UNDER_WAY = 256
/** So many failures in a row, and the run waits for a person. */
const FAILURES_MAX = 6

export interface ImporterOptions {
  store: Store
  on: Context
  /** This process, among those that share the database. */
  me: string
  random: () => number
  /** Rows became deliveries. */
  received: () => void
}

export interface Importer {
  /** There may be something to do. */
  wake(): void
  stop(): Promise<void>
}

/** The file of the run that is worked on, opened where it goes on. */
interface Reading {
  run: string
  position: number
  rows: AsyncGenerator<ListRow>
}

interface Worker extends ImporterOptions {
  pauses: ReturnType<typeof pauses>
  /** The run that is this process's, as far as it is. */
  own: { run: imports.ImportRow; leasedAt: number } | null
  reading: Reading | null
  failures: number
}

export function startImporter(options: ImporterOptions): Importer {
  const worker: Worker = { ...options, pauses: pauses(), own: null, reading: null, failures: 0 }
  async function run(): Promise<void> {
    while (!worker.pauses.stopping) {
      const ms = await turn(worker).catch((error) => {
        options.on.log.warn('import.fault', { error: said(error) })
        return POLL_MS
      })
      if (ms > 0 && !worker.pauses.stopping) await worker.pauses.sleep(ms)
    }
    await close(worker)
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

/** @returns how long to wait before the next one */
async function turn(worker: Worker): Promise<number> {
  const run = await ownRun(worker)
  if (!run) return POLL_MS
  try {
    const isMoving = await step(worker, run)
    worker.failures = 0
    return isMoving ? 0 : LOOK_MS
  } catch (error) {
    await letGo(worker)
    return failed(worker, run, error)
  }
}

async function ownRun(worker: Worker): Promise<imports.ImportRow | null> {
  const { store, on, me, own } = worker
  const now = on.now()
  if (own && now - own.leasedAt < RENEW_MS) return own.run
  const run = await store.write((db) => imports.lease(db, me, now, now + LEASE_MS))
  worker.own = run && { run, leasedAt: now }
  return run
}

/** A fault of the hub passes, perhaps; what is wrong with the file does not. */
async function failed(worker: Worker, run: imports.ImportRow, error: unknown): Promise<number> {
  const { store, on, random } = worker
  worker.failures++
  on.log.warn('import.failed', { run: run.id, source: run.source, error: said(error) })
  if (!(error instanceof Refusal) && worker.failures < FAILURES_MAX) return backoff(worker.failures, random)
  worker.failures = 0
  const reason = error instanceof Refusal ? error.message : `the hub itself failed: ${said(error).slice(0, 200)}`
  await store.write((db) => imports.end(db, run.id, 'stopped', reason, on.now()))
  return 0
}

/** Judges what is settled and takes the next rows in, in one transaction. @returns whether something moved */
async function step(worker: Worker, run: imports.ImportRow): Promise<boolean> {
  const { store, on, received } = worker
  if (!on.setup.sources.has(run.source)) throw new Refusal(`the source '${run.source}' is not configured any more`)
  const { waiting, settled } = await rows.underWay(store.db, run.id)
  const next = waiting - settled + BATCH <= UNDER_WAY ? await nextRows(worker, run) : null
  const isEnd = next?.length === 0
  if (settled < BATCH && !next?.length && !(isEnd && waiting === settled)) return false
  const done = await store.write(async (db) => {
    if (!(await imports.holdLease(db, run.id, worker.me, on.now() + LEASE_MS))) return 'taken'
    if (settled > 0) await judgeRows(db, run.id)
    const hasNew = next !== null && next.length > 0 && (await takeRows(db, on, run, next))
    if (hasNew) await store.tell(db)
    if (isEnd && (await rows.underWay(db, run.id)).waiting === 0) {
      await imports.end(db, run.id, 'done', null, on.now())
      return 'ended'
    }
    return hasNew ? 'new' : 'old'
  })
  if (done === 'taken' || done === 'ended') await letGo(worker)
  else if (next !== null) {
    worker.reading!.position += next.length // whence they were read
    run.position += next.length
  }
  if (done === 'new') received()
  return true
}

async function nextRows(worker: Worker, run: imports.ImportRow): Promise<ListRow[]> {
  const { rows: list } = await readingOf(worker, run)
  const next: ListRow[] = []
  while (next.length < BATCH) {
    const { value, done } = await list.next()
    if (done) break
    next.push(value)
  }
  return next
}

/** The open file; opened anew where another process was at it, or this one began. */
async function readingOf(worker: Worker, run: imports.ImportRow): Promise<Reading> {
  if (worker.reading?.run === run.id && worker.reading.position === run.position) return worker.reading
  await close(worker)
  const list = listRows(storedFile(worker.store.db, run), run.survey!.format) // surveyed before it ran
  for (let skipped = 0; skipped < run.position; skipped++) await list.next()
  worker.reading = { run: run.id, position: run.position, rows: list }
  return worker.reading
}

async function letGo(worker: Worker): Promise<void> {
  worker.own = null
  await close(worker)
}

async function close(worker: Worker): Promise<void> {
  await worker.reading?.rows.return(undefined)
  worker.reading = null
}
