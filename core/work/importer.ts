/** Works off imported lists: as many rows at a time as the pipeline digests, so that what arrives meanwhile need not wait; then says what became of each. */
import { listRows } from '../decode/list/open.ts'
import type { Context } from '../flow/context.ts'
import { judgeRows } from '../flow/judge-rows.ts'
import { takeRows } from '../flow/take-rows.ts'
import type { ListRow } from '../list.ts'
import { said } from '../log.ts'
import { Refusal } from '../refusal.ts'
import type { Db } from '../store/db.ts'
import * as rows from '../store/import-rows.ts'
import * as imports from '../store/imports.ts'
import type { Store } from '../store/store.ts'
import { backoff } from './backoff.ts'
import { pauses } from './pauses.ts'
import { storedFile } from './start-import.ts'

/** A run whose process died is taken up by another after this time. */
const LEASE_MS = 20_000
const POLL_MS = 1_000
/** Between two looks at rows that are on their way. */
const LOOK_MS = 25
/** Rows taken in at once, and on their way through the pipeline at the same time. */
const BATCH = 128
const UNDER_WAY = 384
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
  reading: Reading | null
  failures: number
}

export function startImporter(options: ImporterOptions): Importer {
  const worker: Worker = { ...options, pauses: pauses(), reading: null, failures: 0 }
  async function run(): Promise<void> {
    while (!worker.pauses.stopping) {
      const ms = await turn(worker).catch((error) => {
        options.on.log.error('import.fault', { error: said(error) })
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
  const { store, on, me } = worker
  const run = await store.write((db) => imports.lease(db, me, on.now(), on.now() + LEASE_MS))
  if (!run) return POLL_MS
  try {
    const isMoving = await step(worker, run)
    worker.failures = 0
    return isMoving ? 0 : LOOK_MS
  } catch (error) {
    await close(worker)
    return failed(worker, run, error)
  }
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

/** @returns whether something moved */
async function step(worker: Worker, run: imports.ImportRow): Promise<boolean> {
  const { store, on, received } = worker
  if (!on.setup.sources.has(run.source)) throw new Refusal(`the source '${run.source}' is not configured any more`)
  const judged = await keep(worker, run, (db) => judgeRows(db, run.id))
  const underWay = await rows.waiting(store.db, run.id)
  const next = underWay + BATCH <= UNDER_WAY ? await nextRows(worker, run) : null
  if (next === null) return judged > 0
  if (next.length === 0) {
    if (underWay > 0) return judged > 0
    await close(worker)
    await keep(worker, run, (db) => imports.end(db, run.id, 'done', null, on.now()).then(() => 0))
    return true
  }
  const isTaken = await keep(worker, run, async (db) => {
    const hasNew = await takeRows(db, on, run, next)
    if (hasNew) await store.tell(db)
    return hasNew ? 2 : 1
  })
  if (isTaken === 0) {
    await close(worker) // another process has it
    return true
  }
  worker.reading!.position += next.length
  if (isTaken === 2) received()
  return true
}

/** Does it unless the run was ended or taken meanwhile. @returns 0 then */
const keep = ({ store, on, me }: Worker, { id }: imports.ImportRow, work: (db: Db) => Promise<number>): Promise<number> =>
  store.write(async (db) => ((await imports.holdLease(db, id, me, on.now() + LEASE_MS)) ? work(db) : 0))

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

async function close(worker: Worker): Promise<void> {
  await worker.reading?.rows.return(undefined)
  worker.reading = null
}
