/** Deliveries, newest first: histogram, a live list with filters in the address, and what became of the chosen one beside it. */
import { lazy, Suspense, useState } from 'react'
import { Page } from '../../app/page.tsx'
import { useSession } from '../../app/session-context.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { ClearFilters } from '../../parts/filters.tsx'
import { FirstDelivery } from '../../parts/first-steps.tsx'
import { Icon } from '../../parts/icon.tsx'
import { useIdOfAddress, useQueryOfAddress } from '../../parts/link.tsx'
import { useSources } from '../../parts/names.ts'
import { Empty } from '../../parts/note.tsx'
import { Cell, Plate } from '../../parts/plate.tsx'
import { deliveryWords } from '../../words/deliveries.ts'
import { frameWords } from '../../words/frame.ts'
import { useWords } from '../../words/say.ts'
import './deliveries.css'
import { useSelection } from '../../parts/selection.ts'
import { useClosePanel } from '../../parts/side-panel.tsx'
import { DeliveryPanel } from './delivery-panel.tsx'
import { Histogram } from './histogram.tsx'
import { DeliveryList } from './list.tsx'
import { ListFoot } from './list-foot.tsx'
import { ReleaseListed } from './release.tsx'
import { RunningReplays } from './running-replays.tsx'
import { Toolbar } from './toolbar.tsx'
import { FILTERS, useDeliveries } from './use-deliveries.ts'
import { replayOf, useReplay } from './use-replay.ts'

/** Loaded when something is replayed for the first time. */
const ReplayBox = lazy(() => import('./replay-box.tsx'))

export default function DeliveriesPage() {
  const t = useWords(deliveryWords, frameWords)
  const { mayAct } = useSession()
  const id = useIdOfAddress()
  const query = useQueryOfAddress()
  const [isLive, setLive] = useState(true)
  const found = useDeliveries(query, isLive)
  const { list, arrivals, rows, times } = found
  const sources = useSources()
  const selection = useSelection(rows)
  const replay = useReplay()
  const close = useClosePanel('/deliveries', { ...query, tab: undefined })
  const isFiltered = FILTERS.some((name) => query[name])
  const held = rows.filter(({ state }) => state === 'held').map((row) => row.id)
  const wanted = selection.ids.length > 0 ? { ids: selection.ids } : replayOf(query, times.from, times.to, query.text ? rows.map((row) => row.id) : [])
  const replayIds = (ids: string[]) => void replay.plan({ ids })
  return (
    <Page
      name="deliveries"
      title={t('view.deliveries')}
      reads={[list, arrivals, sources]}
      actions={
        <>
          {mayAct && (
            <span className="wide-only">
              <Button icon="replay" onClick={() => wanted && void replay.plan(wanted)} disabled={wanted === null} testId="replay-listed">
                {selection.ids.length > 0 ? t.counted('replay.these', selection.ids.length) : t('replay.filtered')}
              </Button>
            </span>
          )}
          <IconButton label={t(isLive ? 'deliveries.stopLive' : 'deliveries.goLive')} onClick={() => setLive(!isLive)} testId="live-switch">
            <Icon name={isLive ? 'pause' : 'play'} />
          </IconButton>
        </>
      }
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
            <Toolbar sources={configured} times={times}>
              {mayAct && query.state === 'held' && held.length > 0 && <ReleaseListed ids={held} />}
              {mayAct && selection.ids.length > 0 && (
                <Button kind="ghost" onClick={selection.clear} testId="select-none">
                  {t.counted('deliveries.selected', selection.ids.length)}
                </Button>
              )}
            </Toolbar>
            <RunningReplays show={replay.show} />
            <Plate look="split" data-detail={id === null ? undefined : ''}>
              <div className="cell flush list" aria-busy={list.isPlaceholderData || undefined}>
                <Histogram arrivals={arrived} times={times} />
                {rows.length === 0 ? (
                  <Empty>
                    <p className="strong">{t('deliveries.noneFiltered')}</p>
                    <ClearFilters at="/deliveries" />
                  </Empty>
                ) : (
                  <DeliveryList rows={rows} sources={configured} selection={mayAct ? selection : null} replay={replayIds} readMore={found.readMore} />
                )}
                <ListFoot deliveries={found} mayAct={mayAct} />
              </div>
              {id !== null && <DeliveryPanel key={id} id={id} sources={configured} replay={replayIds} close={close} />}
            </Plate>
            {replay.shown !== null && (
              <Suspense>
                <ReplayBox id={replay.shown} close={() => replay.show(null)} />
              </Suspense>
            )}
          </>
        )
      }
    </Page>
  )
}
