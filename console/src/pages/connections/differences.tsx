/** Where the hub believes something else of its links than the CRM holds, by kind. */
import { useState } from 'react'
import { useRead } from '../../api/use-read.ts'
import { Choice } from '../../parts/filters.tsx'
import type { Format } from '../../parts/format.ts'
import { Empty, Failure, Skeleton } from '../../parts/note.tsx'
import { Table } from '../../parts/table.tsx'
import { Id, Missing } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { connectionWords } from '../../words/connections.ts'
import { leadWords } from '../../words/leads.ts'
import { useWords } from '../../words/say.ts'

const KINDS = ['notThere', 'thereAgain', 'keyDiffers', 'linkedTwice', 'keyTwice'] as const
type Kind = (typeof KINDS)[number]
const MOST = 100

export function Differences({ id, counts, format }: { id: string; counts: Partial<Record<Kind, number>>; format: Format }) {
  const t = useWords(connectionWords)
  const present = KINDS.filter((kind) => (counts[kind] ?? 0) > 0)
  const [chosen, choose] = useState<Kind | null>(null)
  const kind = present.find((one) => one === chosen) ?? present[0]
  if (kind === undefined) return <Empty>{t('reconcile.same')}</Empty>
  return (
    <>
      <div className="pad toolbar differences">
        <Choice
          label={t('reconcile.kind')}
          value={kind}
          options={present.map((one) => [one, `${t(`difference.${one}`)} (${format.number(counts[one] ?? 0)})`] as const)}
          choose={(value) => choose(KINDS.find((one) => one === value) ?? null)}
          testId="difference-kind"
        />
      </div>
      <Rows id={id} kind={kind} />
    </>
  )
}

function Rows({ id, kind }: { id: string; kind: Kind }) {
  const t = useWords(connectionWords, columnWords, leadWords)
  const { data, error, refetch } = useRead('/v1/connections/{id}/reconciliation/differences', { params: { id }, query: { kind, limit: MOST } }, { keeps: true })
  if (data === undefined) return error ? <Failure problem={error} retry={() => void refetch()} /> : <Skeleton rows={3} />
  return (
    <Table
      id="differences"
      caption={t(`difference.${kind}`)}
      rows={data.items}
      keyOf={({ entity, remoteId, hubId }) => `${entity}${remoteId}${hubId}`}
      columns={[
        { id: 'entity', head: t('reconcile.entity'), cell: ({ entity }) => t.word('entity', entity) },
        { id: 'record', head: t('reconcile.theirs'), names: true, cell: ({ remoteId }) => <code>{remoteId}</code> },
        { id: 'hub', head: t('reconcile.ours'), cell: ({ hubId }) => <Id id={hubId} /> },
        { id: 'other', head: t('reconcile.other'), wideOnly: true, cell: ({ other }) => (other === null ? <Missing /> : <Id id={other} />) },
      ]}
    />
  )
}
