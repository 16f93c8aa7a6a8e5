/** What waits and since when: for metrics, and for work that gives way. */
import type { Db } from './db.ts'
import { USED_CONNECTIONS } from './job-list.ts'

/** @throws when the database does not answer */
export async function answers(db: Db): Promise<void> {
  await db.get('select max(number) as number from migration')
}

/** What is still to be done: for waiting until all is quiet. */
export async function workload(db: Db): Promise<{ deliveries: number; jobs: number; parked: number }> {
  // One statement, so one moment: what moves on from the first count into the second must not escape both.
  const counts = await db.get<{ deliveries: number; jobs: number; parked: number }>(
    `select (select count(*) from delivery where state = 'pending') as deliveries,
            (select count(*) from job where state in ('pending', 'running') and connection in (select connection from lane)) as jobs,
            (select count(*) from job where state = 'parked' and connection in (${USED_CONNECTIONS})) as parked`,
  )
  return counts ?? { deliveries: 0, jobs: 0, parked: 0 }
}

/** Deliveries to be mapped. Sources are named, or SQLite would read all of `delivery_ledger`, whose rows hold what is asked. */
export async function waitingDeliveries(db: Db): Promise<{ n: number; oldestAt: number | null }> {
  const row = await db.get<{ n: number; oldest: number | null }>(
    "select count(*) as n, min(received_at) as oldest from delivery where state = 'pending' and source in (select source from source_counter)",
  )
  return { n: row?.n ?? 0, oldestAt: row?.oldest ?? null }
}

/** What waits for the hub and for people, of each source that was ever heard; found by index, source by source. */
export async function waitingBySource(db: Db): Promise<Map<string, { waiting: number; oldestAt: number | null; held: number }>> {
  const of = (what: string, state: string) => `(select ${what} from delivery d where d.source = c.source and d.state = '${state}')`
  const rows = await db.all<{ source: string; waiting: number; oldest: number | null; held: number }>(
    `select source, ${of('count(*)', 'pending')} as waiting, ${of('min(received_at)', 'pending')} as oldest, ${of('count(*)', 'held')} as held from source_counter c`,
  )
  return new Map(rows.map(({ source, waiting, oldest, held }) => [source, { waiting, oldestAt: oldest, held }]))
}
