/** What was decided about a delivery: why it is held or ended, whose its events are and why, and what changed in the leads. */

import { useSession } from '../../app/session-context.ts'
import { To } from '../../parts/link.tsx'
import { Fact, Facts, Head } from '../../parts/plate.tsx'
import { Status } from '../../parts/status.tsx'
import { UnitName } from '../../parts/unit-name.tsx'
import { Said } from '../../parts/value.tsx'
import { deliveryWords } from '../../words/deliveries.ts'
import { leadWords } from '../../words/leads.ts'
import { useWords } from '../../words/say.ts'
import { Sentence, type StepData } from '../lead/step.tsx'
import type { DeliveryDetail } from './delivery-panel.tsx'
import { EventPart } from './event-part.tsx'
import { HeldPart } from './held-part.tsx'
import type { LeadOf } from './leads-of.ts'
import { MOST_EVENTS, More } from './more.tsx'

export function DecisionsPart({ delivery, leads }: { delivery: DeliveryDetail; leads: readonly LeadOf[] }) {
  const t = useWords(deliveryWords)
  const { state, events } = delivery
  return (
    <>
      {state === 'held' ? <HeldPart delivery={delivery} /> : <Ended delivery={delivery} />}
      {(events.length > 0 || state !== 'held') && (
        <section className="part">
          {events.length === 0 && <p className="soft">{t(state === 'pending' ? 'detail.noEventsYet' : 'detail.noEvents')}</p>}
          {events.slice(0, MOST_EVENTS).map((event) => (
            <EventPart key={event.id} event={event} />
          ))}
          <More n={events.length - MOST_EVENTS} />
        </section>
      )}
      {leads.map((one) => (
        <LeadPart key={one.lead.id} of={one} />
      ))}
    </>
  )
}

/** Why it gave no lead, or is the same as another. */
function Ended({ delivery: { reason, duplicateOf, source } }: { delivery: DeliveryDetail }) {
  const t = useWords(deliveryWords)
  if (reason === null && duplicateOf === null) return null
  return (
    <section className="part">
      {reason !== null && duplicateOf === null && (
        <p className="strong">
          <Said>{reason}</Said>
        </p>
      )}
      {duplicateOf !== null && (
        <Facts>
          <Fact name={t('detail.sameAs')}>
            <To at={`/deliveries/${duplicateOf}`} query={{ source }}>
              <code>{duplicateOf}</code>
            </To>
          </Fact>
        </Facts>
      )}
    </section>
  )
}

/** What it changed in a lead. */
function LeadPart({ of: { lead, steps } }: { of: LeadOf }) {
  const t = useWords(leadWords, deliveryWords)
  const { productName } = useSession()
  const changes = steps.filter(({ kind }) => kind !== 'touch')
  return (
    <section className="part" data-testid="lead-of">
      <Head
        title={productName(lead.product)}
        aside={
          <To at={`/leads/${lead.id}`} className="btn small" data-testid="open-lead">
            {t('lead.open')}
          </To>
        }
      />
      <p className="line">
        <span className="unit">
          <UnitName lead={lead} />
        </span>
        <Status list="stage" value={lead.stage} />
      </p>
      {changes.length === 0 && <p className="faint">{t('detail.touchOnly')}</p>}
      <ul className="changes">
        {changes.map((step) => (
          <li key={`${step.kind}${JSON.stringify(step.data)}`}>
            <Sentence kind={step.kind} data={step.data as StepData} />
          </li>
        ))}
      </ul>
    </section>
  )
}
