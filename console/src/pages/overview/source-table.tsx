/** Each source: when it was last heard, what it sent, and what is held; what is lost or held comes first. */
import { type SourceRow, sum } from '../../parts/balance.tsx'
import { To, useGo } from '../../parts/link.tsx'
import { labelOf, type Source } from '../../parts/names.ts'
import { Mark, Status } from '../../parts/status.tsx'
import { Table } from '../../parts/table.tsx'
import { Figure, Since } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { overviewWords } from '../../words/overview.ts'
import { useWords } from '../../words/say.ts'

const NOTHING = { accepted: 0, processed: 0, duplicate: 0, filtered: 0, test: 0, held: 0, pending: 0, erased: 0, refused: 0, unaccounted: 0 }

/** Also those that have not sent anything. */
export const withSilent = (rows: readonly SourceRow[], sources: readonly Source[]): SourceRow[] => [
  ...rows,
  ...sources.filter(({ id }) => !rows.some(({ source }) => source === id)).map(({ id }) => ({ source: id, ...NOTHING })),
]

/** What is lost first, then what is silent, then what is held, then by name. */
export const troubledFirst = (sources: readonly Source[]) => (a: SourceRow, b: SourceRow) =>
  Math.abs(b.unaccounted) - Math.abs(a.unaccounted) ||
  Number(isSilent(sources, b)) - Number(isSilent(sources, a)) ||
  Number(b.held > 0) - Number(a.held > 0) ||
  labelOf(sources, a.source).localeCompare(labelOf(sources, b.source))

const isSilent = (sources: readonly Source[], { source }: SourceRow): boolean => (sources.find(({ id }) => id === source)?.silentSince ?? null) !== null

export function SourceTable({ rows, sources }: { rows: readonly SourceRow[]; sources: readonly Source[] }) {
  const t = useWords(columnWords, overviewWords)
  const go = useGo()
  const heard = (row: SourceRow) => sources.find(({ id }) => id === row.source)?.lastReceivedAt ?? null
  const figure = (row: SourceRow, n: number, state?: string) =>
    n === 0 ? (
      <Figure n={n} />
    ) : (
      <To at="/deliveries" query={{ source: row.source, state }} className="plain">
        <Figure n={n} />
      </To>
    )
  return (
    <Table
      id="sources"
      caption={t('overview.sources')}
      rows={rows}
      keyOf={({ source }) => source}
      open={({ source }) => go('/deliveries', { source })}
      toneOf={(row) => (row.unaccounted !== 0 ? 'bad' : isSilent(sources, row) ? 'warn' : row.held > 0 ? 'hold' : undefined)}
      hasFoot
      columns={[
        {
          id: 'source',
          head: t('col.source'),
          names: true,
          foot: t('overview.allSources'),
          cell: ({ source }) => (
            <To at="/deliveries" query={{ source }}>
              {labelOf(sources, source)}
            </To>
          ),
        },
        {
          id: 'state',
          head: t('col.state'),
          wideOnly: true,
          cell: (row) =>
            row.unaccounted !== 0 ? (
              <Mark tone="bad" icon="alert">
                {t('col.unaccounted')}
              </Mark>
            ) : (
              <Status list="source" value={isSilent(sources, row) ? 'silent' : row.accepted + row.refused > 0 ? 'up' : 'waiting'} />
            ),
        },
        { id: 'lastEvent', head: t('col.lastEvent'), right: true, cell: (row) => <Since at={heard(row)} /> },
        { id: 'accepted', head: t('col.accepted'), right: true, cell: (row) => figure(row, row.accepted), foot: <Figure n={sum(rows, 'accepted')} /> },
        { id: 'held', head: t('col.held'), right: true, cell: (row) => figure(row, row.held, 'held'), foot: <Figure n={sum(rows, 'held')} /> },
        {
          id: 'refused',
          head: t('col.refused'),
          right: true,
          wideOnly: true,
          cell: ({ refused }) => <Figure n={refused} />,
          foot: <Figure n={sum(rows, 'refused')} />,
        },
      ]}
    />
  )
}
