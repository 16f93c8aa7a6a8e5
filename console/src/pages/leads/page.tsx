/** Leads: units that could buy, per product, with stage, class and score; filters stand in the address. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type Answer, read } from '../../api/call.ts'
import type { Problem } from '../../api/problem.ts'
import { Page } from '../../app/page.tsx'
import { useSession } from '../../app/session-context.ts'
import { Choice, ClearFilters, useFilters } from '../../parts/filters.tsx'
import { FirstDelivery } from '../../parts/first-steps.tsx'
import { useSources } from '../../parts/names.ts'
import { Empty } from '../../parts/note.tsx'
import { Cell, Plate } from '../../parts/plate.tsx'
import { frameWords } from '../../words/frame.ts'
import { leadWords } from '../../words/leads.ts'
import { useWords } from '../../words/say.ts'
import { stateWords } from '../../words/states.ts'
import { LeadTable } from './lead-table.tsx'
import './leads.css'

type Leads = Answer<'/v1/leads', 'get'>
export type LeadRow = Leads['items'][number]

const STAGES = ['unknown', 'lead', 'recycled', 'mql', 'sal', 'sql', 'customer', 'lost', 'disqualified'] as const
const PAGE = 100
const REFRESH_MS = 5_000

export default function LeadsPage() {
  const t = useWords(leadWords, frameWords, stateWords)
  const { products } = useSession()
  const [{ stage, product }, set] = useFilters('/leads', ['stage', 'product'])
  // What people type into an address may be no stage: the hub says so.
  const filter = { stage: stage as LeadRow['stage'] | undefined, product }
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
  const readMore = () => {
    if (list.hasNextPage && !list.isFetching) void list.fetchNextPage()
  }
  return (
    <Page name="leads" title={t('view.leads')} reads={[list, sources]}>
      {(_pages, { items: configured }) =>
        rows.length === 0 && stage === undefined && product === undefined ? (
          <Plate>
            <Cell>
              <FirstDelivery sources={configured} of="leads" />
            </Cell>
          </Plate>
        ) : (
          <>
            <div className="toolbar">
              <Choice
                label={t('filter.stage')}
                value={stage}
                options={STAGES.map((one) => [one, t(`stage.${one}`)] as const)}
                choose={(value) => set({ stage: value })}
                testId="filter-stage"
              />
              {products.length > 1 && <ProductChoice value={product} choose={(value) => set({ product: value })} />}
              {(stage ?? product) !== undefined && <ClearFilters at="/leads" />}
            </div>
            <Plate look="filling">
              <div className="cell flush list" aria-busy={list.isPlaceholderData || undefined}>
                {rows.length === 0 ? <Empty>{t('leads.noneFiltered')}</Empty> : <LeadTable rows={rows} readMore={readMore} hasMore={list.hasNextPage} />}
              </div>
            </Plate>
          </>
        )
      }
    </Page>
  )
}

function ProductChoice({ value, choose }: { value: string | undefined; choose: (value: string) => void }) {
  const t = useWords(frameWords)
  const { products, productName } = useSession()
  const options = products.map(({ id }) => [id, productName(id)] as const)
  return <Choice label={t('filter.product')} value={value} options={options} choose={choose} testId="filter-product" />
}
