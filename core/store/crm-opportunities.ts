/** The opportunities that CRMs count themselves, as they were told last: to hold the hub's count against. */
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

export async function all(db: Db): Promise<OpportunityRow[]> {
  const rows = await db.all<{ connection: string; id: string; lead_id: string | null; product: string | null; created_on: string }>(
    'select connection, id, lead_id, product, created_on from crm_opportunity order by connection, id',
  )
  return rows.map((row) => ({ connection: row.connection, id: row.id, leadId: row.lead_id, product: row.product, createdOn: row.created_on }))
}
