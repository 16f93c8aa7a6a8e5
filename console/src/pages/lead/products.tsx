/** All leads of the unit: one per product, with class, stage and where it stands with sales. */
import { useSession } from '../../app/session-context.ts'
import { ClassChip } from '../../parts/class-chip.tsx'
import { useFormat } from '../../parts/format.ts'
import { To } from '../../parts/link.tsx'
import { StageRail } from '../../parts/stage-rail.tsx'
import { leadPageWords } from '../../words/lead-page.ts'
import { useWords } from '../../words/say.ts'
import type { Lead } from './page.tsx'

export function Products({ lead, leads }: { lead: Lead; leads: readonly Lead[] }) {
  const t = useWords(leadPageWords)
  const format = useFormat()
  const { productName } = useSession()
  // The one that is open is told by itself: fresher than the list.
  const all = [lead, ...leads.filter(({ id }) => id !== lead.id)].sort((a, b) => (a.product < b.product ? -1 : 1))
  return (
    <div className="products" data-testid="products">
      {all.map((one) => (
        <div key={one.id} className="cell product" aria-current={one.id === lead.id ? 'true' : undefined}>
          <div className="head">
            <h2>{one.id === lead.id ? productName(one.product) : <To at={`/leads/${one.id}`}>{productName(one.product)}</To>}</h2>
            <ClassChip lead={one} />
            <div className="aside num">{t('product.points', { points: format.number(one.score.points) })}</div>
          </div>
          <StageRail stage={one.stage} />
          <p className="soft small">
            <Sales lead={one} />
          </p>
        </div>
      ))}
    </div>
  )
}

/** Where it stands with sales, or when it was touched last. */
function Sales({ lead: { handover, lastTouchAt } }: { lead: Lead }) {
  const t = useWords(leadPageWords)
  const format = useFormat()
  if (handover === null) return lastTouchAt === null ? null : t('product.touched', { at: format.clock(lastTouchAt) })
  const at = format.clock(handover.at)
  switch (handover.state) {
    case 'open':
      return handover.until === null ? t('product.offered', { at }) : t('product.offeredUntil', { until: format.clock(handover.until) })
    case 'accepted':
      return t('product.accepted', { at })
    case 'rejected':
      return t('product.rejected', { at })
    default:
      return t('product.withdrawn')
  }
}
