/** Looks every minute whether a source has fallen silent. */
import type { Context } from '../flow/context.ts'
import { forgetRhythms, localTimeOf, noticeSilence } from '../flow/silence.ts'
import { said } from '../log.ts'
import * as rhythms from '../store/rhythms.ts'
import type { Store } from '../store/store.ts'
import { pauses } from './pauses.ts'

const TURN_MS = 60_000
/** Who did not look for so long was away. */
const AWAY_MS = 10 * TURN_MS

/** @param everyMs for tests */
export function startSilenceWatch({ store, on, everyMs = TURN_MS }: { store: Store; on: Context; everyMs?: number }): { stop(): Promise<void> } {
  const pause = pauses()
  const localTime = localTimeOf(on)
  async function turn(): Promise<void> {
    while (await store.write(rhythms.takeIn)) if (pause.stopping) return
    const listeningSince = await store.write((db) => rhythms.listen(db, on.now(), AWAY_MS))
    for (const source of on.setup.sources.values()) await store.write((db) => noticeSilence(db, on, source, { listeningSince, localTime }))
    await store.write((db) => forgetRhythms(db, on))
  }
  async function run(): Promise<void> {
    while (!pause.stopping) {
      await turn().catch((error) => on.log.warn('silence.fault', { error: said(error) }))
      await pause.sleep(everyMs)
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
