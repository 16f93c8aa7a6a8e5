/** Accounts of a book as wholes: as one side of a comparison, and poured into one another. */

import type { AccountDecision } from './account.ts'
import { decideAccount, type Side } from './account.ts'
import type { Book } from './book.ts'
import type { Model } from './model.ts'

/** Whether the account is one of the others. */
export function decideWhole(book: Book, account: string, others: Parameters<typeof decideAccount>[1], model: Model): AccountDecision {
  const side = sideOfAccount(book, account)
  return decideAccount(side, others, book.stats, forAccounts(model, side))
}

/** Two fragments of one account may come equally close to a third; who gives no name must say clearly whose it is. */
const forAccounts = (model: Model, { profile }: Side): Model => ({
  ...model,
  attach: model.merge,
  margin: profile.names.length > 0 ? 0 : model.margin,
  weights: { ...model.weights, brand: -model.weights.nameOtherSameDomain },
})

export function sideOfAccount(book: Book, account: string): Side {
  const members = [...book.members.get(account)!]
  if (members.length === 1) return book.entries[members[0]!]!.side
  return {
    profile: book.profile(account),
    keys: new Set(members.flatMap((i) => [...book.entries[i]!.side.keys])),
    onBehalf: members.every((i) => book.entries[i]!.side.onBehalf),
  }
}

export function pour(book: Book, from: string, into: string): void {
  for (const one of [...book.members.get(from)!]) move(book, one, into)
}

export function move(book: Book, i: number, account: string): void {
  const onBehalf = book.behalf.has(i)
  book.detach(i)
  book.attach(i, account, onBehalf)
}

export const freeName = (book: Book, i: number): string => {
  let name = `${i}`
  while (book.members.has(name)) name += "'"
  return name
}
