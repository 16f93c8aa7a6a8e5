/** Where a lead stands: whose it is, stage, class, owner, and where it came from. */
import { useSession } from '../../app/session-context.ts'
import { ClassChip } from '../../parts/class-chip.tsx'
import { useFormat } from '../../parts/format.ts'
import { Fact, Facts } from '../../parts/plate.tsx'
import { StageRail } from '../../parts/stage-rail.tsx'
import { Missing, Time } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { leadWords } from '../../words/leads.ts'
import { useWords } from '../../words/say.ts'
import { stateWords } from '../../words/states.ts'
import type { Lead } from './page.tsx'

export function Standing({ lead }: { lead: Lead }) {
  const t = useWords(leadWords, columnWords, stateWords)
  const format = useFormat()
  const { productName } = useSession()
  const isOpen = lead.unitKind === 'open'
  return (
    <>
      <StageRail stage={lead.stage} />
      <Facts>
        <Fact name={t('entity.account')}>
          {lead.accountName ?? t('leads.unnamed')}
          {(lead.unitName !== null || isOpen) && <div className="soft">{lead.unitName ?? t('leads.openUnit')}</div>}
        </Fact>
        <Fact name={t('col.product')}>{productName(lead.product)}</Fact>
        {lead.substage !== null && <Fact name={t('col.stage')}>{t.word('substage', lead.substage)}</Fact>}
        <Fact name={t('col.class')}>
          <ClassChip lead={lead} />
        </Fact>
        <Fact name={t('col.owner')}>{lead.owner ?? <Missing />}</Fact>
        <Fact name={t('lead.firstTouch')}>{lead.firstTouch === null ? <Missing /> : <FirstTouch touch={lead.firstTouch} />}</Fact>
        <Fact name={t('col.lastTouch')}>
          <Time at={lead.lastTouchAt} />
        </Fact>
        <Fact name={t('lead.touches')}>{format.number(lead.touches)}</Fact>
        <Fact name={t('lead.contacts')}>{format.number(lead.contacts.length)}</Fact>
        {lead.cycle > 1 && <Fact name={t('lead.cycle')}>{format.number(lead.cycle)}</Fact>}
      </Facts>
    </>
  )
}

function FirstTouch({ touch: { at, origin } }: { touch: NonNullable<Lead['firstTouch']> }) {
  const words = [origin.event, origin.campaign, origin.form, origin.system ?? origin.channel].filter((one) => typeof one === 'string' && one !== '')
  return (
    <>
      <Time at={at} />
      <div className="soft raw">{words.join(' · ')}</div>
    </>
  )
}
