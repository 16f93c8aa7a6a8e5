/** What waits and since when: for metrics and the overview. */
import type { Db } from './db.ts'

/** @throws when the database does not answer */
export async function answers(db: Db): Promise<void> {
  await db.get('select max(number) as number from migration')
}

/** What is still to be done: for waiting until all is quiet. */
export async function workload(db: Db): Promise<{ deliveries: number; jobs: number; parked: number }> {
  const jobs = await db.all<{ state: string; n: number }>("select state, count(*) as n from job where state in ('pending', 'running', 'parked') group by state")
  const count = (states: readonly string[]) => jobs.filter(({ state }) => states.includes(state)).reduce((sum, { n }) => sum + n, 0)
  const waiting = await db.get<{ n: number }>("select count(*) as n from delivery where state = 'pending'")
  return { deliveries: waiting?.n ?? 0, jobs: count(['pending', 'running']), parked: count(['parked']) }
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
