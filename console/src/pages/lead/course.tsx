/** From request to CRM and back, newest first; what is shown of it stands in the address. */
import type { ReactNode } from 'react'
import { Icon, type IconName } from '../../parts/icon.tsx'
import { To, useQueryOfAddress } from '../../parts/link.tsx'
import { Empty } from '../../parts/note.tsx'
import { Time } from '../../parts/value.tsx'
import { leadPageWords } from '../../words/lead-page.ts'
import { useWords } from '../../words/say.ts'
import { ArrivalTrail } from './arrival-trail.tsx'
import { JobMoment } from './job-moment.tsx'
import { isShown, type Moment, momentsOf, SHOWN } from './moments.ts'
import type { Arrival, Job, Step } from './page.tsx'
import { Proof, Sentence, type StepData } from './step.tsx'

interface CourseProps {
  steps: readonly Step[]
  arrivals: readonly Arrival[]
  jobs: readonly Job[]
}

/** Which of it is shown. */
export function CourseChoice({ lead }: { lead: string }) {
  const t = useWords(leadPageWords)
  const { show } = useQueryOfAddress()
  return (
    <nav className="segments" aria-label={t('course.show')}>
      {[undefined, ...SHOWN].map((one) => (
        <To key={one ?? 'all'} at={`/leads/${lead}`} query={{ show: one }} className={one === show ? 'on' : ''} data-testid={`show-${one ?? 'all'}`}>
          {t(`course.${one ?? 'all'}`)}
        </To>
      ))}
    </nav>
  )
}

export function Course({ steps, arrivals, jobs }: CourseProps) {
  const t = useWords(leadPageWords)
  const { show } = useQueryOfAddress()
  const moments = momentsOf(steps, arrivals, jobs).filter((one) => isShown(one, show))
  return (
    <>
      {moments.length === 0 && <Empty>{t('course.none')}</Empty>}
      <ol className="course" id="timeline">
        {moments.map((moment) => (
          <li key={moment.key} data-kind={moment.is}>
            <Time at={moment.at} />
            <span className="mark" data-kind={moment.is}>
              <Icon name={iconOf(moment)} />
            </span>
            <div className="what">{partOf(moment)}</div>
          </li>
        ))}
      </ol>
    </>
  )
}

function partOf(moment: Moment): ReactNode {
  if (moment.is === 'job') return <JobMoment job={moment.job} />
  const { kind, data } = moment.step
  return (
    <>
      <p className="said-step">
        <Sentence kind={kind} data={data as StepData} />
      </p>
      <Proof data={data as StepData} />
      {moment.is === 'touch' && moment.arrival && <ArrivalTrail arrival={moment.arrival} />}
    </>
  )
}

const STEP_ICONS: Readonly<Record<string, IconName>> = {
  created: 'leads',
  stage: 'next',
  phase: 'next',
  class: 'filtered',
  offer: 'external',
  contact: 'calls',
  accept: 'ok',
  won: 'ok',
  reject: 'recycled',
  withdraw: 'recycled',
  reminder: 'clock',
  lost: 'failed',
  disqualified: 'cancelled',
}

const iconOf = (moment: Moment): IconName =>
  moment.is === 'job' ? 'connections' : moment.is === 'touch' ? 'sources' : (STEP_ICONS[moment.step.kind] ?? 'info')
