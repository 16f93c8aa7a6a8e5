/** Planning a replay: it is counted first, then shown; which one is shown stands in the address. */
import { act } from '../../api/call.ts'
import { usePerform } from '../../app/told.tsx'
import { type Query, useGo, usePath, useQueryOfAddress } from '../../parts/link.tsx'
import { deliveryWords } from '../../words/deliveries.ts'
import { useWords } from '../../words/say.ts'

type Wanted =
  | { ids: string[] }
  | { source?: string; state?: 'held' | 'processed' | 'duplicate' | 'filtered' | 'test'; reason?: string; from?: string; to?: string }
const STATES = ['processed', 'held', 'duplicate', 'filtered', 'test'] as const

/** What a replay of all that is filtered is of; null: there is no filter, or none that a replay knows. */
export function replayOf({ source, state, code }: Query, from: string | undefined, to: string | undefined, found: readonly string[]): Wanted | null {
  const replayed = STATES.find((one) => one === state)
  if (state !== undefined && replayed === undefined) return null
  if (found.length > 0) return { ids: [...found] }
  if ((source ?? replayed ?? code ?? from ?? to) === undefined) return null
  return { ...(source && { source }), ...(replayed && { state: replayed }), ...(code && { reason: code }), ...(from && { from }), ...(to && { to }) }
}

export function useReplay(): { shown: string | null; plan: (filter: Wanted) => Promise<void>; show: (id: string | null) => void } {
  const t = useWords(deliveryWords)
  const perform = usePerform()
  const go = useGo()
  const path = usePath()
  const query = useQueryOfAddress()
  const show = (id: string | null) => go(path, { ...query, replay: id ?? undefined }, id === null)
  const plan = (filter: Wanted) =>
    perform(async () => {
      const { id, total } = await act('post', '/v1/replays', { body: { filter } })
      show(id)
      return t.counted('replay.planned', total)
    })
  return { shown: query.replay ?? null, plan, show }
}
