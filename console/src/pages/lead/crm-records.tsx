/** What the CRMs hold of a lead. */
import { To } from '../../parts/link.tsx'
import { Table } from '../../parts/table.tsx'
import { Outward } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { leadWords } from '../../words/leads.ts'
import { useWords } from '../../words/say.ts'
import type { Lead } from './page.tsx'

export function CrmRecords({ records }: { records: Lead['crm'] }) {
  const t = useWords(leadWords, columnWords)
  if (records.length === 0) return <p className="soft">{t('lead.noCrm')}</p>
  return (
    <Table
      id="crm"
      caption={t('lead.crm')}
      look="inset"
      rows={records}
      keyOf={({ connection, entity, remoteId }) => `${connection} ${entity} ${remoteId}`}
      columns={[
        {
          id: 'connection',
          head: t('col.connection'),
          names: true,
          cell: ({ connection }) => <To at={`/connections/${encodeURIComponent(connection)}`}>{connection}</To>,
        },
        {
          id: 'record',
          head: t('col.record'),
          look: 'raw',
          cell: ({ entity, url, remoteId }) => (
            <>
              {t.word('entity', entity)}{' '}
              <Outward url={url}>
                <code>{remoteId}</code>
              </Outward>
            </>
          ),
        },
        { id: 'state', head: t('col.state'), look: 'soft', cell: ({ state }) => t.word('link', state) },
      ]}
    />
  )
}
