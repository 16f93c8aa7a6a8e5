/** Deliveries over time as stacked bars, drawn as plain SVG: processed, ended without a lead, held, pending; a time is chosen by drawing over it. */
import { type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react'
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

interface BarsProps {
  arrivals: Arrivals
  label: string
  height: number
  /** Left of the legend. */
  head?: ReactNode
  /** A time was chosen, by whole bars. Unix ms. */
  choose?: (from: number, to: number) => void
  /** Behind and above the bars, drawn with their measures. */
  behind?: (scale: BarScale) => ReactNode
  above?: (scale: BarScale) => ReactNode
  /** The scale reaches it at least. */
  reach?: number
  /** More of the legend. */
  legend?: ReactNode
}

/** Where a moment (Unix ms) and a number of deliveries stand, in pixels. */
export interface BarScale {
  x: (at: number) => number
  y: (n: number) => number
  top: number
  bottom: number
  right: number
}

export function Bars({ arrivals, label, height, head, choose, behind, above, reach = 0, legend }: BarsProps) {
  const t = useWords(stateWords)
  const format = useFormat()
  const { locale } = useLanguage()
  const [box, width] = useWidth()
  const [from, to, step] = [Date.parse(arrivals.from), Date.parse(arrivals.to), arrivals.minutes * 60_000]
  const count = Math.ceil((to - from) / step)
  const totals = arrivals.bars.map(({ states }) => Object.values(states).reduce((sum, n) => sum + n, 0))
  const most = niceTop(Math.max(1, reach, ...totals))
  const inner = Math.max(0, width - LEFT)
  const bar = inner / count
  const tall = height - BOTTOM - TOP
  const y = (n: number) => TOP + tall * (1 - n / most)
  const x = (at: number) => LEFT + ((at - from) / step) * bar
  const brush = useBrush((px) => Math.min(count, Math.max(0, (px - LEFT) / bar)))
  const scale = { x, y, top: TOP, bottom: y(0), right: width }
  const choosing = choose && {
    onPointerDown: brush.begin,
    onPointerMove: brush.move,
    onPointerUp: () => {
      const chosen = brush.end()
      if (chosen) choose(from + Math.floor(chosen[0]) * step, Math.min(to, from + Math.ceil(chosen[1]) * step))
    },
    onPointerCancel: brush.end,
  }
  return (
    <figure className="bars" ref={box} data-testid="bars">
      <div className="line bars-head">
        {head}
        <Legend>{legend}</Legend>
      </div>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={label} className={choose && 'brushed'} {...choosing}>
          {[0, most / 2, most].map((n) => (
            <g key={n}>
              <line x1={LEFT} x2={width} y1={y(n)} y2={y(n)} className="rule" />
              <text x={LEFT - 8} y={y(n) + 4} textAnchor="end">
                {format.number(n, 1)}
              </text>
            </g>
          ))}
          {behind?.(scale)}
          {arrivals.bars.map(({ at, states }) => (
            <Stack key={at} x={x(Date.parse(at))} width={Math.max(1, bar - 1)} bottom={y(0)} px={tall / most} states={states}>
              {`${format.clock(at)}: ${Object.entries(states)
                .map(([state, n]) => `${format.number(n)} ${t.word('term', state)}`)
                .join(', ')}`}
            </Stack>
          ))}
          {above?.(scale)}
          {brush.drawn && <rect className="brush" x={LEFT + brush.drawn[0] * bar} width={(brush.drawn[1] - brush.drawn[0]) * bar} y={TOP} height={tall} />}
          {ticksIn(from, to).map((tick) => (
            <text key={tick} x={x(tick)} y={height - 4} textAnchor="middle">
              {tickText(tick, to - from, locale)}
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

function Legend({ children }: { children: ReactNode }) {
  const t = useWords(stateWords)
  return (
    <p className="legend grow">
      {LAYERS.map(({ name }) => (
        <span key={name}>
          <i className={`bar-${name}`} />
          {t.word('layer', name)}
        </span>
      ))}
      {children}
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

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Distances of ticks; the first that has room is taken. */
const DISTANCES = [60_000, 300_000, 600_000, 900_000, 1_800_000, ...[1, 2, 4, 6, 12, 24, 48, 96, 168, 336, 720].map((hours) => hours * HOUR_MS)]

/** Round moments of local time, so many that they have room. */
function ticksIn(from: number, to: number): number[] {
  const every = DISTANCES.find((one) => (to - from) / one <= MOST_LABELS) ?? DAY_MS * Math.ceil((to - from) / DAY_MS / MOST_LABELS)
  const shift = new Date(from).getTimezoneOffset() * 60_000
  const first = Math.ceil((from - shift) / every) * every + shift
  const edge = (to - from) / 40
  return Array.from({ length: Math.floor((to - first) / every) + 1 }, (_, i) => first + i * every).filter((at) => at > from + edge && at < to - edge)
}

const tickText = (at: number, span: number, locale: string): string =>
  span > 3 * DAY_MS
    ? new Date(at).toLocaleDateString(locale, { day: '2-digit', month: 'short' })
    : new Date(at).toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' })

/** Drawing over bars; in numbers of bars. A click without a way is nothing. */
function useBrush(barAt: (px: number) => number) {
  const [ends, setEnds] = useState<readonly [number, number] | null>(null)
  const at = (event: PointerEvent<SVGElement>) => barAt(event.clientX - event.currentTarget.getBoundingClientRect().left)
  const drawn = ends && ([Math.min(...ends), Math.max(...ends)] as const)
  return {
    drawn,
    begin: (event: PointerEvent<SVGElement>) => {
      if (event.button !== 0) return
      event.currentTarget.setPointerCapture(event.pointerId)
      setEnds([at(event), at(event)])
    },
    move: (event: PointerEvent<SVGElement>) => ends && setEnds([ends[0], at(event)]),
    end: () => {
      setEnds(null)
      return drawn && drawn[1] - drawn[0] > 0.3 ? drawn : null
    },
  }
}
