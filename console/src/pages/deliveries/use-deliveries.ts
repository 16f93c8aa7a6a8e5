/** The rows of the list: the newest are read anew every few seconds, older ones when one scrolls to them. */
import { type InfiniteData, keepPreviousData, type UseInfiniteQueryResult, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { type Answer, read } from '../../api/call.ts'
import type { Problem } from '../../api/problem.ts'
import { type Read, useRead } from '../../api/use-read.ts'
import type { Query } from '../../parts/link.tsx'
import { type Times, timesOf } from './times.ts'

type Page = Answer<'/v1/deliveries', 'get'>
export type Delivery = Page['items'][number]

const PAGE = 100
const REFRESH_MS = 5_000

export interface Deliveries {
  list: UseInfiniteQueryResult<Page[], Problem>
  arrivals: Read<Answer<'/v1/deliveries/arrivals', 'get'>>
  rows: Delivery[]
  times: Times
  /** How far the text was searched for; null: none is. */
  searched: { deliveries: number; backTo: string | null; text: 'raw' | 'mapped' } | null
  readMore: () => void
}

/** Always the same function: another one would compare thousands of rows anew. */
const pagesOf = ({ pages }: InfiniteData<Page, string | undefined>): Page[] => pages

/** The filters that the address carries; others are none. */
export const FILTERS = ['source', 'state', 'code', 'text', 'time', 'from', 'to'] as const

/** @param isLive false: what is shown stays as it is */
export function useDeliveries(query: Query, isLive: boolean): Deliveries {
  const { source, state, code, text } = query
  const times = timesOf(query, Date.now())
  // What people type into an address may be no state: the hub says so.
  const filter = { source, state: state as Delivery['state'] | undefined, code, text, from: times.from, to: times.to }
  const key = ['/v1/deliveries', 'list', filter] as const
  const list = useInfiniteQuery<Page, Problem, Page[], readonly unknown[], string | undefined>({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => read('/v1/deliveries', { query: { ...filter, cursor: pageParam, limit: PAGE } }, signal),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    select: pagesOf,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  })
  useNewest(key, filter, isLive && text === undefined && list.isSuccess && !list.isPlaceholderData)
  const { window } = times
  const arrivals = useRead('/v1/deliveries/arrivals', { query: { ...window, source: filter.source, state: filter.state } }, { live: isLive, keeps: true })
  const rows = useMemo(() => (list.data ?? []).flatMap(({ items }) => items), [list.data])
  const readMore = () => {
    if (list.hasNextPage && !list.isFetching) void list.fetchNextPage()
  }
  return { list, arrivals, rows, times, searched: searchedIn(list.data), readMore }
}

/** Reads the newest page again and again and lays it over the list, so that the older ones need not be read. */
function useNewest(key: readonly unknown[], filter: object, enabled: boolean): void {
  const client = useQueryClient()
  const { data } = useQuery<Page, Problem>({
    queryKey: ['/v1/deliveries', 'newest', filter],
    queryFn: ({ signal }) => read('/v1/deliveries', { query: { ...filter, limit: PAGE } }, signal),
    enabled,
    refetchInterval: REFRESH_MS,
  })
  const name = JSON.stringify(key)
  useEffect(() => {
    if (data === undefined || !enabled) return
    const listed = JSON.parse(name) as readonly unknown[]
    const old = client.getQueryData<InfiniteData<Page, string | undefined>>(listed)
    const laid = old && laidOver(old, data)
    if (laid === null) void client.invalidateQueries({ queryKey: listed, exact: true })
    else if (laid !== undefined) client.setQueryData(listed, laid)
  }, [client, data, enabled, name])
}

/** null: between the newest and what is listed some are missing. */
function laidOver(old: InfiniteData<Page, string | undefined>, newest: Page): InfiniteData<Page, string | undefined> | null {
  const last = newest.items.at(-1)
  const [first, ...rest] = old.pages
  if (first === undefined || last === undefined || newest.next === null) return { pages: [newest], pageParams: [undefined] }
  const top = first.items[0]
  if (top === undefined || last.id > top.id) return null
  const kept = first.items.filter(({ id }) => id < last.id)
  const page = kept.length === 0 && rest.length === 0 ? newest : { ...first, items: [...newest.items, ...kept] }
  return { ...old, pages: [page, ...rest.map((one) => ({ ...one, items: one.items.filter(({ id }) => id < last.id) }))] }
}

function searchedIn(pages: readonly Page[] | undefined): Deliveries['searched'] {
  const parts = (pages ?? []).flatMap(({ searched }) => searched ?? [])
  const last = parts.at(-1)
  return last === undefined ? null : { ...last, deliveries: parts.reduce((sum, { deliveries }) => sum + deliveries, 0) }
}
