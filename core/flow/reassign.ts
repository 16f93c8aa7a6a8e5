/**
 * Decides anew whose events are after what is known of them has changed: together with all other events of the accounts
 * they touch, in the order they came, as if those accounts had never been seen. Whoever keeps their events keeps their ids.
 */
import { isTouch } from '../lead/event.ts'
import { emptyUnit } from '../lead/match/profile.ts'
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import * as anew from '../store/reassignment.ts'
import { type Concerned, eventsOf, inOrder, isSame, type KeptEvent, keysOf, noting, pairs, relearn } from './anew.ts'
import { bondsOf } from './bonds.ts'
import type { Context } from './context.ts'
import { FellowsAnew } from './fellows.ts'
import { decide } from './resolve.ts'
import { type Bounds, isKnown, sight } from './sight.ts'

export interface Reassigned {
  /** Where each concerned event belongs; absent: to nobody. */
  places: ReadonlyMap<string, anew.Place>
  /** Other events that belong elsewhere now. */
  moved: Map<string, anew.Place>
  /** Contacts that are of another account now. */
  migrated: ReadonlySet<string>
  /** Accounts whose events were decided anew: what is known of them may be other than before. */
  accounts: ReadonlySet<string>
  /** What nobody belongs to any more: call it when the leads have been moved. @returns accounts and contacts that only a CRM still has */
  cleanUp(db: Db): Promise<string[]>
}

/** More events than this of one company are not decided anew one by one: they stay where they are, and only what was learnt from them is learnt again. */
export const DECIDED_ANEW = 500

/** @param gone events that count no more */
export async function reassign(db: Db, on: Context, concerned: readonly Concerned[], gone: readonly string[]): Promise<Reassigned> {
  const excluded = new Set([...concerned.map(({ id }) => id), ...gone])
  const before = await anew.placesOf(db, [...excluded])
  const last = new Map<string, anew.Place>()
  for (const { id } of concerned) {
    const place = before.has(id) ? undefined : await anew.lastPlaceOf(db, id)
    if (place) last.set(id, place)
  }
  const { vacated, kept } = await emptied(db, on, concerned, excluded, [...before.values(), ...last.values()])
  await anew.withdrawQuestions(db, [...excluded, ...kept.map(({ id }) => id)])
  for (const id of gone) await identity.closeAssignment(db, id, on.now())
  const isDecidedAnew = kept.length <= DECIDED_ANEW
  if (!isDecidedAnew) await relearn(db, kept, vacated)
  const former: ReadonlyMap<string, anew.Place> = new Map([...before, ...kept.map((event) => [event.id, event] as const)])
  const decided: identity.Assignment[] = []
  const { making, made } = noting(on)
  const bonds = await bondsOf(db, [...former.values(), ...last.values()])
  const fellows = new FellowsAnew([...excluded, ...(isDecidedAnew ? kept.map(({ id }) => id) : [])])
  for (const event of inOrder<Concerned>([...concerned, ...(isDecidedAnew ? kept : [])])) {
    if (isTouch(event.kind) || (await isKnown(db, event.submission))) {
      const was = former.get(event.id) ?? last.get(event.id)
      const bounds = bonds.of(was, event.isUnchanged === true || !excluded.has(event.id))
      await occupy(db, vacated, bounds)
      const one = await decide(db, making, event.submission, event.id, bounds, fellows.of)
      fellows.add(event, one)
      bonds.went(was, one.accountId)
      decided.push(one)
    } else if (former.has(event.id)) await identity.closeAssignment(db, event.id, on.now())
  }
  const renamed = await anew.takeUpAgain(db, vacated, pairs(decided, made, new Map([...last, ...former]), vacated))
  const places = new Map<string, anew.Place>()
  const moved: Reassigned['moved'] = new Map()
  const migrated = new Set<string>()
  const accounts = new Set<string>()
  for (const one of decided) {
    const place = renamed(one)
    const was = former.get(one.eventId)
    const isElsewhere = was === undefined || !isSame(was, place)
    accounts.add(place.accountId)
    if (was && place.contactId !== null && was.contactId === place.contactId && was.accountId !== place.accountId) migrated.add(place.contactId)
    if (isElsewhere) await identity.assign(db, { ...one, ...place }, was !== undefined)
    if (excluded.has(one.eventId)) places.set(one.eventId, place)
    else if (isElsewhere) moved.set(one.eventId, place)
  }
  return { places, moved, migrated, accounts, cleanUp: (at) => anew.removeVacant(at, vacated) }
}

/** What an event is bound to stands again, filled by it and those like it. */
export async function occupy(db: Db, vacated: anew.Vacated, { home }: Bounds): Promise<void> {
  if (!home) return
  vacated.accounts.delete(home.accountId)
  const unit = home.unitId === undefined ? undefined : vacated.units.get(home.unitId)
  if (home.unitId === undefined || !unit) return
  vacated.units.delete(home.unitId)
  await anew.occupyUnit(db, home.unitId, { accountId: home.accountId, kind: unit.kind, profile: emptyUnit() })
}

/** How often the accounts that are reached lead on to further ones. */
const ROUNDS = 4

/**
 * Empties the accounts that events are leaving, then those they would go to now and that have seen later events, and so on:
 * who comes only behind all that an account has seen changes nothing about it.
 * @returns what stands empty, and its events that are not in question themselves
 */
async function emptied(
  db: Db,
  on: Context,
  concerned: readonly Concerned[],
  excluded: ReadonlySet<string>,
  leaving: readonly anew.Place[],
): Promise<{ vacated: anew.Vacated; kept: KeptEvent[] }> {
  await identity.hold(db, keysOf(concerned), on.now())
  const vacated: anew.Vacated = { accounts: new Set(), units: new Map(), contacts: new Map() }
  const kept: KeptEvent[] = []
  let next = [...new Set(leaving.map(({ accountId }) => accountId))].sort()
  for (let round = 0; round < ROUNDS; round++) {
    for (const id of next) await identity.holdAccount(db, id)
    const events = (await eventsOf(db, on, next)).filter(({ id }) => !excluded.has(id))
    await identity.hold(db, keysOf(events), on.now())
    await anew.vacate(db, next, vacated)
    kept.push(...events)
    if (kept.length > DECIDED_ANEW) break
    next = await reached(db, on, [...concerned, ...kept])
    if (next.length === 0) break
  }
  return { vacated, kept }
}

/** Accounts that these events would go to, and that have seen later ones. */
async function reached(db: Db, on: Context, events: readonly Concerned[]): Promise<string[]> {
  const earliest = new Map<string, number>()
  for (const { submission, receivedAt } of events) {
    const { account } = (await sight(db, on.model, submission)).decision
    if (account !== null) earliest.set(account, Math.min(receivedAt, earliest.get(account) ?? receivedAt))
  }
  const later = (await eventsOf(db, on, [...earliest.keys()])).filter(({ accountId, receivedAt }) => receivedAt > (earliest.get(accountId) ?? Infinity))
  return [...new Set(later.map(({ accountId }) => accountId))].sort()
}
