/** Nurturing: the grid of content with its gaps, and who should get what next, or nothing, and why. */
import { useRead } from '../../api/use-read.ts'
import { Page } from '../../app/page.tsx'
import { Snippet } from '../../parts/copy.tsx'
import { Cell, Plate } from '../../parts/plate.tsx'
import { frameWords } from '../../words/frame.ts'
import { nurturingWords } from '../../words/nurturing.ts'
import { useWords } from '../../words/say.ts'
import { Grid } from './grid.tsx'
import { NextList } from './next-list.tsx'
import './nurturing.css'

const CONTENT_YAML = `content:
  - { id: guide, title: Guide to cranes, type: white paper, class: B1 }
  - { id: costs, title: What a crane costs, type: article, class: B2, functions: [purchasing] }`

export default function NurturingPage() {
  const t = useWords(nurturingWords, frameWords)
  const content = useRead('/v1/content', {})
  return (
    <Page name="nurturing" title={t('view.nurturing')} reads={[content]}>
      {({ items, cells }) => (
        <>
          <Plate>
            <Cell flush={items.length > 0} title={t('nurturing.grid')} aside={items.length > 0 && t('nurturing.gridLegend')}>
              {items.length === 0 ? (
                <div className="first">
                  <p className="strong">{t('nurturing.noContent')}</p>
                  <p className="soft">{t('nurturing.noContentText')}</p>
                  <Snippet text={CONTENT_YAML} />
                </div>
              ) : (
                <Grid items={items} cells={cells} />
              )}
            </Cell>
          </Plate>
          <NextList functions={[...new Set(cells.flatMap((cell) => cell.function ?? []))]} classes={[...new Set(cells.map((cell) => cell.class))]} />
        </>
      )}
    </Page>
  )
}
