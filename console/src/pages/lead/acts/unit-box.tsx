/** What became of a unit in the world, as of a day. */
import { useState } from 'react'
import { act } from '../../../api/call.ts'
import { useRead } from '../../../api/use-read.ts'
import { PickField, TextField } from '../../../parts/field.tsx'
import { FormBox } from '../../../parts/form-box.tsx'
import { PickAccount } from '../../../parts/pick-account.tsx'
import { leadActWords } from '../../../words/lead-acts.ts'
import { leadWords } from '../../../words/leads.ts'
import { useWords } from '../../../words/say.ts'
import { type ActProps, instantOf, useLeadName } from './subject.ts'

const KINDS = ['joined', 'moved', 'split', 'closed'] as const
type Kind = (typeof KINDS)[number]

export function UnitBox({ lead, close }: ActProps) {
  const t = useWords(leadActWords, leadWords)
  const unit = useLeadName(lead)
  const { data: account } = useRead('/v1/accounts/{id}', { params: { id: lead.account } })
  const siblings = (account?.units ?? []).filter(({ id }) => id !== lead.unit)
  const [kind, setKind] = useState<Kind>('joined')
  const [at, setAt] = useState(() => new Date().toISOString().slice(0, 10))
  const [target, setTarget] = useState('')
  const [reason, setReason] = useState('')
  const choose = (value: string) => {
    setKind(value as Kind)
    setTarget('')
  }
  const run = async () => {
    const given = target.trim()
    const { id } = await act('post', '/v1/unit-changes', {
      body: {
        ...{ unit: lead.unit, kind, at: instantOf(at) ?? new Date().toISOString() },
        ...(kind === 'joined' && { into: given }),
        ...(kind === 'moved' && { account: given }),
        ...(kind === 'split' && { site: given }),
        ...(reason.trim() !== '' && { reason: reason.trim() }),
      },
    })
    const back = async () => {
      await act('delete', '/v1/unit-changes/{id}', { params: { id } })
      return t('unitAct.undone', { unit })
    }
    return { sentence: t('unitAct.done', { unit }), back }
  }
  return (
    <FormBox
      name="unit"
      title={t('unitAct.title', { unit })}
      text={t('unitAct.text')}
      confirm={t('unitAct.confirm')}
      close={close}
      run={run}
      isReady={kind === 'closed' || target.trim() !== ''}
    >
      <PickField label={t('unitAct.kind')} value={kind} change={choose} options={KINDS.map((one) => [one, t(`unitAct.${one}`)] as const)} testId="unit-kind" />
      {kind === 'joined' &&
        (siblings.length === 0 ? (
          <p className="soft">{t('merge.noSibling')}</p>
        ) : (
          <PickField
            label={t('unitAct.into')}
            value={target}
            change={setTarget}
            none={t('act.choose')}
            options={siblings.map(({ id, name }) => [id, name ?? t('leads.openUnit')] as const)}
            testId="unit-into"
          />
        ))}
      {kind === 'moved' && <PickAccount label={t('unitAct.moved')} value={target} change={setTarget} not={lead.account} />}
      {kind === 'split' && <TextField label={t('unitAct.site')} value={target} change={setTarget} testId="unit-site" />}
      <TextField label={t('unitAct.at')} value={at} change={setAt} type="date" testId="unit-at" />
      <TextField label={t('act.reason')} value={reason} change={setReason} testId="unit-reason" />
    </FormBox>
  )
}
