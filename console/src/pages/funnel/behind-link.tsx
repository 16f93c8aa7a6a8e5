/** A number that leads to the leads behind it. */
import type { ReactNode } from 'react'
import { To } from '../../parts/link.tsx'
import { funnelWords } from '../../words/funnel.ts'
import { useWords } from '../../words/say.ts'
import type { Definition, FigureQuery, Row } from './use-figure.ts'
import { FUNNEL, useAsking } from './use-question.ts'

/** Systems count deliveries and jobs, which are no leads. */
export const hasLeads = ({ basis }: Definition): boolean => basis !== 'receipt'

/** The row of a figure as the address carries it. */
function behindOf(asked: FigureQuery, { segment, period, more }: Pick<Row, 'segment' | 'period' | 'more'>): string {
  const given = { ...asked, segment, row: period, more: more && Object.keys(more).length > 0 ? JSON.stringify(more) : undefined }
  return new URLSearchParams(Object.entries(given).flatMap(([name, value]) => (value ? [[name, String(value)]] : []))).toString()
}

export function BehindLink({ asked, row, children }: { asked: FigureQuery; row: Row; children: ReactNode }) {
  const t = useWords(funnelWords)
  const { query } = useAsking()
  if (row.n === 0) return <span className="num zero">{children}</span>
  const behind = behindOf(asked, row)
  return (
    <To at={FUNNEL} query={{ ...query, behind }} className="num plain behind" title={t('behind.show', { n: row.n })} data-open={behind} data-testid="behind">
      {children}
    </To>
  )
}
