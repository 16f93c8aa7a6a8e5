/**
 * Accounts that hold two companies are parted: they came together over somebody who could have been of either, before the
 * second was known.
 */
import type { Book } from './book.ts'
import { areKeptApart, bearersOfSecondName } from './kept-names.ts'
import type { Model } from './model.ts'
import { relate } from './names.ts'
import { decideWhole, freeName, move, sideOfAccount } from './whole-accounts.ts'

/** Parts accounts whose members bear two names that contradict each other, where the parts by themselves would be strangers. */
export function partRound(book: Book, order: readonly number[], model: Model, changed: Set<string>): void {
  for (const [account, members] of Map.groupBy(order, (i) => book.owner.get(i)!)) {
    const others = bearersOfSecondName(book, account) ?? membersOfAnotherName(book, account, members, model)
    if (others === null) continue
    const fresh = freeName(book, others[0]!)
    const wereOnBehalf = new Set(members.filter((i) => book.behalf.has(i)))
    for (const i of others) move(book, i, fresh)
    for (const i of members) markSender(book, i, [account, fresh], model)
    for (const i of members) if (!others.includes(i)) toTheCloser(book, i, account, fresh, model)
    for (const i of members) markSender(book, i, [account, fresh], model)
    if (isParted(book, account, fresh, model)) changed.add(account).add(fresh)
    else for (const i of members) reattach(book, i, account, wereOnBehalf.has(i))
  }
}

/** Who bears the most frequent name that contradicts the most frequent one of all. */
function membersOfAnotherName(book: Book, account: string, members: readonly number[], model: Model): readonly number[] | null {
  const companyOf = (i: number) => book.entries[i]!.submission.company
  const named = Map.groupBy(members, (i) => companyOf(i)?.joined)
  named.delete(undefined)
  if (named.size < 2) return null
  const [first, ...others] = [...named].sort(([a, x], [b, y]) => y.length - x.length || (a! < b! ? -1 : 1)).map(([, bearers]) => bearers)
  const towns = new Set(book.profile(account).places.flatMap(({ city }) => city?.split(' ') ?? []))
  const contradicts = (bearers: readonly number[]) => {
    const { kind, onlyA, onlyB } = relate(companyOf(first![0]!)!, companyOf(bearers[0]!)!, { a: towns, b: towns }, book.stats)
    return kind === 'other' || (kind === 'sister' && model.weights.nameSisterShare * Math.min(onlyA, onlyB) > SISTERS)
  }
  return others.find(contradicts) ?? null
}

/** Less than this is a slip rather than a word of its own. */
const SISTERS = 2

function toTheCloser(book: Book, i: number, account: string, fresh: string, model: Model): void {
  const onBehalf = book.behalf.has(i)
  book.detach(i)
  const totalFor = (id: string) => (book.members.has(id) ? book.decideAmong(i, [id], model).total : Number.NEGATIVE_INFINITY)
  book.attach(i, totalFor(fresh) > totalFor(account) ? fresh : account, onBehalf)
}

/** Who names the one company and writes from the address of the other speaks for it, which shows only now that they are two. */
function markSender(book: Book, i: number, both: readonly string[], model: Model): void {
  const own = book.owner.get(i)!
  if (book.behalf.has(i) || book.members.get(own)!.size === 1) return
  book.detach(i)
  const { onBehalf } = book.decideAmong(i, both, model)
  book.attach(i, own, onBehalf)
}

function reattach(book: Book, i: number, account: string, onBehalf: boolean): void {
  book.detach(i)
  book.attach(i, account, onBehalf)
}

/** Both are more than a single submission, and nobody would even ask whether the two are one. */
function isParted(book: Book, a: string, b: string, model: Model): boolean {
  if ([a, b].some((id) => (book.members.get(id)?.size ?? 0) < 2)) return false
  if (areKeptApart(book, a, b)) return true
  const totalOf = (one: string, other: string) => decideWhole(book, one, [book.known(other, sideOfAccount(book, one).keys)], model).total
  return Math.max(totalOf(a, b), totalOf(b, a)) < model.review
}
