/** The opportunities that CRMs count themselves, as they listed them last: to hold the hub's count against. */
import { type Db, insertInto } from './db.ts'

export interface OpportunityRow {
  connection: string
  id: string
  /** The lead it is linked to; null: none that the hub knows. */
  leadId: string | null
  product: string | null
  /** The CRM's own date, `2025-06-17`. */
  createdOn: string
}

const insert = insertInto(
  'crm_opportunity',
  ['connection', 'id', 'lead_id', 'product', 'created_on', 'recorded_at'],
  `on conflict (connection, id) do update set lead_id = excluded.lead_id, product = excluded.product, created_on = excluded.created_on,
     recorded_at = excluded.recorded_at`,
)

export const put = (db: Db, rows: readonly OpportunityRow[], now: number): Promise<void> =>
  insert(
    db,
    rows.map(({ connection, id, leadId, product, createdOn }) => [connection, id, leadId, product, createdOn, now]),
  )

/** Those that the CRM did not name any more in the pass that began then. */
export async function forgetBefore(db: Db, connection: string, began: number): Promise<void> {
  await db.send('delete from crm_opportunity where connection = $1 and recorded_at < $2', [connection, began])
}

/** All that the connection's CRM had then is known. @param at Unix ms */
export const readUntil = (db: Db, connection: string, at: number): Promise<void> =>
  db.send('insert into crm_opportunity_read (connection, at) values ($1, $2) on conflict (connection) do update set at = excluded.at', [connection, at])

/** By connection, Unix ms, until when its opportunities are known. */
export async function readTimes(db: Db): Promise<Map<string, number>> {
  const rows = await db.all<{ connection: string; at: number }>('select connection, at from crm_opportunity_read order by connection')
  return new Map(rows.map(({ connection, at }) => [connection, at]))
}

export interface LinkedOpportunity extends OpportunityRow {
  /** The lead was merged into another one. */
  isMerged: boolean
}

/** With the lead and its product as they are known by now: records are linked after they were listed, too. */
export async function all(db: Db): Promise<LinkedOpportunity[]> {
  const rows = await db.all<{ connection: string; id: string; lead_id: string | null; product: string | null; created_on: string; merged_into: string | null }>(
    `select o.connection, o.id, o.lead_id, coalesce(o.product, l.product) as product, o.created_on, l.merged_into
     from (select connection, id, product, created_on, coalesce(lead_id,
             (select substr(c.hub_id, 1, ${LEAD_ID_LENGTH}) from crosswalk c where c.connection = crm_opportunity.connection and c.entity = 'opportunity'
                and c.remote_id = crm_opportunity.id order by c.updated_at desc limit 1)) as lead_id
           from crm_opportunity) o
     left join lead l on l.id = o.lead_id order by o.connection, o.id`,
  )
  return rows.map((row) => ({
    connection: row.connection,
    id: row.id,
    leadId: row.lead_id,
    product: row.product,
    createdOn: row.created_on,
    isMerged: row.merged_into !== null,
  }))
}

/** `led_` and a ULID; the key of a record has the cycle behind it from the second one on. */
const LEAD_ID_LENGTH = 30
