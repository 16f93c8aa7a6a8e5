/** What waits and since when: for metrics and the overview. */
import type { Db } from './db.ts'

/** Deliveries to be mapped, and jobs per connection. */
export async function waiting(db: Db): Promise<{ queue: string; n: number; oldestAt: number | null }[]> {
  const deliveries = await db.get<{ n: number; oldest: number | null }>(
    "select count(*) as n, min(received_at) as oldest from delivery where state = 'pending'",
  )
  const jobs = await db.all<{ connection: string; n: number; oldest: number | null }>(
    "select connection, count(*) as n, min(created_at) as oldest from job where state in ('pending', 'running') group by connection",
  )
  return [
    { queue: 'deliveries', n: deliveries?.n ?? 0, oldestAt: deliveries?.oldest ?? null },
    ...jobs.map((row) => ({ queue: row.connection, n: row.n, oldestAt: row.oldest })),
  ]
}
