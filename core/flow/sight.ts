/** Looks, without writing: whose a submission would be by what is known, and by what people decided. */
import { type AccountDecision, decideAccount, type KnownAccount, type Side } from '../lead/match/account.ts'
import { CANDIDATES, sideOf } from '../lead/match/book.ts'
import { identityKeys, isStrong } from '../lead/match/keys.ts'
import type { Model } from '../lead/match/model.ts'
import { decideUnit, type UnitDecision } from '../lead/match/unit.ts'
import type { Statistics } from '../lead/match/words.ts'
import type { Submission } from '../lead/submission.ts'
import type { Db } from '../store/db.ts'
import * as frequencies from '../store/frequencies.ts'
import * as identity from '../store/identity.ts'
import { isPersonal, personKey } from './post-keys.ts'
import type { Holders } from './relations.ts'

/** What is known about a submission before anything is written: also the answer to "what if". */
export interface Sighting {
  keys: { hold: string[]; find: string[] }
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

/** Units that stood when it happened. One that ended with a successor is recognised still. */
async function unitsAt(db: Db, accountId: string, { told: { at } }: Submission): Promise<identity.UnitRow[]> {
  const all = await identity.units(db, accountId)
  return all.filter(({ since, until, successor }) => (since === null || since <= at) && (until === null || at < until || successor !== null))
}

/** Where others write at the same time, units and contacts may have come between the look and the lock of their account. */
export async function seenUnderLock(db: Db, submission: Submission, sighted: Sighting, accountId: string): Promise<Sighting> {
  if (!db.dialect.rowLocks) return sighted
  return { ...sighted, units: await unitsAt(db, accountId, submission), contacts: await contactsKnown(db, submission, sighted.keys, accountId) }
}

/** Contacts of an account that the submission's address or name leads to. */
export const contactsKnown = async (db: Db, submission: Submission, { find }: Sighting['keys'], accountId: string): Promise<identity.ContactRow[]> =>
  contactsFor(db, submission, accountId, await identity.postings(db, find.filter(isPersonal)))

/** The unit inside a sighted account. */
export const unitOf = (submission: Submission, { units, contacts }: Sighting): UnitDecision =>
  decideUnit(
    submission,
    units,
    contacts.map(({ id, unitId, profile }) => ({ id, unit: unitId, profile })),
  )

/** Whether somebody with the submission's address is known as a contact. */
export async function isKnown(db: Db, { mail, mobile }: Submission): Promise<boolean> {
  const keys = [mail && `mail:${(mail.corrected ?? mail).key}`, mobile && `mobile:${mobile.e164}`].filter((key) => key !== null)
  return (await identity.postings(db, keys)).some(({ contactId }) => contactId !== null)
}
