/** One event that a delivery gave: what it is, whose it is and why. */
import { useUnitName } from '../../parts/names.ts'
import { Id, Time } from '../../parts/value.tsx'
import { deliveryWords } from '../../words/deliveries.ts'
import { kindWords } from '../../words/kinds.ts'
import { leadWords } from '../../words/leads.ts'
import { useWords } from '../../words/say.ts'
import type { DeliveryDetail } from './delivery-panel.tsx'
import { Evidence } from './evidence.tsx'

export type DeliveryEvent = DeliveryDetail['events'][number]

export function EventPart({ event }: { event: DeliveryEvent }) {
  const t = useWords(deliveryWords, kindWords, leadWords)
  const { company, site } = useUnitName(event.account, event.unit)
  return (
    <article className="event">
      <h3>
        {t.word('kind', event.kind)} {event.revision > 1 && <span className="faint">{t('detail.revision', { n: event.revision })}</span>}
      </h3>
      <p className="faint line">
        <span>
          {t('detail.occurred')} <Time at={event.occurredAt} />
        </span>
        <Id id={event.id} />
      </p>
      {event.account !== null && (
        <p>
          {company ?? t('leads.unnamed')} · <b>{site ?? t('leads.openUnit')}</b>
        </p>
      )}
      <Evidence decision={event.decision} />
    </article>
  )
}
