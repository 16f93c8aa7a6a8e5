/** What is asked of the figures, as it stands in the address. */
import { type Query, useGo, useQueryOfAddress } from '../../parts/link.tsx'
import { isPeriod, type Period, periodOf } from './period.ts'
import type { FigureQuery } from './use-figure.ts'

/** What does not change in a lead's life, so that it can be filtered by. */
export const FILTERS = ['channel', 'system', 'campaign', 'industry', 'size', 'region'] as const
export type Filter = (typeof FILTERS)[number]
export const isFilter = (name: string): name is Filter => FILTERS.some((one) => one === name)

interface Asking {
  period: Period
  /** Key of the cohort's period; null: the newest whose time windows are over. */
  at: string | null
  by: NonNullable<FigureQuery['by']> | null
  /** Product and filters, as every figure takes them. */
  where: Pick<FigureQuery, 'product' | Filter>
  /** All that the address carries. */
  query: Query
  set: (change: Query) => void
}

export const FUNNEL = '/funnel'

export function useAsking(): Asking {
  const go = useGo()
  const query = useQueryOfAddress()
  const period = isPeriod(query.period) ? query.period : 'quarter'
  const where = Object.fromEntries((['product', ...FILTERS] as const).flatMap((name) => (query[name] ? [[name, query[name]]] : [])))
  return {
    period,
    at: query.at !== undefined && periodOf(query.at) === period ? query.at : null,
    // The cast: the hub says what a figure can be told apart by.
    by: (query.by ?? null) as Asking['by'],
    where,
    query,
    set: (change) => go(FUNNEL, { ...query, ...change }),
  }
}
