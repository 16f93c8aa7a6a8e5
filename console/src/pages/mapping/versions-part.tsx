/** All versions of a mapping: who made them, when they counted, and what each made of the newest traffic. */
import { useRead } from '../../api/use-read.ts'
import { useFormat } from '../../parts/format.ts'
import { type Query, To } from '../../parts/link.tsx'
import { Mark } from '../../parts/status.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { lookOf } from '../../parts/tones.ts'
import { Id, Missing, Time } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { mappingWords } from '../../words/mappings.ts'
import { useWords } from '../../words/say.ts'
import type { Version } from '../mappings/rows.ts'

interface VersionsProps {
  versions: readonly Version[]
  named: { kind: 'source' | 'crm'; name: string }
  chosen: string
  at: string
  query: Query
}

/** `v3`: the third that was made. @param versions newest first */
export const numberOf = (versions: readonly { id: string }[], id: string): string => {
  const at = versions.findIndex((one) => one.id === id)
  return at < 0 ? id : `v${versions.length - at}`
}

export function VersionsPart({ versions, named, chosen, at, query }: VersionsProps) {
  const t = useWords(mappingWords, columnWords)
  const format = useFormat()
  const made = useRead('/v1/mappings/made', { query: named }, { live: true })
  const didOf = (id: string) => made.data?.items.find(({ mapping }) => mapping === id)
  const columns: Column<Version>[] = [
    {
      id: 'version',
      head: t('versions.version'),
      names: true,
      cell: ({ id }) => (
        <To at={at} query={{ ...query, version: id }} data-testid={`version-${numberOf(versions, id)}`}>
          {numberOf(versions, id)}
        </To>
      ),
    },
    {
      id: 'state',
      head: t('col.state'),
      cell: ({ state }) => {
        const [tone, icon] = lookOf('mapping', state)
        return (
          <Mark tone={tone} icon={icon}>
            {t.word('versions.state', state)}
          </Mark>
        )
      },
    },
    {
      id: 'did',
      head: t('versions.did'),
      right: true,
      cell: ({ id }) => {
        const did = didOf(id)
        return did ? (
          <span className="num">
            {format.number(did.made)}
            {did.held > 0 && <span className="faint"> ({t.counted('mappings.held', did.held)})</span>}
          </span>
        ) : (
          <Missing />
        )
      },
    },
    { id: 'active', head: t('versions.active'), wideOnly: true, cell: ({ activatedAt }) => <Time at={activatedAt} /> },
    { id: 'made', head: t('versions.made'), wideOnly: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
    {
      id: 'by',
      head: t('versions.by'),
      wideOnly: true,
      cell: ({ author, origin }) => (origin === 'file' || author === null ? t('mappings.byFile') : <Id id={author} />),
    },
    { id: 'note', head: t('versions.note'), wideOnly: true, look: 'soft', cell: ({ note }) => note ?? <Missing /> },
    { id: 'id', head: 'id', wideOnly: true, cell: ({ id }) => <Id id={id} /> },
  ]
  return <Table id="versions" caption={t('versions.caption')} rows={versions} keyOf={({ id }) => id} isCurrent={({ id }) => id === chosen} columns={columns} />
}
