/** A machine's clock that is put back: what was to be done at an instant of the wrong time would wait until that comes again. */
import type { Context } from '../flow/context.ts'
import { said } from '../log.ts'
import { takeUpPutBack } from '../store/clock.ts'
import * as deliveries from '../store/deliveries.ts'
import * as lanes from '../store/lanes.ts'
import * as pace from '../store/pace.ts'
import type { Store } from '../store/store.ts'
import { LEASE_MS } from './lanes.ts'

/** How often the clock is looked at. */
const LOOK_MS = 1_000
/** Less than this is how clocks are kept right. */
const LEAST_MS = 2_000

export interface ClockWatch {
  stop(): void
}

/** @param steady milliseconds of a clock that nobody sets */
export function watchClock({ store, on, steady = () => performance.now() }: { store: Store; on: Context; steady?: () => number }): ClockWatch {
  let apart = on.now() - steady()
  const look = async () => {
    const now = on.now()
    const was = apart
    apart = now - steady()
    const back = Math.round(was - apart)
    if (back < LEAST_MS) return
    on.log.warn('clock.put_back', { byMs: back })
    await store.write(async (db) => {
      if (!(await takeUpPutBack(db, now, back))) return
      await deliveries.putBack(db, now, back)
      await lanes.putBack(db, now, back, LEASE_MS)
      await pace.putBack(db, now, back)
    })
  }
  const timer = setInterval(() => {
    const was = apart
    void look().catch((error) => {
      apart = was // the next look finds it again
      on.log.warn('clock.fault', { error: said(error) })
    })
  }, LOOK_MS)
  return { stop: () => clearInterval(timer) }
}
