/** The rows of a figure as a table: what they are of, n, value, interval, and what belongs to them. */
import { Icon } from '../../parts/icon.tsx'
import { type Column, LongTable, Table } from '../../parts/table.tsx'
import { Figure, Missing } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { funnelWords } from '../../words/funnel.ts'
import { useWords } from '../../words/say.ts'
import { BehindLink, hasLeads } from './behind-link.tsx'
import type { FigureQuery, Reply, Row } from './use-figure.ts'
import { useNames } from './use-names.ts'

/** From here on only rows that are seen are in the document. */
const LONG = 200

export function FigureTable({ reply, asked, id }: { reply: Reply; asked: FigureQuery | ((row: Row) => FigureQuery); id: string }) {
  const t = useWords(funnelWords, columnWords)
  const names = useNames()
  const { definition, rows, by } = reply
  const parts = partsOf(rows)
  const has = (of: (row: Row) => unknown) => rows.some((row) => of(row) !== null)
  const columns: Column<Row>[] = [
    ...when<Row>(by !== null && has(({ segment }) => segment), {
      ...{ id: 'segment', head: t('col.segment'), names: true },
      cell: ({ segment }) => (segment === null ? t('funnel.all') : names.of(by, segment)),
    }),
    ...when<Row>(
      has(({ period }) => period),
      {
        ...{ id: 'period', head: t('col.period'), look: 'nowrap' },
        cell: ({ period }) => (period === null ? t('period.whole') : names.period(period)),
      },
    ),
    ...parts.words.map((part): Column<Row> => ({ id: part, head: t.word('part', part), cell: ({ more }) => wordOf(part, more?.[part]) })),
    {
      ...{ id: 'n', head: t('col.n'), right: true },
      cell: (row) =>
        hasLeads(definition) ? (
          <BehindLink asked={typeof asked === 'function' ? asked(row) : asked} row={row}>
            <Figure n={row.n} />
          </BehindLink>
        ) : (
          <Figure n={row.n} />
        ),
    },
    ...when<Row>(definition.unit !== 'count' || rows.some(({ n, value }) => n !== value), {
      ...{ id: 'value', head: t('col.value'), right: true },
      cell: (row) => (
        <span className={row.says ? 'num strong' : 'num little'} title={row.says ? undefined : t('figure.little')}>
          {!row.says && row.value !== null && <Icon name="alert" />}
          {names.value(row.value, definition.unit)}
        </span>
      ),
    }),
    ...when<Row>(
      has(({ low, high }) => low ?? high),
      {
        ...{ id: 'interval', head: t('col.interval'), right: true, look: 'soft nowrap' },
        cell: ({ low, high }) => (low === null && high === null ? <Missing /> : names.range(low, high, definition.unit)),
      },
    ),
    ...parts.numbers.map(
      (part): Column<Row> => ({
        id: part,
        head: t.word('part', part),
        right: true,
        wideOnly: true,
        look: 'soft',
        cell: ({ more }) => numberOf(part, more?.[part]),
      }),
    ),
  ]
  const numberOf = (part: string, value: unknown) =>
    typeof value === 'number' ? (
      names.value(part.endsWith('Cents') ? value / 100 : value, part.startsWith('share') || part.endsWith('Share') ? 'share' : 'index')
    ) : (
      <Missing />
    )
  const wordOf = (part: string, value: unknown) => (typeof value === 'string' ? names.of(part, value) : <Missing />)
  const given = { id, caption: names.both(definition.title), rows, columns, keyOf: keyOf, look: 'figure-table' }
  return rows.length > LONG ? (
    <div className="long">
      <LongTable {...given} look="figure-table sticky" />
    </div>
  ) : (
    <Table {...given} />
  )
}

const when = <R,>(isThere: boolean, column: Column<R>): Column<R>[] => (isThere ? [column] : [])
export const keyOf = ({ segment, period, more }: Row): string => JSON.stringify([segment, period, more])

/** What rows are told apart by besides segment and period, and what only belongs to them. */
export function partsOf(rows: readonly Row[]): { words: string[]; numbers: string[] } {
  const known = new Map<string, 'word' | 'number'>()
  for (const { more = {} } of rows)
    for (const [name, value] of Object.entries(more)) if (value !== null) known.set(name, typeof value === 'string' ? 'word' : (known.get(name) ?? 'number'))
  const of = (sort: 'word' | 'number') => [...known].flatMap(([name, is]) => (is === sort ? [name] : []))
  return { words: of('word'), numbers: of('number') }
}
