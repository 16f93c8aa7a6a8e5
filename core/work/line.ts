/** The way to one connection: every call in its turn and behind the breaker, writes together where the CRM takes many. */
import type { Dialogue } from '../connector.ts'
import type { Context } from '../flow/context.ts'
import { endpointOf } from '../flow/deliver.ts'
import type { ConnectionEntry } from '../setup.ts'
import * as lanes from '../store/lanes.ts'
import type { Store } from '../store/store.ts'
import type { Converse, Talk } from '../talk.ts'
import { type Breaker, type BreakerState, createBreaker } from './breaker.ts'
import { createGovernor } from './governor.ts'
import { createPace, type Pace } from './pace.ts'
import { localPermits, sharedPermits } from './permits.ts'
import { type WriteTogether, writesTogether } from './together.ts'

const BREAKER = { failures: 5, breakMs: 15_000 }
/** For a longer break jobs are put off; a shorter one is waited out. */
const WORTH_WAITING_MS = 2_000

interface Parts {
  store: Store
  on: Context
  converse: Converse
}

export interface Line {
  pace: Pace
  breaker: Breaker
  talk: <Result>(dialogue: Dialogue<Result>) => Promise<Talk<Result>>
  write: WriteTogether
}

export function openLine({ store, on, converse }: Parts, connection: ConnectionEntry): Line {
  const { id, crm, settings, timeoutMs } = connection
  const breakerChanged = (state: BreakerState) => {
    on.log.warn('breaker.changed', { connection: id, state })
    // It answers again: what waits for its next repeat need not wait any longer.
    if (state === 'closed') void store.write((db) => lanes.hasten(db, id, on.now())).catch(() => {})
  }
  const pace = paceOf(store, on, connection)
  const breaker = createBreaker({ host: new URL(crm.baseUrl(settings)).host, ...BREAKER, now: on.now, onChange: breakerChanged })
  const endpoint = endpointOf(connection)
  const talk = async <Result>(dialogue: Dialogue<Result>): Promise<Talk<Result>> => {
    const breakMs = pace.heldUntil - on.now()
    if (breakMs > WORTH_WAITING_MS) return { result: { kind: 'rateLimited', reason: `${connection.label} asked for a break`, afterMs: breakMs }, calls: [] }
    return breaker.run(() => converse(dialogue, endpoint, { timeoutMs, pace: pace.take }))
  }
  return { pace, breaker, talk, write: writesTogether({ crm, settings, talk }) }
}

function paceOf(store: Store, on: Context, { id, crm, concurrency, perSecond, perDay }: ConnectionEntry): Pace {
  const isShared = store.db.dialect.manyWriters || perDay !== null
  return createPace({
    concurrency,
    now: on.now,
    governor: createGovernor({ perSecond, now: on.now, changed: (rate) => on.log.info('pace.changed', { connection: id, perSecond: rate }) }),
    permits: isShared ? sharedPermits(store, id, perDay, on.now) : localPermits(on.now),
    isMetered: perDay !== null,
    limits: crm.limits,
  })
}
