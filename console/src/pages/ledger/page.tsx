/** Ledger: the balance of everything accepted and everything queued, in every named state, per source and connection. */
import { useRead } from '../../api/use-read.ts'
import { Page } from '../../app/page.tsx'
import { Balance } from '../../parts/balance.tsx'
import { useSources } from '../../parts/names.ts'
import { Cell, Plate } from '../../parts/plate.tsx'
import { frameWords } from '../../words/frame.ts'
import { overviewWords } from '../../words/overview.ts'
import { useWords } from '../../words/say.ts'
import { stateWords } from '../../words/states.ts'
import { ConnectionLedger, SourceLedger } from './ledger-tables.tsx'

export default function LedgerPage() {
  const t = useWords(overviewWords, frameWords, stateWords)
  const ledger = useRead('/v1/ledger', {}, { live: true })
  const sources = useSources()
  const connections = useRead('/v1/connections', {}, { live: true })
  return (
    <Page name="ledger" title={t('view.ledger')} reads={[ledger, sources, connections]}>
      {(balance, { items: configured }, { items: lines }) => (
        <>
          <Plate>
            <Cell flush look="measured" title={t('balance.title')} aside={t('overview.sinceStart')}>
              <Balance ledger={balance} />
            </Cell>
          </Plate>
          <Plate>
            <Cell flush title={t('balance.deliveries')} aside={t('ledger.sourcesSum')}>
              <SourceLedger rows={balance.sources} sources={configured} />
            </Cell>
            <Cell flush title={t('balance.jobs')} aside={t('ledger.jobsSum')}>
              <ConnectionLedger rows={balance.connections} connections={lines} />
            </Cell>
          </Plate>
        </>
      )}
    </Page>
  )
}
