/** Of which class new leads are, over the last periods; class C stands beside the way and is hatched. */
import { useFormat } from '../../parts/format.ts'
import { funnelWords } from '../../words/funnel.ts'
import { useWords } from '../../words/say.ts'
import { AsTable, Chart, Legend } from './chart.tsx'
import type { Point, Series } from './course-chart.tsx'
import { daysOf } from './period.ts'
import type { FigureQuery, Reply, Row } from './use-figure.ts'
import { useNames } from './use-names.ts'

const MOST_PERIODS = 8
/** From the foot of the column on: who is nearest to a decision. */
const CLASSES = [
  ['A', '--r4'],
  ['B3', '--r3'],
  ['B2', '--r2'],
  ['B1', '--r1'],
  ['none', '--band'],
  ['C', '--mute-line'],
] as const

const DAY_MS = 86_400_000

/** All leads of the period have the age at which their class is looked at. */
const isOldEnough = ({ period, n, more }: Row, asOf: string): boolean =>
  period !== null && n > 0 && Date.parse(daysOf(period)?.to ?? '') + Number(more?.ageDays ?? 0) * DAY_MS <= Date.parse(asOf)

export function Composition({ reply, asked }: { reply: Reply; asked: FigureQuery }) {
  const t = useWords(funnelWords)
  const names = useNames()
  const format = useFormat()
  const series = CLASSES.map(([id, colour]): Series => ({ id, colour, name: names.of('class', id), as: 'stack', isHatched: id === 'C' }))
  const counted = [...new Set(reply.rows.flatMap((row) => (isOldEnough(row, reply.asOf) ? [row.period!] : [])))].slice(-MOST_PERIODS)
  const points = counted.map((period): Point => {
    const ofPeriod = reply.rows.filter((row) => row.period === period)
    return { at: names.short(period), ...Object.fromEntries(ofPeriod.map(({ more }) => [String(more?.class), Number(more?.k ?? 0)])) }
  })
  const days = reply.rows.find(({ more }) => more?.ageDays !== undefined)?.more?.ageDays
  if (points.length === 0) return <p className="soft">{days === undefined ? t('figure.noRows') : t('funnel.tooYoung', { days: Number(days) })}</p>
  return (
    <>
      <Legend series={series} />
      <Chart points={points} series={series} label={names.both(reply.definition.title)} shown={(n) => format.number(n)} />
      <AsTable reply={reply} asked={asked} id="composition" />
    </>
  )
}
