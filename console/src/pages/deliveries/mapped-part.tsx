/** What the mapping made of a delivery: its events without what names a person, and its items where it told many things. */
import { Code } from '../../parts/copy.tsx'
import { useFormat } from '../../parts/format.ts'
import { Head } from '../../parts/plate.tsx'
import { Status } from '../../parts/status.tsx'
import { Id, Said, Time } from '../../parts/value.tsx'
import { deliveryWords } from '../../words/deliveries.ts'
import { kindWords } from '../../words/kinds.ts'
import { useWords } from '../../words/say.ts'
import type { DeliveryDetail } from './delivery-panel.tsx'
import { MOST_EVENTS, More } from './more.tsx'

export function MappedPart({ delivery: { state, events, items, mapping } }: { delivery: DeliveryDetail }) {
  const t = useWords(deliveryWords, kindWords)
  return (
    <>
      {mapping !== null && (
        <section className="part">
          <p className="line faint">
            {t('detail.mapping')} <Id id={mapping} />
          </p>
        </section>
      )}
      {events.length === 0 && (
        <section className="part">
          <p className="soft">{t(state === 'held' || state === 'pending' ? 'detail.noEventsYet' : 'detail.noEvents')}</p>
        </section>
      )}
      {events.slice(0, MOST_EVENTS).map(({ id, kind, revision, occurredAt, data }) => (
        <section className="part" key={id}>
          <h3>
            {t.word('kind', kind)} {revision > 1 && <span className="faint">{t('detail.revision', { n: revision })}</span>}
          </h3>
          <p className="faint line">
            <span>
              {t('detail.occurred')} <Time at={occurredAt} />
            </span>
            <Id id={id} />
          </p>
          <Code>{JSON.stringify(data, null, 2)}</Code>
        </section>
      ))}
      <More n={events.length - MOST_EVENTS} />
      {items !== null && <Items items={items} />}
    </>
  )
}

function Items({ items }: { items: NonNullable<DeliveryDetail['items']> }) {
  const t = useWords(deliveryWords)
  const format = useFormat()
  return (
    <section className="part">
      <Head title={t('detail.items')} aside={<span className="num">{format.number(items.length)}</span>} />
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
