/** A chart with its legend, and the same as a table. */
import { lazy, type ReactNode, Suspense } from 'react'
import { Skeleton } from '../../parts/note.tsx'
import { funnelWords } from '../../words/funnel.ts'
import { useWords } from '../../words/say.ts'
import { FigureTable } from './as-table.tsx'
import type { Point, Series } from './course-chart.tsx'
import type { FigureQuery, Reply, Row } from './use-figure.ts'

const CourseChart = lazy(() => import('./course-chart.tsx'))

interface ChartProps {
  points: readonly Point[]
  series: readonly Series[]
  label: string
  shown: (value: number) => string
  height?: number
  isNumeric?: boolean
  most?: number
  line?: number
}

export function Chart({ height = 220, most, ...given }: ChartProps) {
  const top = most ?? topOf(highestOf(given.points, given.series))
  return (
    <Suspense fallback={<Skeleton rows={5} />}>
      <CourseChart height={height} most={top} {...given} />
    </Suspense>
  )
}

export function Legend({ series }: { series: readonly Series[] }) {
  return (
    <p className="legend">
      {series.map(({ id, name, colour, isHatched, dash, as, opacity }) => (
        <span key={id}>
          <svg width={14} height={10} aria-hidden>
            {as === 'step' || as === 'line' || as === 'dots' ? (
              <line x1={0} x2={14} y1={5} y2={5} stroke={`var(${colour})`} strokeWidth={2} strokeDasharray={dash} />
            ) : (
              <rect
                x={2}
                width={10}
                height={10}
                fill={isHatched ? 'url(#hatch)' : `var(${colour})`}
                fillOpacity={as === 'band' ? 2 * (opacity ?? 0.22) : 1}
                stroke="var(--line-2)"
              />
            )}
          </svg>
          {name}
        </span>
      ))}
    </p>
  )
}

const STEPS = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10] as const
const PARTS = 4

/** The end of a scale of four even steps, at least as large as `n`. */
function topOf(n: number): number {
  const least = Math.max(n, Number.MIN_VALUE) / PARTS
  const power = 10 ** Math.floor(Math.log10(least))
  return PARTS * power * (STEPS.find((step) => step * power >= least) ?? 10)
}

/** Of all points: stacks as a whole, bands with their upper limit. */
function highestOf(points: readonly Point[], series: readonly Series[]): number {
  const of = (point: Point, is: (one: Series) => boolean) => series.filter(is).map(({ id }) => Number([point[id] ?? 0].flat().at(-1)))
  return Math.max(
    ...points.map((point) =>
      Math.max(
        of(point, ({ as }) => as === 'stack').reduce((sum, n) => sum + n, 0),
        ...of(point, ({ as }) => as !== 'stack'),
      ),
    ),
  )
}

/** The rows behind the drawing, opened when asked for. */
export function AsTable({ reply, asked, id }: { reply: Reply; asked: FigureQuery | ((row: Row) => FigureQuery); id: string }) {
  const t = useWords(funnelWords)
  return (
    <details className="as-table">
      <summary data-testid={`${id}-table`}>{t('figure.table')}</summary>
      <FigureTable reply={reply} asked={asked} id={id} />
    </details>
  )
}

export const Told = ({ children }: { children: ReactNode }) => <p className="faint told">{children}</p>
