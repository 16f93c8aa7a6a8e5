/** Figures as the hub counts them. They move slowly and some take seconds, so they are kept for a while. */
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { type Answer, type Given, read } from '../../api/call.ts'
import type { Problem } from '../../api/problem.ts'
import type { Read } from '../../api/use-read.ts'

export type Definition = Answer<'/v1/figures', 'get'>['items'][number]
export type Reply = Answer<'/v1/funnel', 'get'>
export type Row = Reply['rows'][number]
export type FigureQuery = NonNullable<Given<'/v1/funnel', 'get'>['query']>

const KEPT_MS = 60_000

const asking = (query: FigureQuery) => ({
  queryKey: ['/v1/funnel', query],
  queryFn: ({ signal }: { signal: AbortSignal }) => read('/v1/funnel', { query }, signal),
  staleTime: KEPT_MS,
  refetchOnWindowFocus: false,
  placeholderData: keepPreviousData,
})

export const useFigure = (query: FigureQuery, enabled = true): Read<Reply> => useQuery<Reply, Problem>({ ...asking(query), enabled })

export const useFigures = (queries: readonly FigureQuery[]): Read<Reply>[] => useQueries({ queries: queries.map((query) => asking(query)) }) as Read<Reply>[]
