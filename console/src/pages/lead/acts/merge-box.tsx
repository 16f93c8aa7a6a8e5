/** Two sites, or two accounts, that are one in the world. */
import { useState } from 'react'
import { act } from '../../../api/call.ts'
import { useRead } from '../../../api/use-read.ts'
import { PickField, TextField } from '../../../parts/field.tsx'
import { FormBox } from '../../../parts/form-box.tsx'
import { PickAccount } from '../../../parts/pick-account.tsx'
import { leadActWords } from '../../../words/lead-acts.ts'
import { leadWords } from '../../../words/leads.ts'
import { useWords } from '../../../words/say.ts'
import { type ActProps, textOf, useLeadName } from './subject.ts'

export function MergeBox({ lead, close }: ActProps) {
  const t = useWords(leadActWords, leadWords)
  const name = useLeadName(lead)
  const { data: account } = useRead('/v1/accounts/{id}', { params: { id: lead.account } })
  const siblings = (account?.units ?? []).filter(({ id }) => id !== lead.unit)
  const [level, setLevel] = useState<'unit' | 'account'>('unit')
  const [other, setOther] = useState('')
  const [reason, setReason] = useState('')
  const survivor = level === 'unit' ? name : (lead.accountName ?? t('leads.unnamed'))
  const absorbed = siblings.find(({ id }) => id === other)?.name ?? t(level === 'unit' ? 'leads.openUnit' : 'entity.account')
  const run = async () => {
    const made = await act('post', '/v1/merges', {
      body: { level, survivor: level === 'unit' ? lead.unit : lead.account, absorbed: other, ...(reason.trim() !== '' && { reason: textOf(reason)! }) },
    })
    const back = async () => {
      await act('delete', '/v1/merges/{id}', { params: { id: made.id } })
      return t('merge.undone', { absorbed, survivor })
    }
    return { sentence: t('merge.done', { absorbed, survivor }), back }
  }
  return (
    <FormBox
      name="merge"
      title={t('merge.title', { lead: name })}
      text={t('merge.text', { survivor })}
      confirm={t('merge.confirm')}
      close={close}
      run={run}
      isReady={other !== ''}
    >
      <PickField
        label={t('merge.level')}
        value={level}
        change={(value) => {
          setLevel(value as typeof level)
          setOther('')
        }}
        options={[
          ['unit', t('merge.unit')],
          ['account', t('merge.account')],
        ]}
        testId="merge-level"
      />
      {level === 'account' ? (
        <PickAccount label={t('merge.otherAccount')} value={other} change={setOther} not={lead.account} />
      ) : siblings.length === 0 ? (
        <p className="soft">{t('merge.noSibling')}</p>
      ) : (
        <PickField
          label={t('merge.other')}
          value={other}
          change={setOther}
          none={t('act.choose')}
          options={siblings.map(({ id, name: site }) => [id, site ?? t('leads.openUnit')] as const)}
          testId="merge-other"
        />
      )}
      <TextField label={t('act.reason')} value={reason} change={setReason} testId="merge-reason" />
    </FormBox>
  )
}
