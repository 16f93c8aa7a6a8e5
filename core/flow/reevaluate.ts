/**
 * Puts the submissions of some accounts together anew, as if all had come at once: what came later sheds light on what
 * came before. Whoever keeps most of their submissions keeps their id; leads follow their submissions.
 */

import { entryOf } from '../lead/match/book.ts'
import { blocks } from '../lead/match/groups-of-accounts.ts'
import type { Model } from '../lead/match/model.ts'
import { type AccountProfile, emptyAccount, emptyContact, emptyUnit, learn } from '../lead/match/profile.ts'
import { regroup, unclear } from '../lead/match/regroup.ts'
import { unitsOf } from '../lead/match/units-of.ts'
import type { Statistics } from '../lead/match/words.ts'
import { isResolvable, type Submission, submissionOf } from '../lead/submission.ts'
import type { Db } from '../store/db.ts'
import * as frequencies from '../store/frequencies.ts'
import * as identity from '../store/identity.ts'
import * as judgements from '../store/judgements.ts'
import * as leads from '../store/leads.ts'
import * as anew from '../store/reassignment.ts'
import type { Store } from '../store/store.ts'
import * as touched from '../store/touched.ts'
import { refold } from './advance.ts'
import type { Context } from './context.ts'
import { postKeys } from './resolve.ts'

/** Submissions that are put together anew at one time. */
export const TOGETHER = 6_000
/** A key that more accounts share does not bring them together. */
export const SHARED_BY = 20

/**
 * Goes over all accounts that share keys with one that was touched since the last time.
 * @param all over all accounts, touched or not
 * @returns how many submissions belong elsewhere now
 */
export async function sweep(store: Store, on: Context, all: boolean, progress: (done: number, total: number) => void = () => {}): Promise<number> {
  const fresh = await touched.touched(store.db)
  const sizes = await touched.sizes(store.db)
  const accounts = [...sizes.keys()].sort()
  const total = [...sizes.values()].reduce((sum, n) => sum + n, 0)
  const groups = total <= TOGETHER ? [accounts] : blocks(accounts, await touched.sharedKeys(store.db, SHARED_BY), (id) => sizes.get(id) ?? 0, TOGETHER)
  const concerned = groups.filter((group) => all || group.some((id) => fresh.has(id)))
  let moved = 0
  for (const [i, group] of concerned.entries()) {
    moved += await reevaluate(store, on, group, groups.length > 1)
    progress(i + 1, concerned.length)
  }
  return moved
}

export interface Held extends anew.AssignedEvent {
  submission: Submission
}

/**
 * The work is done before anything is locked; where an event came or went meanwhile, the accounts wait for the next time.
 * @param partly other accounts exist, so that words are as rare as among all of them
 * @returns how many submissions belong elsewhere now
 */
export async function reevaluate(store: Store, on: Context, accountIds: readonly string[], partly: boolean): Promise<number> {
  const held = await heldBy(store.db, accountIds)
  const { model } = on
  const groups = await groupsOf(store.db, model, held, accountIds, partly)
  return store.write(async (db) => {
    for (const id of [...accountIds].sort()) await identity.holdAccount(db, id)
    if (fingerprint(await anew.eventsOfAccounts(db, accountIds)) !== held.seen) return 0
    await touched.untouch(db, accountIds)
    return apply(db, { ...on, model }, accountIds, groups)
  })
}

export interface HeldEvents {
  events: Held[]
  /** Of everything that the accounts had. */
  seen: string
}

/** In an order that only content decides. */
export async function heldBy(db: Db, accountIds: readonly string[]): Promise<HeldEvents> {
  const found = await anew.eventsOfAccounts(db, accountIds)
  const events = found
    .map((event) => ({ ...event, submission: submissionOf(event.personal, event.occurredAt) }))
    .filter(({ submission }) => isResolvable(submission))
  const content = new Map(events.map((event) => [event, JSON.stringify(event.personal)]))
  return {
    events: events.sort((a, b) => compare(content.get(a)!, content.get(b)!) || a.occurredAt - b.occurredAt || compare(a.id, b.id)),
    seen: fingerprint(found),
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const fingerprint = (events: readonly anew.AssignedEvent[]): string => events.map(({ id, unitId, contactId }) => `${id} ${unitId} ${contactId}`).join('\n')

export async function groupsOf(db: Db, model: Model, { events: held }: HeldEvents, accountIds: readonly string[], partly: boolean): Promise<Group[]> {
  const entries = held.map(({ submission, accountId }) => ({ ...entryOf(submission), home: accountId }))
  const judged = await judgements.between(db, accountIds)
  const book = regroup(entries, model, { statistics: partly ? await statistics(db, held) : undefined, judged })
  const doubtful = unclear(book, model)
  const idsOf = (members: readonly number[], which: ReadonlySet<number>) => new Set(members.filter((i) => which.has(i)).map((i) => held[i]!.id))
  return [...book.members.values()].map((set) => {
    const members = [...set]
    return { events: members.map((i) => held[i]!), onBehalf: idsOf(members, book.behalf), unclear: idsOf(members, doubtful) }
  })
}

async function statistics(db: Db, held: readonly Held[]): Promise<Pick<Statistics, 'accounts' | 'word'>> {
  const words = [...new Set(held.flatMap(({ submission }) => submission.company?.tokens ?? []))]
  const counted = new Map<string, number>()
  let accounts = 0
  for (let i = 0; i < words.length; i += 500) {
    const some = await frequencies.of(db, words.slice(i, i + 500))
    accounts = some.accounts
    for (const [word, n] of some.words) counted.set(word, n)
  }
  return { accounts, word: (word) => counted.get(word) ?? 0 }
}

export interface Group {
  events: Held[]
  onBehalf: ReadonlySet<string>
  /** A person is to look at these. */
  unclear: ReadonlySet<string>
}

interface Settled {
  event: Held
  decision: 'attach' | 'provisional' | 'open'
  place: anew.Place
}

async function apply(db: Db, on: Context, accountIds: readonly string[], groups: readonly Group[]): Promise<number> {
  const vacated: anew.Vacated = { accounts: new Set(), units: new Map(), contacts: new Map() }
  await anew.vacate(db, accountIds, vacated)
  const kept = new Names()
  const settled: Settled[] = []
  // The largest part of what an account had keeps its id; ties go to whoever comes first by content.
  for (const group of [...groups].sort((a, b) => b.events.length - a.events.length || (a.events[0]!.id < b.events[0]!.id ? -1 : 1)))
    settled.push(...(await settle(db, on, group, kept, vacated)))
  const stale = new Set<string>()
  let moved = 0
  for (const { event, place, decision } of settled) {
    const isElsewhere = event.accountId !== place.accountId || event.unitId !== place.unitId || event.contactId !== place.contactId
    const before = await identity.assignmentOf(db, event.id)
    if (!before || (!isElsewhere && before.decision === decision)) continue
    await identity.assign(
      db,
      { ...before, ...place, decidedAt: later(before.decidedAt, on.now()), decidedBy: 'sweep', decision, model: on.model.version },
      true,
    )
    if (!isElsewhere) continue
    moved++
    await moveTouches(db, on, event.id, place, stale)
  }
  for (const id of [...stale].sort()) await refold(db, on, id)
  await anew.removeVacant(db, vacated)
  return moved
}

/** The history of an assignment never has two decisions at one moment. */
const later = (before: number, now: number): number => Math.max(before + 1, now)

/** Which account, unit or contact of before keeps its id: the one most of the events belonged to, each id once. */
class Names {
  private readonly taken = new Set<string>()
  of(events: readonly Held[], field: 'accountId' | 'unitId' | 'contactId'): string | null {
    const counts = new Map<string, number>()
    for (const event of events) {
      const id = event[field]
      if (id !== null && !this.taken.has(id)) counts.set(id, (counts.get(id) ?? 0) + 1)
    }
    const [best] = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    if (best) this.taken.add(best[0])
    return best?.[0] ?? null
  }
}

/** Makes account, units and contacts of a group, or takes up those of before, and teaches them what its submissions tell. */
async function settle(db: Db, on: Context, { events, onBehalf, unclear: doubtful }: Group, kept: Names, vacated: anew.Vacated): Promise<Settled[]> {
  const account = kept.of(events, 'accountId')
  const accountId = account ?? on.newId('acc')
  const profile = emptyAccount()
  const units = unitsOf(events.map(({ id, submission, receivedAt }) => ({ id, submission, receivedAt })))
  const byId = new Map(events.map((event) => [event.id, event]))
  const doubtfulUnits = new Set(units.reviews.flatMap(({ kind, ids }) => (kind === 'unit_unclear' ? ids : [])))
  const settled: Settled[] = []
  for (const [unit, kind] of [...units.units.map((one) => [one, 'site'] as const), ...(units.open ? [[units.open, 'open'] as const] : [])]) {
    const members = unit.members.map((id) => byId.get(id)!)
    const before = kept.of(members, 'unitId')
    const unitId = before ?? on.newId('unt')
    const told = emptyUnit()
    const contactOf = new Map<string, string>()
    const contacts = new Map<string, ReturnType<typeof emptyContact>>()
    for (const people of unit.contacts) {
      const was = kept.of(
        people.map((id) => byId.get(id)!),
        'contactId',
      )
      const contactId = was ?? on.newId('con')
      contacts.set(contactId, emptyContact())
      for (const id of people) contactOf.set(id, contactId)
    }
    for (const event of inOrder(members)) {
      const contactId = contactOf.get(event.id) ?? null
      learn(event.submission, profile, told, contactId === null ? null : contacts.get(contactId)!, onBehalf.has(event.id))
      settled.push({
        event,
        decision: doubtful.has(event.id) || doubtfulUnits.has(event.id) ? 'provisional' : kind === 'open' ? 'open' : 'attach',
        place: { accountId, unitId, contactId },
      })
    }
    if (before === null) await identity.addUnit(db, { id: unitId, accountId, kind, profile: told }, on.now())
    else await anew.occupyUnit(db, unitId, { accountId, kind, profile: told })
    vacated.units.delete(unitId)
    for (const [contactId, known] of contacts) {
      if (vacated.contacts.has(contactId)) await anew.occupyContact(db, contactId, { accountId, unitId, profile: known })
      else await identity.addContact(db, { id: contactId, unitId, accountId, profile: known }, on.now())
      vacated.contacts.delete(contactId)
    }
  }
  await keepAccount(db, on, account, accountId, profile)
  vacated.accounts.delete(accountId)
  for (const { event, place } of settled)
    await postKeys(db, event.submission, onBehalf.has(event.id) ? event.submission.domains : [], accountId, place.contactId)
  return settled
}

async function keepAccount(db: Db, on: Context, before: string | null, id: string, profile: AccountProfile): Promise<void> {
  if (before === null) await identity.addAccount(db, id, profile, on.now())
  else await identity.saveAccount(db, id, profile)
}

const inOrder = (events: readonly Held[]): Held[] => [...events].sort((a, b) => a.receivedAt - b.receivedAt || (a.id < b.id ? -1 : 1))

async function moveTouches(db: Db, on: Context, eventId: string, place: anew.Place, stale: Set<string>): Promise<void> {
  for (const { id, leadId, product } of await leads.factsOfEvent(db, eventId)) {
    const lead = await leads.hold(db, { id: on.newId('led'), unitId: place.unitId, accountId: place.accountId, product }, on.now())
    await leads.moveTouch(db, id, lead.id, place.contactId)
    stale.add(leadId).add(lead.id)
  }
}
