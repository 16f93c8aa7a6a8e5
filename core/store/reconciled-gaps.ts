/** What a first load leaves open: records that only the hub has, and where hub and CRM say different things of their links. */
import type { Entity } from '../crm.ts'
import { type Db, type Page, pageOf } from './db.ts'

/** Kinds of records that the hub has of its own. */
export const OWN = ['account', 'contact', 'lead'] as const
export type Own = (typeof OWN)[number]

/** A lead's record in the CRM bears its id, with the cycle behind it from the second one on. */
const MINE: Readonly<Record<Own, string>> = {
  account: "c.entity = 'account' and c.hub_id = o.id",
  contact: "c.entity = 'contact' and c.hub_id = o.id",
  lead: "c.entity in ('lead', 'opportunity') and c.hub_id in (o.id, o.id || '-' || o.cycle)",
}

/** Neither linked nor proposed. */
const only = (own: Own): string =>
  `from ${own} o where o.merged_into is null
     and not exists (select 1 from crosswalk c where c.connection = $1 and ${MINE[own]} and c.state in ('linked', 'adopted'))
     and not exists (select 1 from reconciled c where c.connection = $1 and ${MINE[own]} and c.state in ('pair', 'ambiguous'))`

export async function countOnlyHub(db: Db, connection: string, own: Own): Promise<number> {
  return (await db.get<{ n: number }>(`select count(*) as n ${only(own)}`, [connection]))?.n ?? 0
}

export async function onlyHub(db: Db, connection: string, own: Own, after: string | undefined, limit: number): Promise<Page<string>> {
  const rows = await db.all<{ id: string }>(`select o.id ${only(own)} and o.id > $2 order by o.id limit $3`, [connection, after ?? '', limit + 1])
  return pageOf(
    rows,
    limit,
    ({ id }) => id,
    ({ id }) => id,
  )
}

/**
 * `notThere`: linked, but the CRM does not list it: deleted, merged, or hidden from the hub's user. `thereAgain`: believed
 * deleted, but listed. `keyDiffers`: another key stands on it, or none although the hub made it. `linkedTwice`: stands for
 * two records of the hub. `keyTwice`: two records bear one key.
 */
export const DIFFERENCES = ['notThere', 'thereAgain', 'keyDiffers', 'linkedTwice', 'keyTwice'] as const
export type DifferenceKind = (typeof DIFFERENCES)[number]

export interface Difference {
  kind: DifferenceKind
  entity: Entity
  remoteId: string
  /** Record of the hub. */
  hubId: string
  /** The other record of the hub, or of the CRM; the key that stands there. */
  other: string | null
}

/** Many CRMs list no lead that became an opportunity. */
const CONVERTED = `exists (select 1 from crosswalk o where o.connection = c.connection and o.entity = 'opportunity' and o.hub_id = c.hub_id
        and o.state in ('linked', 'adopted'))`

/** Two contacts of one account may be one person over there, so that is no difference. */
const QUERIES: Readonly<Record<DifferenceKind, string>> = {
  notThere: `select c.entity, c.remote_id, c.hub_id, null as other from crosswalk c
    where c.connection = $1 and c.state in ('linked', 'adopted') and c.entity in ('account', 'contact', 'lead', 'opportunity') and c.updated_at < $2
      and not exists (select 1 from reconciled r where r.connection = c.connection and r.entity = c.entity and r.remote_id = c.remote_id)
      and not (c.entity = 'lead' and ${CONVERTED})`,
  thereAgain: `select c.entity, c.remote_id, c.hub_id, null as other from crosswalk c
    join reconciled r on r.connection = c.connection and r.entity = c.entity and r.remote_id = c.remote_id
    where c.connection = $1 and c.state = 'gone' and c.updated_at < $2`,
  keyDiffers: `select c.entity, c.remote_id, c.hub_id, r.hub_key as other from crosswalk c
    join reconciled r on r.connection = c.connection and r.entity = c.entity and r.remote_id = c.remote_id
    where c.connection = $1 and c.state in ('linked', 'adopted') and c.updated_at < $2
      and (r.hub_key <> c.hub_id or (r.hub_key is null and c.state = 'linked'))
      and not exists (select 1 from crosswalk o where o.connection = c.connection and o.entity = c.entity and o.remote_id = c.remote_id and o.hub_id = r.hub_key)`,
  linkedTwice: `select c.entity, c.remote_id, c.hub_id, o.hub_id as other from crosswalk c
    join crosswalk o on o.connection = c.connection and o.entity = c.entity and o.remote_id = c.remote_id and o.hub_id > c.hub_id
    where c.connection = $1 and c.state in ('linked', 'adopted') and o.state in ('linked', 'adopted')
      and c.entity in ('account', 'contact', 'lead', 'opportunity')
      and not exists (select 1 from contact a join contact b on b.account_id = a.account_id where a.id = c.hub_id and b.id = o.hub_id)`,
  keyTwice: `select r.entity, r.remote_id, r.hub_key as hub_id, o.remote_id as other from reconciled r
    join reconciled o on o.connection = r.connection and o.entity = r.entity and o.hub_key = r.hub_key and o.remote_id > r.remote_id
    where r.connection = $1 and r.hub_key is not null`,
}

/** @param since when the reading began: links made later may be of records that were not there yet */
export async function differences(db: Db, connection: string, since: number, kind: DifferenceKind, limit: number, offset = 0): Promise<Difference[]> {
  const rows = await db.all<{ entity: Entity; remote_id: string; hub_id: string; other: string | null }>(
    `select * from (${QUERIES[kind]}) as found where cast($2 as bigint) >= 0 order by entity, remote_id, hub_id, other limit $3 offset $4`,
    [connection, since, limit, offset],
  )
  return rows.map((row) => ({ kind, entity: row.entity, remoteId: row.remote_id, hubId: row.hub_id, other: row.other }))
}

export async function countDifferences(db: Db, connection: string, since: number, kind: DifferenceKind): Promise<number> {
  return (await db.get<{ n: number }>(`select count(*) as n from (${QUERIES[kind]}) as found where cast($2 as bigint) >= 0`, [connection, since]))?.n ?? 0
}
