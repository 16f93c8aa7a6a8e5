/** What became of one delivery, in five parts; it opens on what was decided. */
import type { ReactNode } from 'react'
import type { Answer } from '../../api/call.ts'
import { useRead } from '../../api/use-read.ts'
import { useSession } from '../../app/session-context.ts'
import { Button } from '../../parts/button.tsx'
import { useFormat } from '../../parts/format.ts'
import { useGo, useQueryOfAddress } from '../../parts/link.tsx'
import { labelOf, type Source } from '../../parts/names.ts'
import { Failure, Skeleton } from '../../parts/note.tsx'
import { focusOnce, PanelTop, SidePanel } from '../../parts/side-panel.tsx'
import { Tabs } from '../../parts/tabs.tsx'
import { Time } from '../../parts/value.tsx'
import { deliveryWords } from '../../words/deliveries.ts'
import { frameWords } from '../../words/frame.ts'
import { useWords } from '../../words/say.ts'
import { CopyCurl } from './copy-curl.tsx'
import { DecisionsPart } from './decisions-part.tsx'
import { JobsPart } from './jobs-part.tsx'
import { useLeadsOf } from './leads-of.ts'
import { MappedPart } from './mapped-part.tsx'
import { RawPart } from './raw-part.tsx'
import { ReleaseOne } from './release.tsx'
import { TimelinePart } from './timeline-part.tsx'

const TABS = ['raw', 'mapped', 'decisions', 'jobs', 'timeline'] as const
type Tab = (typeof TABS)[number]

export type DeliveryDetail = Answer<'/v1/deliveries/{id}', 'get'>

interface PanelProps {
  id: string
  sources: readonly Source[]
  replay: (ids: string[]) => void
  close: () => void
}

export function DeliveryPanel({ id, sources, replay, close }: PanelProps) {
  const t = useWords(deliveryWords)
  const read = useRead('/v1/deliveries/{id}', { params: { id } }, { live: true })
  return (
    <SidePanel label={t('detail.title')} close={close}>
      {read.data ? (
        <Detail delivery={read.data} sources={sources} replay={replay} close={close} />
      ) : read.error ? (
        <Failure problem={read.error} retry={() => void read.refetch()} />
      ) : (
        <Skeleton />
      )}
    </SidePanel>
  )
}

function Detail({ delivery, sources, replay, close }: Omit<PanelProps, 'id'> & { delivery: DeliveryDetail }) {
  const t = useWords(deliveryWords)
  const go = useGo()
  const query = useQueryOfAddress()
  const told = useLeadsOf(delivery)
  const open = TABS.find((one) => one === query.tab) ?? 'decisions'
  const jobs = told.leads.reduce((n, one) => n + one.jobs.length, 0)
  const counts: Partial<Record<Tab, number>> = { mapped: delivery.events.length, ...(told.isThere && { jobs }) }
  const parts: Readonly<Record<Tab, () => ReactNode>> = {
    raw: () => <RawPart id={delivery.id} />,
    mapped: () => <MappedPart delivery={delivery} />,
    decisions: () => <DecisionsPart delivery={delivery} leads={told.leads} />,
    jobs: () => <JobsPart told={told} />,
    timeline: () => <TimelinePart delivery={delivery} told={told} />,
  }
  return (
    <>
      <Head delivery={delivery} sources={sources} replay={replay} close={close} />
      <Tabs
        label={t('detail.title')}
        tabs={TABS.map((name) => ({ name, title: t(`tab.${name}`), count: counts[name] }))}
        open={open}
        choose={(tab) => go(`/deliveries/${delivery.id}`, { ...query, tab: tab === 'decisions' ? undefined : tab }, true)}
      >
        {parts[open]()}
      </Tabs>
    </>
  )
}

function Head({ delivery: { id, state, source, seq, receivedAt, settledAt }, sources, replay, close }: Omit<PanelProps, 'id'> & { delivery: DeliveryDetail }) {
  const t = useWords(deliveryWords, frameWords)
  const format = useFormat()
  const { mayAct } = useSession()
  return (
    <header className="detail-head">
      <PanelTop list="delivery" state={state} id={id} close={close} />
      <h2 tabIndex={-1} id="detail-title" ref={focusOnce}>
        {labelOf(sources, source)} <span className="soft num">{format.number(seq)}</span>
      </h2>
      <p className="faint">
        {t('detail.received')} <Time at={receivedAt} />
        {settledAt !== null && (
          <>
            {' · '}
            {t('detail.settled')} <Time at={settledAt} />
          </>
        )}
      </p>
      {mayAct && (
        <div className="line">
          {state === 'held' && <ReleaseOne id={id} />}
          {state !== 'pending' && state !== 'erased' && (
            <Button icon="replay" onClick={() => replay([id])} testId="replay-one">
              {t('replay.one')}
            </Button>
          )}
          {state !== 'erased' && <CopyCurl id={id} />}
        </div>
      )}
    </header>
  )
}
