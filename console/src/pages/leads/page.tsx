/** Leads: units that could buy, per product, with stage, class and score; filters, view and what is chosen of them stand in the address. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo, useState } from 'react'
import { type Answer, read } from '../../api/call.ts'
import type { Problem } from '../../api/problem.ts'
import { Page } from '../../app/page.tsx'
import { useSession } from '../../app/session-context.ts'
import { Button } from '../../parts/button.tsx'
import { FirstDelivery } from '../../parts/first-steps.tsx'
import { useSources } from '../../parts/names.ts'
import { Empty } from '../../parts/note.tsx'
import { Cell, Plate } from '../../parts/plate.tsx'
import { useSelection } from '../../parts/selection.ts'
import { frameWords } from '../../words/frame.ts'
import { leadListWords } from '../../words/lead-list.ts'
import { useWords } from '../../words/say.ts'
import { Board } from './board.tsx'
import { isFiltered, queryOf, useLeadFilters } from './filters.ts'
import { LeadTable } from './lead-table.tsx'
import './leads.css'
import { Toolbar } from './toolbar.tsx'

const BulkBox = lazy(() => import('./bulk-box.tsx'))

type Leads = Answer<'/v1/leads', 'get'>
export type LeadRow = Leads['items'][number]

const PAGE = 100
const REFRESH_MS = 5_000

export default function LeadsPage() {
  const t = useWords(leadListWords, frameWords)
  const { mayAct } = useSession()
  const [given] = useLeadFilters()
  const filter = queryOf(given)
  const list = useInfiniteQuery<Leads, Problem, Leads[], readonly unknown[], string | undefined>({
    queryKey: ['/v1/leads', 'list', filter],
    queryFn: ({ pageParam, signal }) => read('/v1/leads', { query: { ...filter, cursor: pageParam, limit: PAGE } }, signal),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    select: ({ pages }) => pages,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) => REFRESH_MS * Math.max(1, data?.pages.length ?? 1),
  })
  const sources = useSources()
  const rows = useMemo(() => (list.data ?? []).flatMap(({ items }) => items), [list.data])
  const selection = useSelection(rows)
  const [isAsking, setAsking] = useState(false)
  const readMore = () => {
    if (list.hasNextPage && !list.isFetching) void list.fetchNextPage()
  }
  const n = selection.ids.length
  return (
    <Page name="leads" title={t('view.leads')} reads={[list, sources]}>
      {(_pages, { items: configured }) =>
        rows.length === 0 && !isFiltered(given) ? (
          <Plate>
            <Cell>
              <FirstDelivery sources={configured} of="leads" />
            </Cell>
          </Plate>
        ) : (
          <>
            <Toolbar>
              {n > 0 && (
                <Button icon="calls" kind="primary" onClick={() => setAsking(true)} testId="bulk-classify">
                  {t.counted('bulk.classify', n)}
                </Button>
              )}
            </Toolbar>
            <Plate look="filling">
              {given.view === 'board' ? (
                <Board given={given} />
              ) : (
                <div className="cell flush list" aria-busy={list.isPlaceholderData || undefined}>
                  {rows.length === 0 ? (
                    <Empty>{t('list.none')}</Empty>
                  ) : (
                    <LeadTable rows={rows} selection={mayAct ? selection : null} readMore={readMore} hasMore={list.hasNextPage} />
                  )}
                </div>
              )}
            </Plate>
            {isAsking && n > 0 && (
              <Suspense>
                <BulkBox leads={rows.filter(({ id }) => selection.has(id))} close={() => setAsking(false)} clear={selection.clear} />
              </Suspense>
            )}
          </>
        )
      }
    </Page>
  )
}
