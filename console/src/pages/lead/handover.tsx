/** The last hand-over to sales, and their answer. */
import { Said, Time } from '../../parts/value.tsx'
import { leadWords } from '../../words/leads.ts'
import { useWords } from '../../words/say.ts'
import { stateWords } from '../../words/states.ts'
import type { Lead } from './page.tsx'

export function Handover({ offer }: { offer: Lead['handover'] }) {
  const t = useWords(leadWords, stateWords)
  if (offer === null) return <p className="soft">{t('lead.noHandover')}</p>
  const stage = t.word('stage', offer.stage)
  return (
    <div data-testid="handover">
      <p>
        <b>{t.word('lane', offer.lane)}</b> · {t.word('offer', offer.state)} · <Time at={offer.at} />
      </p>
      <p className="soft">{offer.class === null ? t('lead.stoodAt', { stage }) : t('lead.stoodAtClass', { stage, class: offer.class })}</p>
      {offer.reason !== null && (
        <p className="raw">
          <Said>{offer.reason}</Said>
        </p>
      )}
    </div>
  )
}
