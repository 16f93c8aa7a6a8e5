/** Where an address leads to no page. */
import { Empty } from '../parts/note.tsx'
import { Cell, Plate } from '../parts/plate.tsx'
import { frameWords } from '../words/frame.ts'
import { useWords } from '../words/say.ts'
import { Page } from './page.tsx'

export function UnknownPage() {
  const t = useWords(frameWords)
  return (
    <Page name="unknown" title={t('problem.page')} reads={[]}>
      {() => (
        <Plate>
          <Cell>
            <Empty>{t('problem.page')}</Empty>
          </Cell>
        </Plate>
      )}
    </Page>
  )
}
