/**
 * Puts the submissions of some accounts together anew, as if all had come at once: what came later sheds light on what
 * came before. Accounts that turn out to be one are merged, which can be taken back; leads follow their submissions. What
 * people decided is left alone.
 */
import { entryOf } from '../lead/match/book.ts'
import { groupsOf as joined } from '../lead/match/groups.ts'
import { blocks } from '../lead/match/groups-of-accounts.ts'
import type { Model } from '../lead/match/model.ts'
import { judgedOnce, regroup } from '../lead/match/regroup.ts'
import { unitsOf } from '../lead/match/units-of.ts'
import type { Statistics } from '../lead/match/words.ts'
import { isResolvable } from '../lead/submission.ts'
import type { Db } from '../store/db.ts'
import * as frequencies from '../store/frequencies.ts'
import * as identity from '../store/identity.ts'
import * as judgements from '../store/judgements.ts'
import * as merges from '../store/merges.ts'
import * as anew from '../store/reassignment.ts'
import * as reviews from '../store/reviews.ts'
import type { Store } from '../store/store.ts'
import * as touched from '../store/touched.ts'
import { eventsOf, type KeptEvent } from './anew.ts'
import type { Context } from './context.ts'
import { raiseFinding, strandedOf } from './findings.ts'
import { foldAnew } from './fold-anew.ts'
import { merge } from './merge.ts'
import { moveTouches } from './move-touches.ts'
import { askWhatIsLeft, restate } from './restate.ts'
import { type Group, Names, type Settled, settle, type Why } from './settle.ts'
import { decidedByPeople } from './spoken-for.ts'

/** Submissions that are put together anew at one time. */
export const TOGETHER = 6_000
/** A key that more accounts share does not bring them together. */
export const SHARED_BY = 20
/** How often what was merged is looked at again. */
const ROUNDS = 4

/** Goes over all accounts. @returns how many submissions belong elsewhere now */
export async function sweep(store: Store, on: Context): Promise<number> {
  const sizes = await touched.sizes(store.db)
  const accounts = [...sizes.keys()].sort()
  const total = [...sizes.values()].reduce((sum, n) => sum + n, 0)
  const groups = total <= TOGETHER ? [accounts] : blocks(accounts, await touched.sharedKeys(store.db, SHARED_BY), (id) => sizes.get(id) ?? 0, TOGETHER)
  let moved = 0
  for (const group of groups) moved += await reevaluate(store, on, group, groups.length > 1)
  return moved
}

/**
 * The work is done before anything is locked, and carried out in small steps; where an event came or went meanwhile, its
 * accounts wait for the next time.
 * @param partly other accounts exist, so that words are as rare as among all of them
 * @returns how many submissions belong elsewhere now
 */
export async function reevaluate(store: Store, on: Context, accountIds: readonly string[], partly: boolean): Promise<number> {
  const decided = await decidedByPeople(store.db, accountIds)
  const free = accountIds.filter((id) => !decided.has(id))
  const held = await heldBy(store.db, on, free)
  const elsewhere = await askedElsewhere(store.db, held, free)
  let moved = 0
  let parts = partsOf(held, await groupsOf(store.db, on.model, held, free, partly), elsewhere)
  for (let round = 0; round < ROUNDS && parts.length > 0; round++) {
    const again: Group[] = []
    for (const part of parts) {
      const absorbed = absorptions(part)
      if (absorbed.length === 0) moved += await store.write((db) => rearrange(db, on, part))
      else {
        for (const { survivor, account, group } of absorbed) moved += await join(store, on, survivor, account, group)
        again.push(...part.groups)
      }
    }
    // With the ids that they have now.
    const events = new Map((await heldBy(store.db, on, free)).map((event) => [event.id, event]))
    const renewed = again.map((group) => ({ ...group, events: group.events.flatMap(({ id }) => events.get(id) ?? []) }))
    parts = partsOf(
      renewed.flatMap(({ events: own }) => own),
      renewed,
      elsewhere,
    )
  }
  return moved
}

/** Submissions in doubt between accounts of which not all are looked at: nothing that is found here settles that. */
async function askedElsewhere(db: Db, held: readonly KeptEvent[], accountIds: readonly string[]): Promise<Set<string>> {
  const looked = new Set(accountIds)
  const doubtful = held.filter(({ decision }) => decision === 'provisional').map(({ id }) => id)
  const asked = await reviews.accountsAsked(db, doubtful)
  return new Set(asked.filter(({ accounts }) => accounts.some((id) => !looked.has(id))).map(({ eventId }) => eventId))
}

/** In an order that only content decides. */
export async function heldBy(db: Db, on: Parameters<typeof eventsOf>[1], accountIds: readonly string[]): Promise<KeptEvent[]> {
  const events = (await eventsOf(db, on, accountIds)).filter(({ submission }) => isResolvable(submission))
  const content = new Map(events.map((event) => [event, JSON.stringify(event.personal)]))
  return events.sort((a, b) => compare(content.get(a)!, content.get(b)!) || a.occurredAt - b.occurredAt || compare(a.id, b.id))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const fingerprint = (events: readonly anew.AssignedEvent[]): string =>
  events
    .map(({ id, revision, accountId, unitId, contactId }) => `${id} ${revision} ${accountId} ${unitId} ${contactId}`)
    .sort()
    .join('\n')

export async function groupsOf(db: Db, model: Model, held: readonly KeptEvent[], accountIds: readonly string[], partly: boolean): Promise<Group[]> {
  const entries = held.map(({ submission, accountId }) => ({ ...entryOf(submission), home: accountId }))
  const apart = [...(await judgements.different(db, accountIds))].flatMap(([a, others]) => [...others].map((b) => [a, b] as const))
  const book = regroup(entries, model, { statistics: partly ? await statistics(db, held) : undefined, apart })
  const judged = judgedOnce(book, model)
  const accountOf = (label: string): string =>
    new Names().of(
      [...(book.members.get(label) ?? [])].map((i) => held[i]!),
      'accountId',
    ) ?? label
  const whyOf = (i: number): Why => {
    const { decision, isUnclear, rival } = judged.get(i)!
    const { total, threshold, grade, evidence, runnerUp } = decision
    return {
      decision: { total, threshold, grade, evidence, runnerUp: runnerUp && { ...runnerUp, account: accountOf(runnerUp.account) } },
      rival: isUnclear && rival !== null ? accountOf(rival) : null,
      isAlone: book.members.get(book.owner.get(i)!)!.size === 1,
    }
  }
  const at = new Map(held.map(({ id }, i) => [id, i]))
  return [...book.members.values()].map((set) => {
    const members = [...set]
    const idsOf = (isOne: (i: number) => boolean) => new Set(members.filter(isOne).map((i) => held[i]!.id))
    return {
      events: members.map((i) => held[i]!),
      onBehalf: idsOf((i) => book.behalf.has(i)),
      unclear: idsOf((i) => judged.get(i)!.isUnclear),
      why: (id) => whyOf(at.get(id)!),
    }
  })
}

async function statistics(db: Db, held: readonly KeptEvent[]): Promise<Pick<Statistics, 'accounts' | 'word'>> {
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

/** Groups that have submissions of one account are carried out together. */
interface Part {
  accounts: string[]
  groups: Group[]
}

/** Only those in which something changes. */
function partsOf(held: readonly KeptEvent[], groups: readonly Group[], elsewhere: ReadonlySet<string>): Part[] {
  const accounts = [...new Set(held.map(({ accountId }) => accountId))].sort()
  const at = new Map(accounts.map((id, i) => [id, i]))
  const linked = joined(accounts.length)
  for (const { events } of groups) for (const { accountId } of events.slice(1)) linked.join(at.get(events[0]!.accountId)!, at.get(accountId)!)
  const parts = new Map<number, Part>()
  for (const [i, id] of accounts.entries()) {
    const part = parts.get(linked.find(i)) ?? { accounts: [], groups: [] }
    part.accounts.push(id)
    parts.set(linked.find(i), part)
  }
  for (const group of groups) if (group.events[0]) parts.get(linked.find(at.get(group.events[0].accountId)!))!.groups.push(group)
  return [...parts.values()].filter((part) => isNews(part, elsewhere))
}

/** Another account, unit or contact for anybody, a doubt that was not there or is there no more. */
function isNews({ accounts, groups }: Part, elsewhere: ReadonlySet<string>): boolean {
  if (accounts.length !== 1 || groups.length !== 1) return true
  const { events, unclear } = groups[0]!
  const { units, open, reviews: doubtfulUnits } = unitsOf(events.map(({ id, submission, receivedAt }) => ({ id, submission, receivedAt })))
  const found = [...units, ...(open ? [open] : [])]
  const contactOf = new Map(found.flatMap(({ contacts }) => contacts.flatMap((ids) => ids.map((id) => [id, ids[0]!] as const))))
  const unitOf = new Map(found.flatMap(({ members }) => members.map((id) => [id, members[0]!] as const)))
  const doubtful = new Set([...unclear, ...doubtfulUnits.flatMap(({ ids }) => ids)])
  const isDoubted = ({ id, decision }: KeptEvent) => (decision === 'provisional') !== doubtful.has(id) && !elsewhere.has(id)
  return !agree(events, unitOf, ({ unitId }) => unitId) || !agree(events, contactOf, ({ contactId }) => contactId) || events.some(isDoubted)
}

/** Whether two ways to part events part them alike. */
function agree(events: readonly KeptEvent[], one: ReadonlyMap<string, string>, other: (event: KeptEvent) => string | null): boolean {
  const [there, back] = [new Map<string | null, string | null>(), new Map<string | null, string | null>()]
  return events.every((event) => {
    const [a, b] = [one.get(event.id) ?? null, other(event)]
    if (!there.has(a)) there.set(a, b)
    if (!back.has(b)) back.set(b, a)
    return there.get(a) === b && back.get(b) === a && (a === null) === (b === null)
  })
}

interface Absorption {
  survivor: string
  account: string
  group: Group
}

/** Accounts that are as a whole part of another one: the one that has most of the group. */
function absorptions({ accounts, groups }: Part): Absorption[] {
  return groups.flatMap((group) => {
    const survivor = new Names().of(group.events, 'accountId')!
    const whole = accounts.filter(
      (id) =>
        id !== survivor &&
        group.events.some(({ accountId }) => accountId === id) &&
        !groups.some((other) => other !== group && other.events.some(({ accountId }) => accountId === id)),
    )
    return whole.map((account) => ({ survivor, account, group }))
  })
}

/** @returns how many submissions the absorbed account had; 0 where something came between */
async function join(store: Store, on: Context, survivor: string, absorbed: string, { events, onBehalf, unclear, why }: Group): Promise<number> {
  return store.write(async (db) => {
    const pair = [survivor, absorbed].sort()
    const rows = []
    for (const id of pair) rows.push(await identity.holdAccount(db, id))
    const isStanding = rows.every((row) => row?.mergedInto === null)
    const seen = events.filter(({ accountId }) => accountId === absorbed)
    const isAsSeen = isStanding && (await areAsSeen(db, on, [absorbed], seen))
    if (!isAsSeen || (await haveSpoken(db, pair, [pair]))) return laterOn(db, on, pair)
    const inGroup = new Set(events.map(({ id }) => id))
    const others = (await eventsOf(db, on, [survivor])).filter((event) => event.onBehalf && !inGroup.has(event.id))
    const known = { onBehalf: new Set([...onBehalf, ...others.map(({ id }) => id)]), unclear, why: (id: string) => (inGroup.has(id) ? why(id) : undefined) }
    await merge(db, on, { level: 'account', survivor, absorbed, reason: 'what came later showed that they are one' }, merges.SWEEP, known)
    return seen.length
  })
}

/** Moves single submissions, units and contacts. @returns how many submissions belong elsewhere now; 0 where something came between */
async function rearrange(db: Db, on: Context, { accounts, groups }: Part): Promise<number> {
  for (const id of accounts) await identity.holdAccount(db, id)
  const homes = groups.map(({ events }) => [...new Set(events.map(({ accountId }) => accountId))])
  const isAsSeen = await areAsSeen(
    db,
    on,
    accounts,
    groups.flatMap(({ events }) => events),
  )
  if (!isAsSeen || (await haveSpoken(db, accounts, homes))) return laterOn(db, on, accounts)
  const vacated: anew.Vacated = { accounts: new Set(), units: new Map(), contacts: new Map() }
  await anew.vacate(db, accounts, vacated)
  const kept = new Names()
  const stale = new Set<string>()
  const touchedAccounts = new Set(accounts)
  const doubts: [Settled, identity.Assignment][] = []
  let moved = 0
  // The largest part of what an account had keeps its id; ties go to whoever comes first by content.
  for (const group of [...groups].sort((a, b) => b.events.length - a.events.length || compare(a.events[0]!.id, b.events[0]!.id)))
    for (const one of await settle(db, on, group, kept, vacated)) {
      const { event, place, decision, onBehalf } = one
      touchedAccounts.add(place.accountId)
      const isElsewhere = event.accountId !== place.accountId || event.unitId !== place.unitId || event.contactId !== place.contactId
      const before = await identity.assignmentOf(db, event.id)
      if (!before) continue
      if (!isElsewhere && before.decision === decision && before.onBehalf === onBehalf) {
        if (decision === 'provisional') doubts.push([one, before])
        continue
      }
      await restate(db, on, one, before, merges.SWEEP)
      if (!isElsewhere) continue
      moved++
      await moveTouches(db, on, event.id, place, stale)
    }
  // Behind all others: of two in the same doubt one may be clear by now, and its question was theirs, too.
  for (const [one, before] of doubts) await askWhatIsLeft(db, on, one, before)
  await foldAnew(db, on, stale, [...touchedAccounts])
  for (const finding of await strandedOf(db, await anew.removeVacant(db, vacated), 'what it was made of belongs to others now'))
    await raiseFinding(db, on, finding)
  return moved
}

async function areAsSeen(db: Db, on: Context, accountIds: readonly string[], seen: readonly KeptEvent[]): Promise<boolean> {
  const now = await eventsOf(db, on, accountIds)
  return fingerprint(now.filter(({ submission }) => isResolvable(submission))) === fingerprint(seen)
}

/** Whether people decided something about these accounts, or that two of those brought together are not one, since they were read. */
async function haveSpoken(db: Db, accountIds: readonly string[], together: readonly (readonly string[])[]): Promise<boolean> {
  if ((await decidedByPeople(db, accountIds)).size > 0) return true
  const apart = await judgements.different(db, accountIds)
  return together.some((homes) => homes.some((id) => homes.some((other) => apart.get(id)?.has(other))))
}

/** Something came between. */
async function laterOn(db: Db, on: Context, accountIds: readonly string[]): Promise<0> {
  for (const id of accountIds) await touched.touch(db, id, on.now())
  return 0
}
