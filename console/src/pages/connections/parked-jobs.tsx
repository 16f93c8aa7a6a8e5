/** Parked jobs of a connection, one row per cause, with the way to try them again. */
import { type Answer, act } from '../../api/call.ts'
import { useRead } from '../../api/use-read.ts'
import { useSession } from '../../app/session-context.ts'
import { usePerform } from '../../app/told.tsx'
import { Button } from '../../parts/button.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import { useFormat } from '../../parts/format.ts'
import type { Issue } from '../../parts/issue.ts'
import { To } from '../../parts/link.tsx'
import { Failure, Skeleton } from '../../parts/note.tsx'
import { Cell } from '../../parts/plate.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { Missing, Said, Since } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { connectionWords } from '../../words/connections.ts'
import { useWords } from '../../words/say.ts'

type Job = Answer<'/v1/jobs', 'get'>['items'][number]

interface Cause {
  key: string
  todo: string | null
  reason: string | null
  code: string | null
  ids: string[]
  leads: string[]
  oldest: string
}

const MOST_JOBS = 200
const MOST_LEADS = 5

/** @param jobs newest first. @returns most jobs first */
function byCause(jobs: readonly Job[], issues: readonly Issue[]): Cause[] {
  const found = new Map<string, Cause>()
  for (const { id, issue, code, reason, subject, settledAt, createdAt } of jobs) {
    const key = issue ?? `${code} ${reason}`
    const cause = found.get(key) ?? { key, todo: issues.find((one) => one.id === issue)?.todo ?? null, reason, code, ids: [], leads: [], oldest: '' }
    cause.ids.push(id)
    cause.oldest = settledAt ?? createdAt
    if (subject.startsWith('led_') && !cause.leads.includes(subject)) cause.leads.push(subject)
    found.set(key, cause)
  }
  return [...found.values()].sort((a, b) => b.ids.length - a.ids.length)
}

export function ParkedJobs({ connection, parked, issues }: { connection: string; parked: number; issues: readonly Issue[] }) {
  const t = useWords(connectionWords, columnWords)
  const format = useFormat()
  const { mayAct } = useSession()
  const { data, error, refetch } = useRead('/v1/jobs', { query: { connection, state: 'parked', limit: MOST_JOBS } }, { live: true })
  if (data === undefined) return <Cell>{error ? <Failure problem={error} retry={() => void refetch()} /> : <Skeleton rows={3} />}</Cell>
  const resume = (ids: string[]) => <ResumeButton connection={connection} ids={ids} />
  const columns: Column<Cause>[] = [
    {
      id: 'cause',
      head: t('col.cause'),
      names: true,
      look: 'raw',
      cell: ({ reason, todo, code, ids }) => (
        <>
          {reason === null ? <Missing /> : <Said>{reason}</Said>}
          {todo !== null && (
            <div className="soft">
              <Said>{todo}</Said>
            </div>
          )}
          {code !== null && (
            <div className="faint">
              <code>{code}</code>
            </div>
          )}
          {mayAct && <div className="narrow-only">{resume(ids)}</div>}
        </>
      ),
    },
    { id: 'leads', head: t('col.leads'), wideOnly: true, cell: ({ leads }) => <LeadLinks leads={leads} /> },
    { id: 'jobs', head: t('col.jobs'), right: true, cell: ({ ids }) => <span className="num">{format.number(ids.length)}</span> },
    { id: 'oldest', head: t('col.oldest'), right: true, wideOnly: true, cell: ({ oldest }) => <Since at={oldest} /> },
  ]
  if (mayAct) columns.push({ id: 'action', head: t('col.action'), right: true, wideOnly: true, cell: ({ ids }) => resume(ids) })
  return (
    <Cell flush title={t('connections.parked')} aside={parked > data.items.length && t.counted('connections.moreParked', data.items.length)}>
      <Table
        id={`parked-${connection}`}
        caption={t('connections.parked')}
        rows={byCause(data.items, issues)}
        keyOf={({ key }) => key}
        toneOf={() => 'hold'}
        columns={columns}
      />
    </Cell>
  )
}

function LeadLinks({ leads }: { leads: readonly string[] }) {
  const format = useFormat()
  return (
    <>
      {leads.slice(0, MOST_LEADS).map((lead, i) => (
        <span key={lead}>
          {i > 0 && ', '}
          <To at={`/leads/${lead}`}>
            <code>…{lead.slice(-6)}</code>
          </To>
        </span>
      ))}
      {leads.length > MOST_LEADS && ` +${format.number(leads.length - MOST_LEADS)}`}
    </>
  )
}

function ResumeButton({ connection, ids }: { connection: string; ids: string[] }) {
  const t = useWords(connectionWords)
  const ask = useAsk()
  const perform = usePerform()
  const n = ids.length
  const resume = async () => {
    const answer = await ask({
      title: t.counted('connections.resumeTitle', n),
      text: t('connections.resumeText'),
      confirm: t.counted('connections.resumeConfirm', n),
    })
    if (answer === null) return
    await perform(async () => t.counted('connections.resumedJobs', (await act('post', '/v1/jobs/resume', { body: { connection, ids } })).resumed))
  }
  return (
    <Button icon="play" kind="small" onClick={() => resume()} testId="resume-jobs">
      {t.counted('connections.resumeThese', n)}
    </Button>
  )
}
