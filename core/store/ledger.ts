/** The balance of everything accepted and everything queued: what is not in a named state is unaccounted for. */
import { type Db, Where } from './db.ts'
import type { DeliveryState } from './deliveries.ts'

export interface SourceLedger {
  source: string
  accepted: number
  processed: number
  duplicate: number
  filtered: number
  test: number
  held: number
  pending: number
  erased: number
  refused: number
  unaccounted: number
}

export interface ConnectionLedger {
  connection: string
  jobs: number
  delivered: number
  unchanged: number
  superseded: number
  cancelled: number
  parked: number
  pending: number
}

const STATES: readonly DeliveryState[] = ['processed', 'duplicate', 'filtered', 'test', 'held', 'pending', 'erased']

/**
 * Per source. Without a window, `accepted` is the number given out last, so that a row that vanished shows; inside a
 * window it is the span of numbers between the first and the last row of it.
 */
export async function sources(db: Db, window: { from?: number | undefined; to?: number | undefined } = {}): Promise<SourceLedger[]> {
  const windowed = window.from !== undefined || window.to !== undefined
  const where = new Where().add('received_at >= ?', window.from).add('received_at < ?', window.to)
  const spans = windowed
    ? `select source, max(seq) - min(seq) + 1 as n from delivery ${where.text} group by source`
    : 'select source, last_seq as n from source_counter'
  // One statement, so one moment: a delivery that arrives between two would be missing in one of them.
  const rows = await db.all<{ source: string; state: DeliveryState | 'accepted'; n: number }>(
    `select source, state, count(*) as n from delivery ${where.text} group by source, state union all select source, 'accepted' as state, n from (${spans}) as spans`,
    where.values,
  )
  const refused = await refusedCounts(db, window)
  const names = [...new Set([...rows.map((row) => row.source), ...refused.keys()])].sort()
  return names.map((source) => {
    const count = (state: DeliveryState | 'accepted') => rows.find((row) => row.source === source && row.state === state)?.n ?? 0
    const accepted = count('accepted')
    const known = STATES.reduce((sum, state) => sum + count(state), 0)
    return {
      source,
      accepted,
      processed: count('processed'),
      duplicate: count('duplicate'),
      filtered: count('filtered'),
      test: count('test'),
      held: count('held'),
      pending: count('pending'),
      erased: count('erased'),
      refused: refused.get(source) ?? 0,
      unaccounted: accepted - known,
    }
  })
}

async function refusedCounts(db: Db, window: { from?: number | undefined; to?: number | undefined }): Promise<Map<string, number>> {
  const kept = new Where().add('received_at >= ?', window.from).add('received_at < ?', window.to)
  const days = new Where()
    .add('day >= ?', window.from === undefined ? undefined : Math.floor(window.from / 86_400_000))
    .add('day <= ?', window.to === undefined ? undefined : Math.floor(window.to / 86_400_000))
  const counts = new Map<string, number>()
  const rows = [
    ...(await db.all<{ source: string; n: number }>(`select source, count(*) as n from refusal ${kept.text} group by source`, kept.values)),
    ...(await db.all<{ source: string; n: number }>(`select source, sum(n) as n from refused_tally ${days.text} group by source`, days.values)),
  ]
  for (const { source, n } of rows) counts.set(source, (counts.get(source) ?? 0) + n)
  return counts
}

export async function connections(db: Db, window: { from?: number | undefined; to?: number | undefined } = {}): Promise<ConnectionLedger[]> {
  const where = new Where().add('created_at >= ?', window.from).add('created_at < ?', window.to)
  const rows = await db.all<{ connection: string; state: string; n: number }>(
    `select connection, state, count(*) as n from job ${where.text} group by connection, state`,
    where.values,
  )
  return [...new Set(rows.map((row) => row.connection))].sort().map((connection) => {
    const count = (...states: string[]) =>
      rows.filter((row) => row.connection === connection && states.includes(row.state)).reduce((sum, row) => sum + row.n, 0)
    return {
      connection,
      jobs: rows.filter((row) => row.connection === connection).reduce((sum, row) => sum + row.n, 0),
      delivered: count('delivered'),
      unchanged: count('unchanged'),
      superseded: count('superseded'),
      cancelled: count('cancelled'),
      parked: count('parked'),
      pending: count('pending', 'running'),
    }
  })
}

/** Rows of each kind of record, for summaries. */
export async function totals(db: Db): Promise<{ accounts: number; units: number; contacts: number; leads: number; stages: Record<string, number> }> {
  const count = async (table: string) => (await db.get<{ n: number }>(`select count(*) as n from ${table} where merged_into is null`))?.n ?? 0
  const stages = await db.all<{ stage: string; n: number }>('select stage, count(*) as n from lead where merged_into is null group by stage order by stage')
  return {
    accounts: await count('account'),
    units: await count('unit'),
    contacts: await count('contact'),
    leads: await count('lead'),
    stages: Object.fromEntries(stages.map((row) => [row.stage, row.n])),
  }
}
