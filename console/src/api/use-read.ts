/** Reading from a page: `useRead('/v1/leads', { query })`; with `live` it is read anew every few seconds while somebody looks. */
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { type Answer, type Given, type PathOf, read } from './call.ts'
import type { Problem } from './problem.ts'

const REFRESH_MS = 5_000
/** Where reading takes the hub long, it is asked less often: it may work a tenth of the time for one reader. */
const REST = 10
const took = new Map<string, number>()

export type Read<T> = UseQueryResult<T, Problem>

interface How {
  live?: boolean
  /** false: not read yet, e.g. before somebody asked for it */
  enabled?: boolean
  /** Shows what was read for another address until the new is there: for lists whose filter changes. */
  keeps?: boolean
}

export function useRead<P extends PathOf<'get'>>(
  path: P,
  given: Given<P, 'get'>,
  { live = false, enabled = true, keeps = false }: How = {},
): Read<Answer<P, 'get'>> {
  return useQuery<Answer<P, 'get'>, Problem>({
    queryKey: [path, given],
    queryFn: async ({ signal }) => {
      const from = performance.now()
      const answer = await read(path, given, signal)
      took.set(path, performance.now() - from)
      return answer
    },
    enabled,
    refetchInterval: live && (() => Math.max(REFRESH_MS, REST * (took.get(path) ?? 0))),
    ...(keeps && { placeholderData: keepPreviousData }),
  })
}
