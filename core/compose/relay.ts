/**
 * One crew takes over from another when something was changed in the console. The next is there before the last one goes:
 * requests and actions turn to it at once, and it takes up the work when the last one has laid it down. One that cannot
 * start leaves everything as it was.
 */
import type { Actions } from '../app.ts'
import { type Log, said } from '../log.ts'
import type { Store } from '../store/store.ts'
import type { Crew } from './crew.ts'
import { leadTo } from './lead-to.ts'
import { readMade, type Stored } from './made.ts'

/** How soon a process hears of what was changed at another. */
const LOOK_MS = 2_000
/** What could not be taken up is tried again: a file that a reference names may be there by then. */
const AGAIN_MS = 30_000

interface Parts {
  store: Pick<Store, 'db'>
  log: Log
  /** @throws when it cannot start */
  open(stored: Stored): Promise<Crew>
  /** It is in force from now on. */
  took(crew: Crew): void
  /** It works no more and is about to stop. */
  leaves(crew: Crew): Promise<void>
  /** An engine ended though nobody stopped it. */
  failed(error: Error): void
}

export interface Relay {
  readonly crew: Crew
  /** Of the crew in force. */
  act: Actions
  /** Takes up what was changed, if anything was. */
  look(): Promise<void>
  stop(): Promise<void>
}

export async function startRelay(first: Crew, { store, log, open, took, leaves, failed }: Parts): Promise<Relay> {
  let crew = first
  const leading = leadTo<Actions>(first.act)
  const over = new WeakSet<Crew>()
  /** Settles when everybody before has laid down the work. */
  let handOver = Promise.resolve()
  /** Those who still stop. */
  const ending = new Set<Promise<void>>()
  let untaken: { revision: number; at: number } | null = null

  const watch = (one: Crew) => void one.engine?.ended.then((error) => !over.has(one) && failed(error))

  function takeOver(next: Crew): void {
    const before = crew
    crew = next
    watch(next)
    const answered = leading.turn(next.act)
    took(next)
    const resting = handOver
      .then(() => before.rest())
      .then(() => dropJobs(before))
      .catch((error: unknown) => log.warn('settings.rest_failed', { error: said(error) }))
      .then(() => (crew === next ? next.work() : undefined)) // unless another one has taken over meanwhile
    handOver = resting.catch((error: unknown) => failed(error as Error))
    const ended = Promise.all([handOver, answered])
      .then(async () => {
        over.add(before)
        await leaves(before)
        await before.stop()
      })
      .catch((error: unknown) => log.warn('settings.stop_failed', { error: said(error) }))
      .finally(() => ending.delete(ended))
    ending.add(ended)
  }

  /** Of connections that were removed while they worked, queued up to the last moment. */
  async function dropJobs({ setup }: Crew): Promise<void> {
    const gone = [...setup.connections.keys()].filter((id) => !crew.setup.connections.has(id))
    if (gone.length > 0) await leading.to.cancelRemoved(gone)
  }

  async function lookOnce(): Promise<void> {
    const stored = await readMade(store.db)
    if (stored.revision === crew.revision) return
    if (untaken?.revision === stored.revision && Date.now() - untaken.at < AGAIN_MS) return
    const startedAt = performance.now()
    const next = await open(stored).catch((error: unknown) => said(error))
    if (typeof next === 'string') {
      untaken = { revision: stored.revision, at: Date.now() }
      log.error('settings.not_taken', { error: next })
      return leading.to.tellUntaken(next)
    }
    takeOver(next)
    log.info('settings.taken', { revision: stored.revision, ms: Math.round(performance.now() - startedAt) })
    if (untaken) await leading.to.tellUntaken(null)
    untaken = null
  }

  let looking = Promise.resolve()
  const look = (): Promise<void> => {
    looking = looking.then(lookOnce).catch((error: unknown) => log.warn('settings.unread', { error: said(error) }))
    return looking
  }

  watch(first)
  await first.work()
  await leading.to.tellUntaken(null) // what it started with it works by
  let isLooking = false
  const timer = setInterval(() => {
    if (isLooking) return
    isLooking = true
    void look().finally(() => {
      isLooking = false
    })
  }, LOOK_MS).unref()

  return {
    get crew() {
      return crew
    },
    act: leading.to,
    look,
    stop: async () => {
      clearInterval(timer)
      await looking
      await handOver
      await Promise.all(ending)
      over.add(crew)
      await crew.stop()
    },
  }
}
