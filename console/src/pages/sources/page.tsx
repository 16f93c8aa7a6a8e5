/** Sources: who sends, whether they are heard, and the way to how each is set up. */
import { Page } from '../../app/page.tsx'
import { Copyable } from '../../parts/copy.tsx'
import { FirstDelivery } from '../../parts/first-steps.tsx'
import { To, useGo } from '../../parts/link.tsx'
import { labelOf, type Source, useConnections, useSources } from '../../parts/names.ts'
import { Cell, Plate } from '../../parts/plate.tsx'
import { sourceState } from '../../parts/source-state.ts'
import { Status } from '../../parts/status.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { toneOf } from '../../parts/tones.ts'
import { Missing, Time } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { frameWords } from '../../words/frame.ts'
import { useWords } from '../../words/say.ts'
import { sourceWords } from '../../words/sources.ts'
import { NewLink } from '../setting/origin.tsx'

export default function SourcesPage() {
  const t = useWords(sourceWords, frameWords, columnWords)
  const go = useGo()
  const sources = useSources()
  const connections = useConnections()
  return (
    <Page name="sources" title={t('view.sources')} actions={<NewLink of="source" />} reads={[sources, connections]}>
      {({ items }, { items: lines }) => {
        const columns: Column<Source>[] = [
          {
            id: 'source',
            head: t('col.source'),
            names: true,
            cell: ({ id, label, kind }) => (
              <>
                <To at={`/sources/${encodeURIComponent(id)}`} data-testid={`source-${id}`}>
                  {label}
                </To>{' '}
                <code className="faint">{kind}</code>
              </>
            ),
          },
          { id: 'state', head: t('col.state'), cell: (source) => <Status list="source" value={sourceState(source)} /> },
          { id: 'last', head: t('col.lastEvent'), right: true, cell: ({ lastReceivedAt }) => <Time at={lastReceivedAt} /> },
          { id: 'mapping', head: t('sources.mapping'), wideOnly: true, cell: ({ mapping }) => <code>{mapping}</code> },
          { id: 'crm', head: t('col.connection'), wideOnly: true, cell: ({ connection }) => (connection === null ? <Missing /> : labelOf(lines, connection)) },
          { id: 'address', head: t('sources.address'), wideOnly: true, cell: ({ url }) => <Copyable whole={url} shown={new URL(url).pathname} /> },
        ]
        return (
          <Plate>
            {items.length === 0 ? (
              <Cell>
                <FirstDelivery sources={[]} of="deliveries" />
              </Cell>
            ) : (
              <Cell flush>
                <Table
                  id="sources"
                  caption={t('view.sources')}
                  rows={items.toSorted(needsFirst)}
                  keyOf={({ id }) => id}
                  open={({ id }) => go(`/sources/${encodeURIComponent(id)}`)}
                  toneOf={(source) => (sourceState(source) === 'silent' ? toneOf('source', 'silent') : undefined)}
                  columns={columns}
                />
              </Cell>
            )}
          </Plate>
        )
      }}
    </Page>
  )
}

const RANK = ['silent', 'waiting', 'up']
const needsFirst = (a: Source, b: Source): number => RANK.indexOf(sourceState(a)) - RANK.indexOf(sourceState(b)) || a.label.localeCompare(b.label)
