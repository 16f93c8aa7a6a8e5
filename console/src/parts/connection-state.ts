/** Whether a connection delivers: `slow` where a job waits longer than it should. */

type ConnectionState = 'up' | 'slow' | 'paused'

const SLOW_MS = 5 * 60_000
const RANK: readonly ConnectionState[] = ['paused', 'slow', 'up']

interface Connected {
  label: string
  state: string
  oldestWaitingSince: string | null
}

export function connectionState({ state, oldestWaitingSince }: Connected): ConnectionState {
  if (state === 'paused') return 'paused'
  return oldestWaitingSince !== null && Date.now() - Date.parse(oldestWaitingSince) > SLOW_MS ? 'slow' : 'up'
}

/** Order: paused first, then slow, then by name. */
export const needsFirst = (a: Connected, b: Connected): number =>
  RANK.indexOf(connectionState(a)) - RANK.indexOf(connectionState(b)) || a.label.localeCompare(b.label)

/** Since when the job waits that waits longest; null: none does. */
export const oldestOf = (connections: readonly Connected[]): string | null =>
  connections
    .flatMap(({ oldestWaitingSince }) => oldestWaitingSince ?? [])
    .sort()
    .at(0) ?? null
