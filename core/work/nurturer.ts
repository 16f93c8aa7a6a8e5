/** Looks, in the background, at whom something has changed for or falls due, so that what they are to get next is at hand. */
import type { Context } from '../flow/context.ts'
import { lookAtAll, lookAtReaders } from '../flow/next-steps.ts'
import { said } from '../log.ts'
import * as deliveries from '../store/deliveries.ts'
import type { Store } from '../store/store.ts'
import { pauses } from './pauses.ts'

const TURN_MS = 1_000
/** Of the time of the database no more than one part in so many; and while deliveries wait: what comes in goes first. */
const SHARE = 5
const SHARE_BUSY = 25

interface Parts {
  store: Store
  on: Context
  /** Told when there is something for e-mail tools. */
  queued: () => void
}

export function startNurturer({ store, on, queued }: Parts): { stop(): Promise<void> } {
  const pause = pauses()
  /** @returns whether there was anything to do */
  async function turn(): Promise<boolean> {
    const { looked, changed } = await store.write((db) => lookAtReaders(db, on))
    if (changed) queued()
    if (looked > 0) return true
    return store.write((db) => lookAtAll(db, on))
  }
  async function run(): Promise<void> {
    while (!pause.stopping) {
      const startedAt = performance.now()
      const isBusy = await turn().catch((error) => {
        on.log.warn('nurture.fault', { error: said(error) })
        return false
      })
      const took = performance.now() - startedAt
      await pause.sleep(isBusy ? ((await deliveries.isAnyDue(store.db, on.now())) ? SHARE_BUSY : SHARE) * took : TURN_MS)
    }
  }
  const running = run()
  return {
    stop: async () => {
      pause.stop()
      await running
    },
  }
}
