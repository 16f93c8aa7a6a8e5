/** Who should get which content next, when and why; or who gets nothing, and why not. */

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { type Answer, type Given, read } from '../../api/call.ts'
import type { Problem } from '../../api/problem.ts'
import { useSession } from '../../app/session-context.ts'
import { Choice, ClearFilters, useFilters } from '../../parts/filters.tsx'
import { Empty, Failure, Skeleton } from '../../parts/note.tsx'
import { Older } from '../../parts/older.tsx'
import { Cell, Plate } from '../../parts/plate.tsx'
import { ProductChoice } from '../../parts/product-choice.tsx'
import { Segments } from '../../parts/segments.tsx'
import { columnWords } from '../../words/columns.ts'
import { frameWords } from '../../words/frame.ts'
import { nurturingWords } from '../../words/nurturing.ts'
import { useWords } from '../../words/say.ts'
import { FILTERS, NURTURING } from './grid.tsx'
import { NextTable } from './next-table.tsx'
import { SentElsewhere } from './sent.tsx'

type Lines = Answer<'/v1/nurture', 'get'>
export type Line = Lines['items'][number]
type Query = NonNullable<Given<'/v1/nurture', 'get'>['query']>
const SHOWS = ['due', 'planned', 'none'] as const
const REASONS = ['consent', 'sales', 'unclassified', 'class', 'empty', 'read'] as const
const EMPTY = { due: 'nurturing.noneDue', planned: 'nurturing.nonePlanned', none: 'nurturing.noneNone' } as const
const PAGE = 100

export function NextList({ functions, classes }: { functions: readonly string[]; classes: readonly string[] }) {
  const t = useWords(nurturingWords, columnWords, frameWords)
  const { mayAct } = useSession()
  const [given, set] = useFilters(NURTURING, FILTERS)
  const show = SHOWS.find((one) => one === given.show) ?? 'due'
  // What people type into an address may be no class and no reason: the hub says so.
  const filter = { ...given, show, why: show === 'none' ? given.why : undefined } as Query
  const list = useInfiniteQuery<Lines, Problem, Line[], readonly unknown[], string | undefined>({
    queryKey: ['/v1/nurture', filter],
    queryFn: ({ pageParam, signal }) => read('/v1/nurture', { query: { ...filter, cursor: pageParam, limit: PAGE } }, signal),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
    placeholderData: keepPreviousData,
  })
  const isFiltered = Boolean(given.product ?? given.class ?? given.function ?? given.why)
  return (
    <>
      <div className="toolbar">
        <Segments
          label={t('nurturing.show')}
          value={show}
          options={SHOWS.map((one) => ({ value: one, name: t(`nurturing.${one}`) }))}
          choose={(one) => set({ show: one === 'due' ? undefined : one, why: undefined })}
          testId="show"
        />
        <ProductChoice value={given.product} choose={(product) => set({ product })} />
        <Choice
          label={t('col.class')}
          value={given.class}
          options={classes.map((one) => [one, one] as const)}
          choose={(value) => set({ class: value })}
          testId="filter-class"
        />
        <Choice
          label={t('col.function')}
          value={given.function}
          options={functions.map((one) => [one, t.word('function', one)] as const)}
          choose={(value) => set({ function: value })}
          testId="filter-function"
        />
        {show === 'none' && (
          <Choice
            label={t('col.why')}
            value={given.why}
            options={REASONS.map((one) => [one, t(`why.${one}`)] as const)}
            choose={(why) => set({ why })}
            testId="filter-why"
          />
        )}
        {isFiltered && <ClearFilters at={NURTURING} />}
      </div>
      <Plate>
        <Cell
          flush
          busy={list.isPlaceholderData}
          title={t('nurturing.list')}
          aside={mayAct && show === 'due' && list.data && <SentElsewhere lines={list.data} />}
        >
          {list.isError ? (
            <Failure problem={list.error} retry={() => void list.refetch()} />
          ) : list.data === undefined ? (
            <Skeleton rows={6} />
          ) : list.data.length === 0 ? (
            <Empty>{t(isFiltered ? 'nurturing.noneFiltered' : EMPTY[show])}</Empty>
          ) : (
            <NextTable lines={list.data} isNothing={show === 'none'} />
          )}
          <Older list={list} />
        </Cell>
      </Plate>
    </>
  )
}
