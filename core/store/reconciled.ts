/** The records that a CRM listed last, and which record of the hub each could be. */
import type { Entity, Recorded } from '../crm.ts'
import type { Evidence } from '../lead/match/explain.ts'
import { type Db, insertInto, json, type Page, pageOf, parsed, Where } from './db.ts'

/**
 * `read`: not weighed yet. `linked`: was known to be a record of the hub before. `pair`: is clearly the hub's `hubId`.
 * `ambiguous`: a person must say. `alone`: nothing in the hub is like it. `accepted`, `refused`: decided.
 */
export const STATES = ['read', 'linked', 'pair', 'ambiguous', 'alone', 'accepted', 'refused'] as const
export type RecordState = (typeof STATES)[number]

/** Why a person must say: several are alike, other records of the CRM are as well, the hub has another one for it, another key stands on it. */
export const NOTES = ['several', 'weak', 'twins', 'taken', 'key'] as const
export type RecordNote = (typeof NOTES)[number]

export interface Alike {
  hubId: string
  total: number
}

/** What came of weighing a record. */
export interface Weighed {
  state: Extract<RecordState, 'linked' | 'pair' | 'ambiguous' | 'alone'>
  hubId: string | null
  /** Of the evidence, and from where on it counts as clear; a key that agrees needs none. */
  total: number | null
  threshold: number | null
  evidence: readonly Evidence[]
  others: readonly Alike[]
  note: RecordNote | null
}

export interface RecordRow extends Omit<Weighed, 'state'> {
  connection: string
  entity: Entity
  remoteId: string
  label: string
  hubKey: string | null
  accountId: string | null
  closed: boolean
  /** Gone once the run has ended. */
  document: Pick<Recorded, 'company' | 'person'>
  state: RecordState
  decidedBy: string | null
}

const COLUMNS = ['connection', 'entity', 'remote_id', 'run', 'label', 'hub_key', 'account_id', 'closed', 'document', 'state'] as const

/** What a person refused stays refused. */
const insertRead = insertInto(
  'reconciled',
  COLUMNS,
  `on conflict (connection, entity, remote_id) do update set run = excluded.run, label = excluded.label, hub_key = excluded.hub_key,
     account_id = excluded.account_id, closed = excluded.closed, document = excluded.document,
     state = case when reconciled.state = 'refused' then 'refused' else 'read' end,
     hub_id = case when reconciled.state = 'refused' then reconciled.hub_id end`,
)

export async function put(db: Db, run: string, connection: string, entity: Entity, records: readonly Recorded[]): Promise<void> {
  const once = new Map(records.map((record) => [record.remoteId, record]))
  await insertRead(
    db,
    [...once.values()].map(({ remoteId, label, hubKey, accountId, closed = false, company, person }) => [
      connection,
      entity,
      remoteId,
      run,
      label,
      hubKey,
      accountId,
      Number(closed),
      json({ company, person }),
      'read',
    ]),
  )
}

export async function settle(db: Db, { connection, entity, remoteId }: RecordId, weighed: Weighed): Promise<void> {
  await db.run(
    `update reconciled set state = $4, hub_id = $5, total = $6, threshold = $7, evidence = $8, others = $9, note = $10
     where connection = $1 and entity = $2 and remote_id = $3 and state = 'read'`,
    [connection, entity, remoteId, weighed.state, weighed.hubId, weighed.total, weighed.threshold, json(weighed.evidence), json(weighed.others), weighed.note],
  )
}

export type RecordId = Pick<RecordRow, 'connection' | 'entity' | 'remoteId'>

/** Somebody decided. */
export async function decide(
  db: Db,
  { connection, entity, remoteId }: RecordId,
  decision: { state: 'accepted' | 'refused'; hubId: string | null; by: string },
  now: number,
): Promise<void> {
  await db.run('update reconciled set state = $4, hub_id = $5, decided_by = $6, decided_at = $7 where connection = $1 and entity = $2 and remote_id = $3', [
    connection,
    entity,
    remoteId,
    decision.state,
    decision.hubId,
    decision.by,
    now,
  ])
}

/** The pair is one no longer: somebody must say. */
export async function doubt(db: Db, { connection, entity, remoteId }: RecordId, note: RecordNote): Promise<void> {
  await db.run("update reconciled set state = 'ambiguous', note = $4 where connection = $1 and entity = $2 and remote_id = $3", [
    connection,
    entity,
    remoteId,
    note,
  ])
}

/** The hub's key stands on it now. */
export async function keyed(db: Db, { connection, entity, remoteId }: RecordId, key: string): Promise<void> {
  await db.run('update reconciled set hub_key = $4 where connection = $1 and entity = $2 and remote_id = $3', [connection, entity, remoteId, key])
}

export async function find(db: Db, { connection, entity, remoteId }: RecordId): Promise<RecordRow | undefined> {
  const row = await db.get<StoredRecord>('select * from reconciled where connection = $1 and entity = $2 and remote_id = $3', [connection, entity, remoteId])
  return row && recordOf(row)
}

/** Those in this state, in the order of their ids. */
export async function inState(db: Db, connection: string, entity: Entity, state: RecordState, limit: number, after = ''): Promise<RecordRow[]> {
  const rows = await db.all<StoredRecord>(
    'select * from reconciled where connection = $1 and entity = $2 and state = $3 and remote_id > $4 order by remote_id limit $5',
    [connection, entity, state, after, limit],
  )
  return rows.map(recordOf)
}

/** People of an account over there. */
export async function peopleOf(db: Db, connection: string, accountId: string, limit: number): Promise<RecordRow[]> {
  const rows = await db.all<StoredRecord>(
    "select * from reconciled where connection = $1 and account_id = $2 and entity = 'contact' order by remote_id limit $3",
    [connection, accountId, limit],
  )
  return rows.map(recordOf)
}

/** Hub records that several records of the CRM are paired with. */
export async function twins(db: Db, connection: string, entity: Entity, limit: number): Promise<string[]> {
  const rows = await db.all<{ hub_id: string }>(
    "select hub_id from reconciled where connection = $1 and entity = $2 and state = 'pair' and hub_id is not null group by hub_id having count(*) > 1 order by hub_id limit $3",
    [connection, entity, limit],
  )
  return rows.map((row) => row.hub_id)
}

export async function pairsWith(db: Db, connection: string, entity: Entity, hubId: string): Promise<RecordRow[]> {
  const rows = await db.all<StoredRecord>(
    "select * from reconciled where connection = $1 and entity = $2 and hub_id = $3 and state = 'pair' order by total desc, remote_id",
    [connection, entity, hubId],
  )
  return rows.map(recordOf)
}

/** Accepted ones on which the hub's key does not stand. */
export async function withoutKey(db: Db, connection: string, entity: Entity, after: string, limit: number): Promise<RecordRow[]> {
  const rows = await db.all<StoredRecord>(
    `select r.* from reconciled r join crosswalk c on c.connection = r.connection and c.entity = r.entity and c.remote_id = r.remote_id and c.hub_id = r.hub_id
     where r.connection = $1 and r.entity = $2 and r.state in ('accepted', 'linked') and r.hub_key is null and c.state = 'adopted' and r.remote_id > $3
     order by r.remote_id limit $4`,
    [connection, entity, after, limit],
  )
  return rows.map(recordOf)
}

/** Records that were there before the hub and are known to be its own: how many bear its key, and how many bear none. */
export async function keyCounts(db: Db, connection: string): Promise<{ borne: number; missing: number }> {
  const row = await db.get<{ borne: number | null; missing: number | null }>(
    `select sum(case when r.hub_key = c.hub_id then 1 else 0 end) as borne, sum(case when r.hub_key is null then 1 else 0 end) as missing
     from reconciled r join crosswalk c on c.connection = r.connection and c.entity = r.entity and c.remote_id = r.remote_id and c.hub_id = r.hub_id
     where r.connection = $1 and r.state in ('accepted', 'linked') and c.state = 'adopted'`,
    [connection],
  )
  return { borne: row?.borne ?? 0, missing: row?.missing ?? 0 }
}

/** What the CRM did not list this time is forgotten. */
export async function forgetUnlisted(db: Db, run: string, connection: string): Promise<void> {
  await db.run('delete from reconciled where connection = $1 and run <> $2', [connection, run])
}

/** What records say of themselves is forgotten, so many at a time. @returns the last one; null when none is left */
export async function forgetDocuments(db: Db, connection: string, entity: Entity, after: string, limit: number): Promise<string | null> {
  const row = await db.get<{ last: string | null }>(
    `select max(remote_id) as last from
       (select remote_id from reconciled where connection = $1 and entity = $2 and remote_id > $3 order by remote_id limit $4) as page`,
    [connection, entity, after, limit],
  )
  const last = row?.last ?? null
  if (last !== null)
    await db.run('update reconciled set document = null where connection = $1 and entity = $2 and remote_id > $3 and remote_id <= $4', [
      connection,
      entity,
      after,
      last,
    ])
  return last
}

export interface Count {
  entity: Entity
  state: RecordState
  n: number
}

export const counts = (db: Db, connection: string): Promise<Count[]> =>
  db.all<Count & Record<string, unknown>>(
    'select entity, state, count(*) as n from reconciled where connection = $1 group by entity, state order by entity, state',
    [connection],
  )

/** By kind and id over there. @param filter.after the last one of the page before, `account:A17` */
export async function list(
  db: Db,
  connection: string,
  filter: { state?: RecordState | undefined; entity?: Entity | undefined; after?: string | undefined; limit: number },
): Promise<Page<RecordRow>> {
  const [entity = '', remoteId = ''] = /^(\w*):(.*)$/s.exec(filter.after ?? '')?.slice(1) ?? []
  const where = new Where().add('connection = ?', connection).add('state = ?', filter.state).add('entity = ?', filter.entity)
  if (entity !== '') where.always(`(entity, remote_id) > (${where.value(entity)}, ${where.value(remoteId)})`)
  const rows = await db.all<StoredRecord>(
    `select * from reconciled ${where.text} order by entity, remote_id limit ${where.value(filter.limit + 1)}`,
    where.values,
  )
  return pageOf(rows, filter.limit, (row) => `${row.entity}:${row.remote_id}`, recordOf)
}

interface StoredRecord {
  connection: string
  entity: Entity
  remote_id: string
  label: string
  hub_key: string | null
  account_id: string | null
  closed: number
  document: string | null
  state: RecordState
  hub_id: string | null
  total: number | null
  threshold: number | null
  evidence: string | null
  others: string | null
  note: RecordNote | null
  decided_by: string | null
}

const recordOf = (row: StoredRecord): RecordRow => ({
  connection: row.connection,
  entity: row.entity,
  remoteId: row.remote_id,
  label: row.label,
  hubKey: row.hub_key,
  accountId: row.account_id,
  closed: row.closed === 1,
  document: parsed<RecordRow['document']>(row.document) ?? { company: undefined, person: undefined },
  state: row.state,
  hubId: row.hub_id,
  total: row.total,
  threshold: row.threshold,
  evidence: parsed<Evidence[]>(row.evidence) ?? [],
  others: parsed<Alike[]>(row.others) ?? [],
  note: row.note,
  decidedBy: row.decided_by,
})
