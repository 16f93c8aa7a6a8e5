/** What is sent to the CRMs of it: each job with its attempts, and every call of an attempt. */
import { useState } from 'react'
import { useRead } from '../../api/use-read.ts'
import { useFormat } from '../../parts/format.ts'
import { To } from '../../parts/link.tsx'
import { Failure, Skeleton } from '../../parts/note.tsx'
import { Status } from '../../parts/status.tsx'
import { Id, Said, Time } from '../../parts/value.tsx'
import { deliveryWords } from '../../words/deliveries.ts'
import { useWords } from '../../words/say.ts'
import type { Job, LeadOf } from './leads-of.ts'

export function JobsPart({ told: { isThere, leads } }: { told: { isThere: boolean; leads: readonly LeadOf[] } }) {
  const t = useWords(deliveryWords)
  const jobs = leads.flatMap((one) => one.jobs)
  if (!isThere) return <Skeleton rows={3} />
  if (jobs.length === 0)
    return (
      <section className="part">
        <p className="soft">{t('jobs.none')}</p>
      </section>
    )
  return jobs.map((job) => <JobPart key={job.id} job={job} />)
}

function JobPart({ job: { id, connection, state, reason, createdAt, settledAt, attempts } }: { job: Job }) {
  const t = useWords(deliveryWords)
  const [isOpen, setOpen] = useState(false)
  return (
    <section className="part" data-testid="job">
      <p className="line">
        <Status list="job" value={state} />
        <To at={`/connections/${encodeURIComponent(connection)}`}>{connection}</To>
        <Id id={id} />
      </p>
      {reason !== null && (
        <p>
          <Said>{reason}</Said>
        </p>
      )}
      <p className="faint">
        {t('jobs.made')} <Time at={createdAt} />
        {settledAt !== null && (
          <>
            {' · '}
            {t('detail.settled')} <Time at={settledAt} />
          </>
        )}
      </p>
      {attempts > 0 && (
        <details onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{t.counted('jobs.attempts', attempts)}</summary>
          {isOpen && <Attempts id={id} />}
        </details>
      )}
    </section>
  )
}

function Attempts({ id }: { id: string }) {
  const format = useFormat()
  const { data, error, refetch } = useRead('/v1/jobs/{id}', { params: { id } })
  if (error) return <Failure problem={error} retry={() => void refetch()} />
  if (data === undefined) return <Skeleton rows={2} />
  return (
    <ol className="attempts">
      {data.log.map(({ at, durationMs, outcome, reason, calls }) => (
        <li key={at}>
          <p className="line">
            <Time at={at} /> <b>{outcome}</b> <span className="faint num">{format.number(durationMs)} ms</span>
          </p>
          {reason !== null && (
            <p className="soft">
              <Said>{reason}</Said>
            </p>
          )}
          {calls.map(({ method, path, purpose, status, durationMs: took }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: calls of an attempt stay as they were
            <p key={i} className="faint raw" title={purpose}>
              <code>
                {method} {path}
              </code>{' '}
              <span className="num">
                {status ?? '–'} · {format.number(took)} ms
              </span>
            </p>
          ))}
        </li>
      ))}
    </ol>
  )
}
