/** What was fetched for items that their delivery only names: personal like the raw bytes, and kept as long as they. */
import type { Json } from '../connector.ts'
import { type Db, json } from './db.ts'

export async function keep(db: Db, deliveryId: string, itemKey: string, payload: Json): Promise<void> {
  await db.run(
    'insert into delivery_fetched (delivery_id, item_key, payload) values ($1, $2, $3) on conflict (delivery_id, item_key) do update set payload = excluded.payload',
    [deliveryId, itemKey, json(payload)],
  )
}

/** By item key. */
export async function of(db: Db, deliveryId: string): Promise<Record<string, Json>> {
  const rows = await db.all<{ item_key: string; payload: string }>('select item_key, payload from delivery_fetched where delivery_id = $1', [deliveryId])
  return Object.fromEntries(rows.map((row) => [row.item_key, JSON.parse(row.payload) as Json])) // written by `keep`
}
