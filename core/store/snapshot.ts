/** Copies what some deliveries touch into a store of its own, from one moment of the database: for trying what would happen. */
import type { Db, Row, Value } from './db.ts'
import * as frequencies from './frequencies.ts'
import { HUB } from './identity.ts'
import { placeholders, rowPlaceholders } from './sql.ts'
import { openStore, type Store } from './store.ts'

export interface Wanted {
  deliveryIds: readonly string[]
  /** Items the deliveries tell, by source: other deliveries may have told them too. */
  items: readonly { source: string; key: string }[]
  /** Keys by which identity would look for the submissions. */
  identityKeys: readonly string[]
  /** Leads besides those of the deliveries. */
  leadIds?: readonly string[]
}

/** How many times accounts lead on to others that share a key with them. */
const ROUNDS = 3
const ACCOUNTS_MAX = 50_000
const CHUNK = 400

/** A store in memory with all that the deliveries, their items, leads and accounts are made of. The caller closes it. */
export async function copyOf(from: Db, wanted: Wanted, now: () => number): Promise<Store> {
  const store = await openStore('sqlite::memory:', { now })
  await store.write(async (to) => {
    const copy = copier(from, to)
    await copy.by('delivery', 'id', wanted.deliveryIds)
    await copy.by('delivery_fetched', 'delivery_id', wanted.deliveryIds)
    const told = await copy.by('event', 'delivery_id', wanted.deliveryIds)
    for (const [source, keys] of bySource(wanted.items))
      told.push(...(await copy.by('event', 'item_key', keys, `state = 'active' and source = '${source.replaceAll("'", "''")}'`)))
    await copy.by('event_personal', 'event_id', ids(told, 'id'))
    await copy.by('consent', 'event_id', ids(told, 'id'))
    await copy.by('suppression', null, [])
    await copy.by('judgement', null, [])
    await copy.by('turn', null, [])
    await copy.by('owner_month', null, [])
    await frequencies.copy(from, to)
    const facts = await copy.by('lead_fact', 'event_id', ids(told, 'id'))
    const assigned = await copy.by('assignment', 'event_id', ids(told, 'id'), 'closed_at is null')
    const leads = await copy.by('lead', 'id', [...(wanted.leadIds ?? []), ...ids(facts, 'lead_id')])
    const accounts = await reachable(from, copy, new Set([...ids(assigned, 'account_id'), ...ids(leads, 'account_id')]), wanted.identityKeys)
    await copyAccounts(copy, [...accounts])
  })
  return store
}

/** The accounts, and those that share a key with them or with the submissions. Copies all that is known under the keys. */
async function reachable(from: Db, copy: Copier, accounts: Set<string>, keys: readonly string[]): Promise<Set<string>> {
  const seen = new Set<string>()
  let fresh: string[] = []
  const follow = async (unknown: readonly string[]): Promise<void> => {
    const own = unknown.filter((key) => !seen.has(key))
    for (const key of own) seen.add(key)
    const found = new Map<string, string[]>()
    for (const { key, account_id } of (await copy.by('identity_posting', 'key', own)) as { key: string; account_id: string }[])
      found.set(key, [...(found.get(key) ?? []), account_id])
    for (const who of found.values()) if (who.length <= HUB) for (const id of who) if (!accounts.has(id)) fresh.push(id)
  }
  await follow(keys)
  let frontier = [...accounts]
  for (let round = 0; round < ROUNDS && accounts.size < ACCOUNTS_MAX; round++) {
    const postings = await select(from, 'identity_posting', 'account_id', frontier)
    await follow([...new Set(ids(postings, 'key'))])
    frontier = [...new Set(fresh)].filter((id) => !accounts.has(id))
    fresh = []
    if (frontier.length === 0) break
    for (const id of frontier) accounts.add(id)
  }
  return accounts
}

async function copyAccounts(copy: Copier, accountIds: readonly string[]): Promise<void> {
  await copy.by('account', 'id', accountIds)
  await copy.by('unit', 'account_id', accountIds)
  const contacts = await copy.by('contact', 'account_id', accountIds)
  await copy.by('identity_posting', 'account_id', accountIds)
  await copy.by('review', 'account_id', accountIds, "state = 'open'")
  await copy.by('merge', 'survivor', accountIds, 'undone_at is null')
  await copy.by('said_field', 'subject', [...accountIds, ...ids(contacts, 'id')])
  const assigned = await copy.by('assignment', 'account_id', accountIds, 'closed_at is null')
  const eventIds = ids(assigned, 'event_id')
  const events = await copy.by('event', 'id', eventIds)
  await copy.by('delivery', 'id', [...new Set(ids(events, 'delivery_id'))])
  await copy.by('event_personal', 'event_id', eventIds)
  await copy.by('consent', 'event_id', eventIds)
  const leads = await copy.by('lead', 'account_id', accountIds)
  const leadIds = ids(leads, 'id')
  await copy.by('lead_fact', 'lead_id', leadIds)
  await copy.by('crosswalk', 'hub_id', [...accountIds, ...ids(contacts, 'id')])
  // Records of a lead carry its id with the cycle, the contact or the entity behind it.
  for (const id of leadIds) await copy.range('crosswalk', 'hub_id', id, `${id}~`)
}

interface Copier {
  /** Rows whose column has one of the values; without a column all of them. @returns the rows */
  by(table: string, column: string | null, values: readonly string[], also?: string): Promise<Row[]>
  range(table: string, column: string, from: string, to: string): Promise<void>
}

function copier(from: Db, to: Db): Copier {
  const put = async (table: string, rows: readonly Row[]): Promise<void> => {
    const [first] = rows
    if (!first) return
    const columns = Object.keys(first)
    // One row at a time: the store in memory writes no journal that a larger statement would spare.
    const text = `insert into ${table} (${columns.join(', ')}) values ${rowPlaceholders(1, columns.length)} on conflict do nothing`
    for (const row of rows)
      await to.run(
        text,
        columns.map((column) => row[column] as Value),
      )
  }
  return {
    by: async (table, column, values, also) => {
      const rows = column === null ? await from.all(`select * from ${table}`) : await select(from, table, column, values, also)
      await put(table, rows)
      return rows
    },
    range: async (table, column, low, high) => put(table, await from.all(`select * from ${table} where ${column} >= $1 and ${column} < $2`, [low, high])),
  }
}

async function select(db: Db, table: string, column: string, values: readonly string[], also?: string): Promise<Row[]> {
  const rows: Row[] = []
  const wanted = [...new Set(values)]
  for (let i = 0; i < wanted.length; i += CHUNK) {
    const chunk = wanted.slice(i, i + CHUNK)
    const list = [...chunk, ...Array.from<string>({ length: CHUNK - chunk.length }).fill(chunk[0]!)] // one statement for every length
    rows.push(...(await db.all(`select * from ${table} where ${column} in (${placeholders(1, CHUNK)})${also ? ` and ${also}` : ''}`, list)))
  }
  return rows
}

const ids = (rows: readonly Row[], column: string): string[] => [...new Set(rows.flatMap((row) => (row[column] == null ? [] : [String(row[column])])))]

function bySource(items: Wanted['items']): Map<string, string[]> {
  const keys = new Map<string, string[]>()
  for (const { source, key } of items) {
    const known = keys.get(source)
    if (known) known.push(key)
    else keys.set(source, [key])
  }
  return keys
}
