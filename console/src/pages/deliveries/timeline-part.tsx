/** The way of one delivery from the request to the CRM, each step with the time it took since the request came. */
import type { ReactNode } from 'react'
import { useFormat } from '../../parts/format.ts'
import { Status } from '../../parts/status.tsx'
import { Said, Time } from '../../parts/value.tsx'
import { deliveryWords } from '../../words/deliveries.ts'
import { kindWords } from '../../words/kinds.ts'
import { useWords } from '../../words/say.ts'
import { stateWords } from '../../words/states.ts'
import { Sentence, type StepData } from '../lead/step.tsx'
import type { DeliveryDetail } from './delivery-panel.tsx'
import type { LeadOf } from './leads-of.ts'

interface Moment {
  key: string
  at: string
  what: ReactNode
  proof?: ReactNode
}

export function TimelinePart({ delivery, told }: { delivery: DeliveryDetail; told: { leads: readonly LeadOf[] } }) {
  const t = useWords(deliveryWords, kindWords, stateWords)
  const format = useFormat()
  const { receivedAt, settledAt, state, reason, events, mapping } = delivery
  const moments: Moment[] = [{ key: 'received', at: receivedAt, what: t('detail.received') }]
  for (const { id, kind, recordedAt, decision } of events)
    moments.push({
      key: id,
      at: recordedAt,
      what: `${t('timeline.event')}: ${t.word('kind', kind)}`,
      proof: decision && t.word('timeline.decision', decision.decision),
    })
  if (settledAt !== null)
    moments.push({ key: 'settled', at: settledAt, what: <Status list="delivery" value={state} />, proof: reason === null ? mapping : <Said>{reason}</Said> })
  for (const { lead, steps, jobs } of told.leads) {
    for (const [i, { kind, recordedAt, data }] of steps.entries())
      if (kind !== 'touch') moments.push({ key: `${lead.id}${i}`, at: recordedAt, what: <Sentence kind={kind} data={data as StepData} /> })
    for (const job of jobs) {
      moments.push({ key: job.id, at: job.createdAt, what: t('timeline.job', { connection: job.connection }) })
      if (job.settledAt !== null)
        moments.push({
          key: `${job.id}settled`,
          at: job.settledAt,
          what: (
            <>
              <Status list="job" value={job.state} /> {job.connection}
            </>
          ),
          proof: job.reason ?? t.counted('jobs.attempts', job.attempts),
        })
    }
  }
  moments.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
  return (
    <ol className="timeline part" data-testid="delivery-timeline">
      {moments.map(({ key, at, what, proof }) => {
        const after = Date.parse(at) - Date.parse(receivedAt)
        return (
          <li key={key}>
            <div className="when">
              <Time at={at} />
              {after > 0 && <div className="faint num">+{after < 10_000 ? `${format.number(after)} ms` : format.duration(after)}</div>}
            </div>
            <div>
              <div>{what}</div>
              {proof && <p className="faint raw">{proof}</p>}
            </div>
          </li>
        )
      })}
    </ol>
  )
}
