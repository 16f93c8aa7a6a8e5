/** Issues: one per cause, with what to do, the way to its records, and closing what is mended. */
import { act } from '../../api/call.ts'
import { useRead } from '../../api/use-read.ts'
import { Page } from '../../app/page.tsx'
import { useSession } from '../../app/session-context.ts'
import { usePerform } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { Choice, useFilters } from '../../parts/filters.tsx'
import { type Issue, placeOfIssue, toneOfIssue } from '../../parts/issue.ts'
import { To } from '../../parts/link.tsx'
import { labelOf, useSources } from '../../parts/names.ts'
import { Empty } from '../../parts/note.tsx'
import { Cell, Plate } from '../../parts/plate.tsx'
import { Status } from '../../parts/status.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { Figure, Said, Time } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { frameWords } from '../../words/frame.ts'
import { issueWords } from '../../words/issues.ts'
import { useWords } from '../../words/say.ts'
import { stateWords } from '../../words/states.ts'

export default function IssuesPage() {
  const t = useWords(issueWords, columnWords, frameWords, stateWords)
  const { mayAct } = useSession()
  const [{ state }, set] = useFilters('/issues', ['state'])
  const issues = useRead('/v1/issues', { query: { state: (state ?? 'open') as Issue['state'], limit: 200 } }, { live: true, keeps: true })
  const sources = useSources()
  const connections = useRead('/v1/connections', {}, { live: true })
  return (
    <Page name="issues" title={t('view.issues')} reads={[issues, sources, connections]}>
      {({ items }, { items: configured }, { items: lines }) => (
        <>
          <div className="toolbar">
            <Choice
              label={t('filter.state')}
              value={state ?? 'open'}
              options={(['open', 'closed'] as const).map((one) => [one, t(`issue.${one}`)] as const)}
              choose={(value) => set({ state: value === '' ? undefined : value })}
              testId="filter-state"
            />
          </div>
          <Plate>
            <Cell flush>
              {items.length === 0 ? (
                <Empty>{t(state === 'closed' ? 'issues.noneClosed' : 'issues.none')}</Empty>
              ) : (
                <Table
                  id="issues"
                  caption={t('view.issues')}
                  rows={items}
                  keyOf={({ id }) => id}
                  toneOf={(issue) => (issue.state === 'open' ? toneOfIssue(issue) : undefined)}
                  columns={[
                    {
                      id: 'cause',
                      head: t('col.cause'),
                      names: true,
                      look: 'raw',
                      cell: (issue) => <Cause issue={issue} label={labelOf([...configured, ...lines], issue.subject)} />,
                    },
                    { id: 'state', head: t('col.state'), wideOnly: true, cell: (issue) => <Status list="issue" value={issue.state} /> },
                    { id: 'count', head: t('issues.records'), right: true, cell: ({ count }) => <Figure n={count} /> },
                    { id: 'first', head: t('issues.first'), right: true, wideOnly: true, cell: ({ firstAt }) => <Time at={firstAt} /> },
                    { id: 'last', head: t('issues.last'), right: true, wideOnly: true, cell: ({ lastAt }) => <Time at={lastAt} /> },
                    ...(mayAct && state !== 'closed' ? [closing(t('col.action'))] : []),
                  ]}
                />
              )}
            </Cell>
          </Plate>
        </>
      )}
    </Page>
  )
}

const closing = (head: string): Column<Issue> => ({ id: 'action', head, right: true, cell: ({ id }) => <CloseButton id={id} /> })

function Cause({ issue, label }: { issue: Issue; label: string }) {
  const place = placeOfIssue(issue)
  return (
    <>
      <Said>{issue.title}</Said>
      <div className="soft">
        <Said>{issue.todo}</Said>
      </div>
      <div className="faint">{place === null ? label : <To {...place}>{label}</To>}</div>
    </>
  )
}

/** It opens again by itself where the cause is not mended. */
function CloseButton({ id }: { id: string }) {
  const t = useWords(issueWords)
  const perform = usePerform()
  const close = () =>
    perform(async () => {
      await act('post', '/v1/issues/{id}/close', { params: { id } })
      return t('issues.wasClosed')
    })
  return (
    <Button icon="check" kind="small" onClick={() => void close()} testId="issue-close">
      {t('issues.close')}
    </Button>
  )
}
