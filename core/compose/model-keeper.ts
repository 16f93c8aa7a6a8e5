/** Keeps the model of identity in force in the context. */
import type { Context } from '../flow/context.ts'
import { keepShipped, modelInForce } from '../flow/models.ts'
import { MODEL } from '../lead/match/model.ts'
import type { Store } from '../store/store.ts'

/** An activated model reaches every process within this time. */
const MODEL_CACHE_MS = 2_000

export interface ModelKeeper {
  /** Reads it now. */
  renew(): Promise<void>
  stop(): Promise<void>
}

/** The model of identity in force: read anew every few seconds, so that an activation reaches every process; this one at once. */
export async function keepModel(store: Store, on: Context): Promise<ModelKeeper> {
  const stays = await store.write((db) => keepShipped(db, on))
  if (stays !== null) on.log.info('model.shipped_newer', { active: stays, shipped: MODEL.version })
  let before = Promise.resolve()
  const renew = () => {
    const renewed = before.then(async () => {
      on.model = await modelInForce(store.db)
    })
    before = renewed.catch((error: Error) => on.log.warn('model.not_renewed', { error: error.message }))
    return renewed
  }
  await renew()
  const timer = setInterval(() => void renew().catch(() => {}), MODEL_CACHE_MS)
  timer.unref()
  return {
    renew,
    stop: () => {
      clearInterval(timer)
      return before
    },
  }
}
