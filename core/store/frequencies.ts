/**
 * How many accounts stand, and how many of them have a word in one of their names: what is rare tells them apart. Written
 * only by identity.ts, with every account that is made, told more, emptied, merged or removed.
 */
import type { AccountProfile } from '../lead/match/profile.ts'
import { type Db, insertInto } from './db.ts'
import { inParts, padded, placeholders } from './sql.ts'

/** Stands for the number of all accounts. */
const ALL = ''

export type Words = ReadonlySet<string>

/** The words an account is counted under while it stands. */
export const wordsOf = ({ names }: Pick<AccountProfile, 'names'>): Words => new Set(names.flatMap(({ tokens }) => tokens).filter((word) => word !== ALL))

const insertCounts = insertInto(
  'identity_frequency',
  ['word', 'accounts'],
  'on conflict (word) do update set accounts = identity_frequency.accounts + excluded.accounts',
)

const insertNews = insertInto('identity_frequency_news', ['word', 'accounts'])

type Change = readonly [word: string, by: number]

/**
 * Counts an account under other words than before; null: it does not stand. Where many write, each leaves a note instead of
 * waiting for the others at the count of a common word; `takeIn` adds them up. Mostly nothing changes, and nothing is written.
 */
export async function recount(db: Db, before: Words | null, after: Words | null): Promise<void> {
  if (before && after && before.size === after.size && before.isSubsetOf(after)) return
  const accounts = Number(after !== null) - Number(before !== null)
  const changes: Change[] = [
    ...(accounts === 0 ? [] : [[ALL, accounts] as const]),
    ...[...(after ?? [])].filter((word) => !before?.has(word)).map((word): Change => [word, 1]),
    ...[...(before ?? [])].filter((word) => !after?.has(word)).map((word): Change => [word, -1]),
  ]
  // Filled up with what changes nothing, so that it is one statement.
  if (db.dialect.rowLocks) await insertNews(db, padded(changes, [ALL, 0]))
  else await addUp(db, changes)
}

/** Adds up what was noted. */
export async function takeIn(db: Db): Promise<void> {
  if (!db.dialect.rowLocks) return
  const news = await db.all<{ word: string; accounts: number }>('delete from identity_frequency_news returning word, accounts')
  const sums = new Map<string, number>()
  for (const { word, accounts } of news) sums.set(word, (sums.get(word) ?? 0) + Number(accounts))
  await addUp(
    db,
    [...sums].filter(([, by]) => by !== 0),
  )
}

/** In one order, so that two who add up do not wait for each other. Words that nobody has any more are not kept. */
async function addUp(db: Db, changes: readonly Change[]): Promise<void> {
  await insertCounts(
    db,
    [...changes].sort(([a], [b]) => (a < b ? -1 : 1)),
  )
  const fewer = changes.filter(([, by]) => by < 0).map(([word]) => word)
  await inParts(fewer, async (part) => {
    const list = padded(part)
    await db.send(`delete from identity_frequency where accounts = 0 and word in (${placeholders(1, list.length)})`, list)
    return []
  })
}

/** Takes over all counts of another database, what is only noted there included. */
export async function copy(from: Db, to: Db): Promise<void> {
  const all = await from.all<{ word: string; accounts: number }>(
    'select word, sum(accounts) as accounts from (select * from identity_frequency union all select * from identity_frequency_news) as counted group by word',
  )
  await insertCounts(
    to,
    all.map(({ word, accounts }) => [word, Number(accounts)]),
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
