/** Deliveries over time as stacked bars, drawn as plain SVG: processed, ended without a lead, held, pending; with its figures as a table for screen readers. */
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { Answer } from '../api/call.ts'
import { useLanguage } from '../app/language.tsx'
import { useWords } from '../words/say.ts'
import { stateWords } from '../words/states.ts'
import { useFormat } from './format.ts'

type Arrivals = Answer<'/v1/deliveries/arrivals', 'get'>
type State = keyof Arrivals['bars'][number]['states']

const LAYERS: readonly { name: string; states: readonly State[] }[] = [
  { name: 'processed', states: ['processed'] },
  { name: 'pending', states: ['pending'] },
  { name: 'ended', states: ['filtered', 'duplicate', 'test', 'erased'] },
  { name: 'held', states: ['held'] },
]
/** One of thousands is still seen. */
const LEAST_PX = 4
const LEFT = 36
const BOTTOM = 20
const TOP = 6
const MOST_LABELS = 6

export function Bars({ arrivals, label, height }: { arrivals: Arrivals; label: string; height: number }) {
  const t = useWords(stateWords)
  const format = useFormat()
  const { locale } = useLanguage()
  const [box, width] = useWidth()
  const [from, to, step] = [Date.parse(arrivals.from), Date.parse(arrivals.to), arrivals.minutes * 60_000]
  const count = Math.ceil((to - from) / step)
  const totals = arrivals.bars.map(({ states }) => Object.values(states).reduce((sum, n) => sum + n, 0))
  const most = niceTop(Math.max(1, ...totals))
  const inner = Math.max(0, width - LEFT)
  const bar = inner / count
  const tall = height - BOTTOM - TOP
  const y = (n: number) => TOP + tall * (1 - n / most)
  return (
    <figure className="bars" ref={box} data-testid="bars">
      <Legend />
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={label}>
          {[0, most / 2, most].map((n) => (
            <g key={n}>
              <line x1={LEFT} x2={width} y1={y(n)} y2={y(n)} className="rule" />
              <text x={LEFT - 8} y={y(n) + 4} textAnchor="end">
                {format.number(n, 1)}
              </text>
            </g>
          ))}
          {arrivals.bars.map(({ at, states }) => (
            <Stack key={at} x={LEFT + ((Date.parse(at) - from) / step) * bar} width={Math.max(1, bar - 1)} bottom={y(0)} px={tall / most} states={states}>
              {`${format.clock(at)}: ${Object.entries(states)
                .map(([state, n]) => `${format.number(n)} ${t.word('term', state)}`)
                .join(', ')}`}
            </Stack>
          ))}
          {hoursIn(from, to).map((hour) => (
            <text key={hour} x={LEFT + ((hour - from) / step) * bar} y={height - 4} textAnchor="middle">
              {new Date(hour).toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' })}
            </text>
          ))}
        </svg>
      )}
    </figure>
  )
}

interface StackProps {
  x: number
  width: number
  bottom: number
  /** Pixels of one delivery. */
  px: number
  states: Partial<Record<State, number>>
  children: string
}

function Stack({ x, width, bottom, px, states, children }: StackProps) {
  let top = bottom
  const parts: ReactNode[] = []
  for (const { name, states: of } of LAYERS) {
    const n = of.reduce((sum, state) => sum + (states[state] ?? 0), 0)
    if (n === 0) continue
    const high = name === 'held' ? Math.max(LEAST_PX, n * px) : n * px
    top -= high
    parts.push(<rect key={name} className={`bar-${name}`} x={x} y={top} width={width} height={high} />)
  }
  return (
    <g>
      <title>{children}</title>
      {parts}
    </g>
  )
}

function Legend() {
  const t = useWords(stateWords)
  return (
    <p className="legend">
      {LAYERS.map(({ name }) => (
        <span key={name}>
          <i className={`bar-${name}`} />
          {t.word('layer', name)}
        </span>
      ))}
    </p>
  )
}

/** Its width as it is shown, also when the window changes. */
function useWidth(): [box: React.RefObject<HTMLElement | null>, width: number] {
  const box = useRef<HTMLElement>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    if (box.current === null) return
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)))
    observer.observe(box.current)
    return () => observer.disconnect()
  }, [])
  return [box, width]
}

/** 1, 2, 4, 6 or 8 times a power of ten, at least as large as `n`. */
function niceTop(n: number): number {
  const power = 10 ** Math.floor(Math.log10(n))
  return [1, 2, 4, 6, 8, 10].map((times) => times * power).find((top) => top >= n) ?? n
}

/** Full hours, so many that they have room. */
function hoursIn(from: number, to: number): number[] {
  const hour = 3_600_000
  const every = Math.max(1, Math.ceil((to - from) / hour / MOST_LABELS)) * hour
  const first = Math.ceil(from / every) * every
  return Array.from({ length: Math.floor((to - first) / every) + 1 }, (_, i) => first + i * every).filter((at) => at > from + hour / 2 && at < to - hour / 2)
}
