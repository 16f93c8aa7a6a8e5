/** Whose the lead is: unit, account, other sites, place, first touch. */
import { useRead } from '../../api/use-read.ts'
import { To } from '../../parts/link.tsx'
import { Fact, Facts } from '../../parts/plate.tsx'
import { Id, Missing, Time } from '../../parts/value.tsx'
import { columnWords } from '../../words/columns.ts'
import { leadPageWords } from '../../words/lead-page.ts'
import { leadWords } from '../../words/leads.ts'
import { useWords } from '../../words/say.ts'
import { stateWords } from '../../words/states.ts'
import type { Account, Lead } from './page.tsx'

export function UnitPart({ lead, account }: { lead: Lead; account: Account }) {
  const t = useWords(leadPageWords, leadWords, columnWords, stateWords)
  const field = (name: string) => {
    const value = account.fields.find((one) => one.field === name)?.value
    return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  }
  const place = [field('street'), `${field('postalCode')} ${field('city')}`.trim(), field('country')].filter((one) => one !== '').join(', ')
  const siblings = account.units.filter(({ id }) => id !== lead.unit)
  return (
    <>
      <p className="unit-name">{lead.unitName ?? (lead.unitKind === 'open' ? t('leads.openUnit') : (lead.accountName ?? t('leads.unnamed')))}</p>
      <p className="line">
        <Id id={lead.unit} />
      </p>
      <Facts>
        <Fact name={t('entity.account')}>
          <To at={`/accounts/${lead.account}`} data-testid="account">
            {lead.accountName ?? t('leads.unnamed')}
          </To>
        </Fact>
        {siblings.length > 0 && (
          <Fact name={t('unit.siblings')}>
            {siblings.map(({ id, name }, i) => (
              <span key={id}>
                {i > 0 && ', '}
                <Sibling unit={id} name={name ?? t('leads.openUnit')} />
              </span>
            ))}
          </Fact>
        )}
        {place !== '' && <Fact name={t('unit.place')}>{place}</Fact>}
        <Fact name={t('col.owner')}>{lead.owner ?? <Missing />}</Fact>
        {lead.substage !== null && <Fact name={t('col.stage')}>{t.word('substage', lead.substage)}</Fact>}
        {lead.cycle > 1 && <Fact name={t('lead.cycle')}>{lead.cycle}</Fact>}
        <Fact name={t('lead.firstTouch')}>{lead.firstTouch === null ? <Missing /> : <FirstTouch touch={lead.firstTouch} />}</Fact>
      </Facts>
    </>
  )
}

/** To the first lead of another site. */
function Sibling({ unit, name }: { unit: string; name: string }) {
  const { data } = useRead('/v1/leads', { query: { unit, limit: 1 } })
  const lead = data?.items[0]
  return lead ? <To at={`/leads/${lead.id}`}>{name}</To> : name
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
