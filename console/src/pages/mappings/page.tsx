/** Mappings: what each payload and each CRM record is made by, which version counts, how much its cases show. */
import { useRead } from '../../api/use-read.ts'
import { Page } from '../../app/page.tsx'
import { Snippet } from '../../parts/copy.tsx'
import { To, useQueryOfAddress } from '../../parts/link.tsx'
import { Cell, Plate } from '../../parts/plate.tsx'
import { frameWords } from '../../words/frame.ts'
import { mappingWords } from '../../words/mappings.ts'
import { useWords } from '../../words/say.ts'
import { MappingTable } from './mapping-table.tsx'
import { rowsOf } from './rows.ts'

const SOURCE_YAML = `sources:
  website: { kind: form, label: Website, secret: env:WEBSITE_SECRET, mapping: form }`

export default function MappingsPage() {
  const t = useWords(mappingWords, frameWords)
  const { all } = useQueryOfAddress()
  const versions = useRead('/v1/mappings', { query: {} }, { live: true })
  const sources = useRead('/v1/sources', {}, { live: true })
  const connections = useRead('/v1/connections', {}, { live: true })
  const ledger = useRead('/v1/ledger', {}, { live: true })
  return (
    <Page name="mappings" title={t('view.mappings')} reads={[versions, sources, connections, ledger]}>
      {(known, from, to, balance) => {
        const rows = rowsOf(known.items, from.items, to.items, balance.sources)
        const used = rows.filter(({ users }) => users.length > 0)
        return (
          <>
            <Plate>
              {used.length === 0 && !all ? (
                <Cell>
                  <div className="first">
                    <p className="strong">{t('mappings.none')}</p>
                    <p className="soft">{t('mappings.noneText')}</p>
                    <Snippet text={SOURCE_YAML} />
                  </div>
                </Cell>
              ) : (
                <Cell flush>
                  <MappingTable rows={all ? rows : used} />
                </Cell>
              )}
            </Plate>
            <div className="toolbar">
              <To at="/mappings" query={all ? {} : { all: '1' }} className="btn ghost" data-testid="all-mappings">
                {t(all ? 'mappings.onlyUsed' : 'mappings.all')}
              </To>
            </div>
          </>
        )
      }}
    </Page>
  )
}
