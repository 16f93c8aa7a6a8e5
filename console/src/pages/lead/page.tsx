/** One lead: where it stands and why, its hand-over, its records in the CRM, and everything that happened. */
import type { Answer } from '../../api/call.ts'
import { useRead } from '../../api/use-read.ts'
import { Crumb, Page } from '../../app/page.tsx'
import { useIdOfAddress } from '../../parts/link.tsx'
import { Cell, Plate } from '../../parts/plate.tsx'
import { UnitName } from '../../parts/unit-name.tsx'
import { Id } from '../../parts/value.tsx'
import { frameWords } from '../../words/frame.ts'
import { leadWords } from '../../words/leads.ts'
import { useWords } from '../../words/say.ts'
import { CrmRecords } from './crm-records.tsx'
import { Handover } from './handover.tsx'
import './lead.css'
import { Score } from './score.tsx'
import { Standing } from './standing.tsx'
import { Timeline } from './timeline.tsx'

export type Lead = Answer<'/v1/leads/{id}', 'get'>
export type Step = Answer<'/v1/leads/{id}/timeline', 'get'>['items'][number]

export default function LeadPage() {
  const t = useWords(leadWords, frameWords)
  const id = useIdOfAddress() ?? ''
  const lead = useRead('/v1/leads/{id}', { params: { id } }, { live: true })
  const timeline = useRead('/v1/leads/{id}/timeline', { params: { id } }, { live: true })
  return (
    <Page
      name="lead"
      title={t('view.leads')}
      heading={(one, _timeline) => (
        <Crumb at="/leads" name={t('view.leads')}>
          <span className="unit">
            <UnitName lead={one} />
          </span>
        </Crumb>
      )}
      reads={[lead, timeline]}
    >
      {(one, { items }) => (
        <Plate look="lead">
          <div className="column">
            <Cell title={t('lead.facts')} aside={<Id id={one.id} />}>
              <Standing lead={one} />
            </Cell>
            <Cell title={t('lead.score')} aside={t('leads.grades', { fit: one.score.fit, engagement: one.score.engagement })}>
              <Score score={one.score} />
            </Cell>
            <Cell title={t('lead.handover')}>
              <Handover offer={one.handover} />
            </Cell>
            <Cell title={t('lead.crm')}>
              <CrmRecords records={one.crm} />
            </Cell>
          </div>
          <Cell title={t('lead.timeline')}>
            <Timeline steps={items} />
          </Cell>
        </Plate>
      )}
    </Page>
  )
}
