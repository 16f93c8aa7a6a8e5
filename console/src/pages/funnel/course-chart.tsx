/** Charts that Recharts draws: stacked columns, lines with their band, both over periods or days. Loaded when one is first shown. */
import type { ReactNode } from 'react'
import { Area, Bar, CartesianGrid, ComposedChart, Line, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { useLanguage } from '../../app/language.tsx'

export interface Series {
  id: string
  name: string
  /** A colour of the theme: `--c1`. */
  colour: string
  as: 'stack' | 'line' | 'step' | 'band' | 'dots'
  dash?: string
  isHatched?: boolean
  /** Of a band. */
  opacity?: number
}

export interface Point {
  at: string | number
  /** By series: a value, or the limits of a band. */
  [series: string]: string | number | readonly [number, number] | null
}

interface CourseChartProps {
  points: readonly Point[]
  series: readonly Series[]
  label: string
  height: number
  shown: (value: number) => string
  /** The axis is of numbers, such as days. */
  isNumeric?: boolean
  /** Upper end of the scale. */
  most: number
  line?: number
}

const AXIS = { fontSize: 12, fill: 'var(--ink-3)' }
const QUARTERS = [0, 0.25, 0.5, 0.75, 1] as const
const ticks = { tickLine: false, axisLine: false, tick: AXIS } as const

export default function CourseChart({ points, series, label, height, shown, isNumeric = false, most, line }: CourseChartProps) {
  const { locale } = useLanguage()
  const names = new Map(series.map(({ id, name }) => [id, name]))
  // The axis has room for four digits; the rest is told when a point is looked at.
  const brief = (given: number): string => (Math.abs(given) < 10_000 ? shown(given) : given.toLocaleString(locale, { notation: 'compact' }))
  const value = (given: unknown): string => (Array.isArray(given) ? `${shown(Number(given[0]))} – ${shown(Number(given[1]))}` : shown(Number(given)))
  return (
    <figure className="course" aria-label={label}>
      <ResponsiveContainer width="100%" height={height}>
        <ComposedChart data={[...points]} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer title={label}>
          <defs>
            <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect width="5" height="5" fill="var(--surface)" />
              <line x1="0" y1="0" x2="0" y2="5" stroke="var(--mute-line)" strokeWidth="2" />
            </pattern>
          </defs>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="at" {...ticks} {...(isNumeric && { type: 'number' as const, domain: [0, 'dataMax'] })} minTickGap={12} />
          <YAxis {...ticks} width={44} tickFormatter={brief} domain={[0, most]} ticks={QUARTERS.map((part) => part * most)} interval={0} />
          <Tooltip
            cursor={{ fill: 'var(--hover)', stroke: 'var(--line-2)' }}
            isAnimationActive={false}
            formatter={(given, name) => [value(given), names.get(String(name)) ?? String(name)]}
            contentStyle={{ background: 'var(--surface)', border: '1px solid var(--line-2)', borderRadius: 4, fontSize: 12, color: 'var(--ink)' }}
            itemStyle={{ color: 'var(--ink-2)', padding: 0 }}
            labelStyle={{ color: 'var(--ink)', fontWeight: 600 }}
          />
          {line !== undefined && <ReferenceLine y={line} stroke="var(--ink-3)" strokeDasharray="2 3" />}
          {series.map(drawn)}
        </ComposedChart>
      </ResponsiveContainer>
    </figure>
  )
}

function drawn({ id, colour, as, dash, isHatched = false, opacity = 0.22 }: Series): ReactNode {
  const fill = isHatched ? 'url(#hatch)' : `var(${colour})`
  const common = { dataKey: id, name: id, isAnimationActive: false } as const
  if (as === 'stack') return <Bar key={id} {...common} stackId="all" fill={fill} maxBarSize={36} stroke="var(--surface)" strokeWidth={1} />
  if (as === 'band') return <Area key={id} {...common} type="linear" fill={fill} fillOpacity={opacity} stroke="none" activeDot={false} connectNulls />
  return (
    <Line
      key={id}
      {...common}
      type={as === 'step' ? 'stepAfter' : 'linear'}
      stroke={`var(${colour})`}
      strokeWidth={2}
      strokeDasharray={dash}
      dot={as === 'dots' ? { r: 3.5, fill: `var(${colour})`, strokeWidth: 0 } : false}
      connectNulls
    />
  )
}
