/** What ids are called. */
import { useQuery } from '@tanstack/react-query'
import { type Answer, read } from '../api/call.ts'
import type { Problem } from '../api/problem.ts'
import { type Read, useRead } from '../api/use-read.ts'

export type Source = Answer<'/v1/sources', 'get'>['items'][number]
export type Connection = Answer<'/v1/connections', 'get'>['items'][number]

const ACCOUNT_MS = 60_000

export const useSources = (): Read<Answer<'/v1/sources', 'get'>> => useRead('/v1/sources', {}, { live: true })

export const useConnections = (): Read<Answer<'/v1/connections', 'get'>> => useRead('/v1/connections', {}, { live: true })

/** An id that is not configured any more names itself. */
export const labelOf = (list: readonly { id: string; label: string }[], id: string): string => list.find((one) => one.id === id)?.label ?? id

export interface UnitName {
  company: string | null
  site: string | null
}

/** Company and site of a unit, as far as they are known; a name that cannot be read is no reason to show nothing. */
export function useUnitName(account: string | null, unit: string | null): UnitName {
  const { data } = useQuery<Answer<'/v1/accounts/{id}', 'get'>, Problem>({
    queryKey: ['/v1/accounts/{id}', account],
    queryFn: ({ signal }) => read('/v1/accounts/{id}', { params: { id: account ?? '' } }, signal),
    enabled: account !== null,
    staleTime: ACCOUNT_MS,
  })
  if (data === undefined) return { company: null, site: null }
  return { company: data.name ?? data.names[0] ?? null, site: data.units.find(({ id }) => id === unit)?.name ?? null }
}
