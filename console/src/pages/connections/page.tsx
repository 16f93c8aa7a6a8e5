/** Connections: how each CRM is, what waits for it and why, and what one may do about it. */
import { useRead } from '../../api/use-read.ts'
import { Crumb, Page } from '../../app/page.tsx'
import { useSession } from '../../app/session-context.ts'
import { needsFirst } from '../../parts/connection-state.ts'
import { FirstConnection } from '../../parts/first-steps.tsx'
import { useIdOfAddress } from '../../parts/link.tsx'
import { labelOf } from '../../parts/names.ts'
import { Empty, Note } from '../../parts/note.tsx'
import { Cell, Plate } from '../../parts/plate.tsx'
import { connectionWords } from '../../words/connections.ts'
import { frameWords } from '../../words/frame.ts'
import { useWords } from '../../words/say.ts'
import { NewLink } from '../setting/origin.tsx'
import { ConnectionPlate } from './connection-plate.tsx'

export default function ConnectionsPage() {
  const t = useWords(connectionWords, frameWords)
  const { mayAct } = useSession()
  const id = useIdOfAddress()
  const connections = useRead('/v1/connections', {}, { live: true })
  const ledger = useRead('/v1/ledger', {}, { live: true })
  const issues = useRead('/v1/issues', { query: { state: 'open', limit: 200 } }, { live: true })
  return (
    <Page
      name="connections"
      title={t('view.connections')}
      actions={id === null && <NewLink of="connection" />}
      heading={({ items }, _ledger, _issues) =>
        id === null ? (
          t('view.connections')
        ) : (
          <Crumb at="/connections" name={t('view.connections')}>
            {labelOf(items, id)}
          </Crumb>
        )
      }
      reads={[connections, ledger, issues]}
    >
      {({ items }, balance, open) => {
        const shown = items.filter((one) => id === null || one.id === id).toSorted(needsFirst)
        return (
          <>
            {!mayAct && <Note tone="info">{t('app.viewer')}</Note>}
            {shown.length === 0 && (
              <Plate>
                <Cell>{id === null ? <FirstConnection /> : <Empty>{t('problem.page')}</Empty>}</Cell>
              </Plate>
            )}
            {shown.map((one) => (
              <ConnectionPlate
                key={one.id}
                isWhole={id !== null}
                connection={one}
                jobs={balance.connections.find(({ connection }) => connection === one.id)}
                issues={open.items}
              />
            ))}
          </>
        )
      }}
    </Page>
  )
}
