/** One event that a delivery gave: what it is, whose it is and why, and the leads it speaks for. */
import { useRead } from '../../api/use-read.ts'
import { useSession } from '../../app/session-context.ts'
import { Code } from '../../parts/copy.tsx'
import { To } from '../../parts/link.tsx'
import { useUnitName } from '../../parts/names.ts'
import { Status } from '../../parts/status.tsx'
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
      {event.unit !== null && <LeadsOf unit={event.unit} />}
      <details>
        <summary>{t('detail.mapped')}</summary>
        <Code>{JSON.stringify(event.data, null, 2)}</Code>
      </details>
    </article>
  )
}

function LeadsOf({ unit }: { unit: string }) {
  const t = useWords(leadWords)
  const { productName } = useSession()
  const { data } = useRead('/v1/leads', { query: { unit } }, { live: true })
  return data?.items.map((lead) => (
    <p key={lead.id} className="line">
      <To at={`/leads/${lead.id}`} data-testid="open-lead">
        {t('lead.open')}
      </To>
      <span className="soft">{productName(lead.product)}</span>
      <Status list="stage" value={lead.stage} />
    </p>
  ))
}
