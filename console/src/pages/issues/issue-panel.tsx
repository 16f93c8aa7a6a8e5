/** One issue: what it is, what to do, who knows of it, which leads it touches, and what has happened to its cause. */
import type { Answer } from '../../api/call.ts'
import { useRead } from '../../api/use-read.ts'
import { useSession } from '../../app/session-context.ts'
import { standingOf } from '../../parts/issue.ts'
import { Failure, Note, Skeleton } from '../../parts/note.tsx'
import { focusOnce, PanelTop, SidePanel } from '../../parts/side-panel.tsx'
import { Figure, Said, Time } from '../../parts/value.tsx'
import { frameWords } from '../../words/frame.ts'
import { issueWords } from '../../words/issues.ts'
import { useWords } from '../../words/say.ts'
import { Acts } from './acts.tsx'
import { History } from './history.tsx'
import { type Named, Place } from './issue-table.tsx'
import { TouchedLeads } from './touched-leads.tsx'

export type IssueDetail = Answer<'/v1/issues/{id}', 'get'>

interface PanelProps {
  id: string
  /** Sources and connections. */
  named: readonly Named[]
  close: () => void
}

export function IssuePanel({ id, named, close }: PanelProps) {
  const t = useWords(issueWords)
  const { data, error, refetch } = useRead('/v1/issues/{id}', { params: { id } }, { live: true })
  return (
    <SidePanel label={t('issues.detail')} close={close}>
      {data ? (
        <>
          <Head issue={data} named={named} close={close} />
          {data.leads !== null && <TouchedLeads issue={data} count={data.leads} />}
          <History moments={data.history} />
        </>
      ) : error ? (
        <Failure problem={error} retry={() => void refetch()} />
      ) : (
        <Skeleton />
      )}
    </SidePanel>
  )
}

function Head({ issue, named, close }: Omit<PanelProps, 'id'> & { issue: IssueDetail }) {
  const t = useWords(issueWords, frameWords)
  const { mayAct } = useSession()
  const { id, title, todo, count, firstAt, lastAt } = issue
  return (
    <header className="detail-head">
      <PanelTop list="issue" state={standingOf(issue)} id={id} close={close} />
      <h2 tabIndex={-1} ref={focusOnce}>
        <Said>{title}</Said>
      </h2>
      <p className="soft">
        <Said>{todo}</Said>
      </p>
      <p className="faint line">
        <Place issue={issue} named={named} />
        <span>
          {t('issues.records')} <Figure n={count} />
        </span>
        <span>
          {t('issues.first')} <Time at={firstAt} />
        </span>
        <span>
          {t('issues.last')} <Time at={lastAt} />
        </span>
      </p>
      {issue.state === 'open' && <Known issue={issue} />}
      {mayAct && issue.state === 'open' && <Acts issue={issue} />}
    </header>
  )
}

/** Who knows of it, with what they wrote. */
function Known({ issue: { acknowledged, count } }: { issue: IssueDetail }) {
  const t = useWords(issueWords)
  if (acknowledged === null) return null
  const { by, byName, at, note, hasGrown, count: then } = acknowledged
  return (
    <Note tone={hasGrown ? 'warn' : 'info'}>
      <p data-testid="known-by">
        {t('issues.knownBy', { who: byName ?? by })} <Time at={at} />
      </p>
      {note !== null && <p className="strong raw">{note}</p>}
      {count > then && <p>{t.counted('issues.grownSince', count - then)}</p>}
      {hasGrown && <p>{t('issues.hasGrown')}</p>}
    </Note>
  )
}
