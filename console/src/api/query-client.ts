/** What was read is kept, shown at once when one comes back, and read anew while somebody looks. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { Problem } from './problem.ts'

type Listener = (problem: Problem) => void
const listeners = new Set<Listener>()

/** Told when the hub no longer accepts the session. @returns how to stop listening */
export function onSignedOut(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const tellSignedOut = (problem: Problem): void => {
  for (const listener of listeners) listener(problem)
}

const onError = (error: Error): void => {
  if (error instanceof Problem && error.status === 401) tellSignedOut(error)
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  // A problem is shown at once, with a way to try again; a page that is live tries again by itself.
  defaultOptions: { queries: { retry: false, staleTime: 1_000, networkMode: 'always' }, mutations: { networkMode: 'always' } },
})
