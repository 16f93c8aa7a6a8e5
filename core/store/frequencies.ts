/** How many accounts have a word in one of their names: what is rare tells them apart. */
import { type Db, insertInto } from './db.ts'
import { padded, placeholders } from './sql.ts'

/** Stands for the number of all accounts. */
const ALL = ''

const insertCounts = insertInto(
  'identity_frequency',
  ['word', 'accounts'],
  'on conflict (word) do update set accounts = identity_frequency.accounts + excluded.accounts',
)

/** Counts words that an account had in no name before; a new account counts itself. */
export async function add(db: Db, words: readonly string[], isNewAccount: boolean): Promise<void> {
  const once = [...new Set(words)].filter((word) => word !== ALL).sort()
  await insertCounts(
    db,
    [...(isNewAccount ? [ALL] : []), ...once].map((word) => [word, 1]),
  )
}

/** Accounts in all, and per word; words nobody has are absent. */
export async function of(db: Db, words: readonly string[]): Promise<{ accounts: number; words: ReadonlyMap<string, number> }> {
  const list = padded([ALL, ...new Set(words)])
  const rows = await db.all<{ word: string; accounts: number }>(
    `select word, accounts from identity_frequency where word in (${placeholders(1, list.length)})`,
    list,
  )
  const found = new Map(rows.map(({ word, accounts }) => [word, Number(accounts)]))
  const accounts = found.get(ALL) ?? 0
  found.delete(ALL)
  return { accounts, words: found }
}
