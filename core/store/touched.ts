/** Accounts that got something new since they were last held against their neighbours, and the keys that lead from one to another. */
import { type Db, insertInto } from './db.ts'
import { postings } from './identity.ts'
import { padded, placeholders } from './sql.ts'

const insertTouched = insertInto('identity_touched', ['account_id', 'at'], 'on conflict (account_id) do update set at = excluded.at')
const insertUntouched = insertInto('identity_touched', ['account_id', 'at'], 'on conflict (account_id) do nothing')

/** It rests from now on, also where somebody is looking at it: what came now is not seen by them. */
export const touch = (db: Db, accountId: string, now: number): Promise<void> => insertTouched(db, [[accountId, now]])

export async function touched(db: Db): Promise<Set<string>> {
  return new Set((await db.all<{ account_id: string }>('select account_id from identity_touched')).map((row) => row.account_id))
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

/** An account that somebody looks at. Who ends before it is done loses it at that time to others. */
export interface Claim {
  accountId: string
  until: number
}

/** Takes accounts that have rested since then, those that wait longest first: nobody else looks at them meanwhile. */
export async function claim(db: Db, restingSince: number, until: number, limit: number): Promise<Claim[]> {
  const rows = await db.all<{ account_id: string }>(
    `update identity_touched set at = $2
     where account_id in (select account_id from identity_touched where at <= $1 order by at, account_id limit $3 ${db.dialect.skipLocked}) returning account_id`,
    [restingSince, until, limit],
  )
  return rows.map((row) => ({ accountId: row.account_id, until }))
}

/** It was looked at. What was touched meanwhile waits for the next time. */
export async function done(db: Db, { accountId, until }: Claim): Promise<void> {
  await db.send('delete from identity_touched where account_id = $1 and at = $2', [accountId, until])
}

/** Accounts that share a key with this one which at most `most` accounts have, the closest first. */
export async function neighbours(db: Db, accountId: string, most: number): Promise<string[]> {
  const keys = (await db.all<{ key: string }>('select distinct key from identity_posting where account_id = $1 limit 500', [accountId])).map(({ key }) => key)
  const shared = new Map<string, Set<string>>()
  for (let i = 0; i < keys.length; i += 50)
    for (const { key, accountId: id } of await postings(db, keys.slice(i, i + 50))) shared.set(key, (shared.get(key) ?? new Set()).add(id))
  const closeness = new Map<string, number>()
  for (const who of shared.values()) if (who.size <= most) for (const id of who) closeness.set(id, (closeness.get(id) ?? 0) + 1 / who.size)
  closeness.delete(accountId)
  return [...closeness].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([id]) => id)
}

/** How many submissions these accounts have. */
export async function sizesOf(db: Db, accountIds: readonly string[]): Promise<Map<string, number>> {
  if (accountIds.length === 0) return new Map()
  const list = padded(accountIds)
  const rows = await db.all<{ account_id: string; n: number }>(
    `select account_id, count(*) as n from assignment where closed_at is null and account_id in (${placeholders(1, list.length)}) group by account_id`,
    list,
  )
  return new Map(rows.map((row) => [row.account_id, Number(row.n)]))
}

/** Marks the next accounts in the order of their ids. @returns the last of them; '' at the end */
export async function touchSlice(db: Db, after: string, limit: number, now: number): Promise<string> {
  const rows = await db.all<{ id: string }>('select id from account where id > $1 and merged_into is null order by id limit $2', [after, limit])
  await insertUntouched(
    db,
    rows.map(({ id }) => [id, now]),
  )
  return rows.length < limit ? '' : rows.at(-1)!.id
}

export const accounts = async (db: Db): Promise<number> => Number((await db.get<{ n: number }>('select count(*) as n from account'))?.n ?? 0)
