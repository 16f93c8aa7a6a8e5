/** What sales answers to a hand-over, and that they were in contact. */
import { useState } from 'react'
import { PickField, TextField } from '../../../parts/field.tsx'
import { FormBox } from '../../../parts/form-box.tsx'
import { leadActWords } from '../../../words/lead-acts.ts'
import { leadWords } from '../../../words/leads.ts'
import { useWords } from '../../../words/say.ts'
import { type ActProps, decide, useLeadName } from './subject.ts'

export function AcceptBox({ lead, close }: ActProps) {
  const t = useWords(leadActWords)
  const name = useLeadName(lead)
  const run = async () => {
    await decide(lead.id, { kind: 'accept' })
    return { sentence: t('accept.done', { lead: name }) }
  }
  return <FormBox name="accept" title={t('accept.title', { lead: name })} text={t('accept.text')} confirm={t('accept.confirm')} close={close} run={run} />
}

export function RejectBox({ lead, close }: ActProps) {
  const t = useWords(leadActWords)
  const name = useLeadName(lead)
  const [reason, setReason] = useState('')
  const run = async () => {
    await decide(lead.id, { kind: 'reject', reason: reason.trim() })
    return { sentence: t('reject.done', { lead: name }) }
  }
  return (
    <FormBox
      name="reject"
      title={t('reject.title', { lead: name })}
      text={t('reject.text')}
      confirm={t('reject.confirm')}
      close={close}
      run={run}
      isReady={reason.trim() !== ''}
    >
      <TextField label={t('act.reason')} value={reason} change={setReason} testId="reject-reason" isNeeded isFirst />
    </FormBox>
  )
}

const ACTIVITIES = ['call', 'visit', 'meeting', 'offer', 'mail', 'task'] as const

export function ContactBox({ lead, close }: ActProps) {
  const t = useWords(leadActWords, leadWords)
  const name = useLeadName(lead)
  const [activity, setActivity] = useState<(typeof ACTIVITIES)[number]>('call')
  const run = async () => {
    await decide(lead.id, { kind: 'contact', activity })
    return { sentence: t('contactAct.done', { lead: name }) }
  }
  return (
    <FormBox name="contact" title={t('contactAct.title', { lead: name })} text={t('contactAct.text')} confirm={t('contactAct.confirm')} close={close} run={run}>
      <PickField
        label={t('contactAct.activity')}
        value={activity}
        change={(value) => setActivity(value as typeof activity)}
        options={ACTIVITIES.map((one) => [one, t(`activity.${one}`)] as const)}
        testId="contact-activity"
      />
    </FormBox>
  )
}
