/** What was received and handed over, by source or connection and by the time of receipt: the balance of all of it (docs/figures.md, group 11). Pure. */

/** What becomes of a delivery; together they are all that were accepted. */
export const DELIVERY_STATES = ['processed', 'filtered', 'duplicate', 'test', 'held', 'pending', 'erased'] as const
/** What becomes of a job; together they are all jobs. */
export const JOB_STATES = ['delivered', 'unchanged', 'superseded', 'cancelled', 'parked', 'pending'] as const
/** What becomes of an event that a delivery carried. */
export const EVENT_STATES = ['advanced', 'ignored', 'held'] as const

/** So many of a kind were received in a month, `2025-10`. */
interface Counted {
  month: string
  n: number
}
export interface CountedDelivery extends Counted {
  source: string
  /** One of DELIVERY_STATES; `accepted`: so many numbers were given out, where that is known; `refused`: not accepted at all. */
  state: string
}
export interface CountedEvent extends Counted {
  source: string
  /** One of EVENT_STATES. */
  state: string
  /** Of those that advanced: whether the unit was new when it arrived. */
  unit: 'new' | 'existing' | null
}
export interface CountedJob extends Counted {
  connection: string
  /** One of JOB_STATES, or `running`, which is pending. */
  state: string
}
export interface LedgerCounts {
  deliveries: readonly CountedDelivery[]
  events: readonly CountedEvent[]
  jobs: readonly CountedJob[]
}

/** Counters that are 0 are left out. */
export type LedgerLine = Record<string, number>

/** Each part by `source|month` or `connection|month`. */
export interface Ledger {
  deliveries: Record<string, LedgerLine>
  events: Record<string, LedgerLine>
  jobs: Record<string, LedgerLine>
  /** What is in no named state, over all; anything but 0 is a fault. */
  unaccounted: number
}

export function ledger({ deliveries, events, jobs }: LedgerCounts): Ledger {
  const parts = {
    deliveries: lines(
      deliveries.map(({ source, ...row }) => ({ ...row, who: source })),
      deliveryLine,
    ),
    events: lines(events.flatMap(eventRows), eventLine),
    jobs: lines(
      jobs.map(({ connection, ...row }) => ({ ...row, who: connection, state: row.state === 'running' ? 'pending' : row.state })),
      jobLine,
    ),
  }
  const rest = Object.values(parts).flatMap((part) => Object.values(part).map((line) => line.unaccounted ?? 0))
  return { ...parts, unaccounted: rest.reduce((sum, one) => sum + one, 0) }
}

// --- lines -------------------------------------------------------------------

type Row = Counted & { who: string; state: string }

const eventRows = ({ source, unit, ...row }: CountedEvent): Row[] => [
  { ...row, who: source },
  ...(row.state === 'advanced' && unit !== null ? [{ ...row, who: source, state: `${unit}Unit` }] : []),
]

const deliveryLine = (counts: LedgerLine): LedgerLine => balanced('accepted', counts, DELIVERY_STATES, ['refused'])
const jobLine = (counts: LedgerLine): LedgerLine => balanced('jobs', counts, JOB_STATES, [])

/** Advanced events have found or made a unit; one that did neither is unaccounted for. */
function eventLine(counts: LedgerLine): LedgerLine {
  const { newUnit = 0, existingUnit = 0, ...states } = counts
  const { events: _, ...line } = balanced('events', states, EVENT_STATES, [])
  const lost = (line.unaccounted ?? 0) + (line.advanced ?? 0) - newUnit - existingUnit
  return withoutZeros({ ...line, newUnit, existingUnit, unaccounted: lost })
}

/** @param whole what the states add up to: told, or their sum; @param beside counters that do not belong to it */
function balanced(whole: string, counts: LedgerLine, states: readonly string[], beside: readonly string[]): LedgerLine {
  const all = Object.entries(counts)
  const told = all.filter(([state]) => state !== whole && !beside.includes(state)).reduce((sum, [, n]) => sum + n, 0)
  const named = states.reduce((sum, state) => sum + (counts[state] ?? 0), 0)
  const total = counts[whole] ?? told
  const shown = Object.fromEntries([...states, ...beside].map((state) => [state, counts[state] ?? 0]))
  return withoutZeros({ [whole]: total, ...shown, unaccounted: total - named })
}

const withoutZeros = (line: LedgerLine): LedgerLine => Object.fromEntries(Object.entries(line).filter(([, n]) => n !== 0))

function lines(rows: readonly Row[], line: (counts: LedgerLine) => LedgerLine): Record<string, LedgerLine> {
  const counts = new Map<string, LedgerLine>()
  for (const { who, month, state, n } of rows) {
    const key = `${who}|${month}`
    const of = counts.get(key) ?? {}
    of[state] = (of[state] ?? 0) + n
    counts.set(key, of)
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, of]) => [key, line(of)]))
}
