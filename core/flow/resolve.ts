/** Step: whose submission is this? Account, unit and contact found or made, the decision stored with its evidence. */
import { type AccountDecision, decideAccount, type KnownAccount, type Side } from '../lead/match/account.ts'
import { CANDIDATES, sideOf } from '../lead/match/book.ts'
import { decideContact } from '../lead/match/contact.ts'
import { identityKeys, isSenders, isStrong } from '../lead/match/keys.ts'
import type { Model } from '../lead/match/model.ts'
import { emptyAccount, emptyContact, emptyUnit, learn } from '../lead/match/profile.ts'
import { decideUnit, type UnitDecision } from '../lead/match/unit.ts'
import { type Fellow, isWorthALook, unitAmong } from '../lead/match/unit-among.ts'
import type { Statistics } from '../lead/match/words.ts'
import { isIdentified, type Submission } from '../lead/submission.ts'
import type { Db } from '../store/db.ts'
import * as frequencies from '../store/frequencies.ts'
import * as identity from '../store/identity.ts'
import type { Place } from '../store/reassignment.ts'
import * as reviews from '../store/reviews.ts'
import * as touched from '../store/touched.ts'
import type { Context } from './context.ts'
import { fellowsIn } from './fellows.ts'
import { type Holders, noticeRelations } from './relations.ts'

/** What is known about a submission before anything is written: also the answer to "what if". */
export interface Sighting {
  keys: { hold: readonly string[]; find: readonly string[] }
  decision: AccountDecision
  units: identity.UnitRow[]
  /** Contacts of the account that the submission's address or name leads to. */
  contacts: identity.ContactRow[]
  /** Domains of the submission that belong to another account: a consultant's, an agency's. */
  foreignDomains: string[]
  /** Who is known by its domains, judged different or not. */
  holders: Holders[]
  stats: Statistics
}

/** What people decided, and what follows from it for one event. */
export interface Bounds {
  /** The account, and possibly the unit, that it belongs to whatever the evidence says. */
  home?: { accountId: string; unitId?: string | undefined } | undefined
  /** Accounts it does not belong to. */
  never?: ReadonlySet<string> | undefined
}

/** Where two accounts come equally close, it is one of them: the better one has it until a person says whether they are one. */
export const belongsTo = ({ decision, account, total, threshold }: AccountDecision): string | null =>
  decision === 'attach' || total >= threshold ? account : null

/** Looks, without writing. */
export async function sight(db: Db, model: Model, submission: Submission, { home, never }: Bounds = {}): Promise<Sighting> {
  const keys = identityKeys(submission)
  const side = sideOf([submission])
  const [strong, weak] = [keys.find.filter(isStrong), keys.find.filter((key) => !isStrong(key))]
  const byStrong = await identity.postings(db, strong)
  const first = await weigh(db, model, submission, side, byStrong, never)
  // Whoever is found by weak keys alone comes nowhere near this: mostly somebody known writes again.
  const isBeyondDoubt = first.scored.decision === 'attach' && first.scored.total >= model.attach + BEYOND_DOUBT
  const weighed = isBeyondDoubt ? first : await weigh(db, model, submission, side, [...byStrong, ...(await identity.postings(db, weak))], never)
  const { near, known, useful, bearers, stats, scored } = weighed
  const decision = home ? boundTo(home.accountId, scored) : scored
  const account = belongsTo(decision)
  const own = known.find(({ id }) => id === account)?.profile.domains ?? []
  const foreignDomains = decision.onBehalf ? submission.domains.filter((domain) => !own.includes(domain)) : []
  const holders = submission.domains.map((domain) => ({
    domain,
    count: bearers(`domain:${domain}`),
    accounts: near.filter(({ profile }) => profile.domains.includes(domain)),
  }))
  const seen = { keys, decision, foreignDomains, holders, stats }
  if (account === null) return { ...seen, units: [], contacts: [] }
  return { ...seen, units: await unitsAt(db, account, submission), contacts: await contactsFor(db, submission, account, useful) }
}

const BEYOND_DOUBT = 5

interface Weighed {
  near: identity.AccountRow[]
  known: identity.AccountRow[]
  useful: identity.Posting[]
  bearers: (key: string) => number
  stats: Statistics
  scored: AccountDecision
}

/** Those found, in full against the submission. */
async function weigh(
  db: Db,
  model: Model,
  submission: Submission,
  side: Side,
  found: readonly identity.Posting[],
  never: ReadonlySet<string> | undefined,
): Promise<Weighed> {
  const perKey = new Map<string, Set<string>>()
  for (const { key, accountId } of found) perKey.set(key, (perKey.get(key) ?? new Set()).add(accountId))
  const bearers = (key: string) => perKey.get(key)?.size ?? 0
  const useful = found.filter(({ key }) => bearers(key) <= identity.HUB)
  const near = await withProfiles(db, mostPromising(useful, bearers))
  const known = near.filter(({ id }) => !never?.has(id))
  const hits = new Map<string, Set<string>>()
  for (const { key, accountId } of useful) hits.set(accountId, (hits.get(accountId) ?? new Set()).add(key))
  const candidates = known.map(({ id, profile }): KnownAccount => ({ id, profile, hits: hits.get(id) ?? new Set() }))
  const stats = await statistics(db, submission, near, bearers)
  return { near, known, useful, bearers, stats, scored: decideAccount(side, candidates, stats, model) }
}

/** The weights of the account, where it was the best one anyway. */
const boundTo = (account: string, scored: AccountDecision): AccountDecision =>
  scored.account === account ? { ...scored, decision: 'attach' } : { ...scored, decision: 'attach', account, total: 0, evidence: [], grade: '' }

async function statistics(db: Db, { company }: Submission, known: readonly identity.AccountRow[], bearers: (key: string) => number): Promise<Statistics> {
  const words = [...(company?.tokens ?? []), ...known.flatMap(({ profile }) => profile.names.flatMap(({ tokens }) => tokens))]
  const counted = await frequencies.of(db, words)
  return { accounts: counted.accounts, word: (word) => counted.words.get(word) ?? 0, key: bearers }
}

/** The accounts that the most and the rarest keys lead to. */
function mostPromising(found: readonly { key: string; accountId: string }[], bearers: (key: string) => number): string[] {
  const promise = new Map<string, number>()
  for (const { key, accountId } of found) promise.set(accountId, (promise.get(accountId) ?? 0) + 1 / bearers(key))
  return [...promise]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, CANDIDATES)
    .map(([id]) => id)
}

/** Candidate accounts; a merged one stands for the account it was merged into. */
async function withProfiles(db: Db, ids: readonly string[]): Promise<identity.AccountRow[]> {
  const rows = await identity.accounts(db, ids)
  const merged = rows.flatMap(({ mergedInto }) => (mergedInto === null ? [] : [mergedInto]))
  const targets = await identity.accounts(db, [...new Set(merged)])
  return [...new Map([...rows, ...targets].filter(({ mergedInto }) => mergedInto === null).map((row) => [row.id, row])).values()]
}

async function contactsFor(
  db: Db,
  submission: Submission,
  accountId: string,
  found: readonly { accountId: string; contactId: string | null }[],
): Promise<identity.ContactRow[]> {
  const byAddress = found.filter((hit) => hit.accountId === accountId && hit.contactId !== null).map(({ contactId }) => contactId!)
  const named = submission.person.key === null ? [] : await identity.postings(db, [personKey(accountId, submission.person.key)])
  const ids = [...byAddress, ...named.flatMap(({ contactId }) => (contactId === null ? [] : [contactId]))]
  return identity.contacts(db, [...new Set(ids)])
}

const personKey = (accountId: string, name: string): string => `person:${accountId}:${name}`

/** The unit inside a sighted account. @param fellowsOf reads the account's other submissions, where they are to be weighed one by one */
export async function unitOf(submission: Submission, { units, contacts }: Sighting, fellowsOf: () => Promise<Fellow[]>): Promise<UnitDecision> {
  const decided = decideUnit(
    submission,
    units,
    contacts.map(({ id, unitId, profile }) => ({ id, unit: unitId, profile })),
  )
  const fellows = isWorthALook(decided, units) ? await fellowsOf() : []
  return fellows.length === 0 ? decided : unitAmong(submission, fellows, units)
}

/** Finds or makes account, unit and contact of a submission, under held keys, and records the decision for its event. */
export async function resolve(db: Db, on: Context, submission: Submission, eventId: string): Promise<identity.Assignment> {
  const decided = await decide(db, on, submission, eventId, {}, fellowsIn)
  await identity.assign(db, decided, false)
  return decided
}

/**
 * As `resolve`; the decision is left for the caller to record.
 * @param fellowsOf submissions among which the unit is chosen; who decides many events anew has them all in question
 */
export async function decide(
  db: Db,
  on: Context,
  submission: Submission,
  eventId: string,
  bounds: Bounds = {},
  fellowsOf: (db: Db, accountId: string) => Promise<Fellow[]> = nobody,
): Promise<identity.Assignment> {
  const now = on.now()
  const { model } = on
  await identity.hold(db, identityKeys(submission).hold, now)
  const sighted = await sight(db, model, submission, bounds)
  const found = belongsTo(sighted.decision)
  const account = found === null ? undefined : await identity.holdAccount(db, found)
  const seen = account ? await seenUnderLock(db, submission, sighted, account.id) : sighted
  const decidedUnit = await unitFor(submission, seen, account, bounds, (id) => fellowsOf(db, id))
  const heir = account && (await heirOf(db, submission, seen, decidedUnit))
  const unit = heir ? heir.unit : decidedUnit
  const place = heir ? await seat(db, on, submission, heir) : await makeRoom(db, on, submission, seen, account, unit, eventId)
  if (seen.decision.decision === 'provisional') await askWhetherSame(db, { ...on, model }, seen.decision, place.accountId, eventId)
  const { decision, total, threshold, grade, evidence, runnerUp } = seen.decision
  return {
    ...place,
    eventId,
    decidedAt: now,
    decision: decision === 'provisional' ? decision : unit.unit === 'open' ? 'open' : decision,
    total,
    threshold,
    grade,
    evidence: [...evidence, ...unit.evidence.map((one) => ({ ...one, field: `unit: ${one.field}` }))],
    runnerUp,
    model: model.version,
    decidedBy: bounds.home ? 'person' : 'hub',
  }
}

type Seat = Pick<UnitDecision, 'unit' | 'evidence'>

async function unitFor(
  submission: Submission,
  seen: Sighting,
  account: identity.AccountRow | undefined,
  { home }: Bounds,
  fellowsOf: (accountId: string) => Promise<Fellow[]>,
): Promise<Seat> {
  if (!account) return { unit: 'new', evidence: [] }
  const bound = seen.units.find(({ id }) => id === home?.unitId)
  return bound ? { unit: bound.id, evidence: [] } : unitOf(submission, seen, () => fellowsOf(account.id))
}

const nobody = async (): Promise<Fellow[]> => []

/** Units that stood when it happened. One that ended with a successor is recognised still. */
async function unitsAt(db: Db, accountId: string, { told: { at } }: Submission): Promise<identity.UnitRow[]> {
  const all = await identity.units(db, accountId)
  return all.filter(({ since, until, successor }) => (since === null || since <= at) && (until === null || at < until || successor !== null))
}

/** The unit that had what was the decided one's when it happened, where that had ended. */
async function heirOf(
  db: Db,
  submission: Submission,
  seen: Sighting,
  { unit, evidence }: Seat,
): Promise<{ row: identity.UnitRow; contacts: identity.ContactRow[]; unit: Seat } | undefined> {
  const { at } = submission.told
  let row = seen.units.find(({ id }) => id === unit)
  const former = row
  while (row?.successor && row.until !== null && row.until <= at) row = await identity.unit(db, row.successor)
  if (!row || row === former) return undefined
  const joined = { field: 'successor', theirs: new Date(at).toISOString().slice(0, 10), ours: row.id, weight: 0 }
  const personal = await identity.postings(db, seen.keys.find.filter(isPersonal))
  return { row, contacts: await contactsFor(db, submission, row.accountId, personal), unit: { unit: row.id, evidence: [...evidence, joined] } }
}

/** In a unit that took over from another: neither it nor its account learns names and places of the former one, which stay what that is known by. */
async function seat(
  db: Db,
  on: Context,
  submission: Submission,
  { row, contacts }: { row: identity.UnitRow; contacts: identity.ContactRow[] },
): Promise<Place> {
  const now = on.now()
  await identity.holdAccount(db, row.accountId)
  const inUnit = contacts.filter(({ unitId }) => unitId === row.id)
  const known = decideContact(
    submission,
    inUnit.map(({ id, unitId: of, profile }) => ({ id, unit: of, profile })),
  )
  const contactId = known ?? (isIdentified(submission) && hasPerson(submission) ? on.newId('con') : null)
  const contact = contactId === null ? null : (inUnit.find(({ id }) => id === contactId)?.profile ?? emptyContact())
  learn(submission, emptyAccount(), emptyUnit(), contact)
  if (contactId !== null && contact) {
    if (known === null) await identity.addContact(db, { id: contactId, unitId: row.id, accountId: row.accountId, profile: contact }, now)
    else await identity.saveContact(db, contactId, contact)
    await identity.post(db, personalKeys(submission, row.accountId), row.accountId, contactId)
  }
  return { accountId: row.accountId, unitId: row.id, contactId }
}

/** Account, unit and contact that the decision speaks of: made where they are new, taught what the submission tells. */
async function makeRoom(
  db: Db,
  on: Context,
  submission: Submission,
  seen: Sighting,
  account: identity.AccountRow | undefined,
  unit: Seat,
  eventId: string,
): Promise<Place> {
  const now = on.now()
  const accountId = account?.id ?? on.newId('acc')
  const known = unit.unit === 'open' ? seen.units.find(({ kind }) => kind === 'open') : seen.units.find(({ id }) => id === unit.unit)
  const unitId = known?.id ?? on.newId('unt')
  const inUnit = seen.contacts.filter((contact) => contact.unitId === unitId)
  const contactKnown = decideContact(
    submission,
    inUnit.map(({ id, unitId: of, profile }) => ({ id, unit: of, profile })),
  )
  const contactId = contactKnown ?? (isIdentified(submission) && hasPerson(submission) ? on.newId('con') : null)
  const profiles = {
    account: account?.profile ?? emptyAccount(),
    unit: known?.profile ?? emptyUnit(),
    contact: contactId === null ? null : (inUnit.find(({ id }) => id === contactId)?.profile ?? emptyContact()),
  }
  const before = new Set(profiles.account.names.flatMap(({ tokens }) => tokens))
  const domainsBefore = new Set(profiles.account.domains)
  const news = learn(submission, profiles.account, profiles.unit, profiles.contact, seen.decision.onBehalf, eventId)
  const words = profiles.account.names.flatMap(({ tokens }) => tokens).filter((word) => !before.has(word))
  if (!account || words.length > 0) await frequencies.add(db, words, !account)
  if (!account) await identity.addAccount(db, accountId, profiles.account, now)
  else if (news.account) await identity.saveAccount(db, accountId, profiles.account)
  if (!known) await identity.addUnit(db, { id: unitId, accountId, kind: unit.unit === 'open' ? 'open' : 'site', profile: profiles.unit }, now)
  else if (news.unit) await identity.saveUnit(db, unitId, profiles.unit)
  if (contactId !== null && profiles.contact) {
    if (contactKnown === null) await identity.addContact(db, { id: contactId, unitId, accountId, profile: profiles.contact }, now)
    else if (news.contact) await identity.saveContact(db, contactId, profiles.contact)
  }
  if (!account || !known || news.isKnownBy || news.contact || (contactId !== null && contactKnown === null)) {
    await touched.touch(db, accountId, now)
    await postKeys(db, submission, seen.foreignDomains, accountId, contactId)
    const isNews = ({ domain }: Holders) => profiles.account.domains.includes(domain) && (words.length > 0 || !domainsBefore.has(domain))
    await noticeRelations(db, on, {
      account: { id: accountId, profile: profiles.account, isNew: !account },
      shared: seen.holders.filter(isNews),
      senders: seen.holders.filter(({ domain }) => seen.foreignDomains.includes(domain)),
      stats: seen.stats,
      eventId,
    })
  }
  return { accountId, unitId, contactId }
}

async function askWhetherSame(db: Db, on: Context, decision: AccountDecision, accountId: string, eventId: string): Promise<void> {
  const { total, threshold, grade, evidence, account, runnerUp } = decision
  const otherId = account === accountId ? (runnerUp?.account ?? null) : account
  await reviews.open(
    db,
    {
      id: on.newId('rev'),
      kind: 'same_account',
      accountId,
      otherId,
      eventId,
      connection: null,
      detail: { total, threshold, grade, evidence, model: on.model.version },
    },
    on.now(),
  )
}

/** Where others write at the same time, units and contacts may have come between the look and the lock of their account. */
async function seenUnderLock(db: Db, submission: Submission, sighted: Sighting, accountId: string): Promise<Sighting> {
  if (!db.dialect.rowLocks) return sighted
  const personal = await identity.postings(db, sighted.keys.find.filter(isPersonal))
  return { ...sighted, units: await unitsAt(db, accountId, submission), contacts: await contactsFor(db, submission, accountId, personal) }
}

/** Whether somebody with the submission's address is known as a contact. */
export async function isKnown(db: Db, { mail, mobile }: Submission): Promise<boolean> {
  const keys = [mail && `mail:${(mail.corrected ?? mail).key}`, mobile && `mobile:${mobile.e164}`].filter((key) => key !== null)
  return (await identity.postings(db, keys)).some(({ contactId }) => contactId !== null)
}

/** An address of a person, or a name: `info@` alone is nobody. */
const hasPerson = ({ mail, mobile, person }: Submission): boolean => (mail !== null && mail.kind !== 'role') || mobile !== null || person.lastName !== null

const isPersonal = (key: string): boolean => /^(?:mail|mobile|who):/.test(key)

/** A domain that belongs to another account, e.g. an agency's, tells this account's people apart but must not lead others here. */
export async function postKeys(db: Db, submission: Submission, foreignDomains: readonly string[], accountId: string, contactId: string | null): Promise<void> {
  const learnt = identityKeys(submission).find.filter((key) => foreignDomains.length === 0 || !isSenders(key))
  await identity.post(
    db,
    learnt.filter((key) => !isPersonal(key)),
    accountId,
    null,
  )
  await identity.post(db, contactId === null ? learnt.filter(isPersonal) : personalKeys(submission, accountId), accountId, contactId)
}

/** Keys that lead to the contact. */
const personalKeys = (submission: Submission, accountId: string): string[] => [
  ...identityKeys(submission).find.filter(isPersonal),
  ...(submission.person.key === null ? [] : [personKey(accountId, submission.person.key)]),
]
