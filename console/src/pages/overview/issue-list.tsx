/** What is open, one line per cause, with the way to its records. */
import { type Issue, newsFirst, placeOfIssue, standingOf, toneOfIssue } from '../../parts/issue.ts'
import { To } from '../../parts/link.tsx'
import { labelOf } from '../../parts/names.ts'
import { Empty } from '../../parts/note.tsx'
import { Status } from '../../parts/status.tsx'
import { Figure, Said, Since } from '../../parts/value.tsx'
import { overviewWords } from '../../words/overview.ts'
import { useWords } from '../../words/say.ts'

type Named = { id: string; label: string }

export function IssueList({ issues, sources, connections }: { issues: readonly Issue[]; sources: readonly Named[]; connections: readonly Named[] }) {
  const t = useWords(overviewWords)
  if (issues.length === 0) return <Empty>{t('overview.noIssues')}</Empty>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by itself
    <ul className="issues" tabIndex={0} aria-label={t('overview.openByCause')}>
      {newsFirst(issues).map((issue) => {
        const place = placeOfIssue(issue)
        const label = labelOf([...sources, ...connections], issue.subject)
        return (
          <li key={issue.id} data-tone={toneOfIssue(issue)}>
            <div className="grow">
              <p className="strong">
                <To at={`/issues/${issue.id}`} className="plain">
                  <Said>{issue.title}</Said>
                </To>
              </p>
              <p className="soft">
                <Said>{issue.todo}</Said>
              </p>
              <p className="faint line">
                {place === null ? label : <To {...place}>{label}</To>}
                {issue.acknowledged !== null && <Status list="issue" value={standingOf(issue)} />}
              </p>
            </div>
            <div className="r">
              <b>
                <Figure n={issue.count} />
              </b>
              <div className="faint">
                <Since at={issue.firstAt} />
              </div>
            </div>
          </li>
        )
      })}
    </ul>
  )
}
