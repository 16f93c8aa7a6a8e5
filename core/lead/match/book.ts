/** Accounts held in memory while their submissions are put together anew: who has which, and what is found by it. */
import type { Submission } from '../submission.ts'
import { type AccountDecision, decideAccount, type KnownAccount, type Side } from './account.ts'
import { identityKeys, isSenders } from './keys.ts'
import type { Model } from './model.ts'
import { type AccountProfile, emptyAccount, learnAccount } from './profile.ts'
import type { Statistics } from './words.ts'

/** A key known for more accounts than this finds nobody any more. */
export const HUB = 60

/** So many accounts are compared in full. */
export const CANDIDATES = 10

export interface Entry {
  submission: Submission
  side: Side
  words: readonly string[]
  /** The account it belonged to so far: what people judged speaks of it. */
  home?: string
}

export const entryOf = (submission: Submission): Entry => ({ submission, side: sideOf([submission]), words: submission.company?.tokens ?? [] })

/** Submissions as one side of a comparison. */
export function sideOf(submissions: readonly Submission[]): Side {
  const profile = emptyAccount()
  for (const submission of submissions) learnAccount(submission, profile)
  return {
    profile,
    keys: new Set(submissions.flatMap((one) => identityKeys(one).find)),
    onBehalf: submissions.length > 0 && submissions.every((one) => one.onBehalf),
  }
}

export class Book {
  readonly entries: readonly Entry[]
  readonly members = new Map<string, Set<number>>()
  readonly owner = new Map<number, string>()
  /** Entries whose sender speaks for the account that has them. */
  readonly behalf = new Set<number>()
  private readonly posted = new Map<string, Map<string, number>>()
  private readonly words = new Map<string, Map<string, number>>()
  private readonly profiles = new Map<string, AccountProfile>()
  /** Accounts that people judged to be different, of those that entries come from. */
  private readonly apart = new Map<string, Set<string>>()
  readonly stats: Statistics

  constructor(entries: readonly Entry[], statistics?: Pick<Statistics, 'accounts' | 'word'>, apart: readonly (readonly [string, string])[] = []) {
    this.entries = entries
    for (const [a, b] of [...apart, ...apart.map(([a, b]) => [b, a] as const)]) this.apart.set(a, (this.apart.get(a) ?? new Set()).add(b))
    const { members, words, posted } = this
    this.stats = {
      get accounts() {
        return statistics?.accounts ?? members.size
      },
      word: statistics?.word ?? ((word) => words.get(word)?.size ?? 0),
      key: (key) => posted.get(key)?.size ?? 0,
    }
  }

  attach(i: number, account: string, onBehalf = this.entries[i]!.side.onBehalf): void {
    const entry = this.entries[i]!
    if (onBehalf) this.behalf.add(i)
    else this.behalf.delete(i)
    count(this.posted, this.postedBy(i), account, 1)
    count(this.words, entry.words, account, 1)
    const list = this.members.get(account) ?? new Set()
    this.members.set(account, list.add(i))
    this.owner.set(i, account)
    this.profiles.delete(account)
  }

  detach(i: number): void {
    const entry = this.entries[i]!
    const account = this.owner.get(i)!
    count(this.posted, this.postedBy(i), account, -1)
    count(this.words, entry.words, account, -1)
    const list = this.members.get(account)!
    list.delete(i)
    if (list.size === 0) this.members.delete(account)
    this.owner.delete(i)
    this.profiles.delete(account)
  }

  /** What belongs to the sender alone leads nobody to the account. */
  private postedBy(i: number): Iterable<string> {
    const { keys } = this.entries[i]!.side
    return this.behalf.has(i) ? [...keys].filter((key) => !isSenders(key)) : keys
  }

  profile(account: string): AccountProfile {
    let profile = this.profiles.get(account)
    if (!profile) {
      profile = emptyAccount()
      for (const i of [...(this.members.get(account) ?? [])].sort((a, b) => a - b)) learnAccount(this.entries[i]!.submission, profile, this.behalf.has(i))
      this.profiles.set(account, profile)
    }
    return profile
  }

  /** The accounts that the most and the rarest keys lead to. */
  candidates(keys: Iterable<string>): KnownAccount[] {
    const promise = new Map<string, number>()
    const hits = new Map<string, Set<string>>()
    for (const key of keys) {
      const who = this.posted.get(key)
      if (!who || who.size > HUB) continue
      for (const account of who.keys()) {
        promise.set(account, (promise.get(account) ?? 0) + 1 / who.size)
        const own = hits.get(account)
        if (own) own.add(key)
        else hits.set(account, new Set([key]))
      }
    }
    return [...promise]
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, CANDIDATES)
      .map(([id]) => ({ id, profile: this.profile(id), hits: hits.get(id)! }))
  }

  decide(i: number, model: Model): AccountDecision {
    const { side } = this.entries[i]!
    return decideAccount(
      side,
      this.candidates(side.keys).filter(({ id }) => this.may([i], id)),
      this.stats,
      model,
    )
  }

  /** As against these accounts alone; one without members is nobody's. */
  decideAmong(i: number, accounts: readonly string[], model: Model): AccountDecision {
    const { side } = this.entries[i]!
    const known = accounts.filter((one) => this.members.has(one)).map((one) => this.known(one, side.keys))
    return decideAccount(side, known, this.stats, model)
  }

  /** An account as these keys lead to it. */
  known(account: string, keys: Iterable<string>): KnownAccount {
    return { id: account, profile: this.profile(account), hits: new Set([...keys].filter((key) => this.posted.get(key)?.has(account))) }
  }

  /** Whether nobody judged that these entries and the account are different. */
  may(entries: Iterable<number>, account: string): boolean {
    if (this.apart.size === 0) return true
    const others = new Set([...(this.members.get(account) ?? [])].map((i) => this.entries[i]!.home ?? ''))
    return [...entries].every((i) => ![...(this.apart.get(this.entries[i]!.home ?? '') ?? [])].some((home) => others.has(home)))
  }
}

function count(index: Map<string, Map<string, number>>, keys: Iterable<string>, account: string, by: number): void {
  for (const key of keys) {
    const who = index.get(key) ?? new Map<string, number>()
    index.set(key, who)
    const n = (who.get(account) ?? 0) + by
    if (n > 0) who.set(account, n)
    else who.delete(account)
  }
}
