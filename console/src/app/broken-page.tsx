/** In place of a page that could not be drawn, or a part of it that could not be loaded: what to do, and no white window. */
import { Button } from '../parts/button.tsx'
import { Empty } from '../parts/note.tsx'
import { Cell, Plate } from '../parts/plate.tsx'
import { frameWords } from '../words/frame.ts'
import { useWords } from '../words/say.ts'
import { Page } from './page.tsx'

export function BrokenPage() {
  const t = useWords(frameWords)
  return (
    <Page name="broken" title={t('problem.broken')} reads={[]}>
      {() => (
        <Plate>
          <Cell>
            <Empty>
              <p className="strong">{t('problem.broken')}</p>
              <p className="soft">{t('problem.brokenText')}</p>
              <Button icon="refresh" onClick={() => location.reload()} testId="reload">
                {t('problem.reload')}
              </Button>
            </Empty>
          </Cell>
        </Plate>
      )}
    </Page>
  )
}
