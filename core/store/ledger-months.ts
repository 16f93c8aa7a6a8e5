/** What was received and handed over, counted by month of receipt, for figures. */
import type { LedgerCounts } from '../metrics/ledger.ts'
import { type Db, parsed } from './db.ts'

/** `from` on, before the next one's; in order. */
export interface Month {
  key: string
  from: number
  to: number
}

export async function countsByMonth(db: Db, months: readonly Month[]): Promise<LedgerCounts> {
  const [first, last] = [months[0], months.at(-1)]
  if (!first || !last) return { deliveries: [], events: [], jobs: [] }
  const monthOf = (column: string) => `case ${months.map(({ to }, i) => `when ${column} < ${to} then ${i}`).join(' ')} end`
  const within = (column: string) => `${column} >= ${first.from} and ${column} < ${last.to}`
  const named = <T extends { month: number }>(row: T) => ({ ...row, month: months[row.month]!.key })
  const deliveries = await db.all<{ source: string; state: string; month: number; n: number }>(
    `select source, state, ${monthOf('received_at')} as month, count(*) as n from delivery where ${within('received_at')} group by 1, 2, 3`,
  )
  const jobs = await db.all<{ connection: string; state: string; month: number; n: number }>(
    `select connection, state, ${monthOf('created_at')} as month, count(*) as n from job where ${within('created_at')} group by 1, 2, 3`,
  )
  return { deliveries: deliveries.map(named), jobs: jobs.map(named), events: (await eventsByMonth(db, monthOf, within)).map(named) }
}

type EventCount = { source: string; state: string; unit: 'new' | 'existing' | null; month: number; n: number }

/** An event that says nothing of a lead, and an item of a list that was filtered or is held, stand in their delivery alone. */
async function eventsByMonth(db: Db, monthOf: (column: string) => string, within: (column: string) => string): Promise<EventCount[]> {
  const advanced = await db.all<{ source: string; unit: 'new' | 'existing'; month: number; n: number }>(
    `select d.source, case when u.created_at >= a.decided_at then 'new' else 'existing' end as unit, ${monthOf('d.received_at')} as month, count(*) as n
     from delivery d
     join event e on e.delivery_id = d.id and e.revision = (select min(o.revision) from event o where o.id = e.id)
     join assignment a on a.event_id = e.id and a.decided_at = (select min(f.decided_at) from assignment f where f.event_id = e.id)
     join unit u on u.id = a.unit_id
     where ${within('d.received_at')} and d.state = 'processed' group by 1, 2, 3`,
  )
  const lists = await db.all<{ source: string; month: number; items: string }>(
    `select source, ${monthOf('received_at')} as month, items from delivery where ${within('received_at')} and state = 'processed' and items is not null`,
  )
  const besides = new Map<string, EventCount>()
  for (const { source, month, items } of lists)
    for (const { state } of parsed<{ state: string }[]>(items) ?? []) {
      const is = NAMES[state]
      if (is === undefined) continue
      const key = `${source} ${month} ${is}`
      const count = besides.get(key) ?? { source, state: is, unit: null, month, n: 0 }
      besides.set(key, { ...count, n: count.n + 1 })
    }
  return [...advanced.map((row) => ({ ...row, state: 'advanced' })), ...besides.values()]
}

const NAMES: Readonly<Record<string, string>> = { filtered: 'ignored', held: 'held' }

/** When the first delivery or job that is still known came; null: none. */
export async function firstReceived(db: Db): Promise<number | null> {
  const row = await db.get<{ at: number | null }>(
    'select min(at) as at from (select min(received_at) as at from delivery union all select min(created_at) as at from job) as firsts',
  )
  return row?.at ?? null
}
