/** Lets the database know soon how large its tables have become, so that it plans for what is there. */
import type { Context } from '../flow/context.ts'
import { said } from '../log.ts'
import { countOutgrown } from '../store/outgrown.ts'
import type { Store } from '../store/store.ts'

const LOOK_MS = 3_000

export function keepPlans({ store, on, lookMs = LOOK_MS }: { store: Store; on: Pick<Context, 'log'>; lookMs?: number }): { stop(): Promise<void> } {
  let stopped = false
  let looking: Promise<unknown> = Promise.resolve()
  const timer = setTimeout(function look() {
    looking = countOutgrown(store.db)
      .catch((error) => on.log.warn('plans.fault', { error: said(error) }))
      .then(() => {
        if (!stopped) timer.refresh()
      })
  }, lookMs)
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await looking
    },
  }
}
