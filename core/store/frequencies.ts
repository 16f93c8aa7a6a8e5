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

const insertNews = insertInto('identity_frequency_news', ['word', 'accounts'])

/**
 * Counts words that an account had in no name before; a new account counts itself. Where many write, each leaves a note
 * instead of waiting for the others at the count of a common word; `takeIn` adds them up.
 */
export async function add(db: Db, words: readonly string[], isNewAccount: boolean): Promise<void> {
  const once = [...new Set(words)].filter((word) => word !== ALL).sort()
  const rows = [...(isNewAccount ? [ALL] : []), ...once].map((word) => [word, 1])
  await (db.dialect.rowLocks ? insertNews : insertCounts)(db, rows)
}

/** Adds up what was noted. */
export async function takeIn(db: Db): Promise<void> {
  if (!db.dialect.rowLocks) return
  const news = await db.all<{ word: string; accounts: number }>('delete from identity_frequency_news returning word, accounts')
  const sums = new Map<string, number>()
  for (const { word, accounts } of news) sums.set(word, (sums.get(word) ?? 0) + Number(accounts))
  await insertCounts(
    db,
    [...sums].sort(([a], [b]) => (a < b ? -1 : 1)),
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
