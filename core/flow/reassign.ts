/**
 * Decides anew whose events are after what is known of them has changed: together with all other events of the accounts
 * they touch, in the order they came, as if those accounts had never been seen. Whoever keeps their events keeps their ids.
 */
import { isTouch, type LeadEvent } from '../lead/event.ts'
import { type AccountProfile, type ContactProfile, emptyAccount, emptyContact, emptyUnit, identityKeys, learn, type UnitProfile } from '../lead/identity.ts'
import { type Submission, submissionOf } from '../lead/submission.ts'
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import * as anew from '../store/reassignment.ts'
import type { Context } from './context.ts'
import { decide, isKnown, postKeys, sight } from './resolve.ts'

/** An event whose owner is in question. */
export interface Concerned {
  id: string
  kind: LeadEvent['kind']
  ordinal: string
  deliveryId: string
  receivedAt: number
  submission: Submission
}

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
const DECIDED_ANEW = 500

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
  const made = new Set<string>()
  const making: Context = {
    ...on,
    newId: (prefix) => {
      const id = on.newId(prefix)
      made.add(id)
      return id
    },
  }
  for (const event of inOrder<Concerned>([...concerned, ...(isDecidedAnew ? kept : [])])) {
    if (isTouch(event.kind) || (await isKnown(db, event.submission))) decided.push(await decide(db, making, event.submission, event.id))
    else if (former.has(event.id)) await identity.closeAssignment(db, event.id, on.now())
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

/**
 * Which of the accounts, units and contacts just made are those of before: in the order of their events, each takes up
 * what its event belonged to, if that stands empty and nobody took it up already.
 */
function pairs(decided: readonly identity.Assignment[], made: ReadonlySet<string>, former: ReadonlyMap<string, anew.Place>, vacated: anew.Vacated): anew.Pairs {
  const found: anew.Pairs = { accounts: new Map(), units: new Map(), contacts: new Map() }
  const taken = new Set<string>()
  const pair = (map: Map<string, string>, now: string, was: string, empty: { has(id: string): boolean }) => {
    if (!made.has(now) || !empty.has(was) || map.has(now) || taken.has(was)) return
    map.set(now, was)
    taken.add(was)
  }
  for (const { eventId, accountId, unitId, contactId } of decided) {
    const was = former.get(eventId)
    if (!was) continue
    pair(found.accounts, accountId, was.accountId, vacated.accounts)
    pair(found.units, unitId, was.unitId, vacated.units)
    if (contactId !== null && was.contactId !== null) pair(found.contacts, contactId, was.contactId, vacated.contacts)
  }
  return found
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
    const events = (await eventsOf(db, next)).filter(({ id }) => !excluded.has(id))
    await identity.hold(db, keysOf(events), on.now())
    await anew.vacate(db, next, vacated)
    kept.push(...events)
    if (kept.length > DECIDED_ANEW) break
    next = await reached(db, [...concerned, ...kept])
    if (next.length === 0) break
  }
  return { vacated, kept }
}

/** Accounts that these events would go to, and that have seen later ones. */
async function reached(db: Db, events: readonly Concerned[]): Promise<string[]> {
  const earliest = new Map<string, number>()
  for (const { submission, receivedAt } of events) {
    const { account } = (await sight(db, submission)).decision
    if (account !== null) earliest.set(account, Math.min(receivedAt, earliest.get(account) ?? receivedAt))
  }
  const later = (await eventsOf(db, [...earliest.keys()])).filter(({ accountId, receivedAt }) => receivedAt > (earliest.get(accountId) ?? Infinity))
  return [...new Set(later.map(({ accountId }) => accountId))].sort()
}

const eventsOf = async (db: Db, accountIds: readonly string[]): Promise<KeptEvent[]> =>
  (await anew.eventsOfAccounts(db, accountIds)).map((event) => ({ ...event, submission: submissionOf(event.personal, event.occurredAt) }))

type KeptEvent = anew.AssignedEvent & { submission: Submission }

const keysOf = (events: readonly { submission: Submission }[]): string[] => [...new Set(events.flatMap(({ submission }) => identityKeys(submission).hold))]

const isSame = (a: anew.Place, b: anew.Place): boolean => a.accountId === b.accountId && a.unitId === b.unitId && a.contactId === b.contactId

const inOrder = <E extends Concerned>(events: readonly E[]): E[] =>
  [...events].sort((a, b) => a.receivedAt - b.receivedAt || compare(a.deliveryId, b.deliveryId) || a.ordinal.localeCompare(b.ordinal, 'en', { numeric: true }))

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Events that stay where they are: what they tell is learnt again, and their accounts are found by it again. */
async function relearn(db: Db, kept: readonly KeptEvent[], vacated: anew.Vacated): Promise<void> {
  const accounts = new Map<string, AccountProfile>()
  const units = new Map<string, { accountId: string; profile: UnitProfile }>()
  const contacts = new Map<string, { accountId: string; unitId: string; profile: ContactProfile }>()
  for (const { accountId, unitId, contactId, submission } of kept) {
    const account = known(accounts, accountId, emptyAccount)
    const unit = known(units, unitId, () => ({ accountId, profile: emptyUnit() }))
    const contact = contactId === null ? null : known(contacts, contactId, () => ({ accountId, unitId, profile: emptyContact() }))
    learn(submission, account, unit.profile, contact?.profile ?? null)
  }
  for (const [id, profile] of accounts) {
    await identity.saveAccount(db, id, profile)
    vacated.accounts.delete(id)
  }
  for (const [id, unit] of units) {
    await anew.occupyUnit(db, id, { ...unit, kind: vacated.units.get(id)?.kind ?? 'site' })
    vacated.units.delete(id)
  }
  for (const [id, contact] of contacts) {
    await anew.occupyContact(db, id, contact)
    vacated.contacts.delete(id)
  }
  for (const { accountId, contactId, submission } of kept) {
    const { foreignDomains } = await sight(db, submission)
    await postKeys(db, submission, foreignDomains, accountId, contactId)
  }
}

function known<V>(map: Map<string, V>, id: string, make: () => V): V {
  const value = map.get(id) ?? make()
  map.set(id, value)
  return value
}
