/** What is kept longer than agreed: removed in the next night, or now. */
import { act } from '../../api/call.ts'
import { useRead } from '../../api/use-read.ts'
import { useSession } from '../../app/session-context.ts'
import { usePerform } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import { useFormat } from '../../parts/format.ts'
import { labelOf, useSources } from '../../parts/names.ts'
import { Empty, Failure, Skeleton } from '../../parts/note.tsx'
import { Cell, Plate } from '../../parts/plate.tsx'
import { Table } from '../../parts/table.tsx'
import { Missing } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { privacyWords } from '../../words/privacy.ts'
import { useWords } from '../../words/say.ts'

export function Retention() {
  const t = useWords(privacyWords, columnWords)
  const format = useFormat()
  const { role } = useSession()
  const { data, error, refetch } = useRead('/v1/retention', {})
  const sources = useSources().data?.items ?? []
  if (data === undefined)
    return (
      <Plate>
        <Cell flush>{error ? <Failure problem={error} retry={() => void refetch()} /> : <Skeleton rows={4} />}</Cell>
      </Plate>
    )
  const due = data.items.filter(({ n }) => n > 0)
  const total = due.reduce((sum, { n }) => sum + n, 0)
  return (
    <Plate>
      <Cell flush title={t('privacy.kept')} aside={role === 'admin' && total > 0 ? <RunButton total={total} /> : total > 0 && t('privacy.keptText')}>
        {due.length === 0 ? (
          <Empty>{t('privacy.nothingKept')}</Empty>
        ) : (
          <Table
            id="retention"
            caption={t('privacy.kept')}
            rows={due}
            keyOf={({ kind, source }) => `${kind} ${source}`}
            columns={[
              { id: 'what', head: t('privacy.what'), names: true, cell: ({ kind }) => t.word('kept', kind) },
              { id: 'source', head: t('col.source'), cell: ({ source }) => (source === null ? <Missing /> : labelOf(sources, source)) },
              { id: 'days', head: t('privacy.days'), right: true, cell: ({ days }) => t.counted('privacy.daysOf', days) },
              {
                id: 'n',
                head: t('privacy.n'),
                right: true,
                cell: ({ n, isMore }) => (isMore ? t('privacy.atLeast', { n: format.number(n) }) : <span className="num">{format.number(n)}</span>),
              },
            ]}
          />
        )}
      </Cell>
    </Plate>
  )
}

function RunButton({ total }: { total: number }) {
  const t = useWords(privacyWords)
  const ask = useAsk()
  const perform = usePerform()
  const run = async () => {
    const given = await ask({ title: t.counted('privacy.runTitle', total), text: t('privacy.runText'), confirm: t.counted('privacy.runConfirm', total) })
    if (given === null) return
    await perform(async () => {
      const { items } = await act('post', '/v1/retention/run', {})
      return t.counted(
        'privacy.ran',
        items.reduce((sum, { n }) => sum + n, 0),
      )
    })
  }
  return (
    <Button kind="danger" icon="erased" onClick={() => run()} testId="run-retention">
      {t.counted('privacy.run', total)}
    </Button>
  )
}
