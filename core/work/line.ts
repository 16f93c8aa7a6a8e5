/** The way to one connection: every call in its turn and behind the breaker, writes together where the CRM takes many. */
import type { Dialogue } from '../connector.ts'
import type { Context } from '../flow/context.ts'
import type { AudienceEntry, ConnectionEntry, NotifierEntry } from '../setup.ts'
import * as lanes from '../store/lanes.ts'
import type { Store } from '../store/store.ts'
import type { Converse, Endpoint, Talk } from '../talk.ts'
import { type Breaker, type BreakerState, createBreaker } from './breaker.ts'
import { createGovernor } from './governor.ts'
import { createPace, type Pace } from './pace.ts'
import { localPermits, type Permits, sharedPermits } from './permits.ts'
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
  /** Whatever asks the other side, unless it wants a break. */
  outside: <Result>(work: () => Promise<Talk<Result>>) => Promise<Talk<Result>>
  talk: <Result>(dialogue: Dialogue<Result>) => Promise<Talk<Result>>
  write: WriteTogether
}

export function openLine({ store, on, converse }: Parts, to: ConnectionEntry | NotifierEntry | AudienceEntry, endpoint: Endpoint): Line {
  const { id, settings, timeoutMs } = to
  const breakerChanged = (state: BreakerState) => {
    on.log.warn('breaker.changed', { connection: id, state })
    // It answers again: what waits for its next repeat need not wait any longer.
    if (state === 'closed') void store.write((db) => lanes.hasten(db, id, on.now())).catch(() => {})
  }
  const pace = paceOf(store, on, to)
  const breaker = createBreaker({ host: new URL(endpoint.baseUrl).host, ...BREAKER, now: on.now, onChange: breakerChanged })
  const outside: Line['outside'] = async (work) => {
    const breakMs = pace.heldUntil - on.now()
    if (breakMs > WORTH_WAITING_MS) return { result: { kind: 'rateLimited', reason: `${to.label} asked for a break`, afterMs: breakMs }, calls: [] }
    return breaker.run(work)
  }
  const talk: Line['talk'] = (dialogue) => outside(() => converse(dialogue, endpoint, { timeoutMs, pace: pace.take }))
  return { pace, breaker, outside, talk, write: 'crm' in to ? writesTogether({ crm: to.crm, settings, talk }) : noRecords }
}

const noRecords: WriteTogether = () => Promise.reject(new Error('only a CRM keeps records of leads'))

export function paceOf(store: Store, on: Context, to: ConnectionEntry | NotifierEntry | AudienceEntry): Pace {
  const { id, concurrency, perSecond } = to
  const perDay = 'crm' in to ? to.perDay : null
  return createPace({
    concurrency,
    now: on.now,
    governor: createGovernor({ perSecond, now: on.now, changed: (rate) => on.log.info('pace.changed', { connection: id, perSecond: rate }) }),
    permits: store.db.dialect.manyWriters || perDay !== null ? sharedPermits(store, id, perDay, on.now) : ownPermits(store, id, on.now),
    isMetered: perDay !== null,
    ...('crm' in to && { limits: to.crm.limits }),
    ...('audience' in to && { limits: to.audience.limits }),
  })
}

/** Whatever this process wants of a connection goes out in one order, jobs and first loads alike. */
function ownPermits(store: Store, id: string, now: () => number): Permits {
  const known = own.get(store) ?? new Map<string, Permits>()
  own.set(store, known)
  const permits = known.get(id) ?? localPermits(now)
  known.set(id, permits)
  return permits
}

const own = new WeakMap<Store, Map<string, Permits>>()
