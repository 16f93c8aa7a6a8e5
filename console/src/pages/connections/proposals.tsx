/** Pairs of records that could be one, accepted or refused one by one. */
import { type Answer, act } from '../../api/call.ts'
import { useRead } from '../../api/use-read.ts'
import { useSession } from '../../app/session-context.ts'
import { usePerform } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { useFormat } from '../../parts/format.ts'
import { Empty, Failure, Skeleton } from '../../parts/note.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { Id, Missing } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { connectionWords } from '../../words/connections.ts'
import { decisionWords } from '../../words/decisions.ts'
import { leadWords } from '../../words/leads.ts'
import { useWords } from '../../words/say.ts'

type Pair = Answer<'/v1/connections/{id}/reconciliation/records', 'get'>['items'][number]
const MOST = 100

export function Proposals({ id, state }: { id: string; state: 'pair' | 'ambiguous' }) {
  const t = useWords(connectionWords, columnWords, leadWords, decisionWords)
  const format = useFormat()
  const { mayAct } = useSession()
  const perform = usePerform()
  const { data, error, refetch } = useRead('/v1/connections/{id}/reconciliation/records', { params: { id }, query: { state, limit: MOST } }, { live: true })
  if (data === undefined) return error ? <Failure problem={error} retry={() => void refetch()} /> : <Skeleton rows={3} />
  if (data.items.length === 0) return <Empty>{t('reconcile.nothing')}</Empty>
  const decide = (how: 'accept' | 'refuse', { entity, remoteId }: Pair) =>
    perform(async () => {
      const { problems } = await act('post', '/v1/connections/{id}/reconciliation/decisions', { params: { id }, body: { [how]: [{ entity, remoteId }] } })
      return problems[0]?.reason ?? t(`reconcile.done.${how}`)
    })
  const columns: Column<Pair>[] = [
    {
      id: 'record',
      head: t('col.record'),
      names: true,
      cell: (pair) => (
        <>
          {pair.label} <span className="faint">{t.word('entity', pair.entity)}</span>
          <div className="faint">
            <code>{pair.remoteId}</code>
          </div>
        </>
      ),
    },
    { id: 'hub', head: t('reconcile.ours'), wideOnly: true, cell: ({ hubId }) => (hubId === null ? <Missing /> : <Id id={hubId} />) },
    {
      id: 'evidence',
      head: t('reconcile.evidence'),
      look: 'raw',
      wideOnly: true,
      cell: ({ evidence, note }) => (
        <>
          {evidence.map(({ field, weight }) => `${t.word('evidence', field)} ${format.signed(weight)}`).join(', ')}
          {note !== null && <div className="faint">{t.word('pairNote', note)}</div>}
        </>
      ),
    },
    {
      id: 'total',
      head: t('decision.sum'),
      right: true,
      cell: ({ total, threshold }) =>
        total === null ? (
          <Missing />
        ) : (
          <span className="num" title={threshold === null ? '' : t('decision.from', { threshold: format.number(threshold, 1) })}>
            {format.number(total, 1)}
          </span>
        ),
    },
  ]
  if (mayAct)
    columns.push({
      id: 'action',
      head: t('col.action'),
      right: true,
      cell: (pair) => (
        <span className="line acts">
          {pair.hubId !== null && (
            <Button kind="small" icon="check" onClick={() => decide('accept', pair)} testId="accept-one">
              {t('reconcile.accept')}
            </Button>
          )}
          <Button kind="small" icon="close" onClick={() => decide('refuse', pair)} testId="refuse-one">
            {t('reconcile.refuse')}
          </Button>
        </span>
      ),
    })
  return (
    <Table id="proposals" caption={t(`reconcile.tab.${state}`)} rows={data.items} keyOf={({ entity, remoteId }) => `${entity}${remoteId}`} columns={columns} />
  )
}
