/** What waits and since when: for metrics and the overview. */
import type { Db } from './db.ts'

/** @throws when the database does not answer */
export async function answers(db: Db): Promise<void> {
  await db.get('select max(number) as number from migration')
}

/** What is still to be done: for waiting until all is quiet. */
export async function workload(db: Db): Promise<{ deliveries: number; jobs: number; parked: number }> {
  // One statement, so one moment: what moves on from the first count into the second must not escape both.
  const counts = await db.get<{ deliveries: number; jobs: number; parked: number }>(
    `select (select count(*) from delivery where state = 'pending') as deliveries,
            (select count(*) from job where state in ('pending', 'running')) as jobs,
            (select count(*) from job where state = 'parked') as parked`,
  )
  return counts ?? { deliveries: 0, jobs: 0, parked: 0 }
}

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
