/** How many deliveries came when, by what became of them: bars of equal width. */
import { type Db, Where } from './db.ts'
import type { DeliveryState } from './deliveries.ts'

export interface ArrivalFilter {
  from: number
  to: number
  /** Width of a bar in milliseconds. */
  step: number
  source?: string | undefined
  state?: DeliveryState | undefined
}

export interface ArrivalCount {
  /** Number of the bar, from 0. */
  bar: number
  state: DeliveryState
  n: number
}

const STATES = "('pending', 'processed', 'held', 'duplicate', 'filtered', 'test', 'erased')"

/** Source and state are named also where all are meant: that reads only the window from the index `delivery_ledger`. */
export async function arrivals(db: Db, { from, to, step, source, state }: ArrivalFilter): Promise<ArrivalCount[]> {
  const where = new Where().add('received_at >= ?', from).add('received_at < ?', to).add('source = ?', source).add('state = ?', state)
  if (source === undefined) where.always('source in (select source from source_counter)')
  if (state === undefined) where.always(`state in ${STATES}`)
  // Numbers are bound as they come, which may be with a fraction: only whole ones divide into whole bars.
  const bar = `cast(received_at - ${where.value(from)} as bigint) / cast(${where.value(step)} as bigint)`
  const rows = await db.all<ArrivalCount>(
    `select t.bar, t.state, count(*) as n from (select ${bar} as bar, state from delivery ${where.text}) t group by t.bar, t.state order by 1`,
    where.values,
  )
  return rows.map(({ bar: at, state: became, n }) => ({ bar: Number(at), state: became, n: Number(n) }))
}
