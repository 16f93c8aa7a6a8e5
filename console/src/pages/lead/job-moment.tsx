/** A job for a CRM: what became of it, after how many attempts and how long; each attempt when asked for. */
import { useState } from 'react'
import { useRead } from '../../api/use-read.ts'
import { useFormat } from '../../parts/format.ts'
import { To } from '../../parts/link.tsx'
import { Skeleton } from '../../parts/note.tsx'
import { Status } from '../../parts/status.tsx'
import { Id, Said, shortId, Time } from '../../parts/value.tsx'
import { leadPageWords } from '../../words/lead-page.ts'
import { useWords } from '../../words/say.ts'
import type { Job } from './page.tsx'

const MS_UP_TO = 10_000

export function JobMoment({ job: { id, connection, state, attempts, reason, mapping, createdAt, settledAt } }: { job: Job }) {
  const t = useWords(leadPageWords)
  const format = useFormat()
  const [isOpen, setOpen] = useState(false)
  const took = settledAt === null ? null : Math.max(0, Date.parse(settledAt) - Date.parse(createdAt))
  return (
    <>
      <p className="line">
        <To at={`/connections/${encodeURIComponent(connection)}`}>{t('course.jobWaits', { connection })}</To>
        <Status list="job" value={state} />
      </p>
      {reason !== null && (
        <p className="faint raw">
          <Said>{reason}</Said>
        </p>
      )}
      <details className="trail" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary data-testid="job-attempts">
          {t.counted('course.attempts', attempts)}
          {took !== null && `, ${took < MS_UP_TO ? t('course.tookMs', { ms: format.number(took) }) : t('course.took', { duration: format.duration(took) })}`}
        </summary>
        <p>
          <Id id={id} />
          {mapping !== null && (
            <>
              {' '}
              {t('course.mapped')} <code title={mapping}>{shortId(mapping)}</code>
            </>
          )}
        </p>
        {isOpen && <Attempts id={id} />}
      </details>
    </>
  )
}

function Attempts({ id }: { id: string }) {
  const t = useWords(leadPageWords)
  const format = useFormat()
  const { data } = useRead('/v1/jobs/{id}', { params: { id } })
  if (!data) return <Skeleton rows={2} />
  return (
    <ol className="attempts small">
      {data.log.map(({ at, durationMs, outcome, reason, calls }) => (
        <li key={at}>
          <p>
            <Time at={at} /> <b>{outcome}</b> <span className="faint num">{t('course.tookMs', { ms: format.number(durationMs) })}</span>
          </p>
          {reason !== null && (
            <p className="faint">
              <Said>{reason}</Said>
            </p>
          )}
          {calls.map(({ method, path, purpose, status }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: calls have no id, and none is added
            <p key={i} className="faint raw">
              <code>
                {method} {path}
              </code>{' '}
              {t('course.call', { purpose, status: status ?? t('course.noAnswer') })}
            </p>
          ))}
        </li>
      ))}
    </ol>
  )
}
