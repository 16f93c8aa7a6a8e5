/** Closings so far, and what the coming periods will bring: the middle and two bands. */
import { useFormat } from '../../parts/format.ts'
import { funnelWords } from '../../words/funnel.ts'
import { useWords } from '../../words/say.ts'
import { AsTable, Chart, Legend, Told } from './chart.tsx'
import type { Point, Series } from './course-chart.tsx'
import type { FigureQuery, Reply } from './use-figure.ts'
import { useNames } from './use-names.ts'

const MOST_BEFORE = 8

export function Forecast({ actual, foretold, asked }: { actual: Reply; foretold: Reply; asked: FigureQuery }) {
  const t = useWords(funnelWords)
  const names = useNames()
  const format = useFormat()
  const coming = foretold.rows.filter(({ period, segment }) => period !== null && segment === null)
  const series: Series[] = [
    { id: 'band95', name: t('funnel.band', { percent: names.percent(0.95) }), as: 'band', colour: '--c1' },
    { id: 'band50', name: t('funnel.band', { percent: names.percent(0.5) }), as: 'band', colour: '--c1', opacity: 0.36 },
    { id: 'actual', name: t('funnel.actual'), as: 'dots', colour: '--c5' },
    { id: 'mean', name: names.both(foretold.definition.title), as: 'line', colour: '--c1', dash: '5 4' },
  ]
  if (coming.length === 0)
    return (
      <>
        <p className="strong">{t('funnel.nothingForetold')}</p>
        {foretold.notes.map((note) => (
          <p key={note.en} className="soft">
            {names.both(note)}
          </p>
        ))}
        <AsTable reply={foretold} asked={asked} id="forecast" />
      </>
    )
  const before = actual.rows
    .filter(({ period, segment }) => segment === null && period !== null && !coming.some((row) => row.period === period))
    .slice(-MOST_BEFORE)
  const last = before.at(-1)
  const points: Point[] = [
    ...before.map(({ period, value }) => ({ at: names.short(period!), actual: value })),
    ...coming.map(({ period, value, low, high, more }) => ({
      ...{ at: names.short(period!), mean: value, band95: [low ?? 0, high ?? 0] as const },
      band50: [Number(more?.low50 ?? value), Number(more?.high50 ?? value)] as const,
    })),
  ]
  // The band begins where what is known ends.
  if (last?.value != null) Object.assign(points[before.length - 1]!, { mean: last.value, band95: [last.value, last.value], band50: [last.value, last.value] })
  const next = coming.find(({ more }) => more?.soFar === undefined) ?? coming[0]!
  return (
    <>
      <Legend series={series} />
      <Chart points={points} series={series} label={t('funnel.closingsForecast')} shown={(n) => format.number(n)} />
      <Told>
        {t('funnel.foretold', {
          period: names.period(next.period!),
          mean: format.number(next.value ?? 0),
          low: format.number(next.low ?? 0),
          high: format.number(next.high ?? 0),
        })}
      </Told>
      <AsTable reply={foretold} asked={asked} id="forecast" />
    </>
  )
}
