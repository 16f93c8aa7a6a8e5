/**
 * Step: what a delivery told becomes events, assigned, folded and queued, in one transaction per item; then the delivery
 * is settled in a named state. Everything here may run again: what is there already is recognised by its identity, what
 * is told otherwise now is put right.
 */

import { type MappedItem, type MapResult, SAYS_NOTHING } from '../mapped.ts'
import type { SourceEntry } from '../setup.ts'
import { type Db, together } from '../store/db.ts'
import * as deliveries from '../store/deliveries.ts'
import * as requests from '../store/erased-requests.ts'
import * as events from '../store/events.ts'
import type { Store } from '../store/store.ts'
import type { Context } from './context.ts'
import { type Finding, raiseFinding } from './findings.ts'
import { heldCause } from './issue-cause.ts'
import { type Ahead, filteredItem, goneOf, heldItem, type ItemOutcome, type ItemPlan, outcomeOf, planItem, type Told } from './items.ts'
import { raiseIssue } from './raise-issue.ts'
import { type Change, type Gone, revise } from './revise.ts'
import { SUPPRESSED } from './suppress.ts'
import { atOnce, takeEffect } from './take-effect.ts'

/** Takes in a mapped delivery. Items still to be hydrated are left alone: the caller comes back with them. */
export async function absorb(store: Store, on: Context, told: Told, mapped: MapResult): Promise<deliveries.DeliveryState> {
  const ready = mapped.kind === 'held' ? [] : mapped.items.filter((item) => item.result.kind !== 'unhydrated')
  const before: Taken[] = []
  if (ready.length > 1) for (const item of ready) before.push(await store.write((db) => absorbItem(db, on, told, item)))
  return store.write(async (db) => {
    // One item, as nearly always, is one transaction with the delivery's end.
    const [only] = ready
    const taken = ready.length === 1 && only ? [await absorbItem(db, on, told, only)] : before
    const isWhole = mapped.kind === 'held' ? !SAYS_NOTHING.has(mapped.code) : ready.length === mapped.items.length
    const others = told.again && isWhole ? await othersOf(db, on, told, new Set(taken.map(({ key }) => key))) : []
    if (others.length > 0) await correct(db, on, [], others)
    const held = mapped.kind === 'held' ? [heldItem('', mapped)] : []
    const state = await settle(db, on, told, [...held, ...taken.flatMap((one) => one.outcomes)], deliveries.settle)
    const vacant = [...taken, { gone: others, isVacant: 'for older versions too' as const }]
    for (const one of vacant) await deliveries.reopen(db, await followersOf(db, told, one), on.now())
    return state
  })
}

/** What taking in an item came to. */
interface Taken extends Pick<ItemPlan, 'key' | 'gone' | 'isVacant'> {
  outcomes: ItemOutcome[]
}

async function absorbItem(db: Db, on: Context, told: Told, mapped: MappedItem): Promise<Taken> {
  const plan = await planItem(db, on, told, mapped)
  const isCorrection = plan.gone.length > 0 || plan.changes.some(({ before }) => before !== undefined)
  const made = isCorrection ? await correct(db, on, plan.changes, plan.gone) : await tellAtOnce(db, on, plan)
  for (const id of plan.repeats) await deliveries.becomesRepeat(db, id, told.deliveryId)
  return { key: plan.key, gone: plan.gone, isVacant: plan.isVacant, outcomes: wholeItem(plan.key, [...plan.outcomes, ...made]) }
}

async function correct(db: Db, on: Context, changes: readonly Change[], gone: readonly Gone[]): Promise<ItemOutcome[]> {
  const { ignored, findings } = await revise(db, on, changes, gone)
  for (const finding of findings) await raiseFinding(db, on, finding)
  return changes.map((change) => outcomeOfChange(change, ignored.get(change) ?? null))
}

const outcomeOfChange = ({ row }: Change, ignored: string | null): ItemOutcome =>
  ignored === null ? outcomeOf(row.itemKey, row) : filteredItem(row.itemKey, ignored)

/** New events, each by itself: the way of nearly every delivery. */
async function tellAtOnce(db: Db, on: Context, plan: ItemPlan): Promise<ItemOutcome[]> {
  const outcomes: ItemOutcome[] = []
  for (const change of plan.changes) {
    const { entry, event, submission, row } = change
    const effect = () => (event.test ? null : takeEffect(db, on, entry, event, submission, row, atOnce(db, on)))
    const [isAdded, ignored] = await together(events.add(db, row, events.personalOf(event)), Promise.resolve(effect()))
    if (!isAdded) throw new Error(`event ${row.id} was told by two deliveries at once`) // against the lock of its item
    outcomes.push(outcomeOfChange(change, ignored))
  }
  return outcomes
}

/** An item with one event that counts counts. */
const wholeItem = (key: string, outcomes: readonly ItemOutcome[]): ItemOutcome[] => {
  const shown = outcomes.find(({ state }) => state === 'processed') ?? outcomes[0]
  return shown ? [shown] : [filteredItem(key, 'the item tells nothing')]
}

/** Events of items that the delivery does not have any more. */
async function othersOf(db: Db, on: Context, told: Told, keys: ReadonlySet<string>): Promise<Gone[]> {
  const rows = await events.ofDelivery(db, told.deliveryId)
  return goneOf(
    on,
    told,
    null,
    rows.filter(({ state, itemKey }) => (state === 'active' || state === 'test') && !keys.has(itemKey)),
  )
}

/** Deliveries that were left aside beside an item which tells nothing any more: they may count now. */
async function followersOf(db: Db, { deliveryId }: Told, { gone, isVacant }: Pick<ItemPlan, 'gone' | 'isVacant'>): Promise<string[]> {
  if (gone.length === 0 || isVacant === 'no') return []
  const repeats = await deliveries.repeatsOf(db, deliveryId)
  const older = isVacant === 'for repeats' ? [] : await Promise.all(gone.map(({ row }) => events.otherTellers(db, row)))
  return [...new Set([...repeats, ...older.flat()])].filter((id) => id !== deliveryId).sort()
}

// --- again, many at once -----------------------------------------------------------------

/** A delivery that was settled before, mapped once more. */
export interface Again {
  told: Told
  mapped: MapResult
}

/** What looking again at a delivery came to. */
export interface AgainOutcome {
  deliveryId: string
  before: deliveries.DeliveryState
  after: deliveries.DeliveryState
  reason: string | null
  /** New revisions, events told for the first time, events told no longer. */
  changed: number
  added: number
  retracted: number
}

export interface AgainResult {
  outcomes: AgainOutcome[]
  findings: Finding[]
  /** Deliveries to look at again as well. */
  follow: string[]
}

/** Takes in deliveries again as they are mapped now, all in one transaction: what did not change is not written. */
export async function absorbAgain(db: Db, on: Context, batch: readonly Again[]): Promise<AgainResult> {
  const ahead: Ahead = new Map()
  const planned: Planned[] = []
  for (const again of batch) {
    const one = await planAgain(db, on, again, ahead)
    if (one) planned.push(one)
  }
  const changes = planned.flatMap((one) => one.changes)
  // An event that one delivery tells no longer and another tells now has only changed its teller.
  const taken = new Set(changes.flatMap(({ before }) => (before ? [before.id] : [])))
  const gone = planned.flatMap((one) => one.gone).filter(({ row }) => !taken.has(row.id))
  const nothing = { ignored: new Map<Change, string | null>(), findings: [] }
  const { ignored, findings } = changes.length + gone.length === 0 ? nothing : await revise(db, on, changes, gone)
  const outcomes: AgainOutcome[] = []
  const follow = new Set<string>()
  for (const one of planned) {
    const { told, before, plans } = one
    const items = [
      ...one.held,
      ...plans.flatMap((plan) =>
        wholeItem(plan.key, [...plan.outcomes, ...plan.changes.map((change) => outcomeOfChange(change, ignored.get(change) ?? null))]),
      ),
    ]
    const lost = one.gone.filter(({ row }) => !taken.has(row.id))
    const isQuiet = one.changes.length + lost.length === 0 && isAsItWas(before, items)
    const after = isQuiet ? before.state : await settle(db, on, told, items, deliveries.resettle)
    for (const id of plans.flatMap(({ repeats }) => repeats)) await deliveries.becomesRepeat(db, id, told.deliveryId)
    for (const vacant of [...plans, { gone: one.others, isVacant: 'for older versions too' as const }])
      for (const id of await followersOf(db, told, vacant)) follow.add(id)
    const changed = one.changes.filter((change) => change.before !== undefined).length
    outcomes.push({
      deliveryId: told.deliveryId,
      before: before.state,
      after,
      reason: shownOf(items).reason,
      changed,
      added: one.changes.length - changed,
      retracted: lost.length,
    })
  }
  return { outcomes, findings, follow: [...follow].sort() }
}

interface Planned {
  told: Told
  before: deliveries.DeliveryRow
  held: ItemOutcome[]
  plans: ItemPlan[]
  /** Of items that are not there any more. */
  others: Gone[]
  changes: Change[]
  gone: Gone[]
}

/** Null: it is being worked on, or there is nothing to work on. */
async function planAgain(db: Db, on: Context, { told, mapped }: Again, ahead: Ahead): Promise<Planned | null> {
  const before = await deliveries.hold(db, told.deliveryId)
  if (!before || before.state === 'pending' || before.state === 'erased') return null
  const plans: ItemPlan[] = []
  if (mapped.kind === 'mapped') for (const item of mapped.items) plans.push(await planItem(db, on, told, item, ahead))
  const others = await othersOf(db, on, told, new Set(plans.map(({ key }) => key)))
  return {
    told,
    before,
    held: mapped.kind === 'held' ? [heldItem('', mapped)] : [],
    plans,
    others,
    changes: plans.flatMap((plan) => plan.changes),
    gone: [...plans.flatMap((plan) => plan.gone), ...others],
  }
}

/** What was left aside for its effect only (a report that said nothing new) stays so while its events stand. */
function isAsItWas(before: deliveries.DeliveryRow, items: readonly ItemOutcome[]): boolean {
  const now = shownOf(items)
  if (now.state === 'processed') return before.state === 'processed' || before.state === 'filtered'
  return before.state === now.state && before.code === now.code && before.path === now.path && before.reason === now.reason
}

// --- the end of a delivery ---------------------------------------------------------------

const EMPTY = filteredItem('', 'the delivery tells nothing: its list of items is empty')

/** Held if any item is, else processed if any is, else what all of them are. */
const shownOf = (items: readonly ItemOutcome[]): ItemOutcome =>
  (['held', 'processed', 'duplicate', 'filtered', 'test'] as const)
    .map((state) => items.find((item) => item.state === state))
    .find((item) => item !== undefined) ?? EMPTY

async function settle(db: Db, on: Context, told: Told, items: readonly ItemOutcome[], store: typeof deliveries.settle): Promise<deliveries.DeliveryState> {
  const shown = shownOf(items)
  const repeats = items.find(({ duplicateOf }) => duplicateOf)?.duplicateOf ?? null
  const listed = items.length > 1 ? items.map(({ duplicateOf: _of, ...item }) => (item.reason === SUPPRESSED ? { ...item, key: '' } : item)) : null
  await store(db, told.deliveryId, { ...shown, duplicateOf: repeats, mappingId: told.mappingId, items: listed }, on.now())
  for (const item of items) if (item.state === 'held') await raiseHeld(db, on, told.entry, item)
  if (!items.some(({ reason }) => reason === SUPPRESSED)) return shown.state
  await requests.empty(db, told.deliveryId, SUPPRESSED, on.now())
  return 'erased'
}

async function raiseHeld(db: Db, on: Context, entry: SourceEntry, item: ItemOutcome): Promise<void> {
  await raiseIssue(db, on, {
    cause: heldCause(entry.id, item.code, item.path),
    kind: 'held',
    subject: entry.id,
    title: `${entry.label}: ${item.reason}`,
    todo:
      item.code === 'not_hydrated'
        ? `Check the access data of the source ${entry.id}, then release the held deliveries.`
        : `Correct the mapping '${entry.mapping}' or the sending form, then release the held deliveries of ${entry.id}.`,
  })
}
