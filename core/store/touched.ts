/** Accounts that got something new since they were last held against their neighbours, and the keys that lead from one to another. */
import { type Db, insertInto } from './db.ts'
import { padded, placeholders } from './sql.ts'

const insertTouched = insertInto('identity_touched', ['account_id', 'at'], 'on conflict (account_id) do nothing')

export const touch = (db: Db, accountId: string, now: number): Promise<void> => insertTouched(db, [[accountId, now]])

export async function touched(db: Db): Promise<Set<string>> {
  return new Set((await db.all<{ account_id: string }>('select account_id from identity_touched')).map((row) => row.account_id))
}

export async function untouch(db: Db, accountIds: readonly string[]): Promise<void> {
  if (accountIds.length === 0) return
  const list = padded(accountIds)
  await db.run(`delete from identity_touched where account_id in (${placeholders(1, list.length)})`, list)
}

/** How many submissions each account has. */
export async function sizes(db: Db): Promise<Map<string, number>> {
  const rows = await db.all<{ account_id: string; n: number }>('select account_id, count(*) as n from assignment where closed_at is null group by account_id')
  return new Map(rows.map((row) => [row.account_id, Number(row.n)]))
}

/** Keys that 2 to `most` accounts share, the rarest first, with those accounts. */
export async function sharedKeys(db: Db, most: number): Promise<string[][]> {
  const rows = await db.all<{ key: string; account_id: string }>(
    `select distinct p.key, p.account_id from identity_posting p
     join (select key from (select distinct key, account_id from identity_posting) as one group by key having count(*) between 2 and $1) as shared on shared.key = p.key
     order by p.key, p.account_id`,
    [most],
  )
  const byKey = new Map<string, string[]>()
  for (const row of rows) {
    const list = byKey.get(row.key)
    if (list) list.push(row.account_id)
    else byKey.set(row.key, [row.account_id])
  }
  return [...byKey].sort(([a, x], [b, y]) => x.length - y.length || (a < b ? -1 : 1)).map(([, accounts]) => accounts)
}
