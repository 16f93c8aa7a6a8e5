/** Accounts, units and contacts with their profiles; the keys they are found by; the assignments of events to them. */
import type { Evidence } from '../lead/match/explain.ts'
import { type AccountProfile, type ContactProfile, emptyAccount, emptyContact, emptyUnit, type UnitProfile } from '../lead/match/profile.ts'
import { type Db, insertInto, json, parsed } from './db.ts'
import * as frequencies from './frequencies.ts'
import { inParts, padded, placeholders, rowPlaceholders } from './sql.ts'

/** A key known for more accounts than this finds nobody any more. */
export const HUB = 60

export interface AccountRow {
  id: string
  createdAt: number
  mergedInto: string | null
  profile: AccountProfile
}

export interface UnitRow {
  id: string
  accountId: string
  kind: 'site' | 'open'
  profile: UnitProfile
  createdAt: number
  mergedInto: string | null
  /** It decides by itself from then on, and until then; Unix ms, null: ever. */
  since: number | null
  until: number | null
  /** Unit that it belongs to after `until`. */
  successor: string | null
}

export interface ContactRow {
  id: string
  unitId: string
  accountId: string
  profile: ContactProfile
  createdAt: number
  mergedInto: string | null
}

export interface Assignment {
  eventId: string
  decidedAt: number
  accountId: string
  unitId: string
  contactId: string | null
  decision: string
  total: number
  threshold: number
  grade: string
  evidence: readonly Evidence[]
  runnerUp: { account: string; total: number } | null
  model: string
  decidedBy: string
  /** Who sent it speaks for the account without being of it: domain and telephone are the sender's. */
  onBehalf: boolean
}

/**
 * Locks keys to the end of the transaction, in one order, so that parallel events of one company queue up instead of
 * racing. SQLite has one writer and needs none of it.
 */
export async function hold(db: Db, keys: readonly string[], now: number): Promise<void> {
  if (!db.dialect.rowLocks) return
  await inParts([...keys].sort(), async (part) => {
    await db.send(
      `insert into identity_key (key, touched_at) values ${rowPlaceholders(part.length, 2)} on conflict (key) do update set touched_at = excluded.touched_at`,
      part.flatMap((key) => [key, now]),
    )
    return []
  })
}

export interface Posting {
  key: string
  accountId: string
  contactId: string | null
}

/** Who is known under these keys (each given once), at most `HUB` + 1 each. */
export async function postings(db: Db, keys: readonly string[]): Promise<Posting[]> {
  if (keys.length === 0) return []
  const list = padded(keys, '') // no key is empty
  const one = (i: number) => `select * from (select key, account_id, contact_id from identity_posting where key = $${i + 1} limit ${HUB + 1}) as k${i}`
  const rows = await db.all<{ key: string; account_id: string; contact_id: string }>(
    list.map((_, i) => one(i)).join(list.length > 1 ? ' union all ' : ''),
    list,
  )
  return rows.map((row) => ({ key: row.key, accountId: row.account_id, contactId: row.contact_id === '' ? null : row.contact_id }))
}

const insertPostings = insertInto('identity_posting', ['key', 'account_id', 'contact_id'], 'on conflict do nothing')

export async function post(db: Db, postings: readonly Posting[]): Promise<void> {
  const rows = new Map(postings.map(({ key, accountId, contactId }) => [`${key} ${contactId}`, [key, accountId, contactId ?? '']]))
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
  await insertPostings(db, db.dialect.rowsPerInsert > 1 ? padded(sorted) : sorted)
}

/** Whether no account was ever made here. */
export const isEmpty = async (db: Db): Promise<boolean> => (await db.get('select 1 as known from account limit 1')) === undefined

export async function accounts(db: Db, ids: readonly string[]): Promise<AccountRow[]> {
  if (ids.length === 0) return []
  const list = padded(ids)
  return (await db.all<StoredAccount>(`select * from account where id in (${placeholders(1, list.length)})`, list)).map(accountOf)
}

/** The first accounts that these keys lead to, for whoever asks for the postings in the same round trip. */
export async function accountsUnder(db: Db, keys: readonly string[], limit: number): Promise<AccountRow[]> {
  if (keys.length === 0) return []
  const list = padded(keys)
  const rows = await db.all<StoredAccount>(
    `select * from account where id in (select account_id from identity_posting where key in (${placeholders(2, list.length)}) limit $1)`,
    [limit, ...list],
  )
  return rows.map(accountOf)
}

export interface HeldAccount extends AccountRow {
  /** Words that it is counted under, whatever its profile learns from here. */
  words: frequencies.Words
}

/** The account itself, or the one that it was merged into, at however many removes. */
export async function standing(db: Db, id: string): Promise<AccountRow | undefined> {
  const [row] = await accounts(db, [id])
  return row && row.mergedInto !== null ? standing(db, row.mergedInto) : row
}

/** The account as it stands, held to the end of the transaction. */
export async function holdAccount(db: Db, id: string): Promise<HeldAccount | undefined> {
  const row = await db.get<StoredAccount>(`select * from account where id = $1 ${db.dialect.forUpdate}`, [id])
  return row && held(accountOf(row))
}

/** The same of one that was just read: where only one writes at a time it still stands so. */
export const holdRead = async (db: Db, row: AccountRow): Promise<HeldAccount | undefined> => (db.dialect.rowLocks ? holdAccount(db, row.id) : held(row))

const held = (row: AccountRow): HeldAccount => ({ ...row, words: frequencies.wordsOf(row.profile) })

export async function addAccount(db: Db, id: string, profile: AccountProfile, now: number): Promise<void> {
  await db.send('insert into account (id, created_at, merged_into, name_key, profile, version) values ($1, $2, null, $3, $4, 1)', [
    id,
    now,
    profile.names[0]?.joined ?? null,
    json(profile),
  ])
  await frequencies.recount(db, null, frequencies.wordsOf(profile))
}

/** @param counted words that it is counted under, where the caller holds it; default: those of what is stored */
export async function saveAccount(db: Db, id: string, profile: AccountProfile, counted?: frequencies.Words): Promise<void> {
  const before = counted ?? (await countedOf(db, id))
  await db.send('update account set profile = $2, name_key = $3, version = version + 1 where id = $1', [id, json(profile), profile.names[0]?.joined ?? null])
  if (before !== null) await frequencies.recount(db, before, frequencies.wordsOf(profile))
}

/** Whoever asks for it is led to the other, which counts for both; with null it stands for itself again. */
export async function redirectAccount(db: Db, id: string, into: string | null): Promise<void> {
  const before = await countedOf(db, id)
  await db.send('update account set merged_into = $2 where id = $1', [id, into])
  await frequencies.recount(db, before, await countedOf(db, id))
}

export async function removeAccount(db: Db, id: string): Promise<void> {
  await frequencies.recount(db, await countedOf(db, id), null)
  await db.send('delete from account where id = $1', [id])
}

/** Null: it does not stand, so it is not counted. */
async function countedOf(db: Db, id: string): Promise<frequencies.Words | null> {
  const [row] = await accounts(db, [id])
  return row && row.mergedInto === null ? frequencies.wordsOf(row.profile) : null
}

export async function units(db: Db, accountId: string): Promise<UnitRow[]> {
  return (await db.all<StoredUnit>('select * from unit where account_id = $1 and merged_into is null order by id', [accountId])).map(unitOf)
}

export async function unit(db: Db, id: string): Promise<UnitRow | undefined> {
  return (await unitsByIds(db, [id]))[0]
}

export async function unitsByIds(db: Db, ids: readonly string[]): Promise<UnitRow[]> {
  if (ids.length === 0) return []
  const list = padded(ids)
  return (await db.all<StoredUnit>(`select * from unit where id in (${placeholders(1, list.length)})`, list)).map(unitOf)
}

export async function addUnit(db: Db, row: { id: string; accountId: string; kind: 'site' | 'open'; profile: UnitProfile }, now: number): Promise<void> {
  await db.send('insert into unit (id, account_id, kind, profile, created_at, merged_into) values ($1, $2, $3, $4, $5, null)', [
    row.id,
    row.accountId,
    row.kind,
    json(row.profile),
    now,
  ])
}

export async function saveUnit(db: Db, id: string, profile: UnitProfile): Promise<void> {
  await db.send('update unit set profile = $2 where id = $1', [id, json(profile)])
}

export async function contacts(db: Db, ids: readonly string[]): Promise<ContactRow[]> {
  if (ids.length === 0) return []
  const list = padded(ids)
  return (await db.all<StoredContact>(`select * from contact where id in (${placeholders(1, list.length)}) and merged_into is null order by id`, list)).map(
    contactOf,
  )
}

/** Contacts of an account that one of these keys leads to. */
export async function contactsUnder(db: Db, accountId: string, keys: readonly string[]): Promise<ContactRow[]> {
  if (keys.length === 0) return []
  const list = padded(keys)
  const rows = await db.all<StoredContact>(
    `select * from contact where merged_into is null and id in
       (select contact_id from identity_posting where account_id = $1 and key in (${placeholders(2, list.length)})) order by id`,
    [accountId, ...list],
  )
  return rows.map(contactOf)
}

export async function contactsOfUnit(db: Db, unitId: string, limit: number): Promise<ContactRow[]> {
  return (await db.all<StoredContact>('select * from contact where unit_id = $1 and merged_into is null order by id limit $2', [unitId, limit])).map(contactOf)
}

export async function contactsOfAccount(db: Db, accountId: string, limit: number): Promise<ContactRow[]> {
  return (await db.all<StoredContact>('select * from contact where account_id = $1 and merged_into is null order by id limit $2', [accountId, limit])).map(
    contactOf,
  )
}

/** All of them, page by page. */
export async function contactsAfter(db: Db, id: string, limit: number): Promise<ContactRow[]> {
  return (await db.all<StoredContact>('select * from contact where id > $1 and merged_into is null order by id limit $2', [id, limit])).map(contactOf)
}

export async function addContact(db: Db, row: { id: string; unitId: string; accountId: string; profile: ContactProfile }, now: number): Promise<void> {
  await db.send('insert into contact (id, unit_id, account_id, profile, created_at, merged_into) values ($1, $2, $3, $4, $5, null)', [
    row.id,
    row.unitId,
    row.accountId,
    json(row.profile),
    now,
  ])
}

export async function saveContact(db: Db, id: string, profile: ContactProfile): Promise<void> {
  await db.send('update contact set profile = $2 where id = $1', [id, json(profile)])
}

/** Closes what was decided of this event before, and records the decision of now. */
export async function assign(db: Db, to: Assignment, isRevision: boolean): Promise<void> {
  if (isRevision) await db.send('update assignment set closed_at = $2 where event_id = $1 and closed_at is null', [to.eventId, to.decidedAt])
  await db.send(
    `insert into assignment (event_id, decided_at, closed_at, account_id, unit_id, contact_id, decision, total, threshold, grade, evidence, runner_up, model, decided_by, on_behalf)
     values ($1, $2, null, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
     on conflict (event_id, decided_at) do update set closed_at = null, account_id = excluded.account_id, unit_id = excluded.unit_id, contact_id = excluded.contact_id,
       decision = excluded.decision, total = excluded.total, threshold = excluded.threshold, grade = excluded.grade, evidence = excluded.evidence, runner_up = excluded.runner_up, model = excluded.model, decided_by = excluded.decided_by,
       on_behalf = excluded.on_behalf`,
    [
      to.eventId,
      to.decidedAt,
      to.accountId,
      to.unitId,
      to.contactId,
      to.decision,
      to.total,
      to.threshold,
      to.grade,
      json(to.evidence),
      to.runnerUp === null ? null : json(to.runnerUp),
      to.model,
      to.decidedBy,
      Number(to.onBehalf),
    ],
  )
}

export async function assignmentOf(db: Db, eventId: string): Promise<Assignment | undefined> {
  const row = await db.get<StoredAssignment>('select * from assignment where event_id = $1 and closed_at is null', [eventId])
  return (
    row && {
      eventId: row.event_id,
      decidedAt: row.decided_at,
      accountId: row.account_id,
      unitId: row.unit_id,
      contactId: row.contact_id,
      decision: row.decision,
      total: row.total,
      threshold: row.threshold,
      grade: row.grade,
      evidence: parsed<Evidence[]>(row.evidence) ?? [],
      runnerUp: parsed<{ account: string; total: number }>(row.runner_up),
      model: row.model,
      decidedBy: row.decided_by,
      onBehalf: row.on_behalf === 1,
    }
  )
}

export async function closeAssignment(db: Db, eventId: string, now: number): Promise<void> {
  await db.send('update assignment set closed_at = $2 where event_id = $1 and closed_at is null', [eventId, now])
}

interface StoredAccount {
  id: string
  created_at: number
  merged_into: string | null
  profile: string
}

interface StoredUnit {
  id: string
  account_id: string
  kind: 'site' | 'open'
  profile: string
  created_at: number
  merged_into: string | null
  since: number | null
  until: number | null
  successor: string | null
  seed: string | null
}

interface StoredContact {
  id: string
  unit_id: string
  account_id: string
  profile: string
  created_at: number
  merged_into: string | null
}

interface StoredAssignment {
  event_id: string
  decided_at: number
  account_id: string
  unit_id: string
  contact_id: string | null
  decision: string
  total: number
  threshold: number
  grade: string
  evidence: string
  runner_up: string | null
  model: string
  decided_by: string
  on_behalf: number
}

const accountOf = (row: StoredAccount): AccountRow => ({
  id: row.id,
  createdAt: row.created_at,
  mergedInto: row.merged_into,
  profile: { ...emptyAccount(), ...parsed<AccountProfile>(row.profile) },
})

const unitOf = (row: StoredUnit): UnitRow => ({
  id: row.id,
  accountId: row.account_id,
  kind: row.kind,
  profile: withSeed(parsed<UnitProfile>(row.profile) ?? emptyUnit(), parsed<UnitSeed>(row.seed)),
  createdAt: row.created_at,
  mergedInto: row.merged_into,
  since: row.since,
  until: row.until,
  successor: row.successor,
})

/** What a person said of a unit stands whatever submissions say. */
export type UnitSeed = Pick<UnitProfile, 'sites' | 'places'>

function withSeed(profile: UnitProfile, seed: UnitSeed | null): UnitProfile {
  if (seed === null) return profile
  const isNews =
    <T>(known: readonly T[]) =>
    (one: T) =>
      !known.some((other) => JSON.stringify(other) === JSON.stringify(one))
  return {
    ...profile,
    sites: [...seed.sites, ...profile.sites.filter(isNews(seed.sites))],
    places: [...seed.places, ...profile.places.filter(isNews(seed.places))],
  }
}

const contactOf = (row: StoredContact): ContactRow => ({
  id: row.id,
  unitId: row.unit_id,
  accountId: row.account_id,
  profile: parsed<ContactProfile>(row.profile) ?? emptyContact(),
  createdAt: row.created_at,
  mergedInto: row.merged_into,
})
