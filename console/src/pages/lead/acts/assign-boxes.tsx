/** Whose a lead is: an owner in sales, or a partner who is asked. */
import { useState } from 'react'
import { act } from '../../../api/call.ts'
import { useRead } from '../../../api/use-read.ts'
import { Snippet } from '../../../parts/copy.tsx'
import { PickField, TextField } from '../../../parts/field.tsx'
import { FormBox } from '../../../parts/form-box.tsx'
import { leadActWords } from '../../../words/lead-acts.ts'
import { useWords } from '../../../words/say.ts'
import { type ActProps, decide, textOf, useLeadName } from './subject.ts'

export function OwnerBox({ lead, close }: ActProps) {
  const t = useWords(leadActWords)
  const name = useLeadName(lead)
  const [owner, setOwner] = useState(lead.owner ?? '')
  const set = async (to: string | null) => {
    await decide(lead.id, { kind: 'owner', to })
    return t('owner.done', { lead: name, owner: to ?? t('owner.nobody') })
  }
  return (
    <FormBox
      name="owner"
      title={t('owner.title', { lead: name })}
      text={t('owner.text')}
      confirm={t('owner.confirm')}
      close={close}
      run={async () => ({ sentence: await set(textOf(owner)), back: () => set(lead.owner) })}
    >
      <TextField label={t('owner.field')} value={owner} change={setOwner} testId="owner-to" isFirst />
    </FormBox>
  )
}

const EXAMPLE = `partners:
  nord: { label: North Cranes, email: sales@north-cranes.example }`

export function PartnerBox({ lead, close }: ActProps) {
  const t = useWords(leadActWords)
  const name = useLeadName(lead)
  const { data } = useRead('/v1/partners', {})
  const [chosen, setChosen] = useState('')
  const partners = data?.items ?? []
  const run = async () => {
    await act('post', '/v1/partners/{id}/offers', { params: { id: chosen }, body: { lead: lead.id } })
    return { sentence: t('partner.done', { lead: name, partner: partners.find(({ id }) => id === chosen)?.label ?? chosen }) }
  }
  return (
    <FormBox
      name="partner"
      title={t('partner.title', { lead: name })}
      text={t('partner.text')}
      confirm={t('partner.confirm')}
      close={close}
      run={run}
      isReady={chosen !== ''}
    >
      {data && partners.length === 0 ? (
        <>
          <p className="soft">{t('partner.none')}</p>
          <Snippet text={EXAMPLE} />
        </>
      ) : (
        <PickField
          label={t('partner.field')}
          value={chosen}
          change={setChosen}
          none={t('act.choose')}
          options={partners.map(({ id, label, open }) => [id, t('partner.open', { label, open })] as const)}
          testId="partner-to"
        />
      )}
    </FormBox>
  )
}
