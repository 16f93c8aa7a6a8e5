/** What came in over the last day, a bar for every quarter of an hour; held ones stay visible however few they are. */
import { useState } from 'react'
import type { Answer } from '../../api/call.ts'
import { type Read, useRead } from '../../api/use-read.ts'
import { Bars } from '../../parts/bars.tsx'
import { Cell } from '../../parts/plate.tsx'
import { overviewWords } from '../../words/overview.ts'
import { useWords } from '../../words/say.ts'

export type Arrivals = Answer<'/v1/deliveries/arrivals', 'get'>

const MINUTES = 15
const DAY_MS = 86_400_000
const STEP_MS = MINUTES * 60_000

/** The window moves on by whole bars, so that what was read stays what it was. */
const windowAt = (now: number) => {
  const to = Math.ceil((now + 1) / STEP_MS) * STEP_MS
  return { from: new Date(to - DAY_MS).toISOString(), to: new Date(to).toISOString(), minutes: MINUTES }
}

export function useArrivals(): Read<Arrivals> {
  const [window, setWindow] = useState(() => windowAt(Date.now()))
  const now = windowAt(Date.now())
  if (now.to !== window.to) setWindow(now)
  return useRead('/v1/deliveries/arrivals', { query: window }, { live: true, keeps: true })
}

/** How many came in the last `ms`, by whole bars. */
export const acceptedIn = ({ to, bars }: Arrivals, ms: number): number =>
  bars.filter(({ at }) => Date.parse(at) >= Date.parse(to) - ms).reduce((total, { states }) => total + Object.values(states).reduce((n, one) => n + one, 0), 0)

export function Incoming({ arrivals }: { arrivals: Arrivals }) {
  const t = useWords(overviewWords)
  return (
    <Cell title={t('overview.incoming', { minutes: arrivals.minutes })} aside={t('overview.lastDay')} look="incoming">
      <Bars arrivals={arrivals} label={t('overview.incoming', { minutes: arrivals.minutes })} height={188} />
    </Cell>
  )
}
