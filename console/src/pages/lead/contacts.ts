/** The contacts of a lead's unit, for those who may see persons. */
import { useQueries } from '@tanstack/react-query'
import { type Answer, read } from '../../api/call.ts'
import { useSession } from '../../app/session-context.ts'
import type { Lead } from './page.tsx'

export type Contact = Answer<'/v1/contacts/{id}', 'get'>

const FRESH_MS = 60_000
const AT_ONCE = 10

/** Up to ten, or all that the lead tells. */
export function useContacts(lead: Lead, isAll = false): { contacts: Contact[]; isThere: boolean } {
  const { mayAct } = useSession()
  const ids = mayAct ? lead.contacts.slice(0, isAll ? undefined : AT_ONCE) : []
  const found = useQueries({
    queries: ids.map(({ id }) => ({
      queryKey: ['/v1/contacts/{id}', id],
      queryFn: ({ signal }: { signal: AbortSignal }) => read('/v1/contacts/{id}', { params: { id } }, signal),
      staleTime: FRESH_MS,
    })),
  })
  return { contacts: found.flatMap(({ data }) => data ?? []), isThere: found.every(({ isPending }) => !isPending) }
}
