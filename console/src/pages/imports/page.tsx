/** Lists from files: how one would be read, what becomes of its rows, and those that were taken in. */
import { useRead } from '../../api/use-read.ts'
import { Page } from '../../app/page.tsx'
import { useSession } from '../../app/session-context.ts'
import { useIdOfAddress } from '../../parts/link.tsx'
import { useSources } from '../../parts/names.ts'
import { Note } from '../../parts/note.tsx'
import { frameWords } from '../../words/frame.ts'
import { useWords } from '../../words/say.ts'
import './imports.css'
import { ImportList } from './import-list.tsx'
import { ImportedRows } from './imported-rows.tsx'
import { NewImport } from './new-import.tsx'

const MOST = 200

export default function ImportsPage() {
  const t = useWords(frameWords)
  const { mayAct } = useSession()
  const id = useIdOfAddress()
  const imports = useRead('/v1/imports', { query: { limit: MOST } }, { live: true })
  const sources = useSources()
  return (
    <Page name="imports" title={t('view.imports')} reads={[imports, sources]}>
      {({ items }, { items: configured }) => (
        <>
          {!mayAct && <Note tone="info">{t('app.viewer')}</Note>}
          {id === null ? (
            <>
              {mayAct && <NewImport sources={configured} />}
              <ImportList items={items} sources={configured} />
            </>
          ) : (
            <ImportedRows id={id} sources={configured} />
          )}
        </>
      )}
    </Page>
  )
}
