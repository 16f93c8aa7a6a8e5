/** One lead: its unit and people, class, stage and score per product, and everything that happened from request to CRM and back. */
import type { Answer } from '../../api/call.ts'
import { useRead } from '../../api/use-read.ts'
import { Crumb, Page } from '../../app/page.tsx'
import { useIdOfAddress } from '../../parts/link.tsx'
import { Cell, Plate } from '../../parts/plate.tsx'
import { UnitName } from '../../parts/unit-name.tsx'
import { frameWords } from '../../words/frame.ts'
import { leadPageWords } from '../../words/lead-page.ts'
import { leadWords } from '../../words/leads.ts'
import { useWords } from '../../words/say.ts'
import { Acts } from './acts/acts.tsx'
import { ClassPart } from './class-part.tsx'
import { Course, CourseChoice } from './course.tsx'
import { CrmRecords } from './crm-records.tsx'
import { Handover } from './handover.tsx'
import './lead.css'
import { People } from './people.tsx'
import { Products } from './products.tsx'
import { Related } from './related.tsx'
import { Score } from './score.tsx'
import { UnitPart } from './unit-part.tsx'

export type Lead = Answer<'/v1/leads/{id}', 'get'>
export type Step = Answer<'/v1/leads/{id}/timeline', 'get'>['items'][number]
export type Arrival = Answer<'/v1/leads/{id}/arrivals', 'get'>['items'][number]
export type Explained = Answer<'/v1/leads/{id}/score', 'get'>
export type Job = Answer<'/v1/jobs', 'get'>['items'][number]
export type Account = Answer<'/v1/accounts/{id}', 'get'>
export type Merge = Answer<'/v1/merges', 'get'>['items'][number]
export type UnitChange = Answer<'/v1/unit-changes', 'get'>['items'][number]

const MOST_JOBS = 200

export default function LeadPage() {
  const t = useWords(leadWords, leadPageWords, frameWords)
  const id = useIdOfAddress() ?? ''
  const lead = useRead('/v1/leads/{id}', { params: { id } }, { live: true })
  const timeline = useRead('/v1/leads/{id}/timeline', { params: { id } }, { live: true })
  const arrivals = useRead('/v1/leads/{id}/arrivals', { params: { id } }, { live: true })
  const score = useRead('/v1/leads/{id}/score', { params: { id } }, { live: true })
  const jobs = useRead('/v1/jobs', { query: { subject: id, limit: MOST_JOBS } }, { live: true })
  // Of the lead's unit and account, once the lead tells which.
  const { account: accountId = '', unit = '' } = lead.data ?? {}
  const isKnown = { enabled: lead.data !== undefined }
  const account = useRead('/v1/accounts/{id}', { params: { id: accountId } }, isKnown)
  const leads = useRead('/v1/leads', { query: { unit } }, isKnown)
  const merges = [
    useRead('/v1/merges', { query: { of: unit, state: 'standing' } }, isKnown),
    useRead('/v1/merges', { query: { of: accountId, state: 'standing' } }, isKnown),
  ]
  const changes = useRead('/v1/unit-changes', { query: { unit } }, isKnown)
  return (
    <Page
      name="lead"
      title={t('view.leads')}
      heading={(...[one]) => (
        <Crumb at="/leads" name={t('view.leads')}>
          <span className="unit">
            <UnitName lead={one} />
          </span>
        </Crumb>
      )}
      actions={lead.data && <Acts lead={lead.data} />}
      reads={[lead, timeline, arrivals, score, jobs, account, leads]}
    >
      {(one, { items: steps }, { items: told }, explained, { items: sent }, company, { items: others }) => (
        <Plate look="lead">
          <div className="column whose">
            <Cell title={t('unit.title')}>
              <UnitPart lead={one} account={company} />
            </Cell>
            <Cell title={t('lead.contacts')} aside={one.contacts.length}>
              <People key={one.unit} lead={one} />
            </Cell>
            <Cell title={t('lead.handover')}>
              <Handover offer={one.handover} />
            </Cell>
            <Cell title={t('lead.crm')}>
              <CrmRecords records={one.crm} />
            </Cell>
            <Cell title={t('related.title')}>
              <Related account={company} merges={merges.flatMap(({ data }) => data?.items ?? [])} changes={changes.data?.items ?? []} />
            </Cell>
          </div>
          <Products lead={one} leads={others} />
          <div className="column why">
            <Cell title={t('score.of')}>
              <Score key={one.id} score={explained} />
            </Cell>
            <Cell title={t('class.title')}>
              <ClassPart lead={one} steps={steps} />
            </Cell>
          </div>
          <Cell title={t('course.title')} aside={<CourseChoice lead={one.id} />} look="what-happened">
            <Course steps={steps} arrivals={told} jobs={sent} />
          </Cell>
        </Plate>
      )}
    </Page>
  )
}
