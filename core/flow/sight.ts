/** Looks, without writing: whose a submission would be by what is known, and by what people decided. */
import { type AccountDecision, decideAccount, type KnownAccount, type Side } from '../lead/match/account.ts'
import { CANDIDATES } from '../lead/match/book.ts'
import { gradeOf } from '../lead/match/explain.ts'
import { identityKeys, isStrong } from '../lead/match/keys.ts'
import type { Model } from '../lead/match/model.ts'
import { emptyAccount, learnAccount } from '../lead/match/profile.ts'
import type { Statistics } from '../lead/match/words.ts'
import type { Submission } from '../lead/submission.ts'
import { type Db, together } from '../store/db.ts'
import * as frequencies from '../store/frequencies.ts'
import * as identity from '../store/identity.ts'
import type { Holders } from './relations.ts'

/** What is known about a submission before anything is written: also the answer to "what if". */
export interface Sighting {
  decision: AccountDecision
  /** The account that it would belong to, as it was read; absent where people decided for one that nothing leads to. */
  account: identity.AccountRow | undefined
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
export const sight = (
  db: Db,
  model: Model,
  submission: Submission,
  bounds: Bounds = {},
  keys: readonly string[] = identityKeys(submission).find,
): Promise<Sighting> => sightOf(db, model, [submission], bounds, keys)

/** The same for a company that several submissions tell of, the first of the company itself: a record of a CRM with its people. */
export const sightOfMany = (db: Db, model: Model, told: readonly Submission[]): Promise<Sighting> =>
  sightOf(db, model, told, {}, [...new Set(told.flatMap((one) => identityKeys(one).find))])

async function sightOf(db: Db, model: Model, told: readonly Submission[], { home, never }: Bounds, keys: readonly string[]): Promise<Sighting> {
  const domains = [...new Set(told.flatMap((one) => one.domains))]
  const isNamed = told.some(({ company }) => company !== null)
  const look: Look = { db, model, domains, isNamed, side: sideOf(told, keys), never, rows: new Map(), words: new Map(), accounts: 0 }
  const { near, known, bearers, stats, scored } = await weighed(look, keys)
  const decision = home ? boundTo(home.accountId, scored) : scored
  const found = belongsTo(decision)
  const account = known.find(({ id }) => id === found)
  const foreignDomains = decision.onBehalf ? domains.filter((domain) => !account?.profile.domains.includes(domain)) : []
  const holders = domains.map((domain) => ({
    domain,
    count: bearers(`domain:${domain}`),
    accounts: near.filter(({ profile }) => profile.domains.includes(domain)),
  }))
  return { decision, account, foreignDomains, holders, stats }
}

function sideOf(told: readonly Submission[], keys: readonly string[]): Side {
  const profile = emptyAccount()
  for (const submission of told) learnAccount(submission, profile)
  return { profile, keys: new Set(keys), onBehalf: told[0]?.onBehalf ?? false }
}

/** One look at the database; what it read once it does not read again. */
interface Look {
  db: Db
  model: Model
  domains: readonly string[]
  /** A company is named. */
  isNamed: boolean
  side: Side
  never: ReadonlySet<string> | undefined
  rows: Map<string, identity.AccountRow>
  words: Map<string, number>
  accounts: number
}

interface Weighed {
  near: identity.AccountRow[]
  known: identity.AccountRow[]
  bearers: (key: string) => number
  stats: Statistics
  scored: AccountDecision
}

const BEYOND_DOUBT = 5
/** Postings whose accounts are read before it is known which of them matter. */
const AHEAD = 16

/** By the keys that few share; where they leave a doubt, by all. */
async function weighed(look: Look, keys: readonly string[]): Promise<Weighed> {
  const { db, model, domains, isNamed } = look
  // Whoever is found by weak keys alone comes nowhere near this: mostly somebody known writes again.
  const isBeyondDoubt = ({ scored }: Weighed) => scored.decision === 'attach' && scored.total >= model.attach + BEYOND_DOUBT
  const few = keys.filter(isStrong)
  // Asked for in the same round trip: who they lead to, and its own words, since those of who is found are mostly the same.
  const [strong, ahead] = await together(
    identity.postings(db, few),
    db.dialect.rowLocks ? identity.accountsUnder(db, few, AHEAD) : Promise.resolve([]),
    isNamed ? readWords(look, []) : Promise.resolve(),
  )
  for (const row of ahead) look.rows.set(row.id, row)
  if (strong.length > 0) {
    const found = await foundBy(look, strong)
    // Names are not compared where the one side has none, so nobody asks how rare their words are.
    const byAddress = !isNamed && found.near.every(({ profile }) => domains.every((one) => profile.domains.includes(one)))
    const first = byAddress ? weigh(look, found) : undefined
    if (first && isBeyondDoubt(first)) return first
    const second = await weighWithWords(look, found)
    if (isBeyondDoubt(second)) return second
  }
  const weak = await identity.postings(
    db,
    keys.filter((key) => !isStrong(key)),
  )
  return weighWithWords(look, await foundBy(look, [...strong, ...weak]))
}

interface Found {
  near: identity.AccountRow[]
  hits: ReadonlyMap<string, ReadonlySet<string>>
  bearers: (key: string) => number
}

/** The accounts that the keys lead to. */
async function foundBy(look: Look, found: readonly identity.Posting[]): Promise<Found> {
  const perKey = new Map<string, Set<string>>()
  for (const { key, accountId } of found) perKey.set(key, (perKey.get(key) ?? new Set()).add(accountId))
  const bearers = (key: string) => perKey.get(key)?.size ?? 0
  const useful = found.filter(({ key }) => bearers(key) <= identity.HUB)
  const hits = new Map<string, Set<string>>()
  for (const { key, accountId } of useful) hits.set(accountId, (hits.get(accountId) ?? new Set()).add(key))
  return { near: await withProfiles(look, mostPromising(useful, bearers)), hits, bearers }
}

async function weighWithWords(look: Look, found: Found): Promise<Weighed> {
  if (found.near.length > 0) await readWords(look, found.near)
  return weigh(look, found)
}

/** Those found, in full against the submission. */
function weigh({ model, side, never, words, accounts }: Look, { near, hits, bearers }: Found): Weighed {
  const known = near.filter(({ id }) => !never?.has(id))
  const candidates = known.map(({ id, profile }): KnownAccount => ({ id, profile, hits: hits.get(id) ?? new Set() }))
  const stats: Statistics = { accounts, word: (word) => words.get(word) ?? 0, key: bearers }
  return { near, known, bearers, stats, scored: decideAccount(side, candidates, stats, model) }
}

/** How many accounts have the words of those to be compared. */
async function readWords(look: Look, near: readonly identity.AccountRow[]): Promise<void> {
  const names = [...look.side.profile.names, ...near.flatMap(({ profile }) => profile.names)]
  const unread = new Set(names.flatMap(({ tokens }) => tokens).filter((word) => !look.words.has(word)))
  if (unread.size === 0 && look.accounts > 0) return
  const counted = await frequencies.of(look.db, [...unread])
  look.accounts = counted.accounts
  for (const word of unread) look.words.set(word, counted.words.get(word) ?? 0)
}

/** The weights of the account, where it was the best one anyway. */
const boundTo = (account: string, scored: AccountDecision): AccountDecision =>
  scored.account === account ? { ...scored, decision: 'attach' } : { ...scored, decision: 'attach', account, total: 0, evidence: [], grade: gradeOf([]) }

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
async function withProfiles(look: Look, ids: readonly string[]): Promise<identity.AccountRow[]> {
  const rows = await read(look, ids)
  const targets = await read(
    look,
    rows.flatMap(({ mergedInto }) => mergedInto ?? []),
  )
  return [...new Map([...rows, ...targets].filter(({ mergedInto }) => mergedInto === null).map((row) => [row.id, row])).values()]
}

async function read({ db, rows }: Look, ids: readonly string[]): Promise<identity.AccountRow[]> {
  const unread = [...new Set(ids)].filter((id) => !rows.has(id))
  for (const row of await identity.accounts(db, unread)) rows.set(row.id, row)
  return ids.flatMap((id) => rows.get(id) ?? [])
}

/** Whether somebody with the submission's address is known as a contact. */
export async function isKnown(db: Db, { mail, mobile }: Submission): Promise<boolean> {
  const keys = [mail && `mail:${(mail.corrected ?? mail).key}`, mobile && `mobile:${mobile.e164}`].filter((key) => key !== null)
  return (await identity.postings(db, keys)).some(({ contactId }) => contactId !== null)
}
