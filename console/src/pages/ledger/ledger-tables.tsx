/** The terms of the balance, one row per source and per connection. */
import { type ConnectionRow, jobsUnaccounted, type SourceRow, sum } from '../../parts/balance.tsx'
import { To } from '../../parts/link.tsx'
import { type Connection, labelOf, type Source } from '../../parts/names.ts'
import { type Column, Table } from '../../parts/table.tsx'
import { Figure } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { overviewWords } from '../../words/overview.ts'
import { useWords } from '../../words/say.ts'
import { stateWords } from '../../words/states.ts'

const SOURCE_TERMS = ['accepted', 'processed', 'filtered', 'duplicate', 'held', 'pending', 'test', 'erased', 'refused', 'unaccounted'] as const
const JOB_TERMS = ['jobs', 'delivered', 'superseded', 'unchanged', 'parked', 'pending', 'cancelled'] as const
/** These are no states that a list can be filtered by. */
const WHOLE: readonly string[] = ['accepted', 'refused', 'unaccounted']
/** These stay on small screens. */
const MAIN: readonly string[] = ['accepted', 'held', 'unaccounted', 'jobs', 'parked', 'pending']

export function SourceLedger({ rows, sources }: { rows: readonly SourceRow[]; sources: readonly Source[] }) {
  const t = useWords(overviewWords, columnWords, stateWords)
  const name: Column<SourceRow> = {
    ...{ id: 'source', head: t('col.source'), names: true, foot: t('overview.allSources') },
    cell: ({ source }) => (
      <To at="/deliveries" query={{ source }}>
        {labelOf(sources, source)}
      </To>
    ),
  }
  const terms = SOURCE_TERMS.map(
    (term): Column<SourceRow> => ({
      ...{ id: term, head: t(`col.${term}`), right: true, wideOnly: !MAIN.includes(term), foot: <Figure n={sum(rows, term)} /> },
      cell: (row) =>
        WHOLE.includes(term) || row[term] === 0 ? (
          <Figure n={row[term]} />
        ) : (
          <To at="/deliveries" query={{ source: row.source, state: term }} className="plain">
            <Figure n={row[term]} />
          </To>
        ),
    }),
  )
  return <Table id="ledger-sources" caption={t('balance.deliveries')} rows={rows} keyOf={({ source }) => source} hasFoot columns={[name, ...terms]} />
}

export function ConnectionLedger({ rows, connections }: { rows: readonly ConnectionRow[]; connections: readonly Connection[] }) {
  const t = useWords(overviewWords, columnWords, stateWords)
  const name: Column<ConnectionRow> = {
    ...{ id: 'connection', head: t('col.connection'), names: true, foot: t('overview.allConnections') },
    cell: ({ connection }) => <To at={`/connections/${encodeURIComponent(connection)}`}>{labelOf(connections, connection)}</To>,
  }
  const terms = JOB_TERMS.map(
    (term): Column<ConnectionRow> => ({
      ...{ id: term, head: t(`term.${term}`), right: true, wideOnly: !MAIN.includes(term), foot: <Figure n={sum(rows, term)} /> },
      cell: (row) => <Figure n={row[term]} />,
    }),
  )
  const rest: Column<ConnectionRow> = {
    ...{ id: 'unaccounted', head: t('col.unaccounted'), right: true, foot: <Figure n={jobsUnaccounted(rows)} /> },
    cell: (row) => <Figure n={jobsUnaccounted([row])} />,
  }
  return (
    <Table id="ledger-connections" caption={t('balance.jobs')} rows={rows} keyOf={({ connection }) => connection} hasFoot columns={[name, ...terms, rest]} />
  )
}
