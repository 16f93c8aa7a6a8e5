/** How any figure is drawn, by the shape of its rows: curves by day, courses by period, parts of a whole, or values with their interval. */
import { useFormat } from '../../parts/format.ts'
import { funnelWords } from '../../words/funnel.ts'
import { useWords } from '../../words/say.ts'
import { keyOf, partsOf } from './as-table.tsx'
import { BehindLink, hasLeads } from './behind-link.tsx'
import { Chart, Legend } from './chart.tsx'
import type { Point, Series } from './course-chart.tsx'
import { Speed } from './speed.tsx'
import type { FigureQuery, Reply, Row } from './use-figure.ts'
import { useNames } from './use-names.ts'
import { Whisker } from './whisker.tsx'

const COLOURS = ['--c1', '--c2', '--c3', '--c4', '--c5'] as const
const DASHES = [undefined, '6 4', '2 3'] as const
const MOST_LINES = 3
const MOST_LINE_ROWS = 24

export function Drawing({ reply, asked }: { reply: Reply; asked: FigureQuery }) {
  const { rows } = reply
  if (rows.some(({ more }) => typeof more?.day === 'number') && rows.length > MOST_LINES * 10) return <Speed reply={reply} asked={asked} />
  if (new Set(rows.map(({ period }) => period)).size > 1) return <Course reply={reply} />
  return <Values reply={reply} asked={asked} />
}

/** What a line or a column of its own is drawn of. */
function useLabel(reply: Reply): (row: Row) => string {
  const t = useWords(funnelWords)
  const names = useNames()
  const words = partsOf(reply.rows).words
  return ({ segment, more }) => {
    const parts = [
      segment === null ? null : names.of(reply.by, segment),
      ...words.map((part) => (typeof more?.[part] === 'string' ? names.of(part, more[part]) : null)),
    ]
    if (more?.quartile !== undefined) parts.push(`${t('part.quartile')} ${more.quartile}`)
    if (more?.day !== undefined) parts.push(`${t('part.day')} ${more.day}`)
    return parts.filter((part) => part !== null).join(' · ') || t('funnel.all')
  }
}

function Course({ reply }: { reply: Reply }) {
  const names = useNames()
  const format = useFormat()
  const labelOf = useLabel(reply)
  const { definition, rows } = reply
  const size = new Map<string, number>()
  for (const row of rows) size.set(labelOf(row), (size.get(labelOf(row)) ?? 0) + Math.abs(row.value ?? 0))
  const isStacked = definition.unit === 'count' || definition.unit === 'cents'
  const drawn = [...size].sort(([, a], [, b]) => b - a).slice(0, isStacked ? COLOURS.length : MOST_LINES)
  const series = drawn.flatMap(([name], i): Series[] => {
    const colour = COLOURS[i]!
    if (isStacked) return [{ id: name, name, as: 'stack', colour }]
    const line: Series = { id: name, name, as: 'dots', colour, ...(DASHES[i] && { dash: DASHES[i] }) }
    return drawn.length === 1 ? [{ id: `${name} band`, name: `${name}, 95 %`, as: 'band', colour }, line] : [line]
  })
  const points = new Map<string, Point>()
  for (const row of rows) {
    if (row.period === null) continue
    const at = names.short(row.period)
    const band = row.low !== null && row.high !== null ? ([row.low, row.high] as const) : null
    points.set(at, { ...(points.get(at) ?? { at }), [labelOf(row)]: row.value, [`${labelOf(row)} band`]: band })
  }
  const shown = (value: number) => (definition.unit === 'share' ? names.percent(value) : format.number(definition.unit === 'cents' ? value / 100 : value, 1))
  return (
    <>
      {drawn.length > 1 && <Legend series={series.filter(({ as }) => as !== 'band')} />}
      <Chart points={[...points.values()]} series={series} label={names.both(definition.title)} shown={shown} height={240} />
    </>
  )
}

/** One line each: a bar from zero, or dot and whisker where there is an interval. */
function Values({ reply, asked }: { reply: Reply; asked: FigureQuery }) {
  const names = useNames()
  const labelOf = useLabel(reply)
  const { definition } = reply
  const rows = reply.rows.slice(0, MOST_LINE_ROWS)
  const most = Math.max(...rows.map(({ value, high }) => Math.max(value ?? 0, high ?? 0)), definition.unit === 'share' ? 0.01 : 1)
  if (rows.some(({ value }) => value !== null && value < 0)) return null
  const isCounted = definition.unit === 'count' || definition.unit === 'cents'
  return (
    <ul className="values" data-testid="values">
      {rows.map((row) => (
        <li key={keyOf(row)}>
          <span className="cut">{labelOf(row)}</span>
          <Whisker value={row.value} low={row.low} high={row.high} most={most} isBar={isCounted} />
          <b className="num r">{names.value(row.value, definition.unit)}</b>
          <span className="n faint">
            {hasLeads(definition) ? (
              <BehindLink asked={asked} row={row}>
                n {row.n}
              </BehindLink>
            ) : (
              `n ${row.n}`
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}
