/** What became of one delivery: its state and reason, the events it gave, who they were taken for, and the request itself. */
import type { Answer } from '../../api/call.ts'
import { useRead } from '../../api/use-read.ts'
import { useSession } from '../../app/session-context.ts'
import { Button } from '../../parts/button.tsx'
import { useFormat } from '../../parts/format.ts'
import { To } from '../../parts/link.tsx'
import { labelOf, type Source } from '../../parts/names.ts'
import { Failure, Skeleton } from '../../parts/note.tsx'
import { Fact, Facts, Head } from '../../parts/plate.tsx'
import { SidePanel } from '../../parts/side-panel.tsx'
import { Status } from '../../parts/status.tsx'
import { Id, Said, Time } from '../../parts/value.tsx'
import { deliveryWords } from '../../words/deliveries.ts'
import { frameWords } from '../../words/frame.ts'
import { useWords } from '../../words/say.ts'
import { EventPart } from './event-part.tsx'
import { RawPart } from './raw-part.tsx'
import { ReleaseOne } from './release.tsx'

/** So many events of one delivery are shown; a list upload can have a thousand. */
const MOST_EVENTS = 20

export type DeliveryDetail = Answer<'/v1/deliveries/{id}', 'get'>

export function DeliveryPanel({ id, sources, close }: { id: string; sources: readonly Source[]; close: () => void }) {
  const t = useWords(deliveryWords)
  const read = useRead('/v1/deliveries/{id}', { params: { id } }, { live: true })
  return (
    <SidePanel label={t('detail.title')} close={close}>
      {read.data ? (
        <Detail delivery={read.data} sources={sources} close={close} />
      ) : read.error ? (
        <Failure problem={read.error} retry={() => void read.refetch()} />
      ) : (
        <Skeleton />
      )}
    </SidePanel>
  )
}

function Detail({ delivery, sources, close }: { delivery: DeliveryDetail; sources: readonly Source[]; close: () => void }) {
  const t = useWords(deliveryWords, frameWords)
  const format = useFormat()
  const { mayAct } = useSession()
  const { id, state, source, seq, receivedAt, settledAt, events } = delivery
  const shown = events.slice(0, MOST_EVENTS)
  return (
    <>
      <header className="detail-head">
        <div className="line">
          <Status list="delivery" value={state} chip />
          <Id id={id} />
          <span className="grow" />
          <Button kind="ghost" icon="close" onClick={close} testId="panel-close">
            {t('app.close')}
          </Button>
        </div>
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
        {state === 'held' && mayAct && (
          <div className="line">
            <ReleaseOne id={id} />
          </div>
        )}
      </header>
      <Reason delivery={delivery} />
      <Items items={delivery.items} />
      <section className="part">
        <Head title={t('detail.events')} />
        {events.length === 0 && <p className="soft">{t(state === 'held' || state === 'pending' ? 'detail.noEventsYet' : 'detail.noEvents')}</p>}
        {shown.map((event) => (
          <EventPart key={event.id} event={event} />
        ))}
        <More n={events.length - shown.length} />
      </section>
      {mayAct ? (
        <RawPart id={id} />
      ) : (
        <section className="part">
          <p className="faint">{t('detail.rawOps')}</p>
        </section>
      )}
    </>
  )
}

/** What was opened is where the keyboard goes. */
const focusOnce = (title: HTMLElement | null): void => title?.focus({ preventScroll: true })

function Reason({ delivery }: { delivery: DeliveryDetail }) {
  const t = useWords(deliveryWords)
  const { state, reason, path, code, duplicateOf, mapping, source } = delivery
  const isBare = reason === null && path === null && code === null && duplicateOf === null && mapping === null
  if (isBare && state !== 'held') return null
  return (
    <section className="part">
      {reason !== null && duplicateOf === null && (
        <p className="strong">
          <Said>{reason}</Said>
        </p>
      )}
      {state === 'held' && <p className="soft">{t('detail.heldText')}</p>}
      <Facts>
        {path && (
          <Fact name={t('detail.where')}>
            <code>{path}</code>
          </Fact>
        )}
        {code && (
          <Fact name={t('detail.code')}>
            <code>{code}</code>
          </Fact>
        )}
        {duplicateOf && (
          <Fact name={t('detail.sameAs')}>
            <To at={`/deliveries/${duplicateOf}`} query={{ source }}>
              <code>{duplicateOf}</code>
            </To>
          </Fact>
        )}
        {mapping && (
          <Fact name={t('detail.mapping')}>
            <Id id={mapping} />
          </Fact>
        )}
      </Facts>
    </section>
  )
}

function Items({ items }: { items: DeliveryDetail['items'] }) {
  const t = useWords(deliveryWords)
  if (items === null) return null
  return (
    <section className="part">
      <Head title={t('detail.items')} />
      <ul className="items">
        {items.slice(0, MOST_EVENTS).map(({ key, state, path, reason }) => (
          <li key={key}>
            <Status list="delivery" value={state} /> <code>{key}</code> {path && <code className="soft">{path}</code>}
            {reason && (
              <div className="soft">
                <Said>{reason}</Said>
              </div>
            )}
          </li>
        ))}
      </ul>
      <More n={items.length - MOST_EVENTS} />
    </section>
  )
}

function More({ n }: { n: number }) {
  const t = useWords(deliveryWords)
  const format = useFormat()
  return n > 0 && <p className="faint">{t('detail.moreEvents', { count: format.number(n) })}</p>
}
