/** What it takes to decide anew whose events are: the events of accounts, ids that are kept, and profiles learnt again. */
import type { LeadEvent } from '../lead/event.ts'
import { identityKeys } from '../lead/match/keys.ts'
import { type AccountProfile, type ContactProfile, emptyAccount, emptyContact, emptyUnit, learn, type UnitProfile } from '../lead/match/profile.ts'
import { type Submission, submissionOf } from '../lead/submission.ts'
import type { Setup } from '../setup.ts'
import type { Db } from '../store/db.ts'
import * as identity from '../store/identity.ts'
import * as anew from '../store/reassignment.ts'
import type { Context } from './context.ts'
import { postKeys } from './post-keys.ts'

/** An event whose owner is in question. */
export interface Concerned {
  id: string
  kind: LeadEvent['kind']
  ordinal: string
  deliveryId: string
  receivedAt: number
  submission: Submission
  /** It tells what it told before; only what is known of its owners is other. */
  isUnchanged?: true
}

/** A context that notes the ids it gives. */
export function noting(on: Context): { making: Context; made: ReadonlySet<string> } {
  const made = new Set<string>()
  const newId: Context['newId'] = (prefix) => {
    const id = on.newId(prefix)
    made.add(id)
    return id
  }
  return { making: { ...on, newId }, made }
}

/**
 * Which of the accounts, units and contacts just made are those of before: in the order of their events, each takes up
 * what its event belonged to, if that stands empty and nobody took it up already.
 */
export function pairs(
  decided: readonly identity.Assignment[],
  made: ReadonlySet<string>,
  former: ReadonlyMap<string, anew.Place>,
  vacated: anew.Vacated,
): anew.Pairs {
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

/** All events of these accounts with what identity knows them by. */
export const eventsOf = async (db: Db, { setup }: { setup: Pick<Setup, 'sources'> }, accountIds: readonly string[]): Promise<KeptEvent[]> =>
  (await anew.eventsOfAccounts(db, accountIds)).map((event) => {
    const submission = submissionOf(event.personal, event.occurredAt, setup.sources.get(event.source)?.trust)
    return { ...event, submission, onBehalf: event.onBehalf || submission.onBehalf }
  })

export type KeptEvent = anew.AssignedEvent & { submission: Submission }

export const keysOf = (events: readonly { submission: Submission }[]): string[] => [
  ...new Set(events.flatMap(({ submission }) => identityKeys(submission).hold)),
]

export const isSame = (a: anew.Place, b: anew.Place): boolean => a.accountId === b.accountId && a.unitId === b.unitId && a.contactId === b.contactId

/** In the order they came. */
export const inOrder = <E extends Concerned>(events: readonly E[]): E[] =>
  [...events].sort((a, b) => a.receivedAt - b.receivedAt || compare(a.deliveryId, b.deliveryId) || a.ordinal.localeCompare(b.ordinal, 'en', { numeric: true }))

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Events that stay where they are: what they tell is learnt again, and their accounts are found by it again. */
export async function relearn(db: Db, kept: readonly KeptEvent[], vacated: anew.Vacated): Promise<void> {
  const accounts = new Map<string, AccountProfile>()
  const units = new Map<string, { accountId: string; profile: UnitProfile }>()
  const contacts = new Map<string, { accountId: string; unitId: string; profile: ContactProfile }>()
  for (const { id, accountId, unitId, contactId, submission, onBehalf } of kept) {
    const account = known(accounts, accountId, emptyAccount)
    const unit = known(units, unitId, () => ({ accountId, profile: emptyUnit() }))
    const contact = contactId === null ? null : known(contacts, contactId, () => ({ accountId, unitId, profile: emptyContact() }))
    learn(submission, account, unit.profile, contact?.profile ?? null, onBehalf, id)
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
  for (const { accountId, contactId, submission, onBehalf } of kept) {
    const own = accounts.get(accountId)!.domains
    await postKeys(db, submission, onBehalf ? submission.domains.filter((domain) => !own.includes(domain)) : [], accountId, contactId)
  }
}

function known<V>(map: Map<string, V>, id: string, make: () => V): V {
  const value = map.get(id) ?? make()
  map.set(id, value)
  return value
}
