/** Who one of the two is: company, site, since when, and the leads that hang on it. */
import { useSession } from '../../app/session-context.ts'
import { useFormat } from '../../parts/format.ts'
import { To } from '../../parts/link.tsx'
import { Id } from '../../parts/value.tsx'
import { leadWords } from '../../words/leads.ts'
import { reviewWords } from '../../words/reviews.ts'
import { useWords } from '../../words/say.ts'
import { stateWords } from '../../words/states.ts'
import type { Sides } from './use-answer.ts'

export function SideHead({ side, isKnown }: { side: Sides['left']; isKnown: boolean }) {
  const t = useWords(reviewWords, leadWords, stateWords)
  const format = useFormat()
  const { productName } = useSession()
  const { account, accountName, unit, unitName, units, createdAt, contactCount, leads, mergedInto } = side
  return (
    <div className="side-head">
      <span className="faint">
        {t(isKnown ? 'reviews.known' : 'reviews.new')} · {t('reviews.since', { time: format.clock(createdAt) })}
      </span>
      <b className="side-name">{accountName ?? t('leads.unnamed')}</b>
      <span className="strong">{unitName ?? (units > 1 ? t.counted('reviews.units', units) : t('leads.openUnit'))}</span>
      <span className="faint line">
        {t.counted('reviews.contacts', contactCount)} · <Id id={unit ?? account} />
      </span>
      {mergedInto !== null && <span className="faint">{t('reviews.merged')}</span>}
      {leads.map((lead) => (
        <span key={lead.id} className="faint">
          <To at={`/leads/${lead.id}`} className="plain">
            {productName(lead.product)}
          </To>
          , {t.word('stage', lead.stage)}
          {lead.class !== null && ` ${lead.class}`}
        </span>
      ))}
    </div>
  )
}
