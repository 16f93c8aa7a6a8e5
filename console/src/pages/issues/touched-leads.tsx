/** The leads that an issue touches, each with the way to it. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { type Answer, read } from '../../api/call.ts'
import type { Problem } from '../../api/problem.ts'
import { Button } from '../../parts/button.tsx'
import { LeadLines } from '../../parts/lead-lines.tsx'
import { Failure } from '../../parts/note.tsx'
import { Head } from '../../parts/plate.tsx'
import { Figure } from '../../parts/value.tsx'
import { frameWords } from '../../words/frame.ts'
import { issueWords } from '../../words/issues.ts'
import { useWords } from '../../words/say.ts'
import type { IssueDetail } from './issue-panel.tsx'

type Leads = Answer<'/v1/issues/{id}/leads', 'get'>
const PAGE = 20

export function TouchedLeads({ issue: { id, kind }, count }: { issue: IssueDetail; count: number }) {
  const t = useWords(issueWords, frameWords)
  const list = useInfiniteQuery<Leads, Problem, Leads['items'], readonly unknown[], string | undefined>({
    // With the number: other leads are read where it has changed.
    queryKey: ['/v1/issues/{id}/leads', id, count],
    queryFn: ({ pageParam, signal }) => read('/v1/issues/{id}/leads', { params: { id }, query: { limit: PAGE, cursor: pageParam } }, signal),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
    enabled: count > 0,
  })
  return (
    <section className="part" data-testid="issue-leads">
      <Head title={t('issueLeads.title')} aside={<Figure n={count} />} />
      {count === 0 && <p className="soft">{t(kind === 'held' ? 'issueLeads.noneHeld' : 'issueLeads.none')}</p>}
      {list.error && <Failure problem={list.error} retry={() => void list.refetch()} />}
      {list.data && <LeadLines leads={list.data} testId="touched-leads" />}
      {list.hasNextPage && (
        <p>
          <Button kind="small" onClick={() => list.fetchNextPage()} testId="leads-more">
            {t('page.more')}
          </Button>
        </p>
      )}
    </section>
  )
}
