/** Replays from the outside: planned for a filter, started, paused, cancelled; and what a step of one writes. */

import type { NewReplay } from '../action-data.ts'
import { Refusal } from '../refusal.ts'
import type { Db } from '../store/db.ts'
import * as leads from '../store/leads.ts'
import * as operation from '../store/operation.ts'
import * as replays from '../store/replays.ts'
import type { Store } from '../store/store.ts'
import type { Context } from './context.ts'
import { groundsCause, stoppedCause } from './issue-cause.ts'
import { type Again, type AgainOutcome, type AgainResult, absorbAgain } from './map.ts'
import { raiseIssue } from './raise-issue.ts'

/** Deliveries listed in one transaction while a replay is planned. */
const PAGE = 2_000
const PER_SECOND = 100
/** What waits is mapped anyway, what was erased is gone. */
const REPLAYED: readonly string[] = ['processed', 'held', 'duplicate', 'filtered', 'test']

/** @throws a sentence when the filter is empty or names what is not there */
export async function planReplay(store: Store, on: Context, wanted: NewReplay, by: string): Promise<{ id: string; total: number }> {
  const { filter, targets = null } = wanted
  demandFilter(on, filter)
  demandTargets(on, targets)
  if (filter.ids) await demandIds(store.db, filter.ids)
  const id = on.newId('rpl')
  const row = { id, filter, mapping: wanted.mapping, targets, perSecond: wanted.perSecond ?? PER_SECOND, createdAt: on.now(), createdBy: by }
  await store.write(async (db) => {
    await replays.add(db, row)
    await record(db, on, by, 'replay.planned', id, JSON.stringify(filter))
  })
  let total = 0
  for (let after = ''; ; ) {
    const page = await replays.matching(store.db, filter, after, PAGE)
    const last = page.at(-1)
    if (last === undefined) break
    await store.write((db) => replays.addItems(db, id, page))
    total += page.length
    after = last
  }
  return { id, total }
}

/** @throws a sentence when it would take in everything, or a source or state that is not there */
export function demandFilter(on: Context, filter: replays.ReplayFilter): void {
  if (!Object.values(filter).some((value) => value !== undefined)) throw new Refusal('say which deliveries: by source, state, reason, time or ids')
  const { source, state, from, to } = filter
  if (source !== undefined && !on.setup.sources.has(source))
    throw new Refusal(`there is no source '${source}'; known are ${[...on.setup.sources.keys()].join(', ')}`)
  if (state !== undefined && !REPLAYED.includes(state)) throw new Refusal(`'${state}' is no state that can be replayed; possible are ${REPLAYED.join(', ')}`)
  if (from !== undefined && to !== undefined && from >= to) throw new Refusal('`from` is not before `to`')
}

/** @throws a sentence with those that cannot be replayed */
async function demandIds(db: Db, ids: readonly string[]): Promise<void> {
  const there = new Set(await replays.matching(db, { ids }, '', ids.length))
  const missing = [...new Set(ids)].filter((id) => !there.has(id))
  if (missing.length === 0) return
  const shown = missing.slice(0, 5).join(', ')
  const more = missing.length > 5 ? ` and ${missing.length - 5} more` : ''
  throw new Refusal(`there is no delivery to replay under ${shown}${more}: the id is unknown, or the delivery waits to be mapped, or it was erased`)
}

/** @throws a sentence when a connection is not there */
export function demandTargets(on: Context, targets: NewReplay['targets'] | null): void {
  if (!Array.isArray(targets)) return
  for (const id of targets)
    if (!on.setup.connections.has(id)) throw new Refusal(`there is no connection '${id}'; known are ${[...on.setup.connections.keys()].join(', ') || 'none'}`)
}

const MOVES = {
  start: { from: ['planned', 'paused'], to: 'running' },
  pause: { from: ['running'], to: 'paused' },
  // Leads that were corrected so far are still told to the CRMs.
  cancel: { from: ['planned', 'running', 'paused'], to: 'cancelling' },
} as const
export type ReplayMove = keyof typeof MOVES

/** @throws when it is not in a state from which this is possible */
export async function moveReplay(db: Db, on: Context, id: string, move: ReplayMove, by: string): Promise<void> {
  const { from, to } = MOVES[move]
  const row = await replays.find(db, id)
  if (!row) throw new Refusal(`there is no replay ${id}`)
  if (!(await replays.setState(db, id, from, to, on.now()))) throw new Refusal(`the replay ${id} is ${row.state}: it cannot be ${PAST[move]}`)
  if (move === 'cancel') await replays.skipRest(db, id)
  await record(db, on, by, `replay.${PAST[move]}`, id, null)
}

const PAST = { start: 'started', pause: 'paused', cancel: 'cancelled' } as const

/**
 * Looks at deliveries again, and keeps what came of it, in one transaction. Leads that CRMs may have to hear of are kept for
 * later: those that changed, and all of them where connections were named, whose mapping may have changed as well.
 */
export async function replayBatch(db: Db, on: Context, { id: replay, targets }: replays.ReplayRow, batch: readonly Again[]): Promise<AgainResult> {
  const again = await absorbAgain(db, { ...on, concernsCrms: (at, lead) => replays.addLead(at, replay, lead.id) }, batch)
  await replays.addFindings(db, replay, again.findings)
  const outcomes = new Map(again.outcomes.map((one) => [one.deliveryId, outcomeOf(one)]))
  for (const { told } of batch) await replays.finishItem(db, replay, told.deliveryId, outcomes.get(told.deliveryId) ?? 'skipped')
  await replays.addItems(db, replay, again.follow, 'follows')
  const looked = targets === null ? [] : batch.map(({ told }) => told.deliveryId)
  for (const lead of await leads.ofDeliveries(db, looked)) await replays.addLead(db, replay, lead)
  return again
}

export function outcomeOf({ before, after, changed, added, retracted }: AgainOutcome): replays.ItemOutcome {
  if (after === 'held' && before !== 'held') return 'newlyHeld'
  if (after === 'processed' && before !== 'processed') return 'newlyAccepted'
  return changed + added + retracted > 0 || before !== after ? 'changed' : 'unchanged'
}

/** A replay that fails again and again waits for a person. */
export async function stopReplay(db: Db, on: Context, id: string, reason: string): Promise<void> {
  await replays.stopWith(db, id, reason)
  await raiseIssue(db, on, {
    cause: stoppedCause(id),
    kind: 'review',
    subject: id,
    title: `The replay ${id} was paused: ${reason}`,
    todo: `Mend the cause (the log of the hub says more), then \`leitwerk replay start ${id}\`.`,
  })
}

/** Ends a replay that has nothing left to do; one issue tells of what a person must look at. */
export async function finishReplay(db: Db, on: Context, id: string): Promise<void> {
  const row = await replays.find(db, id)
  const end = row?.state === 'cancelling' ? 'cancelled' : 'done'
  if (!(await replays.setState(db, id, ['running', 'cancelling'], end, on.now()))) return
  const found = await replays.findings(db, id)
  if (found.length === 0) return
  await raiseIssue(db, on, {
    cause: groundsCause(id),
    kind: 'review',
    subject: id,
    title: `After the replay ${id}, ${found.length === 1 ? 'one hand-over or decision has' : `${found.length} hand-overs or decisions have`} lost the grounds for it`,
    todo: `See which with \`leitwerk replay show ${id}\`, and tell sales where need be: the hub takes nothing back by itself.`,
  })
}

const record = (db: Db, on: Context, by: string, action: string, subject: string, detail: string | null) =>
  operation.audit(db, { id: on.newId('aud'), at: on.now(), by, action, subject, detail })
