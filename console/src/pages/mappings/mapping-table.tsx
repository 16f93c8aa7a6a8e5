/** The table of mappings; how much the cases of each show is read row by row. */
import { useRead } from '../../api/use-read.ts'
import { useFormat } from '../../parts/format.ts'
import { To, useGo } from '../../parts/link.tsx'
import { Mark } from '../../parts/status.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { Missing, Time } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { mappingWords } from '../../words/mappings.ts'
import { useWords } from '../../words/say.ts'
import type { MappingRow } from './rows.ts'

const placeOf = ({ kind, name }: MappingRow): string => `/mappings/${kind}/${encodeURIComponent(name)}`

export function MappingTable({ rows }: { rows: readonly MappingRow[] }) {
  const t = useWords(mappingWords, columnWords)
  const go = useGo()
  const columns: Column<MappingRow>[] = [
    {
      id: 'name',
      head: t('mappings.name'),
      names: true,
      cell: (row) => (
        <To at={placeOf(row)} data-testid={`mapping-${row.kind}-${row.name}`}>
          <code>{row.name}</code>
        </To>
      ),
    },
    { id: 'kind', head: t('mappings.kindHead'), wideOnly: true, look: 'soft', cell: ({ kind }) => t.word('mappings.kind', kind) },
    {
      id: 'state',
      head: t('col.state'),
      cell: (row) => <State row={row} />,
    },
    {
      id: 'users',
      head: t('mappings.usedBy'),
      wideOnly: true,
      cell: ({ users }) => (users.length === 0 ? <span className="faint">{t('mappings.unused')}</span> : users.join(', ')),
    },
    { id: 'cases', head: t('mappings.cases'), right: true, wideOnly: true, cell: ({ active }) => (active ? <Cases version={active.id} /> : <Missing />) },
    { id: 'coverage', head: t('mappings.coverage'), right: true, cell: ({ active }) => (active ? <Fields version={active.id} /> : <Missing />) },
    {
      id: 'version',
      head: t('mappings.version'),
      right: true,
      wideOnly: true,
      cell: ({ active }) => (active ? <Since at={active.activatedAt} origin={active.origin} /> : <Missing />),
    },
  ]
  return (
    <Table
      id="mappings"
      caption={t('mappings.caption')}
      rows={rows}
      keyOf={({ kind, name }) => `${kind} ${name}`}
      open={(row) => go(placeOf(row))}
      toneOf={({ users, active, held }) => (users.length === 0 ? undefined : active === undefined ? 'bad' : held > 0 ? 'hold' : undefined)}
      columns={columns}
    />
  )
}

function State({ row: { users, active, drafts, held } }: { row: MappingRow }) {
  const t = useWords(mappingWords)
  if (active === undefined)
    return (
      <Mark tone={users.length > 0 ? 'bad' : 'mute'} icon="alert">
        {t('mappings.missing')}
      </Mark>
    )
  return (
    <span className="states">
      {held > 0 ? (
        <Mark tone="hold" icon="held">
          {t.counted('mappings.held', held)}
        </Mark>
      ) : (
        <Mark tone="ok" icon="ok">
          {t('mappings.works')}
        </Mark>
      )}
      {drafts > 0 && (
        <Mark tone="info" icon="test">
          {t.counted('mappings.draftWaits', drafts)}
        </Mark>
      )}
    </span>
  )
}

const useCoverage = (id: string) => useRead('/v1/mappings/{id}/coverage', { params: { id } }).data

function Cases({ version }: { version: string }) {
  const format = useFormat()
  const known = useCoverage(version)
  if (known === undefined || known.cases.total === 0) return <Missing />
  const { passed, total } = known.cases
  return (
    <span className={passed < total ? 'num bad' : 'num'}>{passed < total ? `${format.number(passed)} / ${format.number(total)}` : format.number(total)}</span>
  )
}

function Fields({ version }: { version: string }) {
  const format = useFormat()
  const known = useCoverage(version)
  if (known === undefined || known.fields.total === 0) return <Missing />
  const { filled, total, missing } = known.fields
  return (
    <span className="num" title={missing.join(', ')}>
      {format.number(filled)} / {format.number(total)}
    </span>
  )
}

function Since({ at, origin }: { at: string | null; origin: string }) {
  const t = useWords(mappingWords)
  return (
    <>
      {origin === 'file' && <span className="faint">{t('mappings.byFile')} · </span>}
      {t('mappings.since')} <Time at={at} />
    </>
  )
}
