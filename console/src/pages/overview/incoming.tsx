/** What came in over the last day, a bar for every quarter of an hour, or over the first hour by minutes; held ones stay visible however few they are. */
import { useState } from 'react'
import type { Answer } from '../../api/call.ts'
import { type Read, useRead } from '../../api/use-read.ts'
import { Bars } from '../../parts/bars.tsx'
import { Cell } from '../../parts/plate.tsx'
import { overviewWords } from '../../words/overview.ts'
import { useWords } from '../../words/say.ts'
import { MarkLine, Marks, marksOf } from './change-marks.tsx'
import { LowerEdge, UsualBand } from './usual-band.tsx'

export type Arrivals = Answer<'/v1/deliveries/arrivals', 'get'>

/** Of the drawing; the line of changes comes below it. */
const HEIGHT = 176
const DAY = { ms: 86_400_000, minutes: 15 } as const
/** Of a hub that began within it: a day would be one bar. */
const HOUR = { ms: 3_600_000, minutes: 1 } as const

/** The window moves on by whole bars, so that what was read stays what it was. */
const windowAt = (now: number, { ms, minutes }: typeof DAY | typeof HOUR) => {
  const step = minutes * 60_000
  const to = Math.ceil((now + 1) / step) * step
  return { from: new Date(to - ms).toISOString(), to: new Date(to).toISOString(), minutes }
}

export function useArrivals(): Read<Arrivals> {
  const day = useRead('/v1/deliveries/arrivals', { query: useWindow(DAY) }, { live: true, keeps: true })
  const isYoung = day.data !== undefined && day.data.bars.length > 0 && acceptedIn(day.data, HOUR.ms) === acceptedIn(day.data, DAY.ms)
  const hour = useRead('/v1/deliveries/arrivals', { query: useWindow(HOUR) }, { live: true, keeps: true, enabled: isYoung })
  return isYoung && hour.data !== undefined ? hour : day
}

function useWindow(length: typeof DAY | typeof HOUR) {
  const [window, setWindow] = useState(() => windowAt(Date.now(), length))
  const now = windowAt(Date.now(), length)
  if (now.to !== window.to) setWindow(now)
  return window
}

/** How many came in the last `ms`, by whole bars. */
export const acceptedIn = ({ to, bars }: Arrivals, ms: number): number =>
  bars.filter(({ at }) => Date.parse(at) >= Date.parse(to) - ms).reduce((total, { states }) => total + Object.values(states).reduce((n, one) => n + one, 0), 0)

/** What usually comes, and what was changed: both of the same day. */
function useBackground({ window }: { window: { from: string; to: string } }) {
  const usual = useRead('/v1/deliveries/usual', { query: { from: window.from, to: window.to } }, { keeps: true })
  const changes = useRead('/v1/changes', { query: { from: window.from } }, { live: true, keeps: true })
  return { usual: usual.data?.hours ?? [], changes: changes.data?.items ?? [] }
}

export function Incoming({ arrivals }: { arrivals: Arrivals }) {
  const t = useWords(overviewWords)
  const { usual, changes } = useBackground({ window: arrivals })
  const part = arrivals.minutes / 60
  const marks = marksOf(changes)
  return (
    <Cell
      title={t('overview.incoming', { minutes: arrivals.minutes })}
      aside={t(arrivals.minutes === DAY.minutes ? 'overview.lastDay' : 'overview.lastHour')}
      look="incoming"
    >
      <Bars
        arrivals={arrivals}
        label={t('overview.incoming', { minutes: arrivals.minutes })}
        height={HEIGHT}
        reach={Math.max(0, ...usual.map(({ high }) => high * part))}
        behind={(scale) => usual.length > 0 && <UsualBand usual={usual} part={part} scale={scale} arrivals={arrivals} />}
        above={(scale) => (
          <>
            {usual.length > 0 && <LowerEdge usual={usual} part={part} scale={scale} arrivals={arrivals} />}
            <Marks marks={marks} scale={scale} />
          </>
        )}
        legend={
          usual.length > 0 && (
            <span>
              <i className="band" />
              {t('overview.usual')}
            </span>
          )
        }
      />
      <MarkLine marks={marks} />
    </Cell>
  )
}
