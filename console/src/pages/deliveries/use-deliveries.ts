/** The rows of the list: the newest are read anew every few seconds, older ones when one scrolls to them. */
import { keepPreviousData, type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type Answer, read } from '../../api/call.ts'
import type { Problem } from '../../api/problem.ts'
import { type Read, useRead } from '../../api/use-read.ts'
import type { Query } from '../../parts/link.tsx'

type Page = Answer<'/v1/deliveries', 'get'>
export type Delivery = Page['items'][number]

const PAGE = 100
const REFRESH_MS = 5_000
const MINUTES = 15
const STEP_MS = MINUTES * 60_000
const DAY_MS = 86_400_000

interface Deliveries {
  list: UseInfiniteQueryResult<Page[], Problem>
  arrivals: Read<Answer<'/v1/deliveries/arrivals', 'get'>>
  rows: Delivery[]
  readMore: () => void
}

/** `query`: source, state and code of the address; others are no filters. */
export function useDeliveries({ source, state, code }: Query): Deliveries {
  // What people type into an address may be no state: the hub says so.
  const filter = { source, state: state as Delivery['state'] | undefined, code }
  const list = useInfiniteQuery<Page, Problem, Page[], readonly unknown[], string | undefined>({
    queryKey: ['/v1/deliveries', 'list', filter],
    queryFn: ({ pageParam, signal }) => read('/v1/deliveries', { query: { ...filter, cursor: pageParam, limit: PAGE } }, signal),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    select: ({ pages }) => pages,
    placeholderData: keepPreviousData,
    // Older pages do not change much: where many are open, only the newest would be worth reading anew.
    refetchInterval: ({ state: { data } }) => REFRESH_MS * Math.max(1, data?.pages.length ?? 1),
  })
  const to = Math.ceil((Date.now() + 1) / STEP_MS) * STEP_MS
  const window = { from: new Date(to - DAY_MS).toISOString(), to: new Date(to).toISOString(), minutes: MINUTES }
  const arrivals = useRead('/v1/deliveries/arrivals', { query: { ...window, source: filter.source, state: filter.state } }, { live: true, keeps: true })
  const rows = useMemo(() => (list.data ?? []).flatMap(({ items }) => items), [list.data])
  const readMore = () => {
    if (list.hasNextPage && !list.isFetching) void list.fetchNextPage()
  }
  return { list, arrivals, rows, readMore }
}
