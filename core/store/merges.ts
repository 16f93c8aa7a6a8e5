/** Merges: who joined what, and what was whose before, so that it can be undone exactly. */
import type { LinkedThing } from './crosswalk.ts'
import { type Db, json, type Page, pageOf, parsed, Where } from './db.ts'
import { redirectAccount } from './identity.ts'
import type { Place } from './reassignment.ts'
import { padded, placeholders } from './sql.ts'

export type MergeLevel = 'account' | 'unit'

/** By whom the hub merges when it looks again: that binds nobody, and may be taken back by anybody. */
export const SWEEP = 'sweep'

/** What was whose. Ids only: personal values stay where erasure finds them. */
export interface Before {
  /** Events with the revision that was known. */
  places: readonly (Place & { eventId: string; revision: number; onBehalf: boolean })[]
  units: readonly { id: string; accountId: string; kind: 'site' | 'open' }[]
  contacts: readonly { id: string; accountId: string; unitId: string }[]
  leads: readonly { id: string; unitId: string; accountId: string; product: string; createdAt: number }[]
  /** What people decided and CRMs reported: facts that come from no touch. */
  facts: readonly { id: string; leadId: string }[]
  /** Records in CRMs that the survivor took over. */
  links: readonly { connection: string; entity: LinkedThing; from: string; to: string }[]
}

export interface MergeRow {
  id: string
  level: MergeLevel
  survivor: string
  absorbed: string
  at: number
  by: string
  reason: string | null
  undoneAt: number | null
  undoneBy: string | null
  undoneReason: string | null
}

export async function add(db: Db, row: Omit<MergeRow, 'undoneAt' | 'undoneBy' | 'undoneReason'>, before: Before): Promise<void> {
  await db.send(
    `insert into merge (id, level, survivor, absorbed, at, by_whom, reason, before, undone_at, undone_by, undone_reason)
     values ($1, $2, $3, $4, $5, $6, $7, $8, null, null, null)`,
    [row.id, row.level, row.survivor, row.absorbed, row.at, row.by, row.reason, json(before)],
  )
}

export async function find(db: Db, id: string): Promise<(MergeRow & { before: Before }) | undefined> {
  const row = await db.get<StoredMerge>('select * from merge where id = $1', [id])
  return row && { ...mergeOf(row), before: parsed<Before>(row.before)! }
}

/** Newest first. */
export async function list(
  db: Db,
  filter: { of?: string | undefined; state?: 'standing' | 'undone' | undefined; before?: string | undefined; limit: number },
): Promise<Page<MergeRow>> {
  const where = new Where().add('(survivor = ? or absorbed = ?)', filter.of).add('id < ?', filter.before)
  if (filter.state) where.always(`undone_at is ${filter.state === 'undone' ? 'not ' : ''}null`)
  const rows = await db.all<StoredMerge>(`select * from merge ${where.text} order by id desc limit ${where.value(filter.limit + 1)}`, where.values)
  return pageOf(rows, filter.limit, (row) => row.id, mergeOf)
}

/** Those of these accounts or units that stand for others, too, because a person says so. */
export async function survivorsAmong(db: Db, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const values = padded(ids)
  const rows = await db.all<{ survivor: string }>(
    `select distinct survivor from merge where undone_at is null and by_whom <> $1 and survivor in (${placeholders(2, values.length)})`,
    [SWEEP, ...values],
  )
  return new Set(rows.map(({ survivor }) => survivor))
}

/** The newest standing merge after this one in which one of these takes part: it has to be undone first. */
export async function laterThan(db: Db, id: string, ids: readonly string[]): Promise<string | undefined> {
  const values = padded(ids)
  const row = await db.get<{ id: string }>(
    `select id from merge where undone_at is null and id > $1 and (survivor in (${placeholders(2, values.length)}) or absorbed in (${placeholders(2, values.length)}))
     order by id desc limit 1`,
    [id, ...values],
  )
  return row?.id
}

export async function undo(db: Db, id: string, by: string, reason: string | null, now: number): Promise<void> {
  await db.send('update merge set undone_at = $2, undone_by = $3, undone_reason = $4 where id = $1', [id, now, by, reason])
}

interface StoredMerge {
  id: string
  level: MergeLevel
  survivor: string
  absorbed: string
  at: number
  by_whom: string
  reason: string | null
  before: string
  undone_at: number | null
  undone_by: string | null
  undone_reason: string | null
}

const mergeOf = (row: StoredMerge): MergeRow => ({
  id: row.id,
  level: row.level,
  survivor: row.survivor,
  absorbed: row.absorbed,
  at: row.at,
  by: row.by_whom,
  reason: row.reason,
  undoneAt: row.undone_at,
  undoneBy: row.undone_by,
  undoneReason: row.undone_reason,
})

/** Rows of accounts as a merge finds them. Leads that were merged before belong to that merge. */
export async function beforeOf(
  db: Db,
  accountIds: readonly string[],
  events: readonly (Place & { id: string; revision: number; onBehalf: boolean })[],
): Promise<Omit<Before, 'links'>> {
  const values = padded(accountIds)
  const those = `account_id in (${placeholders(1, values.length)})`
  const units = await db.all<{ id: string; account_id: string; kind: 'site' | 'open' }>(
    `select id, account_id, kind from unit where ${those} and merged_into is null`,
    values,
  )
  const contacts = await db.all<{ id: string; account_id: string; unit_id: string }>(
    `select id, account_id, unit_id from contact where ${those} and merged_into is null`,
    values,
  )
  const leads = await db.all<{ id: string; account_id: string; unit_id: string; product: string; created_at: number }>(
    `select id, account_id, unit_id, product, created_at from lead where ${those} and merged_into is null`,
    values,
  )
  const facts = await db.all<{ id: string; lead_id: string }>(
    `select f.id, f.lead_id from lead l join lead_fact f on f.lead_id = l.id and f.kind <> 'touch' where l.${those} and l.merged_into is null`,
    values,
  )
  return {
    places: events.map(({ id, revision, accountId, unitId, contactId, onBehalf }) => ({ eventId: id, revision, accountId, unitId, contactId, onBehalf })),
    units: units.map((row) => ({ id: row.id, accountId: row.account_id, kind: row.kind })),
    contacts: contacts.map((row) => ({ id: row.id, accountId: row.account_id, unitId: row.unit_id })),
    leads: leads.map((row) => ({ id: row.id, accountId: row.account_id, unitId: row.unit_id, product: row.product, createdAt: row.created_at })),
    facts: facts.map((row) => ({ id: row.id, leadId: row.lead_id })),
  }
}

/** Who asks for the one is led to the other; with null it stands for itself again. */
export async function redirect(db: Db, what: 'account' | 'unit' | 'contact' | 'lead', id: string, into: string | null): Promise<void> {
  if (what === 'account') await redirectAccount(db, id, into)
  else await db.send(`update ${what} set merged_into = $2 where id = $1`, [id, into])
}

/** Units that stand as people said they are go along with their account. */
export async function adoptUnits(db: Db, from: string, to: string, now: number): Promise<void> {
  await db.send('update unit set account_id = $2 where account_id = $1 and merged_into is null', [from, to])
  await db.send('update lead set account_id = $2, updated_at = $3 where account_id = $1 and unit_id in (select id from unit where account_id = $2)', [
    from,
    to,
    now,
  ])
}

/** Where a unit's leads stand, without changing what they are. */
export async function seatLead(db: Db, id: string, { unitId, accountId }: Pick<Place, 'unitId' | 'accountId'>, now: number): Promise<void> {
  await db.send('update lead set unit_id = $2, account_id = $3, updated_at = $4 where id = $1', [id, unitId, accountId, now])
}

/** Gives a lead's facts to another, those of touches included. */
export async function giveFacts(db: Db, from: string, to: string): Promise<void> {
  await db.send('update lead_fact set lead_id = $2 where lead_id = $1 and voided_at is null', [from, to])
}

export async function returnFact(db: Db, id: string, leadId: string): Promise<void> {
  await db.send('update lead_fact set lead_id = $2 where id = $1', [id, leadId])
}

/** What was decided of an event when it belonged there counts again. */
export async function restorePlace(db: Db, eventId: string, place: Place & { onBehalf: boolean }, now: number): Promise<void> {
  await db.send('update assignment set closed_at = $2 where event_id = $1 and closed_at is null', [eventId, now])
  await db.send(
    `insert into assignment (event_id, decided_at, closed_at, account_id, unit_id, contact_id, decision, total, threshold, grade, evidence, runner_up, model, decided_by, on_behalf)
     select event_id, $2, null, account_id, unit_id, contact_id, decision, total, threshold, grade, evidence, runner_up, model, decided_by, $6 from assignment
     where event_id = $1 and account_id = $3 and unit_id = $4 and coalesce(contact_id, '') = $5 order by decided_at desc limit 1
     on conflict (event_id, decided_at) do update set closed_at = null, account_id = excluded.account_id, unit_id = excluded.unit_id, contact_id = excluded.contact_id,
       decision = excluded.decision, total = excluded.total, threshold = excluded.threshold, grade = excluded.grade, evidence = excluded.evidence, runner_up = excluded.runner_up, model = excluded.model, decided_by = excluded.decided_by,
       on_behalf = excluded.on_behalf`,
    [eventId, now, place.accountId, place.unitId, place.contactId ?? '', Number(place.onBehalf)],
  )
}
