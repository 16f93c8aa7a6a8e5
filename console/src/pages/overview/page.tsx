/** Overview, by the questions of the person on duty: is anything coming in, delivered, lost, open? */

import { useRead } from '../../api/use-read.ts'
import { Page } from '../../app/page.tsx'
import { Balance, sum } from '../../parts/balance.tsx'
import { needsFirst } from '../../parts/connection-state.ts'
import { FirstDelivery } from '../../parts/first-steps.tsx'
import { To } from '../../parts/link.tsx'
import { useSources } from '../../parts/names.ts'
import { Cell, Plate } from '../../parts/plate.tsx'
import { frameWords } from '../../words/frame.ts'
import { overviewWords } from '../../words/overview.ts'
import { useWords } from '../../words/say.ts'
import { ConnectionTable } from './connection-table.tsx'
import { Incoming, useArrivals } from './incoming.tsx'
import { IssueList } from './issue-list.tsx'
import './overview.css'
import { SourceTable, troubledFirst, withSilent } from './source-table.tsx'
import { Coming, Delivering, Lost, Open } from './tiles.tsx'

export default function OverviewPage() {
  const t = useWords(overviewWords, frameWords)
  const ledger = useRead('/v1/ledger', {}, { live: true })
  const sources = useSources()
  const connections = useRead('/v1/connections', {}, { live: true })
  const issues = useRead('/v1/issues', { query: { state: 'open', limit: 50 } }, { live: true })
  const newest = useRead('/v1/deliveries', { query: { limit: 1 } }, { live: true })
  const arrivals = useArrivals()
  return (
    <Page name="overview" title={t('view.overview')} reads={[ledger, sources, connections, issues, newest, arrivals]}>
      {(balance, { items: configured }, { items: lines }, open, { items: last }, arrived) => {
        const rows = withSilent(balance.sources, configured).sort(troubledFirst(configured))
        const whole = { ...balance, sources: rows }
        const crms = lines.toSorted(needsFirst)
        return (
          <Plate look="overview">
            <div className="tiles">
              <Coming rows={rows} newest={last[0] ?? null} arrivals={arrived} silent={configured.filter(({ silentSince }) => silentSince !== null).length} />
              <Delivering connections={crms} />
              <Lost rows={rows} />
              <Open issues={open.items} isMore={open.next !== null} />
            </div>
            {sum(rows, 'accepted') === 0 ? (
              <Cell>
                <FirstDelivery sources={configured} of="deliveries" />
              </Cell>
            ) : (
              <div className="watch">
                <Incoming arrivals={arrived} />
                <Cell flush title={t('overview.openByCause')} aside={<To at="/issues">{t('overview.allIssues')}</To>}>
                  <IssueList issues={open.items} sources={configured} connections={crms} />
                </Cell>
              </div>
            )}
            <div className="halves">
              <Cell flush title={t('overview.sources')} aside={t('overview.sinceStart')}>
                <SourceTable rows={rows} sources={configured} />
              </Cell>
              <Cell flush title={t('view.connections')} aside={t('overview.now')}>
                <ConnectionTable connections={crms} jobs={balance.connections} />
              </Cell>
            </div>
            <Cell flush look="measured">
              <Balance ledger={whole} />
            </Cell>
          </Plate>
        )
      }}
    </Page>
  )
}
