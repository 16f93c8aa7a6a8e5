/** The way to one connection: every call in its turn and behind the breaker, writes together where the CRM takes many. One per process, for jobs, polls, first loads and dry runs alike. */

import { BREAKER } from '../breaker-settings.ts'
import type { Dialogue } from '../connector.ts'
import { stillHolds } from '../flow/consents-told.ts'
import type { Context } from '../flow/context.ts'
import { endpointOf } from '../flow/deliver.ts'
import type { AudienceEntry, ConnectionEntry, NotifierEntry } from '../setup.ts'
import * as lanes from '../store/lanes.ts'
import type { Store } from '../store/store.ts'
import type { Converse, ConverseOptions, Endpoint, Talk } from '../talk.ts'
import { type Breaker, type BreakerState, createBreaker } from './breaker.ts'
import { createGovernor } from './governor.ts'
import { createPace, type Pace } from './pace.ts'
import { localPermits, sharedPermits } from './permits.ts'
import { notifierEndpoint } from './tell.ts'
import { audienceEndpoint } from './tell-audience.ts'
import { type AsksFor, asksTogether } from './together.ts'

/** For a longer break jobs are put off; a shorter one is waited out. */
const WORTH_WAITING_MS = 2_000
/** A quota that is used up is asked about again after so long, where the other side does not say when it renews. */
const QUOTA_REST_MS = 900_000

/** Where a line leads: a CRM, somebody who is notified, or an e-mail tool. */
export type Target = ConnectionEntry | NotifierEntry | AudienceEntry

export const isNotifier = (target: Target): target is NotifierEntry => 'notifier' in target
export const isCrm = (target: Target): target is ConnectionEntry => 'crm' in target

export interface Line {
  readonly pace: Pick<Pace, 'take' | 'heldUntil'>
  readonly breaker: Breaker
  /** Whatever asks the other side, unless it wants a break; what it says of its limits is heeded. */
  outside: <Result>(work: () => Promise<Talk<Result>>) => Promise<Talk<Result>>
  talk: <Result>(dialogue: Dialogue<Result>, options?: Pick<ConverseOptions, 'stillTrue'>) => Promise<Talk<Result>>
  /** Asks what each lead of a CRM asks for. */
  asksFor: AsksFor
}

/** How it stands with a line at this moment. */
export interface LineState {
  connection: string
  breaker: BreakerState
  /** Calls a second; null where nothing is known that limits them. */
  perSecond: number | null
  /** So long nothing goes out. */
  heldMs: number
  /** Calls that wait for their turn. */
  waiting: number
}

export interface Lines {
  to(target: Target): Line
  states(): LineState[]
  /** Over the endpoint's line where it has one; other endpoints are asked as they are. */
  converse: Converse
  /** Nothing goes out any more: whoever waits is told so. */
  close(): void
  /** As they are from the beginning. */
  open(): void
}

interface Parts {
  store: Store
  on: Context
  converse: Converse
}

export function openLines(parts: Parts): Lines {
  const { connections, notifiers, audiences } = parts.on.setup
  const lines = new Map([...connections.values(), ...notifiers.values(), ...audiences.values()].map((target) => [target.id, openLine(parts, target)]))
  /** A source may be called as a connection is, and have an API of its own. */
  const lineTo = ({ id, baseUrl }: Endpoint) => (lines.get(id)?.baseUrl === baseUrl ? lines.get(id) : undefined)
  const converse = async (dialogue: Dialogue<unknown>, endpoint: Endpoint, options: Asked = {}) =>
    lineTo(endpoint)?.converse(dialogue, endpoint, options) ?? parts.converse(dialogue, endpoint, options)
  return {
    to: ({ id }) => lines.get(id)!,
    states: () => [...lines].map(([connection, { breaker, pace }]) => ({ connection, ...stateOf(breaker, pace, parts.on.now()) })),
    converse: converse as Converse,
    close: () => {
      for (const { pace } of lines.values()) pace.close()
    },
    open: () => {
      for (const { pace } of lines.values()) pace.open()
    },
  }
}

/** In earnest or in a dry run: a line makes no difference. */
type Asked = ConverseOptions & { dryRun?: false }

function openLine({ store, on, converse: ask }: Parts, to: Target) {
  const { id, label, settings, timeoutMs } = to
  const endpoint = endpointTo(to)
  let before: BreakerState = 'closed'
  const breakerChanged = (state: BreakerState) => {
    const wasClosed = before === 'closed'
    before = state
    if (state === 'closed') on.log.info('breaker.closed', { connection: id })
    else if (wasClosed) on.log.warn('breaker.opened', { connection: id })
    else on.log.debug('breaker.probed', { connection: id, state })
    // It answers again: what waits for its next repeat need not wait any longer.
    if (state === 'closed') void store.write((db) => lanes.hasten(db, id, on.now())).catch(() => {})
  }
  const pace = paceOf(store, on, to)
  const breaker = createBreaker({ host: new URL(endpoint.baseUrl).host, ...BREAKER, now: on.now, onChange: breakerChanged })
  const outside: Line['outside'] = async (work) => {
    const breakMs = pace.heldUntil - on.now()
    if (breakMs > WORTH_WAITING_MS) return { result: { kind: 'rateLimited', reason: `${label} asked for a break`, afterMs: breakMs }, calls: [] }
    const talk = await breaker.run(work)
    return { ...talk, result: heeded(pace, talk.result) }
  }
  const converse = (dialogue: Dialogue<unknown>, other: Endpoint, options: Asked = {}) =>
    outside(() => ask(dialogue, other, { timeoutMs, ...options, pace: pace.take }))
  const talk = ((dialogue, options) => converse(dialogue, endpoint, options)) as Line['talk']
  const asksFor: AsksFor = isCrm(to)
    ? asksTogether({ crm: to.crm, settings, talk, stillTrue: (told) => stillHolds(store.db, on, told) })
    : () => {
        throw new Error('only a CRM keeps records of leads')
      }
  return { pace, breaker, outside, talk, asksFor, converse, baseUrl: endpoint.baseUrl }
}

const stateOf = (breaker: Breaker, { everyMs, heldUntil, waiting }: Pace, now: number): Omit<LineState, 'connection'> => ({
  breaker: breaker.state,
  perSecond: everyMs > 0 ? 1000 / everyMs : null,
  heldMs: Math.max(0, heldUntil - now),
  waiting,
})

const endpointTo = (target: Target): Endpoint => (isNotifier(target) ? notifierEndpoint(target) : isCrm(target) ? endpointOf(target) : audienceEndpoint(target))

/** Slows down where it was too much. @returns the same, with the time of the break where the other side named none */
function heeded<Result>(pace: Pace, result: Result): Result {
  if (Array.isArray(result)) return result.map((one) => heeded(pace, one)) as Result
  if (typeof result !== 'object' || result === null || !('kind' in result)) return result
  const afterMs = 'afterMs' in result && typeof result.afterMs === 'number' ? result.afterMs : undefined
  if (result.kind === 'rateLimited') pace.refused(afterMs)
  if (result.kind !== 'quotaExhausted') return result
  pace.holdFor(afterMs ?? QUOTA_REST_MS)
  return { ...result, afterMs: afterMs ?? QUOTA_REST_MS }
}

function paceOf(store: Store, on: Context, to: Target): Pace {
  const { id, concurrency, perSecond } = to
  const perDay = isCrm(to) ? to.perDay : null
  return createPace({
    concurrency,
    now: on.now,
    governor: createGovernor({ perSecond, now: on.now, changed: (rate) => on.log.info('pace.changed', { connection: id, perSecond: rate }) }),
    permits: store.db.dialect.manyWriters || perDay !== null ? sharedPermits(store, id, perDay, on.now) : localPermits(on.now),
    isMetered: perDay !== null,
    ...(!isNotifier(to) && { limits: isCrm(to) ? to.crm.limits : to.audience.limits }),
  })
}
