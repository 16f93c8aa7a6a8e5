/** Questions for a person: possibly the same company, possibly the same unit of it, several records in the CRM. */
import { type Db, json, type Page, pageOf, parsed, Where } from './db.ts'
import { inParts, padded, placeholders } from './sql.ts'

export type ReviewKind = 'same_account' | 'same_unit' | 'crm_candidates'

export interface ReviewRow {
  id: string
  kind: ReviewKind
  state: 'open' | 'decided'
  /** An account, a unit, or the lead that is to be brought into a CRM. */
  subject: string | null
  /** The account or unit that may be the same, or the entity of the CRM. */
  other: string | null
  eventId: string | null
  connection: string | null
  detail: unknown
  createdAt: number
  decidedAt: number | null
  decidedBy: string | null
  decision: string | null
}

/** What followed from an answer: ids only, kept in `detail`. */
export interface Followed {
  /** Merges, in the order they were made. */
  merges: readonly string[]
  /** Of whom something was said. */
  pairs: readonly { level: 'account' | 'unit'; a: string; b: string }[]
  /** What was said of the two sites of two accounts. */
  unit: 'same' | 'different' | null
}

/**
 * Opens a review unless the same question is open already, whoever of the two was named first. It is looked for by whom it
 * is about: `coalesce` keeps a database from going through all open ones of its kind.
 */
export async function open(
  db: Db,
  row: Pick<ReviewRow, 'id' | 'kind' | 'subject' | 'other' | 'eventId' | 'connection' | 'detail'>,
  now: number,
): Promise<void> {
  await db.send(
    `insert into review (id, kind, state, account_id, other_id, event_id, connection, detail, created_at)
     select $1, $2, 'open', $3, $4, $5, $6, $7, $8 where not exists (
       select 1 from review where account_id in ($3, $4) and coalesce(kind, '') = $2 and state = 'open' and coalesce(connection, '') = coalesce($6, '')
         and ((account_id = $3 and coalesce(other_id, '') = coalesce($4, '')) or (account_id = $4 and other_id = $3)))`,
    [row.id, row.kind, row.subject, row.other, row.eventId, row.connection, json(row.detail), now],
  )
}

export async function decide(db: Db, id: string, decision: string, by: string, now: number): Promise<boolean> {
  return (
    (await db.run("update review set state = 'decided', decision = $2, decided_by = $3, decided_at = $4 where id = $1 and state = 'open'", [
      id,
      decision,
      by,
      now,
    ])) === 1
  )
}

export async function keepFollowed(db: Db, { id, detail }: ReviewRow, followed: Followed): Promise<void> {
  await db.send('update review set detail = $2 where id = $1', [id, json({ ...Object(detail), followed })])
}

/** null: it is not known. */
export const followedOf = ({ detail }: ReviewRow): Followed | null => (detail as { followed?: Followed } | null)?.followed ?? null

/** As it was asked. */
export async function reopen(db: Db, { id, detail }: ReviewRow): Promise<void> {
  await db.send("update review set state = 'open', decision = null, decided_by = null, decided_at = null, detail = $2 where id = $1", [
    id,
    json({ ...Object(detail), followed: undefined }),
  ])
}

/** Whatever was asked about two accounts, or two units, is answered. */
export async function settlePair(db: Db, a: string, b: string, decision: string, by: string, now: number): Promise<void> {
  await db.send(
    `update review set state = 'decided', decision = $3, decided_by = $4, decided_at = $5
     where state = 'open' and kind in ('same_account', 'same_unit') and ((account_id = $1 and other_id = $2) or (account_id = $2 and other_id = $1))`,
    [a, b, decision, by, now],
  )
}

export async function find(db: Db, id: string): Promise<ReviewRow | undefined> {
  const row = await db.get<StoredReview>('select * from review where id = $1', [id])
  return row && reviewOf(row)
}

/** Between which accounts people are asked because of these events. */
export async function accountsAsked(db: Db, eventIds: readonly string[]): Promise<{ eventId: string; accounts: string[] }[]> {
  const rows = await inParts(eventIds, (part) => {
    const list = padded(part)
    return db.all<{ event_id: string; account_id: string | null; other_id: string | null }>(
      `select event_id, account_id, other_id from review where state = 'open' and kind = 'same_account' and event_id in (${placeholders(1, list.length)})`,
      list,
    )
  })
  return rows.map(({ event_id, account_id, other_id }) => ({ eventId: event_id, accounts: [account_id, other_id].filter((id) => id !== null) }))
}

/** Open questions which record of a CRM one of ours is. */
export async function openFor(db: Db, connection: string, entity: string, hubId: string): Promise<string[]> {
  const rows = await db.all<{ id: string; detail: string; account_id: string }>(
    "select id, detail, account_id from review where state = 'open' and kind = 'crm_candidates' and connection = $1 and other_id = $2",
    [connection, entity],
  )
  return rows.filter((row) => (parsed<{ key?: string }>(row.detail)?.key ?? row.account_id) === hubId).map((row) => row.id)
}

export async function list(
  db: Db,
  filter: { state?: string | undefined; kind?: string | undefined; before?: string | undefined; limit: number },
): Promise<Page<ReviewRow>> {
  const where = new Where().add('state = ?', filter.state).add('kind = ?', filter.kind).add('id < ?', filter.before)
  const rows = await db.all<StoredReview>(`select * from review ${where.text} order by id desc limit ${where.value(filter.limit + 1)}`, where.values)
  return pageOf(rows, filter.limit, (row) => row.id, reviewOf)
}

interface StoredReview {
  id: string
  kind: ReviewKind
  state: 'open' | 'decided'
  account_id: string | null
  other_id: string | null
  event_id: string | null
  connection: string | null
  detail: string
  created_at: number
  decided_at: number | null
  decided_by: string | null
  decision: string | null
}

const reviewOf = (row: StoredReview): ReviewRow => ({
  id: row.id,
  kind: row.kind,
  state: row.state,
  subject: row.account_id,
  other: row.other_id,
  eventId: row.event_id,
  connection: row.connection,
  detail: parsed<unknown>(row.detail),
  createdAt: row.created_at,
  decidedAt: row.decided_at,
  decidedBy: row.decided_by,
  decision: row.decision,
})
