/** The class after a call. */
import { useState } from 'react'
import { PickField, TextField } from '../../../parts/field.tsx'
import { FormBox } from '../../../parts/form-box.tsx'
import { leadActWords } from '../../../words/lead-acts.ts'
import { useWords } from '../../../words/say.ts'
import { type ActProps, decide, instantOf, textOf, useLeadName } from './subject.ts'

export const CLASSES = ['B1', 'B2', 'B3', 'A', 'C'] as const
export type Class = (typeof CLASSES)[number]

export function ClassifyBox({ lead, close }: ActProps) {
  const t = useWords(leadActWords)
  const name = useLeadName(lead)
  const [to, setTo] = useState<Class>(lead.suggestion ?? lead.class ?? 'B1')
  const [reason, setReason] = useState('')
  const [at, setAt] = useState('')
  const before = lead.classBy === 'human' ? lead.class : null
  const run = async () => {
    await decide(lead.id, { kind: 'class', to, reason: textOf(reason) }, instantOf(at))
    const back = async () => {
      await decide(lead.id, { kind: 'class', to: before })
      return t('classify.undone', { lead: name })
    }
    return { sentence: t('classify.done', { lead: name, class: to }), back }
  }
  return (
    <FormBox
      name="classify"
      title={t('classify.title', { lead: name })}
      text={t('classify.text')}
      confirm={t('classify.confirm', { class: to })}
      close={close}
      run={run}
    >
      <PickField
        label={t('classify.class')}
        value={to}
        change={(value) => setTo(value as Class)}
        options={CLASSES.map((one) => [one, t(`class.${one}`)] as const)}
        testId="classify-class"
      />
      <TextField label={t('act.reason')} value={reason} change={setReason} testId="classify-reason" isFirst />
      <TextField label={t('act.at')} value={at} change={setAt} type="datetime-local" testId="classify-at" />
    </FormBox>
  )
}
