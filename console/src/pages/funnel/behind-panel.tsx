/** The leads behind a number, beside the figures; each with the way to its page. */

import { useInfiniteQuery } from '@tanstack/react-query'
import { type Answer, read } from '../../api/call.ts'
import type { Problem } from '../../api/problem.ts'
import { IconButton } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { LeadLines } from '../../parts/lead-lines.tsx'
import { Empty, Failure, Skeleton } from '../../parts/note.tsx'
import { Older } from '../../parts/older.tsx'
import { focusOnce, SidePanel } from '../../parts/side-panel.tsx'
import { frameWords } from '../../words/frame.ts'
import { funnelWords } from '../../words/funnel.ts'
import { useWords } from '../../words/say.ts'
import type { Definition, FigureQuery } from './use-figure.ts'
import { useNames } from './use-names.ts'

type Leads = Answer<'/v1/funnel/rows', 'get'>
const PAGE = 100

export function BehindPanel({ behind, figures, close }: { behind: string; figures: readonly Definition[]; close: () => void }) {
  const t = useWords(funnelWords, frameWords)
  const names = useNames()
  // The cast: what is in the address is checked by the hub.
  const asked = Object.fromEntries(new URLSearchParams(behind)) as unknown as FigureQuery & { row?: string; segment?: string }
  const list = useInfiniteQuery<Leads, Problem, Leads[], readonly unknown[], string | undefined>({
    queryKey: ['/v1/funnel/rows', behind],
    queryFn: ({ pageParam, signal }) => read('/v1/funnel/rows', { query: { ...asked, limit: PAGE, after: pageParam } }, signal),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    select: ({ pages }) => pages,
    refetchOnWindowFocus: false,
  })
  const figure = figures.find(({ name }) => name === asked.figure)
  const told = [asked.kind && names.kind(asked.kind), asked.row && names.period(asked.row), asked.segment && names.of(asked.by ?? null, asked.segment)]
  const leads = (list.data ?? []).flatMap(({ items }) => items)
  return (
    <SidePanel label={t('behind.of')} close={close}>
      <div className="detail-head">
        <div className="line">
          <h2 className="grow" tabIndex={-1} ref={focusOnce}>
            {list.data?.[0] ? t.counted('behind.title', list.data[0].total) : t('behind.of')}
          </h2>
          <IconButton label={t('app.close')} onClick={close} testId="behind-close">
            <Icon name="close" />
          </IconButton>
        </div>
        {figure && (
          <p className="soft">
            {names.both(figure.title)}
            {told.filter(Boolean).length > 0 && ` · ${told.filter(Boolean).join(' · ')}`}
          </p>
        )}
      </div>
      {list.isError ? (
        <Failure problem={list.error} retry={() => void list.refetch()} />
      ) : list.data === undefined ? (
        <Skeleton rows={8} />
      ) : leads.length === 0 ? (
        <Empty>{t('behind.none')}</Empty>
      ) : (
        <>
          <LeadLines leads={leads} testId="leads-behind" />
          <Older list={list} testId="behind-more" />
        </>
      )}
    </SidePanel>
  )
}
