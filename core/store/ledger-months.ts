/** What was received and handed over, counted by month of receipt, for figures. */
import type { LedgerCounts } from '../metrics/ledger.ts'
import { type Db, parsed } from './db.ts'
import { padded, placeholders } from './sql.ts'

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

/** What was decided of an event when it arrived. */
const DECIDED = `join assignment a on a.event_id = e.id and a.decided_at = (select min(f.decided_at) from assignment f where f.event_id = e.id)
     join unit u on u.id = a.unit_id`
const FIRST = 'e.revision = (select min(o.revision) from event o where o.id = e.id)'
const UNIT = "case when u.created_at >= a.decided_at then 'new' else 'existing' end"

type EventCount = { source: string; state: string; unit: 'new' | 'existing' | null; month: number; n: number }

/** An event that says nothing of a lead, and an item of a list that was filtered or is held, stand in their delivery alone. */
async function eventsByMonth(db: Db, monthOf: (column: string) => string, within: (column: string) => string): Promise<EventCount[]> {
  const advanced = await db.all<{ source: string; unit: 'new' | 'existing'; month: number; n: number }>(
    `select d.source, ${UNIT} as unit, ${monthOf('d.received_at')} as month, count(*) as n
     from delivery d join event e on e.delivery_id = d.id and ${FIRST} ${DECIDED}
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

const NAMES: Readonly<Record<string, 'ignored' | 'held'>> = { filtered: 'ignored', held: 'held' }

/** When the first delivery or job that is still known came; null: none. */
export async function firstReceived(db: Db): Promise<number | null> {
  const row = await db.get<{ at: number | null }>(
    'select min(at) as at from (select min(received_at) as at from delivery union all select min(created_at) as at from job) as firsts',
  )
  return row?.at ?? null
}

// --- one by one --------------------------------------------------------------

export interface ToldDelivery {
  id: string
  source: string
  received: number
  state: string
  events: { state: 'advanced' | 'ignored' | 'held'; unit?: 'new' | 'existing' }[]
}

/** The next deliveries by id, with what became of their events. */
export async function deliveriesBehind(db: Db, after: string, limit: number): Promise<ToldDelivery[]> {
  const rows = await db.all<{ id: string; source: string; received_at: number; state: string; items: string | null }>(
    'select id, source, received_at, state, items from delivery where id > $1 order by id limit $2',
    [after, limit],
  )
  if (rows.length === 0) return []
  const list = padded(rows.map(({ id }) => id))
  const advanced = await db.all<{ delivery: string; unit: 'new' | 'existing' }>(
    `select e.delivery_id as delivery, ${UNIT} as unit from event e ${DECIDED} where ${FIRST} and e.delivery_id in (${placeholders(1, list.length)}) order by e.id`,
    list,
  )
  const eventsOf = Map.groupBy(advanced, ({ delivery }) => delivery)
  return rows.map(({ id, source, received_at, state, items }) => ({
    ...{ id, source, received: received_at, state },
    events: [
      ...(eventsOf.get(id) ?? []).map(({ unit }) => ({ state: 'advanced' as const, unit })),
      ...(parsed<{ state: string }[]>(items) ?? []).flatMap((item) => NAMES[item.state] ?? []).map((state) => ({ state })),
    ],
  }))
}

export interface ToldJob {
  seq: number
  id: string
  connection: string
  created: number
  state: string
}

/** The next jobs in the order in which they were made. */
export const jobsBehind = (db: Db, after: number, limit: number): Promise<ToldJob[]> =>
  db.all('select seq, id, connection, created_at as created, state from job where seq > $1 order by seq limit $2', [after, limit])
