/** Deliveries, newest first: histogram, a live list with filters in the address, and what became of the chosen one beside it. */
import { useCallback } from 'react'
import { Page } from '../../app/page.tsx'
import { useSession } from '../../app/session-context.ts'
import { Bars } from '../../parts/bars.tsx'
import { ClearFilters } from '../../parts/filters.tsx'
import { FirstDelivery } from '../../parts/first-steps.tsx'
import { useGo, useIdOfAddress, useQueryOfAddress } from '../../parts/link.tsx'
import { useSources } from '../../parts/names.ts'
import { Empty } from '../../parts/note.tsx'
import { Cell, Plate } from '../../parts/plate.tsx'
import { deliveryWords } from '../../words/deliveries.ts'
import { frameWords } from '../../words/frame.ts'
import { useWords } from '../../words/say.ts'
import './deliveries.css'
import { DeliveryPanel } from './delivery-panel.tsx'
import { DeliveryList } from './list.tsx'
import { ReleaseListed } from './release.tsx'
import { Toolbar } from './toolbar.tsx'
import { useDeliveries } from './use-deliveries.ts'

export default function DeliveriesPage() {
  const t = useWords(deliveryWords, frameWords)
  const { mayAct } = useSession()
  const go = useGo()
  const id = useIdOfAddress()
  const query = useQueryOfAddress()
  const { list, arrivals, rows, readMore } = useDeliveries(query)
  const sources = useSources()
  const close = useCallback(() => {
    go('/deliveries', query)
    // Where the eye goes back to: the row it was opened from.
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-open="${CSS.escape(id ?? '')}"]`)?.focus())
  }, [go, query, id])
  const isFiltered = Boolean(query.source ?? query.state ?? query.code)
  const held = rows.filter(({ state }) => state === 'held').map((row) => row.id)
  return (
    <Page
      name="deliveries"
      title={t('view.deliveries')}
      reads={[list, arrivals, sources]}
      actions={mayAct && query.state === 'held' && held.length > 0 && <ReleaseListed ids={held} />}
    >
      {(_pages, arrived, { items: configured }) =>
        rows.length === 0 && !isFiltered && id === null ? (
          <Plate>
            <Cell>
              <FirstDelivery sources={configured} of="deliveries" />
            </Cell>
          </Plate>
        ) : (
          <>
            <Toolbar sources={configured} />
            <Plate look="split" data-detail={id === null ? undefined : ''}>
              <div className="cell flush list" aria-busy={list.isPlaceholderData || undefined}>
                <div className="over">
                  <Bars arrivals={arrived} label={t('deliveries.overTime')} height={104} />
                </div>
                {rows.length === 0 ? (
                  <Empty>
                    <p className="strong">{t('deliveries.noneFiltered')}</p>
                    <ClearFilters at="/deliveries" />
                  </Empty>
                ) : (
                  <DeliveryList rows={rows} sources={configured} readMore={readMore} hasMore={list.hasNextPage} />
                )}
              </div>
              {id !== null && <DeliveryPanel key={id} id={id} sources={configured} close={close} />}
            </Plate>
          </>
        )
      }
    </Page>
  )
}
