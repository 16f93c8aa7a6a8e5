/**
 * Puts submissions together anew, whatever the order they came in: the fullest ones first, then account with account,
 * then each submission against all others' accounts, until nothing moves any more. What turns out to be two companies is parted.
 */
import type { AccountDecision } from './account.ts'
import { Book, type Entry } from './book.ts'
import { areKeptApart } from './kept-names.ts'
import type { Model } from './model.ts'
import { partRound } from './parting.ts'
import { decideWhole, freeName, pour, sideOfAccount } from './whole-accounts.ts'
import type { Statistics } from './words.ts'

/** How often accounts are held against each other and submissions moved. */
const ROUNDS = 5

export interface Given {
  /** As among all accounts, where the entries are some of many. */
  statistics?: Pick<Statistics, 'accounts' | 'word'> | undefined
  /** Accounts that people told apart, of those that the entries come from. */
  apart?: readonly (readonly [string, string])[]
}

/** @returns the book with every entry in a group */
export function regroup(entries: readonly Entry[], model: Model, { statistics, apart = [] }: Given = {}): Book {
  const book = new Book(entries, statistics, apart)
  const order = entries
    .map((entry, i) => ({ i, rich: richness(entry), content: [...entry.side.keys].sort().join('|') }))
    .sort((a, b) => b.rich - a.rich || (a.content < b.content ? -1 : a.content > b.content ? 1 : a.i - b.i))
    .map(({ i }) => i)
  for (const i of order) place(book, i, model)
  let fresh: ReadonlySet<string> | null = null
  for (let round = 0; round < ROUNDS; round++) {
    const changed = new Set<string>()
    mergeRound(book, order, model, fresh, changed)
    moveRound(book, order, model, fresh && new Set([...fresh, ...changed]), changed)
    // Not before submissions found their places, nor where nothing would be mended any more.
    if ((round > 0 || changed.size === 0) && round < ROUNDS - 1) partRound(book, order, model, changed)
    if (changed.size === 0) break
    fresh = changed
  }
  return book
}

/** An entry as it is decided when all others are known. */
export interface Judged {
  /** Why it is where it is: what speaks for and against that account, and who comes next. */
  decision: AccountDecision
  /** Taken by itself it would not be given to where it is without asking. */
  isUnclear: boolean
  /** The account that comes closest besides its own. */
  rival: string | null
}

/** Every entry once more, against all others as they were put together. */
export function judgedOnce(book: Book, model: Model): Map<number, Judged> {
  const found = new Map<number, Judged>()
  for (const i of [...book.owner.keys()]) {
    const from = book.owner.get(i)!
    const isAlone = book.members.get(from)!.size === 1
    const onBehalf = book.behalf.has(i)
    book.detach(i)
    const best = book.decide(i, isAlone ? model : { ...model, margin: model.clear })
    const isUnclear = isAlone ? best.decision === 'provisional' : best.decision !== 'attach' || best.account !== from
    const isOwn = !isAlone && best.account === from
    const rival = isOwn ? (best.runnerUp?.account ?? null) : best.account
    found.set(i, { decision: isAlone || isOwn ? best : besides(book.decideAmong(i, [from], model), best), isUnclear, rival })
    book.attach(i, from, onBehalf)
  }
  return askedOnce(found, book)
}

/** Who writes from the same address as another of the account goes with them: a person is asked about one of them, if about any. */
function askedOnce(found: ReadonlyMap<number, Judged>, book: Book): Map<number, Judged> {
  const goesWithAnother = (i: number, { isUnclear, decision, rival }: Judged) => {
    const own = book.owner.get(i)!
    const address = [...book.entries[i]!.side.keys].find((key) => key.startsWith('mail:'))
    if (!isUnclear || decision.account !== own || address === undefined) return false
    if (rival !== null && book.known(rival, [address]).hits.size > 0) return false
    const fellows = [...book.members.get(own)!].filter((other) => other !== i && book.entries[other]!.side.keys.has(address))
    return fellows.some((other) => other < i || !found.get(other)!.isUnclear)
  }
  return new Map([...found].map(([i, judged]) => [i, goesWithAnother(i, judged) ? { ...judged, isUnclear: false } : judged]))
}

const besides = (own: AccountDecision, { account, total }: AccountDecision): AccountDecision => ({
  ...own,
  runnerUp: account === null ? null : { account, total },
})

/** How much a submission tells of its company. */
export const richness = ({ side: { profile }, submission }: Entry): number =>
  3 * profile.vatIds.length +
  2 * profile.domains.length +
  (submission.company?.tokens.length ?? 0) +
  (submission.company?.legalForm ? 1 : 0) +
  2 * profile.phoneStems.length +
  (submission.place.postalCode ? 1 : 0) +
  (submission.place.street ? 1 : 0) -
  (submission.onBehalf ? 10 : 0)

function place(book: Book, i: number, model: Model): string {
  const { decision, account, onBehalf } = book.decide(i, model)
  const to = decision === 'attach' ? account! : freeName(book, i)
  book.attach(i, to, onBehalf)
  return to
}

/** Holds each account against those that share keys with it. @param fresh only these, that changed since they were last held */
function mergeRound(book: Book, order: readonly number[], model: Model, fresh: ReadonlySet<string> | null, changed: Set<string>): void {
  const seen = new Set<string>()
  for (const i of order) {
    const account = book.owner.get(i)!
    if (seen.has(account) || (fresh && !fresh.has(account))) continue
    seen.add(account)
    const { keys } = sideOfAccount(book, account)
    let others = book.candidates(keys).filter(({ id }) => id !== account && book.may(book.members.get(account)!, id))
    let found = decideWhole(book, account, others, model)
    while (found.decision === 'attach' && areKeptApart(book, account, found.account!)) {
      others = others.filter(({ id }) => id !== found.account)
      found = decideWhole(book, account, others, model)
    }
    if (found.decision !== 'attach' || found.account === null) continue
    changed.add(found.account)
    pour(book, account, found.account)
  }
}

/** Holds each submission against its own account without it, and all others. */
function moveRound(book: Book, order: readonly number[], model: Model, fresh: ReadonlySet<string> | null, changed: Set<string>): void {
  for (const i of order) {
    const from = book.owner.get(i)!
    if (fresh && !fresh.has(from)) continue
    const wasOnBehalf = book.behalf.has(i)
    book.detach(i)
    const found = book.decide(i, model)
    const stays = found.decision === 'provisional' || found.account === from
    const to = stays ? from : found.decision === 'attach' ? found.account! : freeName(book, i)
    if (to !== from) changed.add(from).add(to)
    book.attach(i, to, to === from && found.decision !== 'attach' ? wasOnBehalf : found.onBehalf)
  }
}
