/** Funnel: stages with rates and intervals, segments beside each other, composition, speed and forecast; below, every figure there is. */
import { useCallback } from 'react'
import { useRead } from '../../api/use-read.ts'
import { Page } from '../../app/page.tsx'
import { FirstDelivery } from '../../parts/first-steps.tsx'
import { useGo } from '../../parts/link.tsx'
import { useSources } from '../../parts/names.ts'
import { Cell, Plate } from '../../parts/plate.tsx'
import { frameWords } from '../../words/frame.ts'
import { useWords } from '../../words/say.ts'
import { BehindPanel } from './behind-panel.tsx'
import { FigureSection } from './figure-section.tsx'
import './funnel.css'
import { Glance } from './glance.tsx'
import { useFigure } from './use-figure.ts'
import { FUNNEL, useAsking } from './use-question.ts'

export default function FunnelPage() {
  const t = useWords(frameWords)
  const go = useGo()
  const { query } = useAsking()
  const figures = useRead('/v1/figures', {})
  const sources = useSources()
  const created = useFigure({ figure: 'leads-created' })
  const behind = query.behind ?? null
  const close = useCallback(() => {
    go(FUNNEL, { ...query, behind: undefined })
    // Where the eye goes back to: the number it was opened from.
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-open="${CSS.escape(behind ?? '')}"]`)?.focus({ preventScroll: true }))
  }, [go, query, behind])
  return (
    <Page name="funnel" title={t('view.funnel')} reads={[figures, sources, created]}>
      {({ items }, { items: configured }, { rows: [all] }) =>
        all === undefined || all.n === 0 ? (
          <Plate>
            <Cell>
              <FirstDelivery sources={configured} of="leads" />
            </Cell>
          </Plate>
        ) : (
          <div className="funnel" data-behind={behind === null ? undefined : ''}>
            <div className="funnel-main">
              <Glance figures={items} />
              <FigureSection figures={items} />
            </div>
            {behind !== null && <BehindPanel key={behind} behind={behind} figures={items} close={close} />}
          </div>
        )
      }
    </Page>
  )
}
