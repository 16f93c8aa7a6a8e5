/** How soon leads go on to the next step: curves with their bands, and the day by which half have. */
import { useFormat } from '../../parts/format.ts'
import { funnelWords } from '../../words/funnel.ts'
import { useWords } from '../../words/say.ts'
import { AsTable, Chart, Legend, Told } from './chart.tsx'
import type { Point, Series } from './course-chart.tsx'
import type { FigureQuery, Reply, Row } from './use-figure.ts'
import { useNames } from './use-names.ts'

const HALF = 0.5
const LOOKS = [
  { colour: '--c1', dash: undefined },
  { colour: '--c2', dash: '6 4' },
] as const

/** Curves of at most two segments: the largest. */
export function Speed({ reply, asked }: { reply: Reply; asked: FigureQuery }) {
  const t = useWords(funnelWords)
  const names = useNames()
  const format = useFormat()
  const drawn = largest(reply.rows).slice(0, LOOKS.length)
  const nameOf = (segment: string | null) => (segment === null ? t('funnel.all') : names.of(reply.by, segment))
  const idOf = (segment: string | null) => segment ?? 'all'
  const series = drawn.flatMap((segment, i): Series[] => [
    { id: `${idOf(segment)} band`, name: `${nameOf(segment)}, 95 %`, as: 'band', colour: LOOKS[i]!.colour },
    { id: idOf(segment), name: nameOf(segment), as: 'step', colour: LOOKS[i]!.colour, ...(LOOKS[i]!.dash && { dash: LOOKS[i]!.dash }) },
  ])
  if (drawn.length === 0) return <p className="soft">{t('figure.noRows')}</p>
  return (
    <>
      <Legend series={series.filter(({ as }) => as === 'step')} />
      <Chart
        points={pointsOf(reply.rows, drawn, idOf)}
        series={series}
        label={names.both(reply.definition.title)}
        shown={names.percent}
        isNumeric
        most={1}
        line={HALF}
      />
      <Told>
        {drawn
          .map((segment) => {
            const day = halfBy(reply.rows.filter((row) => row.segment === segment))
            return day === null
              ? t('funnel.halfNever', { segment: nameOf(segment) })
              : t('funnel.halfBy', { day: format.number(day), segment: nameOf(segment) })
          })
          .join(' ')}{' '}
        {t('funnel.openCounted')}
      </Told>
      <AsTable reply={reply} asked={asked} id="speed" />
    </>
  )
}

function largest(rows: readonly Row[]): (string | null)[] {
  const n = new Map(rows.map((row) => [row.segment, row.n]))
  return [...n].sort(([, a], [, b]) => b - a).map(([segment]) => segment)
}

function pointsOf(rows: readonly Row[], segments: readonly (string | null)[], idOf: (segment: string | null) => string): Point[] {
  const points = new Map<number, Point>()
  for (const { segment, value, low, high, more } of rows) {
    if (!segments.includes(segment) || value === null) continue
    const day = Number(more?.day)
    const point = points.get(day) ?? { at: day }
    points.set(day, { ...point, [idOf(segment)]: value, [`${idOf(segment)} band`]: [low ?? value, high ?? value] })
  }
  return [...points.values()].sort((a, b) => Number(a.at) - Number(b.at))
}

const halfBy = (rows: readonly Row[]): number | null => {
  const reached = rows.find(({ value }) => value !== null && value >= HALF)
  return reached === undefined ? null : Number(reached.more?.day)
}
