/** Every minute counts the points anew that have faded, in transactions so short that nobody waits for them. */
import type { Context } from '../flow/context.ts'
import { fadeScores } from '../flow/fade-scores.ts'
import { said } from '../log.ts'
import type { Store } from '../store/store.ts'
import { pauses } from './pauses.ts'

const TURN_MS = 60_000
const AT_ONCE = 100
/** Between two of them others have their turn. */
const BREATH_MS = 20

/** @param everyMs for tests */
export function startFader({ store, on }: { store: Store; on: Context }, everyMs: number = TURN_MS): { stop(): Promise<void> } {
  const pause = pauses()
  async function run(): Promise<void> {
    while (!pause.stopping) {
      const n = await store.write((db) => fadeScores(db, on, AT_ONCE)).catch((error) => on.log.warn('fading.fault', { error: said(error) }))
      await pause.sleep(n === AT_ONCE ? BREATH_MS : everyMs)
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
