/** Call list: whom marketing should call next, why, what they read last, and what could be offered. */

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { type Answer, read } from '../../api/call.ts'
import type { Problem } from '../../api/problem.ts'
import { Page } from '../../app/page.tsx'
import { useSession } from '../../app/session-context.ts'
import { Choice, useFilters } from '../../parts/filters.tsx'
import { Empty, Note } from '../../parts/note.tsx'
import { Older } from '../../parts/older.tsx'
import { Plate } from '../../parts/plate.tsx'
import { ProductChoice } from '../../parts/product-choice.tsx'
import { columnWords } from '../../words/columns.ts'
import { frameWords } from '../../words/frame.ts'
import { nurturingWords } from '../../words/nurturing.ts'
import { useWords } from '../../words/say.ts'
import '../nurturing/nurturing.css'
import { CallCard } from './call-card.tsx'

type Calls = Answer<'/v1/call-list', 'get'>
export type Call = Calls['items'][number]
const CLASSES = ['B1', 'B2', 'B3', 'A', 'C'] as const
const PAGE = 20

export default function CallsPage() {
  const t = useWords(nurturingWords, frameWords)
  const { mayAct } = useSession()
  if (mayAct) return <CallList />
  return (
    <Page name="calls" title={t('view.calls')} reads={[]}>
      {() => <Note tone="info">{t('calls.role')}</Note>}
    </Page>
  )
}

function CallList() {
  const t = useWords(nurturingWords, columnWords, frameWords)
  const [{ product, class: of }, set] = useFilters('/calls', ['product', 'class'])
  const filter = { product, class: of as Call['class'] & string }
  const list = useInfiniteQuery<Calls, Problem, Call[], readonly unknown[], string | undefined>({
    queryKey: ['/v1/call-list', filter],
    queryFn: ({ pageParam, signal }) => read('/v1/call-list', { query: { ...filter, limit: PAGE, cursor: pageParam } }, signal),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
    placeholderData: keepPreviousData,
  })
  return (
    <Page name="calls" title={t('view.calls')} reads={[list]}>
      {(calls) => (
        <>
          <div className="toolbar">
            <ProductChoice value={product} choose={(value) => set({ product: value })} />
            <Choice
              label={t('col.class')}
              value={of}
              options={CLASSES.map((one) => [one, one] as const)}
              choose={(value) => set({ class: value })}
              testId="filter-class"
            />
            <span className="soft wide-only">{t('calls.list')}</span>
          </div>
          <Plate>
            {calls.length === 0 ? (
              <div className="cell">
                <Empty>
                  <p className="strong">{t('calls.none')}</p>
                  <p className="soft">{t('calls.noneText')}</p>
                </Empty>
              </div>
            ) : (
              calls.map((call) => <CallCard key={call.lead} call={call} />)
            )}
            <Older list={list} />
          </Plate>
        </>
      )}
    </Page>
  )
}
