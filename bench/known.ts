/** A store that knows companies already, written in bulk: accounts, units, contacts, keys and words as the hub itself would have made them. */

import { personalKeys } from '../core/flow/post-keys.ts'
import { idGenerator } from '../core/id.ts'
import { identityKeys } from '../core/lead/match/keys.ts'
import { emptyAccount, emptyContact, emptyUnit, learn } from '../core/lead/match/profile.ts'
import type { Submission } from '../core/lead/submission.ts'
import { insertInto } from '../core/store/db.ts'
import * as frequencies from '../core/store/frequencies.ts'
import type { Value } from '../core/store/sql.ts'
import type { Store } from '../core/store/store.ts'

const insertAccount = insertInto('account', ['id', 'created_at', 'merged_into', 'name_key', 'profile', 'version'])
const insertUnit = insertInto('unit', ['id', 'account_id', 'kind', 'profile', 'created_at', 'merged_into'])
const insertContact = insertInto('contact', ['id', 'unit_id', 'account_id', 'profile', 'created_at', 'merged_into'])
const insertPosting = insertInto('identity_posting', ['key', 'account_id', 'contact_id'], 'on conflict do nothing')

/** Accounts written at one time: keys go in sorted, which spares the database most of its page reads. */
const AT_ONCE = 20_000

/**
 * Makes an account with a unit and a contact of each submission. PostgreSQL is told of the tables that are full now, not of
 * those that are empty still: it would go through them for ever after, and a hub's are never looked at before they grow.
 */
export async function know(store: Store, submissions: Iterable<Submission> | AsyncIterable<Submission>): Promise<void> {
  const newId = idGenerator()
  const rows: Record<'account' | 'unit' | 'contact' | 'posting', Value[][]> = { account: [], unit: [], contact: [], posting: [] }
  const counted = new Map<string, number>()
  const flush = () =>
    store.write(async (db) => {
      await insertAccount(db, rows.account.splice(0))
      await insertUnit(db, rows.unit.splice(0))
      await insertContact(db, rows.contact.splice(0))
      await insertPosting(
        db,
        rows.posting.splice(0).sort(([a], [b]) => (a! < b! ? -1 : 1)),
      )
    })
  for await (const submission of submissions) {
    const [account, unit, contact] = [emptyAccount(), emptyUnit(), emptyContact()]
    learn(submission, account, unit, contact)
    const [accountId, unitId, contactId] = [newId('acc'), newId('unt'), newId('con')]
    rows.account.push([accountId, 1, null, account.names[0]?.joined ?? null, JSON.stringify(account), 1])
    for (const word of ['', ...frequencies.wordsOf(account)]) counted.set(word, (counted.get(word) ?? 0) + 1)
    rows.unit.push([unitId, accountId, 'site', JSON.stringify(unit), 1, null])
    rows.contact.push([contactId, unitId, accountId, JSON.stringify(contact), 1, null])
    const { find } = identityKeys(submission)
    const personal = new Set(personalKeys(submission, accountId, find))
    for (const key of new Set([...find, ...personal])) rows.posting.push([key, accountId, personal.has(key) ? contactId : ''])
    if (rows.account.length === AT_ONCE) await flush()
  }
  await flush()
  await store.write((db) => insertCounts(db, [...counted]))
  if (store.db.dialect.manyWriters) await store.db.run('analyze account, unit, contact, identity_posting, identity_frequency')
}

const insertCounts = insertInto('identity_frequency', ['word', 'accounts'])
