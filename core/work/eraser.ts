/** Works off erasures: phase after phase, page after page. What is done is kept with each page, so that a process that died is followed by another. */
import type { Context } from '../flow/context.ts'
import { eraseRecords, OVER } from '../flow/erase.ts'
import { followOthers, tellToForget } from '../flow/erase-others.ts'
import { said } from '../log.ts'
import { TO_DO } from '../store/cleaned.ts'
import * as consents from '../store/consents.ts'
import * as erasures from '../store/erasures.ts'
import { TABLES } from '../store/personal-tables.ts'
import type { Store } from '../store/store.ts'
import { type Erasing, filesPage, type Page, refusedPage, requestsPage, submissionsPage, tablesPage } from './erase-pages.ts'
import { pauses } from './pauses.ts'

const LEASE_MS = 20_000
const POLL_MS = 2_000
/** Between two looks at those who were told to forget. */
const OTHERS_MS = 1_000

export interface EraserOptions {
  store: Store
  on: Context
  /** This process, among those that share the database. */
  me: string
  /** Jobs were queued. */
  queued: () => void
}

export interface Eraser {
  wake(): void
  stop(): Promise<void>
}

export function startEraser(options: EraserOptions): Eraser {
  const rests = pauses()
  async function run(): Promise<void> {
    while (!rests.stopping) {
      const isMoving = await turn(options, () => rests.stopping).catch((error) => {
        options.on.log.warn('erasure.fault', { error: said(error) })
        return false
      })
      if (!isMoving && !rests.stopping) await rests.sleep(POLL_MS)
    }
  }
  const running = run()
  return {
    wake: rests.wake,
    stop: async () => {
      rests.stop()
      await running
    },
  }
}

/** Takes one erasure as far as it goes now. @returns whether there was one */
export async function turn(options: EraserOptions, isStopping: () => boolean = () => false): Promise<boolean> {
  const { store, on, me } = options
  let row = await store.write((db) => erasures.lease(db, me, on.now(), on.now() + LEASE_MS))
  if (!row) return false
  const { id } = row
  while (row && row.state !== 'done' && !isStopping()) {
    const isMoving = await step(options, row)
    if (!isMoving) {
      await store.write((db) => erasures.rest(db, id, on.now() + OTHERS_MS))
      return true
    }
    row = (await erasures.find(store.db, id)) ?? null
    await new Promise(setImmediate)
  }
  if (row && row.state !== 'done') await store.write((db) => erasures.rest(db, id, 0))
  return true
}

const PAGED: Readonly<Partial<Record<erasures.Phase, (erasing: Erasing, place: erasures.Place) => Promise<Page | null>>>> = {
  requests: requestsPage,
  refused: refusedPage,
  submissions: submissionsPage,
  tables: tablesPage(false),
  files: filesPage,
  rest: tablesPage(true),
}

/** @returns false when others must be waited for, or the erasure was taken by another process */
async function step(options: EraserOptions, row: erasures.ErasureRow): Promise<boolean> {
  const { store, on, queued } = options
  const { person } = row
  if (row.phase === 'clean again' || !person) return finish(options, row)
  if (row.phase === 'clean') {
    await clean(options, row, []) // what is looked for is still kept, so that looking for it says nothing
    return moved(options, row, 'others', null, 'waiting')
  }
  if (row.phase === 'others') {
    const isOver = await store.write((db) => followOthers(db, on, row))
    return isOver && moved(options, row, 'rest', null)
  }
  if (row.phase === 'records') return moved(options, row, 'requests', null, 'running', (db) => eraseRecords(db, on, row, person))
  if (row.phase === 'tell') {
    const isOurs = await moved(options, row, 'tables', null, 'running', (db) => tellToForget(db, on, row, person))
    queued()
    return isOurs
  }
  const page = await PAGED[row.phase]!({ store, on, row, person }, row.place ?? {})
  if (page) return moved(options, row, row.phase, page.next, 'running', page.write)
  if (row.phase !== 'files') return moved(options, row, erasures.PHASES[erasures.PHASES.indexOf(row.phase) + 1]!, null)
  const isOver = await store.write((db) => followOthers(db, on, row))
  return moved(options, row, isOver ? 'rest' : 'clean', null)
}

const moved = (
  { store, on, me }: EraserOptions,
  row: erasures.ErasureRow,
  phase: erasures.Phase,
  place: erasures.Place | null,
  state: 'running' | 'waiting' = 'running',
  write?: Page['write'],
): Promise<boolean> =>
  store.write(async (db) => {
    if (!(await erasures.holdLease(db, row.id, me, on.now() + LEASE_MS))) return false
    await write?.(db)
    await erasures.move(db, row.id, phase, place, state)
    return true
  })

/** The last words that name the person go, and then the bytes of all that went. */
async function finish(options: EraserOptions, row: erasures.ErasureRow): Promise<boolean> {
  const { store, on, me } = options
  const isOurs = await store.write(async (db) => {
    if (!(await erasures.holdLease(db, row.id, me, on.now() + LEASE_MS))) return false
    await erasures.keepPerson(db, row.id, null)
    return true
  })
  if (!isOurs) return false
  await clean(options, row, row.person && [...row.person.mails, ...row.person.numbers])
  await store.write(async (db) => {
    if (row.reason === OVER) await consents.lift(db, row.id)
    await erasures.finish(db, row.id, on.now())
  })
  on.log.info('person.erased', { erasure: row.id })
  return true
}

/** Writing a database anew may take longer than the lease. */
async function clean({ store, on, me }: EraserOptions, row: erasures.ErasureRow, texts: readonly string[] | null): Promise<void> {
  const renewal = setInterval(() => void store.write((db) => erasures.holdLease(db, row.id, me, on.now() + LEASE_MS)).catch(() => {}), LEASE_MS / 3)
  try {
    const tables = [...Object.entries(TABLES).flatMap(([table, { holds }]) => (holds === 'values' ? [table] : [])), 'erasure']
    const cleaned = await store.clean({ texts, tables, maxBytes: on.setup.privacy.rewriteBytes })
    await store.write(async (db) => {
      for (const { code, place, n } of cleaned) {
        const state = TO_DO.has(code) ? 'byHand' : 'done'
        await erasures.retell(db, row.id, { kind: 'disk', place: place ?? '', subject: code, state, n, detail: null, at: on.now() })
      }
    })
  } finally {
    clearInterval(renewal)
  }
}
