/** One line per cause: its sentence, what to do, whether somebody knows of it, and how many it touches. */
import { type Issue, placeOfIssue, standingOf, toneOfIssue } from '../../parts/issue.ts'
import { type Query, To, useGo } from '../../parts/link.tsx'
import { labelOf } from '../../parts/names.ts'
import { Status } from '../../parts/status.tsx'
import { LongTable } from '../../parts/table.tsx'
import { Figure, Said, Time } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { frameWords } from '../../words/frame.ts'
import { issueWords } from '../../words/issues.ts'
import { useWords } from '../../words/say.ts'

export type Named = { id: string; label: string }

interface IssueTableProps {
  issues: readonly Issue[]
  /** Sources and connections. */
  named: readonly Named[]
  query: Query
  chosen: string | null
}

export function IssueTable({ issues, named, query, chosen }: IssueTableProps) {
  const t = useWords(issueWords, columnWords, frameWords)
  const go = useGo()
  return (
    <LongTable
      id="issues"
      caption={t('view.issues')}
      look="sticky"
      rows={issues}
      keyOf={({ id }) => id}
      toneOf={toneOfIssue}
      open={({ id }) => go(`/issues/${id}`, query)}
      isCurrent={({ id }) => id === chosen}
      columns={[
        { id: 'cause', head: t('col.cause'), names: true, look: 'raw', cell: (issue) => <Cause issue={issue} named={named} query={query} /> },
        { id: 'state', head: t('col.state'), cell: (issue) => <Status list="issue" value={standingOf(issue)} /> },
        { id: 'count', head: t('issues.records'), right: true, cell: ({ count }) => <Figure n={count} /> },
        { id: 'first', head: t('issues.first'), right: true, wideOnly: true, cell: ({ firstAt }) => <Time at={firstAt} /> },
        { id: 'last', head: t('issues.last'), right: true, wideOnly: true, cell: ({ lastAt }) => <Time at={lastAt} /> },
      ]}
    />
  )
}

function Cause({ issue, named, query }: { issue: Issue; named: readonly Named[]; query: Query }) {
  return (
    <>
      <To at={`/issues/${issue.id}`} query={query} className="plain" data-open={issue.id} data-testid="issue">
        <Said>{issue.title}</Said>
      </To>
      <div className="soft">
        <Said>{issue.todo}</Said>
      </div>
      <div className="faint">
        <Place issue={issue} named={named} />
      </div>
    </>
  )
}

/** Source or connection, with the way to its records. */
export function Place({ issue, named }: { issue: Pick<Issue, 'kind' | 'subject'>; named: readonly Named[] }) {
  const place = placeOfIssue(issue)
  const label = labelOf(named, issue.subject)
  return place === null ? label : <To {...place}>{label}</To>
}
