/** Who did what, newest first. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { type Answer, read } from '../../api/call.ts'
import type { Problem } from '../../api/problem.ts'
import { Empty, Failure, Skeleton } from '../../parts/note.tsx'
import { Cell } from '../../parts/plate.tsx'
import { LongTable } from '../../parts/table.tsx'
import { Missing, shortId, Time } from '../../parts/value.tsx'
import { useWho } from '../../parts/who.ts'
import { columnWords } from '../../words/columns.ts'
import { useWords } from '../../words/say.ts'
import { settingsWords } from '../../words/settings.ts'

type AuditPage = Answer<'/v1/audit', 'get'>

const LIMIT = 100

export function Audit() {
  const t = useWords(settingsWords, columnWords)
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery<
    AuditPage,
    Problem,
    AuditPage['items'],
    unknown[],
    string | undefined
  >({
    queryKey: ['/v1/audit', 'all'],
    queryFn: ({ pageParam, signal }) => read('/v1/audit', { query: { limit: LIMIT, cursor: pageParam } }, signal),
    initialPageParam: undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  })
  const whoOf = useWho()
  if (data === undefined)
    return <section className="plate">{<Cell flush>{error ? <Failure problem={error} retry={() => void refetch()} /> : <Skeleton />}</Cell>}</section>
  return (
    <section className="plate audit">
      <div className="cell flush list">
        {data.length === 0 ? (
          <Empty>{t('settings.noAudit')}</Empty>
        ) : (
          <LongTable
            id="audit"
            caption={t('settings.part.audit')}
            look="sticky"
            rows={data}
            keyOf={({ id }) => id}
            onEnd={() => hasNextPage && !isFetchingNextPage && void fetchNextPage()}
            columns={[
              { id: 'time', head: t('col.time'), look: 'when', cell: ({ at }) => <Time at={at} /> },
              { id: 'by', head: t('settings.by'), look: 'cut', cell: ({ by }) => whoOf(by) },
              { id: 'action', head: t('settings.action'), names: true, look: 'cut', cell: ({ action }) => <code>{action}</code> },
              {
                id: 'subject',
                head: t('settings.subject'),
                wideOnly: true,
                look: 'cut',
                cell: ({ subject }) => <code title={subject}>{shortId(subject)}</code>,
              },
              { id: 'detail', head: t('settings.detail'), wideOnly: true, look: 'cut soft', cell: ({ detail }) => detail ?? <Missing /> },
            ]}
          />
        )}
      </div>
    </section>
  )
}
