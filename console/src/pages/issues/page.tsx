/** Issues: one per cause, what is new first; the chosen one beside the list with what it touches, what was, and what can be done. */
import { useRead } from '../../api/use-read.ts'
import { Page } from '../../app/page.tsx'
import { Choice, useFilters } from '../../parts/filters.tsx'
import { type Issue, isNews, newsFirst } from '../../parts/issue.ts'
import { useIdOfAddress, useQueryOfAddress } from '../../parts/link.tsx'
import { useSources } from '../../parts/names.ts'
import { Empty } from '../../parts/note.tsx'
import { Plate } from '../../parts/plate.tsx'
import { useClosePanel } from '../../parts/side-panel.tsx'
import { frameWords } from '../../words/frame.ts'
import { issueWords } from '../../words/issues.ts'
import { useWords } from '../../words/say.ts'
import { stateWords } from '../../words/states.ts'
import { IssuePanel } from './issue-panel.tsx'
import { IssueTable } from './issue-table.tsx'

export default function IssuesPage() {
  const t = useWords(issueWords, frameWords, stateWords)
  const id = useIdOfAddress()
  const query = useQueryOfAddress()
  const [{ state }, set] = useFilters('/issues', ['state'])
  const issues = useRead('/v1/issues', { query: { state: (state ?? 'open') as Issue['state'], limit: 200 } }, { live: true, keeps: true })
  const sources = useSources()
  const connections = useRead('/v1/connections', {}, { live: true })
  const close = useClosePanel('/issues', query)
  return (
    <Page name="issues" title={t('view.issues')} reads={[issues, sources, connections]}>
      {({ items }, { items: configured }, { items: lines }) => {
        const named = [...configured, ...lines]
        const news = items.filter(isNews).length
        return (
          <>
            <div className="toolbar">
              <Choice
                label={t('filter.state')}
                value={state ?? 'open'}
                options={(['open', 'closed'] as const).map((one) => [one, t(`issue.${one}`)] as const)}
                choose={(value) => set({ state: value === '' ? undefined : value })}
                isNeeded
                testId="filter-state"
              />
              {state !== 'closed' && items.length > 0 && (
                <span className="soft" data-testid="issues-counted">
                  {t.counted('issues.counted', news)} · {t.counted('issues.known', items.length - news)}
                </span>
              )}
            </div>
            <Plate look="split" data-detail={id === null ? undefined : ''}>
              <div className="cell flush list" aria-busy={issues.isPlaceholderData || undefined}>
                {items.length === 0 ? (
                  <Empty>{t(state === 'closed' ? 'issues.noneClosed' : 'issues.none')}</Empty>
                ) : (
                  <IssueTable issues={newsFirst(items)} named={named} query={query} chosen={id} />
                )}
              </div>
              {id !== null && <IssuePanel key={id} id={id} named={named} close={close} />}
            </Plate>
          </>
        )
      }}
    </Page>
  )
}
