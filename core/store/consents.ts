/** Consent belongs to an address and a purpose, whoever's contact the address is at the moment. Addresses are stored as keyed hashes. */
import { type Db, insertInto, json, type Page, pageOf, parsed, Where } from './db.ts'
import { padded, placeholders } from './sql.ts'

export interface ConsentRow {
  id: string
  /** Keyed hash of the address, see `flow/consent.ts`. */
  address: string
  purpose: string
  channel: string
  state: 'requested' | 'given' | 'denied' | 'withdrawn'
  at: number
  recordedAt: number
  eventId: string | null
  revision: number | null
  /** Who wrote it down, and what they noted, where no event told it. */
  by?: string | null
  detail?: { wording?: string | undefined; proof?: string | undefined; reason?: string | undefined } | null
  /** That the event came from. */
  source?: string | null
}

const insertConsents = insertInto('consent', [
  'id',
  'address',
  'purpose',
  'channel',
  'state',
  'at',
  'recorded_at',
  'event_id',
  'revision',
  'by_whom',
  'detail',
  'source',
])

export async function add(db: Db, rows: readonly ConsentRow[]): Promise<void> {
  await insertConsents(
    db,
    rows.map((row) => [
      row.id,
      row.address,
      row.purpose,
      row.channel,
      row.state,
      row.at,
      row.recordedAt,
      row.eventId,
      row.revision,
      row.by ?? null,
      row.detail ? json(row.detail) : null,
      row.source ?? null,
    ]),
  )
}

export async function voidOf(db: Db, eventId: string, now: number): Promise<void> {
  await db.send('update consent set voided_at = $2 where event_id = $1 and voided_at is null', [eventId, now])
}

/** All that was said of an address and still counts, newest first. */
export const heard = async (db: Db, address: string): Promise<ConsentRow[]> => (await heardOf(db, [address])).get(address) ?? []

/** The same of several addresses; without those of which nothing was said. */
export async function heardOf(db: Db, addresses: readonly string[]): Promise<Map<string, ConsentRow[]>> {
  if (addresses.length === 0) return new Map()
  const list = padded(addresses)
  const rows = await db.all<StoredConsent>(
    `select * from consent where address in (${placeholders(1, list.length)}) and voided_at is null order by at desc, recorded_at desc, id desc`,
    list,
  )
  return Map.groupBy(rows.map(consentOf), ({ address }) => address)
}

/** What holds for an address now: the newest per purpose and channel. */
export async function standing(db: Db, address: string): Promise<ConsentRow[]> {
  const newest = new Map<string, ConsentRow>()
  for (const row of await heard(db, address)) {
    const key = `${row.purpose}|${row.channel}`
    if (!newest.has(key)) newest.set(key, row)
  }
  return [...newest.values()]
}

export async function suppress(db: Db, hash: string, reason: string, now: number): Promise<void> {
  await db.send('insert into suppression (hash, at, reason) values ($1, $2, $3) on conflict (hash) do nothing', [hash, now, reason])
}

/** What one erasure holds back is held back by another from now on, so that it outlives the first. */
export async function suppressInstead(db: Db, before: string, hashes: readonly string[], reason: string): Promise<void> {
  for (const hash of hashes) await db.run('update suppression set reason = $3 where hash = $1 and reason = $2', [hash, before, reason])
}

export async function isSuppressed(db: Db, hashes: readonly string[]): Promise<boolean> {
  if (hashes.length === 0) return false
  const list = padded(hashes)
  return (await db.get(`select 1 as known from suppression where hash in (${placeholders(1, list.length)}) limit 1`, list)) !== undefined
}

/** The erasure that an address was suppressed by; null: it was not. */
export async function suppressedBy(db: Db, hash: string): Promise<string | null> {
  return (await db.get<{ reason: string }>('select reason from suppression where hash = $1', [hash]))?.reason ?? null
}

/** Whoever an erasure was about is taken in again. */
export async function lift(db: Db, erasure: string): Promise<void> {
  await db.run('delete from suppression where reason = $1', [erasure])
}

interface StoredConsent {
  id: string
  address: string
  purpose: string
  channel: string
  state: ConsentRow['state']
  at: number
  recorded_at: number
  event_id: string | null
  revision: number | null
  by_whom: string | null
  detail: string | null
  source: string | null
}

const consentOf = (row: StoredConsent): ConsentRow => ({
  id: row.id,
  address: row.address,
  purpose: row.purpose,
  channel: row.channel,
  state: row.state,
  at: row.at,
  recordedAt: row.recorded_at,
  eventId: row.event_id,
  revision: row.revision,
  by: row.by_whom,
  detail: parsed<NonNullable<ConsentRow['detail']>>(row.detail),
  source: row.source,
})

/** A double opt-in that was begun (`requested`), or a consent that was given without one being begun. */
export interface PendingRow {
  id: string
  state: 'requested' | 'given'
  address: string
  purpose: string
  channel: string
  at: number
  source: string | null
  contact: string | null
}

export interface PendingFilter {
  since: number
  /** Purposes for which a consent must be confirmed. */
  purposes: readonly string[]
  /** Sources that tell of a consent once it was confirmed. */
  confirming: readonly string[]
  cursor?: string | undefined
  limit: number
}

/** Asked for, or given unasked, since then, and neither confirmed nor ended; the newest first. */
export async function pending(db: Db, { since, purposes, confirming, cursor, limit }: PendingFilter): Promise<Page<PendingRow>> {
  const [at, id] = cursor?.split(' ') ?? []
  const where = new Where().always('c.voided_at is null').add('c.at >= ?', since)
  const among = (texts: readonly string[]) => texts.map((text) => where.value(text)).join(', ')
  const unasked = [
    `c.state = 'given' and c.purpose in (${among(purposes)}) and c.channel in ('email', 'any')`,
    ...(confirming.length === 0 ? [] : [`coalesce(c.source, '') not in (${among(confirming)})`]),
    `coalesce(c.detail, '') not like '%"proof":"_%'`,
    `not exists (select 1 from consent asked where asked.address = c.address and asked.voided_at is null and asked.state = 'requested'
       and asked.at < c.at and (asked.purpose = c.purpose or asked.purpose = 'any'))`,
  ].join(' and ')
  where.always(`(c.state = 'requested'${purposes.length === 0 ? '' : ` or (${unasked})`})`)
  if (at !== undefined && id !== undefined) where.always(`(c.at, c.id) < (${where.value(Number(at))}, ${where.value(id)})`)
  const rows = await db.all<PendingRow & Record<string, unknown>>(
    `select c.id, c.state, c.address, c.purpose, c.channel, c.at, c.source, a.contact_id as contact from consent c
     left join assignment a on a.event_id = c.event_id and a.closed_at is null
     ${where.text} and not exists (
       select 1 from consent later where later.address = c.address and later.voided_at is null and later.at >= c.at and later.id <> c.id
       and (later.purpose = c.purpose or later.purpose = 'any') and (later.channel = c.channel or later.channel = 'any')
       and (later.state <> c.state or later.at > c.at or later.id > c.id))
     order by c.at desc, c.id desc limit ${where.value(limit + 1)}`,
    where.values,
  )
  return pageOf(
    rows,
    limit,
    (row) => `${row.at} ${row.id}`,
    (row) => row,
  )
}
